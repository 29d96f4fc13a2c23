import LinearAlgebra
import Modifiers
import Regression
import Statistics

/// What the modifier models of one target say of the lines that one set left out.
struct ModifierFit: Sendable {
    let modifiers: [ModifierGene]
    let ridge: ModifierRidge?
    let trees: BoostedTrees?
    /// The means of the modifiers over the set's lines, which stand in where one is missing.
    let means: [Double]
    let mean: Double

    var hasModifiers: Bool { ridge != nil }

    /// The trees of the default: shallow, shrunken, each shown half of the lines and of the genes.
    static let boosting: SmallBoostedTrees = {
        var boosting = SmallBoostedTrees()
        boosting.rounds = 100
        boosting.lineShare = 0.5
        boosting.penalty = 10
        return boosting
    }()

    /// - Parameters:
    ///   - modifiers: chosen on these lines alone.
    ///   - expression: lines × genes.
    ///   - rows: lines to learn from in which the target is known.
    ///   - response: a value for each of them.
    ///   - seed: of the trees.
    init(_ modifiers: [ModifierGene], expression: Matrix, rows: [Int], response: [Double], seed: Seed) {
        self.modifiers = modifiers
        // because a target may be unknown in every line of a small set, and must not spoil the others of its block
        mean = response.isEmpty ? 0 : Statistics.mean(response)
        guard !modifiers.isEmpty else {
            (ridge, trees, means) = (nil, nil, [])
            return
        }
        let columns = modifiers.map(\.column)
        means = columns.map { column in
            var (sum, count) = (0.0, 0.0)
            for row in rows {
                let value = expression[row, column]
                guard !value.isNaN else { continue }
                sum += value
                count += 1
            }
            return count > 0 ? sum / count : 0
        }
        let design = designMatrix(expression, rows: rows, columns: columns, means: means)
        ridge = ModifierRidge(design, response)
        trees = ridge == nil ? nil : Self.boosting.fit(design, response, seed: seed)
    }

    func design(_ expression: Matrix, rows: [Int]) -> Matrix {
        designMatrix(expression, rows: rows, columns: modifiers.map(\.column), means: means)
    }
}

/// Lines × modifiers, a missing value replaced by the modifier's mean.
func designMatrix(_ expression: Matrix, rows: [Int], columns: [Int], means: [Double]) -> Matrix {
    var design = Matrix(rows: rows.count, columns: columns.count)
    for (place, row) in rows.enumerated() {
        for (number, column) in columns.enumerated() {
            let value = expression[row, column]
            design[place, number] = value.isNaN ? means[number] : value
        }
    }
    return design
}
