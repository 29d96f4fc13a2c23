package import Screen
import Statistics

/// How well one target's held-out effects are predicted.
package struct TargetAccuracy: Sendable, Hashable {
    package let gene: Gene
    /// The correlation of predicted and measured; NaN where predictions are constant.
    package let r: Double
    /// Held-out lines.
    package let count: Int
    /// The standard deviation of the measured effect over all lines.
    package let effectSD: Double

    package init(_ gene: Gene, r: Double, count: Int, effectSD: Double) {
        self.gene = gene
        self.r = r
        self.count = count
        self.effectSD = effectSD
    }
}

/// How many targets are predicted, counted as Rosenski and others (2023) count.
package struct PredictableTargets: Sendable, Hashable {
    package let threshold: Double
    package let minimumSD: Double
    package let level: Double
    package let targets: Int
    /// Targets with r above the threshold.
    package let above: Int
    /// Of them, those whose effect varies by more than `minimumSD`.
    package let aboveAndVariable: Int
    /// All targets whose effect varies by more than `minimumSD`.
    package let variable: Int
    /// Targets with r > 0 and an adjusted p below `level`.
    package let significant: Int
    /// In the order given; NaN where r is.
    package let p: [Double]
    /// p adjusted by Benjamini and Hochberg over the targets with one.
    package let q: [Double]

    package init(
        _ accuracies: [TargetAccuracy],
        threshold: Double = 0.2,
        minimumSD: Double = 0.1,
        level: Double = 0.05
    ) {
        let p = accuracies.map { pearsonPValue(r: $0.r, n: $0.count) }
        let q = benjaminiHochberg(p)
        self.threshold = threshold
        self.minimumSD = minimumSD
        self.level = level
        self.p = p
        self.q = q
        targets = accuracies.count
        above = accuracies.count { $0.r > threshold }
        aboveAndVariable = accuracies.count { $0.r > threshold && $0.effectSD > minimumSD }
        variable = accuracies.count { $0.effectSD > minimumSD }
        significant = accuracies.indices.count { accuracies[$0].r > 0 && q[$0] < level }
    }
}
