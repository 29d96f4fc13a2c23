package import LinearAlgebra
package import Screen
package import Statistics

/// A linear model of one target within one tissue.
package struct TissueModel: Sendable, Hashable {
    package let tissue: String
    package let lineCount: Int
    /// A weight a modifier: the change of the effect with one standard deviation of its expression.
    ///
    /// 0 for a modifier that is constant in the tissue.
    package let weights: [Double]
    /// The effect at the tissue's mean expression.
    package let intercept: Double
    /// The mean correlation of the weights learned from random halves of the lines; NaN for fewer than two
    /// modifiers.
    ///
    /// Near 0 the weights are noise.
    package let splitHalfCorrelation: Double

    package init(
        tissue: String,
        lineCount: Int,
        weights: [Double],
        intercept: Double,
        splitHalfCorrelation: Double
    ) {
        self.tissue = tissue
        self.lineCount = lineCount
        self.weights = weights
        self.intercept = intercept
        self.splitHalfCorrelation = splitHalfCorrelation
    }
}

/// The weights of one target's modifiers in each tissue (Rosenski and others 2023, figure 5A–F).
package struct TissueWeights: Sendable, Hashable {
    package let modifiers: [Gene]
    /// By name of the tissue.
    package let models: [TissueModel]
    /// The ridge penalty in units of the number of lines.
    package let penalty: Double

    /// Weights learned before.
    package init(modifiers: [Gene], models: [TissueModel], penalty: Double) {
        precondition(models.allSatisfy { $0.weights.count == modifiers.count }, "a weight for each modifier")
        self.modifiers = modifiers
        self.models = models
        self.penalty = penalty
    }

    /// The greatest weight by magnitude; 0 where there is none.
    package var greatest: Double { models.flatMap(\.weights).map(\.magnitude).max() ?? 0 }

    /// Weights from −1 to 1 for a heat map: a row a tissue, a column a modifier, shares of the greatest.
    package var shares: [[Double]] {
        let greatest = greatest
        return models.map { $0.weights.map { greatest > 0 ? $0 / greatest : 0 } }
    }

    /// Tissues in which the modifier has the greatest weight by magnitude.
    package func leadingTissues(of modifier: Gene) -> [String] {
        guard let column = modifiers.firstIndex(of: modifier) else { return [] }
        return models.filter { model in
            let own = model.weights[column].magnitude
            return own > 0 && model.weights.allSatisfy { $0.magnitude <= own }
        }.map(\.tissue)
    }

    /// Learns a model in each tissue of at least `minimumLines` complete lines.
    ///
    /// With fewer lines than modifiers least squares (penalty 0) gives the shortest interpolant, whose weights
    /// are mostly noise; a ridge penalty steadies them.
    ///
    /// - `expression`: a row a line, a column a modifier; lines with a missing value are left out.
    /// - `effect`: of the target in each line.
    /// - `tissues`: of each line.
    /// - `penalty`: λ of (ZᵀZ + λ n I) w = Zᵀy on standardised columns Z.
    /// - `splits`: random halvings for the split-half correlation.
    package init(
        expression: Matrix,
        modifiers: [Gene],
        effect: [Double],
        tissues: [String],
        penalty: Double = 0.3,
        minimumLines: Int = 15,
        splits: Int = 20,
        seed: Seed
    ) {
        precondition(expression.columns == modifiers.count, "a column for each modifier")
        precondition(expression.rows == effect.count && effect.count == tissues.count, "a row for each line")
        precondition(penalty >= 0, "a negative penalty")
        var lines: [String: [Int]] = [:]
        for line in effect.indices
        where effect[line].isFinite && expression.row(line).allSatisfy(\.isFinite) {
            lines[tissues[line], default: []].append(line)
        }
        self.modifiers = modifiers
        self.penalty = penalty
        let ordered = lines.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        models = ordered.compactMap { tissue, members in
            guard members.count >= max(minimumLines, 2),
                let weights = standardisedRidge(expression, effect, members, penalty)
            else { return nil }
            return TissueModel(
                tissue: tissue,
                lineCount: members.count,
                weights: weights,
                intercept: mean(members.map { effect[$0] }),
                splitHalfCorrelation: splitHalf(
                    expression,
                    effect,
                    members,
                    penalty,
                    splits: splits,
                    // because a tissue's figure must not hang on which others there are
                    seed: seed.derived("halves of \(tissue)")
                )
            )
        }
    }
}

/// Ridge weights on columns standardised over `lines` (divisor n); a constant column keeps scale 1.
private func standardisedRidge(
    _ expression: Matrix,
    _ effect: [Double],
    _ lines: [Int],
    _ penalty: Double
) -> [Double]? {
    let columns = expression.columns
    guard columns > 0 else { return [] }
    var design = Matrix(rows: lines.count, columns: columns)
    var values = [Double](repeating: 0, count: lines.count)
    for column in 0..<columns {
        for (place, line) in lines.enumerated() { values[place] = expression[line, column] }
        let centre = mean(values)
        let isConstant = values.allSatisfy { $0 == values[0] }
        let scale = isConstant ? 1 : populationSD(values)
        for place in values.indices {
            design[place, column] = isConstant ? 0 : (values[place] - centre) / scale
        }
    }
    let response = lines.map { effect[$0] }
    let centre = mean(response)
    let centred = response.map { $0 - centre }
    guard penalty > 0 else { return leastSquares(design, centred) }
    var normal = multiply(design, design, transposeA: true)
    for column in 0..<columns { normal[column, column] += penalty * Double(lines.count) }
    let target = multiply(design, Matrix(rows: lines.count, columns: 1, storage: centred), transposeA: true)
    return CholeskyFactor(of: normal)?.solve(target.storage)
}

/// The mean correlation of the weights learned from two random halves.
private func splitHalf(
    _ expression: Matrix,
    _ effect: [Double],
    _ lines: [Int],
    _ penalty: Double,
    splits: Int,
    seed: Seed
) -> Double {
    guard expression.columns > 1, lines.count >= 4 else { return .nan }
    var generator = SeededGenerator(seed)
    var correlations: [Double] = []
    for _ in 0..<splits {
        let shuffled = generator.shuffled(lines)
        let half = shuffled.count / 2
        guard let first = standardisedRidge(expression, effect, Array(shuffled[..<half]), penalty),
            let second = standardisedRidge(expression, effect, Array(shuffled[half...]), penalty)
        else { continue }
        correlations.append(pearson(first, second))
    }
    let known = correlations.filter(\.isFinite)
    return known.isEmpty ? .nan : mean(known)
}
