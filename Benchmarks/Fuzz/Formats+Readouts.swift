import Essentiality
import Expression
import LinearAlgebra
import Readouts
import Screen
import Statistics
import Tables

extension FormatName {
    /// Everything that happens to a dropped table before the store: what it is, its wells, and its plates' layouts.
    func readouts(_ seeds: [[UInt8]]) -> Format {
        let words = (Seeds.tableWords + ["PILOT-01", "BAX_g1", "NT_1", "+", "role", "B02"]).map {
            Array($0.utf8)
        }
        return Format(name: self, seeds: seeds, style: .text, words: words) { bytes in
            outcome { try takeDrop(bytes) }
        }
    }

    func samples() throws -> Format {
        let model = try smallModel()
        let words = ["A (1)", "ACH-000001", "ModelID", "gene", "ENSG00000141510.17", "=1+1", "NA"]
        return Format(name: self, seeds: Seeds.samples, style: .text, words: words.map { Array($0.utf8) }) {
            bytes in
            outcome {
                let samples = try readSamples(
                    try expressionTable(bytes, limits: .standard),
                    genes: model.genes,
                    training: model.distribution
                )
                _ = try model.predictions(samples)
            }
        }
    }
}

private let genes = ["BAX", "MCL1"].map { Gene($0) }

private let context = ReadoutContext(
    genes: genes,
    guides: [
        genes[0]: [Guide("BAX_g1", of: genes[0]), Guide("BAX_g2", of: genes[0])],
        genes[1]: [Guide("MCL1_g1", of: genes[1])],
    ],
    controls: [.nonTargeting: [Guide("NT_1", of: nil), Guide("NT_2", of: nil)]],
    format: .wells96,
    knownBarcodes: [Barcode("PILOT-01")]
)

/// The layout of the plate that the seeds of results are of.
private let layouts: [Barcode: PlateLayout] = {
    do {
        guard
            case .platemap(let platemap) = try readDrop(
                try readTable(Array(Seeds.platemap.utf8)),
                fileName: "PILOT-01.csv",
                context: context
            )
        else { return [:] }
        return Dictionary(uniqueKeysWithValues: platemap.layouts.map { ($0.barcode, $0) })
    } catch {
        preconditionFailure("the platemap among the seeds is whole: \(error)")
    }
}()

private func takeDrop(_ bytes: [UInt8]) throws(Rejection) {
    let dropped = try readTable(bytes, limits: .standard)
    if case .rows(let table, _) = dropped, try readBarcodeList(table) != nil { return }
    switch try readDrop(dropped, fileName: "PILOT-01.csv", context: context) {
    case .platemap(let platemap):
        _ = try checkPlatemap(platemap, against: layouts)
    case .readout(let readout):
        try checkPlausible(readout)
        _ = try checkReadout(readout, against: layouts, expecting: ReadoutExpectations(genes: Set(genes)))
    }
}

/// The seeds of results by a profile that is hardly theirs.
func readByProfile(_ profile: ReadingProfile) throws {
    var context = context
    context.profile = profile
    var fault: Rejection?
    for seed in Seeds.results {
        do throws(Rejection) {
            let dropped = try readTable(seed, limits: .standard, profile: profile)
            _ = try readDrop(dropped, fileName: "PILOT-01.csv", context: context)
        } catch {
            fault = error
        }
    }
    if let fault { throw fault }
}

/// Five genes, four of them named as the seeds of samples name theirs.
private func smallModel() throws -> EssentialityModel {
    var generator = SeededGenerator(Seed(1))
    let lines = (0..<30).map { "LINE-\($0)" }
    let genes = ["A", "B", "C", "D", "E"].map { Gene($0) }
    let values = (0..<150).map { _ in 12 * generator.uniform() }
    let effects = lines.indices.map { 0.1 * values[5 * $0] - 1 + 0.01 * generator.normal() }
    let data = try TrainingData(
        effect: LabelledMatrix(
            lines: lines,
            genes: [Gene("T")],
            values: Matrix(rows: 30, columns: 1, storage: effects)
        ),
        expression: LabelledMatrix(
            lines: lines,
            genes: genes,
            values: Matrix(rows: 30, columns: 5, storage: values)
        )
    )
    let trained = try StackTrainer(data, folds: 3, seed: Seed(0)).train(blocks: [0], workers: OneWorker())
    let bytes = modelBytes(
        data,
        kernel: trained.kernel,
        targets: trained.targets,
        scale: .geneEffect,
        folds: 3,
        seed: 0,
        sources: []
    )
    return try EssentialityModel(ModelBytes(copying: bytes))
}
