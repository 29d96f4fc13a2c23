package import Profiles
import Screen
import Statistics

/// Every measured pair's reward with its error, p-value and what it is beyond severity.
///
/// - Parameters:
///   - profiles: The embeddings.
///   - spread: The noise of the same wells under the same settings
///     (``knockoutSpread(of:settings:profiles:features:)``).
/// - Returns: The pairs that ``rewards(from:)`` scores, in the same order and with the same `value`.
package func rewardEstimates(from profiles: KnockoutProfiles, spread: KnockoutSpread) -> RewardEstimates {
    precondition(profiles.featureCount == spread.featureCount, "profiles and spread of different screens")
    let table = rewards(from: profiles)
    let null = NullFit(spread)
    let noise = RewardNoise(spread)
    let judged = table.rewards.compactMap { reward -> JudgedReward? in
        guard let double = profiles.doubles[reward.pair], let first = profiles.singles[reward.pair.first],
            let second = profiles.singles[reward.pair.second], let budget = noise.budget(of: reward.pair)
        else { return nil }
        return JudgedReward(reward, residual(double, first, second), budget, null, spread.shape)
    }
    let severities = profiles.singles.keys.reduce(into: [Gene: Double]()) { severities, gene in
        // Never below the noise, so that a single that does nothing keeps a logarithm.
        let floor = noise.noise(of: gene, inflation: null.inflation)
        let length = profiles.singles[gene].map { dot($0, $0) } ?? 0
        severities[gene] = max(length - floor, floor).squareRoot()
    }
    let points = judged.map { judged in
        SeverityTrend.Point(
            severity: (severities[judged.pair.first] ?? 0) * (severities[judged.pair.second] ?? 0),
            reward: judged.debiased,
            sd: judged.variances.total.squareRoot()
        )
    }
    let trend = SeverityTrend(points)
    let adjusted = trend.map { adjustedRewards(judged, points, $0) }
    let q = benjaminiHochberg(judged.map(\.p))
    let suspicions = Suspicions(spread)
    let estimates = judged.indices.map { place in
        judged[place].estimate(
            q: q[place],
            adjusted: adjusted?[place],
            suspicions: suspicions.of(judged[place].pair)
        )
    }
    return RewardEstimates(
        estimates: estimates,
        held: table.held,
        null: null,
        trend: trend,
        suspicions: suspicions.all
    )
}

/// What each reward is beyond what severity predicts of it.
private func adjustedRewards(
    _ judged: [JudgedReward],
    _ points: [SeverityTrend.Point],
    _ trend: SeverityTrend
) -> [AdjustedReward] {
    let expected = points.map { trend.expected(at: $0.severity) }
    let excess = judged.indices.map { judged[$0].debiased - expected[$0] }
    let order = judged.indices.sorted { excess[$0] != excess[$1] ? excess[$0] > excess[$1] : $0 < $1 }
    var ranks = [Int](repeating: 0, count: judged.count)
    for (place, index) in order.enumerated() { ranks[index] = place + 1 }
    let p = judged.indices.map { index -> Double in
        let scatter = trend.scatter * expected[index]
        return judged[index].chance(
            under: expected[index],
            extraVariance: trend.variance(at: points[index].severity) + scatter * scatter
        )
    }
    let q = benjaminiHochberg(p)
    return judged.indices.map { index in
        AdjustedReward(
            expected: expected[index],
            excess: excess[index],
            sd: (judged[index].variances.total + trend.variance(at: points[index].severity)).squareRoot(),
            rank: ranks[index],
            p: p[index],
            q: q[index]
        )
    }
}
