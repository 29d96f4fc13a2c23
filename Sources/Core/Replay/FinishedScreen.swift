import Posterior
import RealModule
package import Screen
import Selection
import Statistics

/// Why a screen cannot be replayed, in words for the person who asked.
package struct ReplayFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// A screen whose rewards are all known, to be discovered anew: what a rule would have found, had it chosen.
package struct FinishedScreen: Sendable {
    package let index: PairIndex
    /// Columns of `index` that were measured, ascending: of a rectangular screen not all.
    package let columns: [Int]
    /// R of each of `columns`.
    package private(set) var rewards: [Double]
    /// What finds are judged by: another measurement of the same rewards, or the rewards themselves.
    package private(set) var judged: [Double]
    /// The SD of each reward; `nil` where nothing is known of it.
    package private(set) var sds: [Double?]
    /// Embeddings of the single knockouts, where they are known.
    package let singles: [Gene: [Double]]
    /// What was left out on reading, in words.
    package let remarks: [String]
    /// Whether severity was taken from the rewards.
    package private(set) var isAdjusted: Bool

    package struct Measured: Sendable {
        package var reward: Double
        package var sd: Double?
        /// Another measurement of the same reward, to judge by.
        package var judged: Double?

        package init(reward: Double, sd: Double? = nil, judged: Double? = nil) {
            self.reward = reward
            self.sd = sd
            self.judged = judged
        }
    }

    /// Numbers beyond these overflow when they are squared and added up.
    private static let most = 1e100
    private static let least = 1e-100

    package init(
        rewards: [Pair: Measured],
        singles: [Gene: [Double]],
        remarks: [String] = [],
        isAdjusted: Bool = false
    ) throws(ReplayFault) {
        self.isAdjusted = isAdjusted
        var remarks = remarks
        let usable = rewards.filter { $0.value.reward.magnitude < FinishedScreen.most }
        if usable.count < rewards.count {
            remarks.append(
                "\(counted(rewards.count - usable.count, "pair")) with a reward beyond 1e100 are ignored."
            )
        }
        guard !usable.isEmpty else {
            throw ReplayFault("No pair is left whose reward is known.\n" + remarks.joined(separator: "\n"))
        }
        index = PairIndex(genes: Set(usable.keys.flatMap { [$0.first, $0.second] }))
        let index = index
        // Two spellings of one name in Unicode are one gene, whatever their bytes.
        var byColumn: [Int: Measured] = [:]
        for (pair, value) in usable.sorted(by: { $0.key < $1.key }) {
            if let column = index.column(of: pair), byColumn[column] == nil { byColumn[column] = value }
        }
        let measured = byColumn.sorted { $0.key < $1.key }
        columns = measured.map(\.key)
        self.rewards = measured.map { $0.value.reward.magnitude < FinishedScreen.least ? 0 : $0.value.reward }
        sds = measured.map { $0.value.sd.flatMap { $0 < FinishedScreen.most ? $0 : nil } }
        judged = measured.map { $0.value.judged ?? $0.value.reward }
        self.singles = singles.filter { gene, single in
            index.position(of: gene) != nil
                && single.allSatisfy { $0 == 0 || (1e-100..<1e100).contains($0.magnitude) }
        }
        self.remarks = remarks
    }

    /// ‖h_i‖ of each gene.
    package var severities: [Gene: Double] {
        singles.mapValues { single in single.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    }

    /// The places, among `columns`, of the top share of what finds are judged by.
    package func top(_ share: Double) -> [Int] { topColumns(of: judged, fraction: share) }

    /// The same screen with severity taken from each reward: R / exp(a + b log(p + ½)), p = ‖h_i‖ ‖h_j‖, with a and
    /// b by least squares of log(R + 0.05) over all pairs.
    ///
    /// An evaluation's target, in the units of rewards scaled to replicate SDs.
    package func adjusted() throws(ReplayFault) -> FinishedScreen {
        guard !singles.isEmpty else {
            throw ReplayFault(
                "The adjusted objective needs the singles' embeddings. Name their file with --singles."
            )
        }
        let severities = severities
        let logs = columns.map { column -> Double in
            let pair = index.pairs[column]
            return Double.log(severities[pair.first, default: 0] * severities[pair.second, default: 0] + 0.5)
        }
        func trend(of rewards: [Double]) -> [Double] {
            let heights = rewards.map { Double.log(max($0, 0) + 0.05) }
            let (middle, height) = (mean(logs), mean(heights))
            var (covariance, variance) = (0.0, 0.0)
            for (x, y) in zip(logs, heights) {
                covariance += (x - middle) * (y - height)
                variance += (x - middle) * (x - middle)
            }
            let slope = variance > 0 ? covariance / variance : 0
            return logs.map { Double.exp(height + slope * ($0 - middle)) }
        }
        let expected = trend(of: rewards)
        var screen = self
        screen.rewards = zip(rewards, expected).map { $0 / $1 }
        screen.judged = zip(judged, trend(of: judged)).map { $0 / $1 }
        screen.sds = zip(sds, expected).map { sd, expected in sd.map { $0 / expected } }
        screen.isAdjusted = true
        return screen
    }
}
