import Statistics

/// The single best modifier against all modifiers of each target (Rosenski and others 2023, figure 1A).
package struct OneAgainstMany: Sendable, Hashable {
    /// Targets with a correlation on both sides.
    package let targets: Int
    /// Targets whose correlation is above `threshold`.
    package let oneAbove: Int
    package let manyAbove: Int
    package let manyBetter: Int
    package let oneBetter: Int
    package let threshold: Double
    /// The mean of many less one; NaN of no targets.
    package let meanDifference: Double
    /// Whether the differences lean to one side, by their ranks.
    package let signedRank: SignedRankTest
    package let sign: SignTest

    /// The share of targets for which many are better; NaN of no targets.
    package var manyBetterShare: Double { Double(manyBetter) / Double(targets) }

    /// - `one`: each target's held-out correlation with one modifier; NaN where it is not defined.
    /// - `many`: the same with all modifiers.
    package init(one: [Double], many: [Double], threshold: Double = 0.2) {
        precondition(one.count == many.count, "both correlations of every target")
        let differences = zip(one, many).map { $1 - $0 }
        let known = differences.filter { !$0.isNaN }
        targets = known.count
        oneAbove = one.count { $0 > threshold }
        manyAbove = many.count { $0 > threshold }
        self.threshold = threshold
        meanDifference = mean(known)
        signedRank = SignedRankTest(known)
        sign = SignTest(known)
        manyBetter = sign.positive
        oneBetter = sign.negative
    }
}
