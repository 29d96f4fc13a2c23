import Lab
import RealModule
import Screen
import Statistics

/// What a campaign is to find: the top 5 % of all pairs, by their reward and by its excess over severity.
struct DiscoveryTargets {
    let rewards: Set<Int>
    let excess: Set<Int>

    init(_ truth: ScreenTruth) {
        let count = Int((0.05 * Double(truth.rewards.count)).rounded(.up))
        rewards = DiscoveryTargets.top(truth.rewards, count)
        excess = DiscoveryTargets.top(DiscoveryTargets.excess(truth), count)
    }

    private static func top(_ values: [Double], _ count: Int) -> Set<Int> {
        Set(values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }.prefix(count))
    }

    /// R less what a straight line of log R on log(‖h_i‖ ‖h_j‖) expects, by least squares over all pairs.
    private static func excess(_ truth: ScreenTruth) -> [Double] {
        let products = truth.index.pairs.map {
            truth.severities[$0.first, default: 0] * truth.severities[$0.second, default: 0]
        }
        // A small part of the mean keeps pairs that do nothing from ruling the line.
        let least = 0.05 * mean(truth.rewards)
        let x = products.map { Double.log(max($0, 1e-9)) }
        let y = truth.rewards.map { Double.log($0 + least) }
        let (centreX, centreY) = (mean(x), mean(y))
        var covariance = 0.0
        var variance = 0.0
        for (x, y) in zip(x, y) {
            covariance += (x - centreX) * (y - centreY)
            variance += (x - centreX) * (x - centreX)
        }
        let slope = variance > 0 ? covariance / variance : 0
        return zip(truth.rewards, x).map { $0 - Double.exp(centreY + slope * ($1 - centreX)) }
    }

    /// The share of each that is among the first so many pairs chosen.
    func found(_ chosen: [Int], after pairs: Int) -> DiscoveryScore {
        let seen = Set(chosen.prefix(pairs))
        return DiscoveryScore(
            rewards: Double(rewards.intersection(seen).count) / Double(rewards.count),
            excess: Double(excess.intersection(seen).count) / Double(excess.count)
        )
    }
}

struct DiscoveryScore: Codable {
    let rewards: Double
    let excess: Double
}
