import RealModule
import Statistics

/// Which of two paired values is greater, pair by pair.
package struct SignTest: Sendable, Hashable {
    package let positive: Int
    package let negative: Int
    package let zero: Int
    /// Two-sided, exact, of the pairs that differ.
    package let p: Double

    /// Differences that are not numbers are left out.
    package init(_ differences: [Double]) {
        positive = differences.count { $0 > 0 }
        negative = differences.count { $0 < 0 }
        zero = differences.count { $0 == 0 }
        let more = max(positive, negative)
        let trials = positive + negative
        // P(X ≥ k) of n fair coins is I_½(k, n − k + 1).
        p =
            2 * more == trials
            ? 1 : min(1, 2 * incompleteBeta(Double(more), Double(trials - more + 1), 0.5, 0.5))
    }
}

/// Wilcoxon's signed-rank test of paired differences.
package struct SignedRankTest: Sendable, Hashable {
    /// Pairs that differ.
    package let count: Int
    /// Sum of the ranks of positive differences.
    package let positiveRanks: Double
    /// Sum of the ranks of negative differences.
    package let negativeRanks: Double
    /// Two-sided; 1 where no pair differs.
    ///
    /// Exact up to 50 pairs, ties among them or not; by the normal distribution with its correction for ties
    /// beyond.
    package let p: Double

    /// Differences of 0 and those that are not numbers are left out (Wilcoxon's own way).
    package init(_ differences: [Double]) {
        let values = differences.filter { $0 != 0 && !$0.isNaN }
        let ranks = averageRanks(values.map(\.magnitude))
        var positive = 0.0
        var negative = 0.0
        for (value, rank) in zip(values, ranks) {
            if value > 0 { positive += rank } else { negative += rank }
        }
        count = values.count
        positiveRanks = positive
        negativeRanks = negative
        guard !values.isEmpty else {
            p = 1
            return
        }
        p =
            values.count <= 50
            ? exactSignedRankP(ranks, min(positive, negative)) : normalSignedRankP(ranks, positive)
    }
}

/// Twice the share of all 2ⁿ choices of signs whose positive ranks sum to `least` or less.
private func exactSignedRankP(_ ranks: [Double], _ least: Double) -> Double {
    // Twice a shared rank is a whole number.
    let doubled = ranks.map { Int((2 * $0).rounded()) }
    let total = doubled.reduce(0, +)
    var mass = [Double](repeating: 0, count: total + 1)
    mass[0] = 1
    var reached = 0
    for rank in doubled {
        reached += rank
        for sum in stride(from: reached, through: 0, by: -1) {
            mass[sum] = 0.5 * (mass[sum] + (sum >= rank ? mass[sum - rank] : 0))
        }
    }
    var tail = 0.0
    for sum in 0...Int((2 * least).rounded()) { tail += mass[sum] }
    return min(1, 2 * tail)
}

private func normalSignedRankP(_ ranks: [Double], _ positive: Double) -> Double {
    // The variance of a sum of signed ranks is a quarter of their squares, ties or not.
    let variance = ranks.reduce(0) { $0 + $1 * $1 } / 4
    let centre = ranks.reduce(0, +) / 2
    let z = (positive - centre).magnitude / variance.squareRoot()
    return Double.erfc(z / 2.0.squareRoot())
}
