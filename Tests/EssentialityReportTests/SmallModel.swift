import Dispatch
import Essentiality
import Expression
import LinearAlgebra
import Screen
import Statistics

/// Lines of three lineages whose effects follow some genes, one lineage, or nothing.
struct SmallModel {
    let data: TrainingData
    let model: EssentialityModel
    static let seed = Seed(3)
    static let folds = 4

    /// - Parameters:
    ///   - targets: of `LINKED`, `TISSUE`, `GAPS` and `NOISE`.
    ///   - isAnnotated: whether lineages are known.
    ///   - count: lines, a third of each lineage.
    ///   - missing: the share of expression values that are missing.
    /// - Throws: what the training throws.
    init(
        targets: [String] = ["LINKED", "TISSUE", "GAPS", "NOISE"],
        isAnnotated: Bool = true,
        lines count: Int = 90,
        missing: Double = 0
    ) throws {
        var generator = SeededGenerator(Seed(11))
        let genes = (0..<40).map { Gene($0 == 7 ? "<G7>&" : "G\($0)") }
        let lines = (0..<count).map { "L\($0 < 10 ? "0" : "")\($0)" }
        let tissues = lines.indices.map { ["Lung, \"left\"", "Bowel", "Skin"][$0 % 3] }
        var expression = Matrix(rows: count, columns: genes.count)
        for line in 0..<count {
            for gene in genes.indices {
                let base = 4 + generator.normal() + (gene > 30 && line % 3 == 1 ? 2.0 : 0)
                expression[line, gene] = generator.uniform() < missing ? .nan : max(base, 0)
            }
        }
        var effect = Matrix(rows: count, columns: targets.count)
        for line in 0..<count {
            for (column, name) in targets.enumerated() {
                let noise = 0.3 * generator.normal()
                let level = { (gene: Int) in expression[line, gene].isNaN ? 4 : expression[line, gene] }
                let value: Double =
                    switch name {
                    case "LINKED": 0.5 * (level(0) - 4) - 0.4 * (level(1) - 4)
                    case "TISSUE": line % 3 == 1 ? -1 : 0
                    case "GAPS": 0.6 * (level(2) - 4)
                    default: 0
                    }
                effect[line, column] = name == "GAPS" && line % 7 == 0 ? .nan : value + noise - 0.5
            }
        }
        data = try TrainingData(
            effect: LabelledMatrix(lines: lines, genes: targets.map { Gene($0) }, values: effect),
            expression: LabelledMatrix(lines: lines, genes: genes, values: expression),
            lineages: isAnnotated ? Dictionary(uniqueKeysWithValues: zip(lines, tissues)) : [:]
        )
        let trainer = StackTrainer(data, folds: Self.folds, seed: Self.seed)
        let trained = try trainer.train(blocks: Array(trainer.blocks.indices), workers: OneWorker())
        let bytes = modelBytes(
            data,
            kernel: trained.kernel,
            targets: trained.targets,
            scale: .geneEffect,
            folds: 3,
            seed: 0,
            sources: []
        )
        model = try EssentialityModel(ModelBytes(copying: bytes))
    }

    func place(_ target: String) -> Int { model.targets.firstIndex(of: Gene(target)) ?? -1 }
}

/// All pieces at once, on as many threads as there are.
struct ManyWorkers: Workers {
    func forEach(_ count: Int, _ work: @Sendable (Int) -> Void) {
        DispatchQueue.concurrentPerform(iterations: count) { work(count - 1 - $0) }
    }
}

/// The rows of a table by the names of its columns; cells of these tests hold no line ends.
func rows(_ csv: String) -> [[String: String]] {
    let lines = csv.split(separator: "\n").map { cells(String($0)) }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
}

private func cells(_ line: String) -> [String] {
    var result = [""]
    var isQuoted = false
    for character in line {
        switch character {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted: result.append("")
        default: result[result.count - 1].append(character)
        }
    }
    return result
}
