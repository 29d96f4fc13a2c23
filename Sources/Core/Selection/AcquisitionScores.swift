package import LinearAlgebra
import RealModule

/// What posterior samples say of each candidate pair (paper, appendix C); one value a column of the samples.
package struct AcquisitionScores: Sendable, Equatable {
    /// Mean over the samples.
    package let mean: [Double]
    /// Standard deviation over the samples, with divisor k.
    package let sd: [Double]
    /// Δ(x) = E[max R − R(x)]; not below zero but for rounding.
    package let regret: [Double]
    /// v(x) = Var(E[R(x) | best pair]), the variance between groups of samples that share their best pair.
    package let information: [Double]
    /// v(x) without what sampling noise adds to it: with few samples a group, most of v is such noise.
    package let informationDebiased: [Double]
    /// Δ(x)^λ / v(x) (equation 5), by the v that was asked for.
    ///
    /// Where v is zero it is divided by 1e-300 instead, so such a pair comes last; never infinite.
    package let ratio: [Double]
    /// E[max R].
    package let expectedBest: Double
}

/// Scores every column of `samples` (k draws × P candidates) in two passes over them.
///
/// The first finds each draw's best column, the second the means of the groups of draws that share one.
/// Nothing of the size of `samples` is made besides them, and sums run in a fixed order.
///
/// - Parameters:
///   - samples: Finite numbers, in units of the transformed reward; at least one row.
///   - lambda: λ of equation 5, not negative: more of it shuns regret, less seeks information.
///   - debiased: Whether the ratio divides by the debiased v.
/// - Returns: One value a column in each list.
package func acquisitionScores(
    _ samples: Matrix,
    lambda: Double = 2,
    debiased: Bool = false
) -> AcquisitionScores {
    precondition(lambda >= 0 && lambda.isFinite, "lambda is a number from 0 up")
    precondition(samples.rows > 0 || samples.columns == 0, "pairs cannot be scored without samples")
    let best = BestColumns(of: samples)
    let spread = GroupSpread(of: samples, groups: best.groups, mean: best.mean)
    let regret = best.mean.map { best.expectedMaximum - $0 }
    let unbiased = spread.debiased(samples: samples.rows, groups: best.groups.count)
    let information = debiased ? unbiased : spread.between
    let ratio = zip(regret, information).map { ratioOf($0, $1, lambda: lambda) }
    return AcquisitionScores(
        mean: best.mean,
        sd: spread.total.map { $0.squareRoot() },
        regret: regret,
        information: spread.between,
        informationDebiased: unbiased,
        ratio: ratio,
        expectedBest: best.expectedMaximum
    )
}

/// Δ^λ / v (equation 5), finite.
func ratioOf(_ regret: Double, _ information: Double, lambda: Double) -> Double {
    min(.pow(max(regret, 0), lambda) / max(information, 1e-300), .greatestFiniteMagnitude)
}
