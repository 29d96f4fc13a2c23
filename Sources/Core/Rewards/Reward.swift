package import Profiles
package import Screen

/// How far a measured pair is from the sum of its two single knockouts.
package struct Reward: Sendable, Hashable, Codable {
    package let pair: Pair
    /// R(i,j) = ‖h_ij − h_i − h_j‖² (paper, equation 2), in the square of the profile's unit.
    package let value: Double
    /// C(i,j) = cos(h_i, h_j)² (paper, section 5), from 0 to 1; 0 where a single does nothing at all.
    package let cosine: Double
    /// ‖h_i‖ of the pair's first gene.
    package let severityFirst: Double
    package let severitySecond: Double
    /// ‖h_ij‖.
    package let severityDouble: Double
    /// Wells behind h_ij.
    package let wells: Int

    package init(
        pair: Pair,
        value: Double,
        cosine: Double,
        severityFirst: Double,
        severitySecond: Double,
        severityDouble: Double,
        wells: Int
    ) {
        self.pair = pair
        self.value = value
        self.cosine = cosine
        self.severityFirst = severityFirst
        self.severitySecond = severitySecond
        self.severityDouble = severityDouble
        self.wells = wells
    }
}

/// A measured pair whose reward waits for single knockouts.
package struct HeldPair: Sendable, Hashable, Codable {
    package let pair: Pair
    /// Ascending; one gene or both.
    package let missing: [Gene]

    package init(pair: Pair, missing: [Gene]) {
        self.pair = pair
        self.missing = missing
    }
}

/// What is known of all measured pairs, ascending by pair.
package struct RewardTable: Sendable, Hashable, Codable {
    package let rewards: [Reward]
    /// Never scored with a zero in place of the missing single.
    package let held: [HeldPair]

    package init(rewards: [Reward], held: [HeldPair]) {
        self.rewards = rewards
        self.held = held
    }
}

/// The reward of every measured pair whose singles are measured too; the others are held.
package func rewards(from profiles: KnockoutProfiles) -> RewardTable {
    var rewards: [Reward] = []
    var held: [HeldPair] = []
    let severities = profiles.singles.mapValues(norm)
    for (pair, double) in profiles.doubles.sorted(by: { $0.key < $1.key }) {
        guard let first = profiles.singles[pair.first], let second = profiles.singles[pair.second] else {
            let missing = [pair.first, pair.second].filter { profiles.singles[$0] == nil }
            held.append(HeldPair(pair: pair, missing: missing))
            continue
        }
        rewards.append(
            Reward(
                pair: pair,
                value: squaredResidual(double, first, second),
                cosine: squaredCosine(first, second),
                severityFirst: severities[pair.first] ?? 0,
                severitySecond: severities[pair.second] ?? 0,
                severityDouble: norm(double),
                wells: profiles.wellsOfDouble[pair] ?? 0
            )
        )
    }
    return RewardTable(rewards: rewards, held: held)
}
