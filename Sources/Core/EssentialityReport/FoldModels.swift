import Essentiality
import Interpretation
import LinearAlgebra
import Modifiers
import Regression
import Statistics

/// A way of predicting a target, beside the model itself.
enum Way: String, Sendable, CaseIterable {
    case kernel = "kernel alone"
    case ridge = "ridge on modifiers"
    case trees = "boosted trees on modifiers"
    case leastSquares = "least squares on modifiers"
    case tree = "decision tree on modifiers"
    case single = "single best modifier"
    case components = "components (PCA, CCA)"
}

/// All ways of predicting, learnt from the lines of one fold's training.
struct FoldModels: Sendable {
    let training: [Int]
    let test: [Int]
    private let lines: MeasuredLines
    private let compared: [Int]
    private let kernel: KernelForecast
    private let components: ComponentPredictor?
    /// Of the genes that `components` reads.
    private let geneMeans: [Double]
    private let modelled: [ModifierModels]

    /// Models of one target on its modifiers, chosen in the training lines.
    private struct ModifierModels: Sendable {
        let columns: [Int]
        let means: [Double]
        let centre: Double
        /// Of the one with the greatest correlation by magnitude.
        let single: Int
        var fitted: [Way: any FittedModel] = [:]
    }

    /// - Parameters:
    ///   - lines: the training files' values.
    ///   - compared: places among the model's targets.
    ///   - ranks: of the lines' expression.
    ///   - fold: whose training lines are learnt from.
    ///   - seed: of the trees.
    /// - Throws: `TrainingFault` where the expression is not finite.
    init(
        _ lines: MeasuredLines,
        compared: [Int],
        ranks: LineRanks,
        fold: KFold.Fold,
        seed: Seed
    ) throws(TrainingFault) {
        let data = lines.data
        let rows = fold.training.sorted()
        training = rows
        test = fold.test.sorted()
        self.lines = lines
        self.compared = compared
        kernel = try KernelForecast(data, targets: lines.columns, ranks: ranks, training: rows)
        let all = Array(data.genes.indices)
        let means = knownMeans(data.expression, rows, all)
        geneMeans = means
        components = ComponentPredictor(
            expression: filled(data.expression, rows: rows, columns: all, means: means),
            effect: filled(
                data.effect,
                rows: rows,
                columns: compared.map { lines.columns[$0] },
                means: [Double](repeating: .nan, count: compared.count)
            )
        )
        let prepared = PreparedExpression(expression: data.expression, rows: rows)
        let responses = compared.map { place in rows.map { data.effect[$0, lines.columns[place]] } }
        let chosen = modifiers(of: responses, in: prepared, rule: .rosenski)
        modelled = compared.indices.map { number in
            let known = rows.indices.filter { !responses[number][$0].isNaN }
            return Self.models(
                chosen[number],
                data.expression,
                rows: known.map { rows[$0] },
                response: known.map { responses[number][$0] },
                seed: seed
            )
        }
    }

    private static func models(
        _ modifiers: [ModifierGene],
        _ expression: Matrix,
        rows: [Int],
        response: [Double],
        seed: Seed
    ) -> ModifierModels {
        let columns = modifiers.map(\.column)
        let means = knownMeans(expression, rows, columns)
        let strength = modifiers.map(\.pearson.statistic.magnitude)
        let single = strength.indices.reduce(0) { strength[$1] > strength[$0] ? $1 : $0 }
        var models = ModifierModels(
            columns: columns,
            means: means,
            centre: rows.isEmpty ? 0 : mean(response),
            single: single
        )
        guard !columns.isEmpty, !rows.isEmpty else { return models }
        let design = filled(expression, rows: rows, columns: columns, means: means)
        models.fitted[.ridge] = Ridge(design: design, response: response)
        models.fitted[.leastSquares] = OrdinaryLeastSquares(design: design, response: response)
        models.fitted[.tree] = RegressionTree(design: design, response: response)
        let one = filled(expression, rows: rows, columns: [columns[single]], means: [means[single]])
        models.fitted[.single] = OrdinaryLeastSquares(design: one, response: response)
        var boosting = SmallBoostedTrees()
        boosting.rounds = 100
        boosting.lineShare = 0.5
        boosting.penalty = 10
        models.fitted[.trees] = boosting.fit(design, response, seed: seed.derived("trees"))
        return models
    }

    /// Predictions of the fold's test lines, as they are or measured otherwise.
    ///
    /// - Parameters:
    ///   - expression: of all lines.
    ///   - ranks: of the same.
    ///   - ways: those asked for.
    /// - Returns: for each way a value for each of `compared` and each test line.
    func predictions(_ expression: Matrix, ranks: LineRanks, ways: [Way]) -> [Way: [[Double]]] {
        var found: [Way: [[Double]]] = [:]
        for way in ways {
            switch way {
            case .kernel:
                let all = kernel(ranks, rows: test, lineages: test.map { lines.data.lineages[$0] })
                found[way] = compared.map { place in test.indices.map { all[$0, place] } }
            case .components:
                let design = filled(
                    expression,
                    rows: test,
                    columns: Array(lines.data.genes.indices),
                    means: geneMeans
                )
                let all = components.map { $0(design) }
                found[way] = compared.indices.map { number in
                    test.indices.map { all?[$0, number] ?? modelled[number].centre }
                }
            case .ridge, .trees, .leastSquares, .tree, .single:
                found[way] = modelled.map { models in
                    guard let model = models.fitted[way] else {
                        return [Double](repeating: models.centre, count: test.count)
                    }
                    let picked = way == .single ? [models.single] : Array(models.columns.indices)
                    return model.predict(
                        filled(
                            expression,
                            rows: test,
                            columns: picked.map { models.columns[$0] },
                            means: picked.map { models.means[$0] }
                        )
                    )
                }
            }
        }
        return found
    }

    /// The kernel's predictions of all targets for the test lines.
    func kernelForAll(_ ranks: LineRanks) -> Matrix {
        kernel(ranks, rows: test, lineages: test.map { lines.data.lineages[$0] })
    }
}
