import ArgumentParser
import Essentiality
import FoundationEssentials
import Glibc
import PlateFiles
import Screen
import Tables

struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train essentiality models: which genes' expression predicts how much a line needs a gene.",
        discussion: """
            Takes DepMap's files of any release. For each target it chooses modifier genes by Pearson correlation \
            (Benjamini-Hochberg at 5 %), fits a linear model and reports how well that predicts lines it has not seen. \
            Name the written model as essentiality.model in the configuration, and drop expression files into samples/.
            """
    )

    @Option(help: "Effect of knocking each gene out, lines by genes (CSV or TSV, plain or gzip).") var effect:
        String
    @Option(help: "Expression, lines by genes, as log2(TPM + 1).") var expression: String
    @Option(help: "Target genes, separated by commas, or a file with a gene a line; all by default.")
    var targets: String?
    @Option(
        help:
            "Scale of the effect: \(EffectScale.allCases.map(\.rawValue).joined(separator: ", ")); told by the values by default."
    )
    var scale: String?
    @Option(help: "Where to write the model.") var output = "essentiality.json"
    @Flag(help: "Print JSON for programs.") var json = false

    func run() async throws {
        let effectFile = try read(effect)
        let expressionFile = try read(expression)
        let effects = try table(effectFile, of: effect, readEffect)
        let levels = try table(expressionFile, of: expression, readExpression)
        let training: Training
        var progress = TrainingProgress()
        do {
            training = try train(
                effect: effects,
                scale: try effectScale(of: effects, declared: declaredScale()),
                expression: levels,
                targets: try targetGenes(),
                sources: TrainingSources(
                    effectDigest: sha256Text(effectFile),
                    expressionDigest: sha256Text(expressionFile)
                ),
                progress: { progress.show($0, of: $1) }
            )
        } catch let fault as TrainingFault {
            throw Failure(.dataError, fault.description)
        } catch let rejection as Rejection {
            throw Failure(.dataError, "\(effect), \(rejection)")
        }
        try write(training.model)
        let report = TrainingReport(training)
        if json {
            try printJSON(report)
        } else {
            print(report)
            print("The model is in \(output).")
        }
    }

    private func read(_ path: String) throws -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Failure(.noInput, "\(path) cannot be read. Check that the file is there.")
        }
    }

    private func table(
        _ bytes: [UInt8],
        of path: String,
        _ matrix: (Table) throws(Rejection) -> LabelledMatrix
    ) throws -> LabelledMatrix {
        do throws(Rejection) {
            return try matrix(try TableReader.read(bytes, limits: .standard))
        } catch {
            throw Failure(.dataError, "\(path), \(error)")
        }
    }

    private func declaredScale() throws -> EffectScale? {
        guard let scale else { return nil }
        guard let known = EffectScale(rawValue: scale) else {
            let names = EffectScale.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.dataError, "there is no scale '\(scale)'. The scales are: \(names).")
        }
        return known
    }

    private func targetGenes() throws -> [Gene]? {
        guard let targets else { return nil }
        if FileManager.default.fileExists(atPath: targets) {
            let text = String(decoding: try read(targets), as: UTF8.self)
            return text.split(whereSeparator: \.isNewline).map { Gene(String($0).trimmed) }
                .filter { !$0.symbol.isEmpty }
        }
        return targets.split(separator: ",").map { Gene(String($0).trimmed) }
    }

    private func write(_ model: EssentialityModel) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try writeAtomically([UInt8](encoder.encode(model)), to: URL(filePath: output).path())
        } catch {
            throw Failure(.cannotCreate, "\(error)")
        }
    }
}

/// A line on standard error that says how far the fits are, where a person looks on.
private struct TrainingProgress {
    private let isWatched = isatty(STDERR_FILENO) == 1
    private var shown = -1

    mutating func show(_ done: Int, of all: Int) {
        let percent = 100 * done / max(all, 1)
        guard isWatched, percent != shown else { return }
        shown = percent
        let line = Array("\rTraining: \(percent) %\(done == all ? "\n" : "")".utf8)
        // because a line that nobody sees is no reason to stop
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

extension String {
    /// Without spaces, tabs and carriage returns at its ends.
    fileprivate var trimmed: String {
        let blank: Set<Character> = [" ", "\t", "\r"]
        return String(drop { blank.contains($0) }.reversed().drop { blank.contains($0) }.reversed())
    }
}
