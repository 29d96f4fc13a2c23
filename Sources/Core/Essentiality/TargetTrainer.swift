import LinearAlgebra
import Screen
import Statistics

/// Chooses modifiers and fits targets on chosen lines of one pair of matrices.
struct TargetTrainer {
    /// Targets that share one product; 128 × 19,000 genes take 20 MB.
    private static let blockSize = 128

    private let effect: LabelledMatrix
    private let expression: LabelledMatrix
    private let rule: SelectionRule

    /// The two matrices need the same lines, in the same order.
    init(effect: LabelledMatrix, expression: LabelledMatrix, rule: SelectionRule) {
        precondition(effect.lines == expression.lines, "the two matrices need the same lines")
        self.effect = effect
        self.expression = expression
        self.rule = rule
    }

    /// The lines a target is learnt from and judged on, or why it cannot be.
    struct Trial {
        let training: [Int]
        let test: [Int]
        /// Both together.
        let known: [Int]
        let fault: String?
    }

    func trial(_ target: Int, of split: LineSplit) -> Trial {
        let values = effect.column(target)
        let training = split.training.filter { !values[$0].isNaN }.sorted()
        let test = split.test.filter { !values[$0].isNaN }.sorted()
        var fault: String?
        if training.count < fewestTrainingLines {
            fault =
                "its effect is known in \(training.count) training lines, of which \(fewestTrainingLines) are needed"
        } else if test.count < fewestTestLines {
            fault =
                "its effect is known in \(test.count) held-out lines, of which \(fewestTestLines) are needed"
        } else if training.allSatisfy({ values[$0] == values[training[0]] }) {
            fault = "its effect is \(values[training[0]]) in every training line"
        }
        return Trial(training: training, test: test, known: (training + test).sorted(), fault: fault)
    }

    /// What one target learnt from some lines.
    struct Fit {
        let target: Int
        /// Columns of the expression matrix; empty where the mean is all there is.
        let modifiers: [Int]
        /// With every gene, over the same lines.
        let correlations: [Double]
        let means: [Double]
        let coefficients: [Double]
        let intercept: Double
    }

    /// Chooses and fits each target on its own lines, in the order given.
    ///
    /// Targets known in the same lines share the preparation of the expression matrix.
    func fits(_ targets: [(column: Int, rows: [Int])], progress: (Int) -> Void) -> [Fit] {
        var groups: [[Int]: [Int]] = [:]
        var order: [[Int]] = []
        for (place, target) in targets.enumerated() {
            if groups[target.rows] == nil { order.append(target.rows) }
            groups[target.rows, default: []].append(place)
        }
        var result = [Fit?](repeating: nil, count: targets.count)
        var done = 0
        for rows in order {
            let places = groups[rows, default: []]
            let screen = CorrelationScreen(expression: expression.values, rows: rows)
            for start in stride(from: 0, to: places.count, by: Self.blockSize) {
                let block = places[start..<min(start + Self.blockSize, places.count)]
                let responses = block.map { place in
                    let values = effect.column(targets[place].column)
                    return rows.map { values[$0] }
                }
                let correlations = screen.correlations(with: responses)
                for (offset, place) in block.enumerated() {
                    let target = targets[place].column
                    result[place] = fit(target, response: responses[offset], rows: rows, correlations[offset])
                }
                done += block.count
                progress(done)
            }
        }
        return result.compactMap(\.self)
    }

    private func fit(_ target: Int, response: [Double], rows: [Int], _ correlations: GeneCorrelations) -> Fit
    {
        let modifiers = modifierColumns(correlations, rule: rule)
        // The lines that miss a modifier's expression leave the fit (Rosenski et al., "Missing data removal").
        let complete = rows.indices.filter { place in
            !modifiers.contains { expressionValue(rows[place], $0).isNaN }
        }
        if !modifiers.isEmpty, complete.count >= fewestTrainingLines {
            let values = complete.flatMap { place in modifiers.map { expressionValue(rows[place], $0) } }
            let design = Matrix(rows: complete.count, columns: modifiers.count, storage: values)
            if let solved = LinearFit(design: design, response: complete.map { response[$0] }) {
                return Fit(
                    target: target,
                    modifiers: modifiers,
                    correlations: modifiers.map { correlations.r[$0] },
                    means: solved.means,
                    coefficients: solved.coefficients,
                    intercept: solved.intercept
                )
            }
        }
        return Fit(
            target: target,
            modifiers: [],
            correlations: [],
            means: [],
            coefficients: [],
            intercept: mean(response)
        )
    }

    /// The fit's figures on lines it has not seen; a missing modifier is imputed as it is in a sample.
    func judge(_ fit: Fit, on rows: [Int]) -> HeldOut {
        let predictions = rows.map { prediction(of: fit, row: $0) }
        let values = effect.column(fit.target)
        let observed = rows.map { values[$0] }
        let squares = zip(predictions, observed).map { ($0 - $1) * ($0 - $1) }
        let r = fit.modifiers.isEmpty ? 0 : pearson(predictions, observed)
        return HeldOut(
            r: r.isNaN ? 0 : r,
            rmse: mean(squares).squareRoot(),
            lines: rows.count,
            modifiers: fit.modifiers.count
        )
    }

    private func prediction(of fit: Fit, row: Int) -> Double {
        var sum = fit.intercept
        for (place, column) in fit.modifiers.enumerated() {
            let value = expressionValue(row, column)
            sum += fit.coefficients[place] * (value.isNaN ? fit.means[place] : value)
        }
        return sum
    }

    func model(_ fit: Fit, lines rows: [Int], heldOut: HeldOut) -> TargetModel {
        let column = effect.column(fit.target)
        let values = rows.map { column[$0] }
        return TargetModel(
            gene: effect.genes[fit.target],
            lines: rows.count,
            mean: mean(values),
            sd: populationSD(values),
            intercept: fit.intercept,
            modifiers: fit.modifiers.indices.map { place in
                Modifier(
                    gene: expression.genes[fit.modifiers[place]],
                    correlation: fit.correlations[place],
                    mean: fit.means[place],
                    coefficient: fit.coefficients[place]
                )
            },
            heldOut: heldOut
        )
    }

    /// The least and greatest expression; 0 … 0 of nothing.
    var expressionRange: ClosedRange<Double> {
        var least = Double.infinity
        var greatest = -Double.infinity
        for value in expression.values.storage where !value.isNaN {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        return least <= greatest ? least...greatest : 0...0
    }

    private func expressionValue(_ row: Int, _ column: Int) -> Double {
        expression.values.storage[row * expression.genes.count + column]
    }
}
