import Dispatch
import FoundationEssentials
import LinearAlgebra
import Screen
import Statistics
import Tables
import TestSupport
import Testing

@testable import Essentiality
@testable import Expression

/// A file of `Fixtures/` as a table.
func table(_ name: String, testFile: StaticString = #filePath) throws -> Table {
    try expressionTable(Array(fixture(name, testFile: testFile)))
}

func toyExpression() throws -> LabelledMatrix { try readExpression(table("toy_expression.csv")) }
func toyEffect() throws -> LabelledMatrix { try readEffect(table("toy_effect.csv")) }

/// Made-up lineages of the toy lines.
func toyLineages() throws -> [String: String] {
    let annotations = try LineAnnotations(table("toy_model.csv"))
    let lines = try toyExpression().lines
    var lineages: [String: String] = [:]
    for (line, lineage) in zip(lines, annotations.lineages(of: lines)) { lineages[line] = lineage }
    return lineages
}

func toyTrainingData() throws -> TrainingData {
    try TrainingData(effect: toyEffect(), expression: toyExpression(), lineages: toyLineages())
}

/// Lines named `L000` …, genes or targets named by a letter and a number.
func labelled(_ values: Matrix, _ letter: String = "G") -> LabelledMatrix {
    func padded(_ number: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(3 - digits.count, 0)) + digits
    }
    return LabelledMatrix(
        lines: (0..<values.rows).map { "L\(padded($0))" },
        genes: (0..<values.columns).map { Gene("\(letter)\(padded($0))") },
        values: values
    )
}

/// Expression of which some genes go with some targets: target t is gene t and noise.
func planted(
    lines: Int,
    genes: Int,
    targets: Int,
    signal: Double = 0.8,
    seed: UInt64 = 1
) -> (expression: LabelledMatrix, effect: LabelledMatrix) {
    var generator = SeededGenerator(Seed(seed))
    var expression = Matrix(rows: lines, columns: genes)
    for place in expression.storage.indices { expression.storage[place] = max(4 + 2 * generator.normal(), 0) }
    var effect = Matrix(rows: lines, columns: targets)
    for line in 0..<lines {
        for target in 0..<targets {
            let strength = target < genes ? signal * (expression[line, target] - 4) / 2 : 0
            effect[line, target] = 0.3 * (strength + generator.normal()) - 0.5
        }
    }
    return (labelled(expression), labelled(effect, "T"))
}

/// Samples with a value for each of some genes.
func samples(_ genes: [Gene], _ rows: [[Double]], doubts: [String] = []) -> SampleBatch {
    SampleBatch(
        genes: genes,
        names: rows.indices.map { "S\($0)" },
        values: Matrix(rows: rows.count, columns: genes.count, storage: rows.flatMap(\.self)),
        format: .samplesAsRows,
        unit: .log2TPM,
        renamed: [],
        ambiguous: [],
        doubts: doubts
    )
}

/// Does pieces on as many threads as the machine lends, in any order.
struct ManyWorkers: Workers {
    func forEach(_ count: Int, _ work: @Sendable (Int) -> Void) {
        DispatchQueue.concurrentPerform(iterations: count, execute: work)
    }
}

/// Does pieces from the last to the first.
struct BackwardWorker: Workers {
    func forEach(_ count: Int, _ work: @Sendable (Int) -> Void) {
        for number in (0..<count).reversed() { work(number) }
    }
}

/// The models of all blocks, and the file of them.
func trained(
    _ data: TrainingData,
    folds: Int = 5,
    seed: UInt64 = 1,
    scale: EffectScale = .geneEffect,
    workers: some Workers = OneWorker()
) throws -> (targets: [StackedTarget], bytes: [UInt8]) {
    NumericsKernel.useOneThread()
    let trainer = StackTrainer(data, folds: folds, seed: Seed(seed))
    let result = try trainer.train(blocks: Array(trainer.blocks.indices), workers: workers)
    let bytes = modelBytes(
        data,
        kernel: result.kernel,
        targets: result.targets,
        scale: scale,
        folds: 3,
        seed: 0,
        sources: ["sha256:a", "sha256:b"]
    )
    return (result.targets, bytes)
}

func model(_ bytes: [UInt8]) throws -> EssentialityModel { try EssentialityModel(ModelBytes(copying: bytes)) }

/// The greatest difference between two lists of numbers; infinite where a number is missing in one of them.
func difference(_ one: some Collection<Double>, _ other: some Collection<Double>) -> Double {
    guard one.count == other.count else { return .infinity }
    return zip(one, other).reduce(0) { worst, pair in
        if pair.0.isNaN, pair.1.isNaN { return worst }
        let gap = (pair.0 - pair.1).magnitude
        return gap.isNaN ? .infinity : max(worst, gap)
    }
}
