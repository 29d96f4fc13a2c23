import Screen
import Statistics

/// How large a reward is expected to be from the severity of its singles alone: R ≈ exp(a + b log p), with
/// p = ‖h_i‖ ‖h_j‖.
///
/// Measured on real screens the reward grows with p, nearly in proportion; a ranking by p finds top pairs
/// sooner than any learner that ignores it. The slope has a prior, so that the first batch goes by p, and
/// data move it where a screen is different.
package struct SeverityScale: Sendable, Hashable {
    /// a, at the mean of log p over the screen.
    package let level: Double
    /// b.
    package let slope: Double
    private let severity: PairSeverity?

    /// SD of log R about the trend, and of the slope about what is expected of it.
    private static let spread = 1.2
    private static let slopeSD = 0.4
    /// Precision of the level, which has hardly any prior.
    private static let levelPrecision = 1e-3

    /// Fits the trend by its posterior mode.
    ///
    /// - Parameters:
    ///   - observed: Rewards in their own units; those below zero count as zero.
    ///   - severity: `nil` where no single is known: the trend is then flat.
    ///   - expectedSlope: The prior mean of b: about 1 for R itself, less for a reward that was relieved of severity.
    init(_ observed: [ObservedReward], severity: PairSeverity?, expectedSlope: Double) {
        self.severity = severity
        let rewards = observed.map { max($0.reward, 0) }
        // A small part of the usual reward keeps pairs that do nothing from ruling the line.
        let usual = rewards.isEmpty ? 0 : max(0.05 * quantile(rewards, 0.5), 0.01 * mean(rewards))
        let least = usual > 0 ? usual : 1
        let heights = rewards.map { portableLog($0 + least) }
        guard let severity else {
            level = heights.isEmpty ? 0 : portableLog(max(mean(rewards), least))
            slope = 0
            return
        }
        let weight = 1 / (SeverityScale.spread * SeverityScale.spread)
        var (xx, xy, x, y) = (0.0, 0.0, 0.0, 0.0)
        for (reward, height) in zip(observed, heights) {
            let place = severity.logProduct(column: reward.column)
            x += weight * place
            y += weight * height
            xx += weight * place * place
            xy += weight * place * height
        }
        let prior = 1 / (SeverityScale.slopeSD * SeverityScale.slopeSD)
        let count = weight * Double(observed.count) + SeverityScale.levelPrecision
        let (slopePrecision, right) = (xx + prior, xy + prior * expectedSlope)
        slope = (count * right - x * y) / (count * slopePrecision - x * x)
        level = (y - slope * x) / count
    }

    /// The root of the expected reward, the unit in which a pair's interaction is modelled.
    package func root(column: Int) -> Double {
        guard let severity else { return portableExp(0.5 * level) }
        return portableExp(0.5 * (level + slope * severity.logProduct(column: column)))
    }
}

/// log ‖h_i‖ ‖h_j‖ of each pair, centred over the screen.
struct PairSeverity: Sendable, Hashable {
    private let norms: [Double]
    private let index: PairIndex
    /// Keeps the logarithm finite where a single does nothing.
    private let least: Double
    private let centre: Double

    /// `sample` are the columns that stand for the screen.
    init(_ singles: SingleKnockouts, index: PairIndex, sample: [Int]) {
        norms = singles.norms
        self.index = index
        let products = sample.map { column in
            let (i, j) = index.members[column]
            return singles.norms[i] * singles.norms[j]
        }
        let positive = products.filter { $0 > 0 }
        let least = positive.isEmpty ? 1 : 0.1 * quantile(positive, 0.5)
        self.least = least
        centre = products.isEmpty ? 0 : mean(products.map { portableLog($0 + least) })
    }

    func logProduct(column: Int) -> Double {
        let (i, j) = index.members[column]
        return portableLog(norms[i] * norms[j] + least) - centre
    }
}
