import LinearAlgebra
package import Screen

/// What the numbers of an effect file mean; a model speaks the scale it was trained on.
package enum EffectScale: String, Sendable, Hashable, Codable, CaseIterable {
    /// Chronos, CERES or DEMETER2: 0 for no effect, −1 the median of common essential genes.
    case geneEffect = "gene-effect"
    /// The probability that the line depends on the gene: 0 … 1, and 1 is essential.
    case dependencyProbability = "dependency-probability"

    /// No gene effect of any DepMap release comes near it.
    static let greatestMagnitude = 20.0

    /// In words, for a report.
    package var words: String {
        switch self {
        case .geneEffect: "gene effect (0 none, -1 median of common essential genes)"
        case .dependencyProbability: "probability of dependency (0 to 1, 1 essential)"
        }
    }
}

/// The scale of an effect matrix: the declared one where the values allow it, otherwise as recognised.
///
/// All values within 0 … 1 are probabilities. Gene effects have negative values, none beyond ±20.
/// - Throws: a `Rejection` naming the line and gene of a value the declared scale cannot hold, or rule
///   `effect-scale-unknown` where the values fit neither scale.
package func effectScale(
    of matrix: LabelledMatrix,
    declared: EffectScale? = nil
) throws(Rejection) -> EffectScale {
    var least = Double.infinity
    var greatest = -Double.infinity
    for value in matrix.values.storage where !value.isNaN {
        least = min(least, value)
        greatest = max(greatest, value)
    }
    guard least <= greatest else {
        throw Rejection(
            rule: "no-values",
            reason: "The effect file holds no number.",
            expected: "a gene effect or probability of dependency for most lines and genes",
            remedy: "Give CRISPRGeneEffect.csv or CRISPRGeneDependency.csv of a DepMap release."
        )
    }
    let isProbability = least >= 0 && greatest <= 1
    let isEffect = max(least.magnitude, greatest.magnitude) <= EffectScale.greatestMagnitude
    switch declared {
    case .dependencyProbability where isProbability: return .dependencyProbability
    case .dependencyProbability:
        throw outside(matrix, named: .dependencyProbability, expected: "a probability, 0 to 1") {
            0...1 ~= $0
        }
    case .geneEffect where isEffect: return .geneEffect
    case .geneEffect:
        throw outside(matrix, named: .geneEffect, expected: "a gene effect, -20 to 20") {
            $0.magnitude <= EffectScale.greatestMagnitude
        }
    case nil:
        if isProbability { return .dependencyProbability }
        if isEffect, least < 0 { return .geneEffect }
        throw Rejection(
            rule: "effect-scale-unknown",
            reason: "The values run from \(decimal(least, 3)) to \(decimal(greatest, 3)), which is neither a "
                + "gene effect (some below 0, none beyond 20) nor a probability of dependency (0 to 1).",
            expected: "gene effects or probabilities of dependency",
            remedy: "Give DepMap's CRISPRGeneEffect.csv or CRISPRGeneDependency.csv, or declare the scale."
        )
    }
}

private func outside(
    _ matrix: LabelledMatrix,
    named scale: EffectScale,
    expected: String,
    _ isAllowed: (Double) -> Bool
) -> Rejection {
    let place = matrix.values.storage.firstIndex { !$0.isNaN && !isAllowed($0) } ?? 0
    let line = matrix.lines[place / matrix.genes.count]
    return Rejection(
        rule: "outside-effect-scale",
        reason:
            "Line \(Rejection.shortened(line)) has a value that the declared scale, \(scale.rawValue), cannot hold.",
        column: matrix.genes[place % matrix.genes.count].symbol,
        value: "\(matrix.values.storage[place])",
        expected: expected,
        remedy: "Declare the scale the file has, or leave it out to have it recognised."
    )
}
