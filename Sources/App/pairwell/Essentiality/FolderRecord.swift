import Essentiality
import FoundationEssentials
import PlateFiles
import Screen

/// Why a training cannot be kept or gone on with.
struct RecordFault: Error, CustomStringConvertible {
    let description: String
}

/// Keeps the steps of a training as files, so that one that was stopped goes on where it was.
///
/// The folder belongs to one set of files and settings: `training.txt` names them, and another training does not
/// mix its steps in.
struct FolderRecord: TrainingRecord {
    private let folder: String

    init(_ folder: String, of input: TrainingSource.Input, _ plan: TrainingPlan) throws {
        let facts = """
            effect \(input.digests[0])
            expression \(input.digests[1])
            lines \(sha256Text(Array((input.data.lines + input.data.lineages).joined(separator: "\n").utf8)))
            targets \(sha256Text(Array(input.data.targets.map(\.symbol).joined(separator: "\n").utf8)))
            steps 1
            genes \(sha256Text(Array(input.data.genes.map(\.symbol).joined(separator: "\n").utf8)))
            protocol \(plan.protocol) \(plan.models.joined(separator: " "))
            folds \(plan.folds)
            seed \(plan.seed)

            """
        let path = "\(folder)/training.txt"
        do {
            try makeFolder("\(folder)/steps")
            if FileManager.default.fileExists(atPath: path) {
                let known = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
                guard known == facts else {
                    throw RecordFault(
                        description:
                            "\(folder) keeps a training of other files or settings. Name another folder with --run, or remove it."
                    )
                }
            } else {
                try writeAtomically(facts, to: path)
            }
        } catch let fault as RecordFault {
            throw Failure(.dataError, fault.description)
        } catch {
            throw Failure(.cannotCreate, "\(folder) cannot be written to: \(error)")
        }
        self.folder = folder
    }

    func part(_ name: String) -> [UInt8]? {
        guard let bytes = try? Data(contentsOf: URL(filePath: "\(folder)/steps/\(name)")), bytes.count >= 64
        else { return nil }
        let body = [UInt8](bytes.dropLast(64))
        // A step that was cut off by a full disk, or belongs to no one, is done again.
        guard sha256Text(body).utf8.elementsEqual(bytes.suffix(64)) else { return nil }
        return body
    }

    func keep(_ name: String, _ bytes: [UInt8]) throws {
        do {
            try writeAtomically(bytes + Array(sha256Text(bytes).utf8), to: "\(folder)/steps/\(name)")
        } catch {
            throw RecordFault(description: "\(error)")
        }
    }
}
