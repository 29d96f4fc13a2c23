package import Screen

/// A pair with all that speaks for and against its being an interaction.
package struct Hit: Sendable, Hashable, Codable {
    /// From 1, what is believed to be the strongest first.
    package let rank: Int
    package let pair: Pair
    /// What is believed of the reward once all rewards are known; the debiased reward where few pairs are.
    package let shrunken: Double
    package let estimate: RewardEstimate
    package let anatomy: PairAnatomy
}

/// How hits are put in order.
package enum HitOrder: String, Sendable, Hashable, Codable, CaseIterable {
    /// The shrunken reward.
    case reward
    /// What the reward is beyond the severity of its singles.
    case excess
}

/// The pairs whose q is below `q`, best first.
///
/// - Parameters:
///   - estimates: All measured pairs of the screen.
///   - anatomies: Theirs.
///   - order: What the list is sorted by; its q decides who is on it. Pairs without an excess are left out where
///     that is asked for.
///   - q: The false discovery rate.
/// - Returns: Ranks from 1; equal pairs in the order of pairs.
package func hits(
    among estimates: [RewardEstimate],
    anatomies: [PairAnatomy],
    by order: HitOrder = .reward,
    below q: Double
) -> [Hit] {
    let shrinkage = RewardShrinkage(estimates)
    let anatomyOfPair = Dictionary(uniqueKeysWithValues: anatomies.map { ($0.pair, $0) })
    let found = estimates.compactMap {
        estimate -> (key: Double, shrunken: Double, RewardEstimate, PairAnatomy)? in
        guard let anatomy = anatomyOfPair[estimate.pair] else { return nil }
        // what a few rewards in a heap make of one below them is no ground to believe more than was measured
        let measured = max(0, estimate.debiased)
        let shrunken = min(shrinkage?.mean(of: estimate) ?? measured, measured)
        switch order {
        case .reward:
            return estimate.q < q ? (shrunken, shrunken, estimate, anatomy) : nil
        case .excess:
            guard let adjusted = estimate.adjusted, adjusted.q < q else { return nil }
            return (adjusted.excess, shrunken, estimate, anatomy)
        }
    }
    let sorted = found.sorted { left, right in
        left.key != right.key ? left.key > right.key : left.2.pair < right.2.pair
    }
    return sorted.enumerated().map { place, hit in
        Hit(rank: place + 1, pair: hit.2.pair, shrunken: hit.shrunken, estimate: hit.2, anatomy: hit.3)
    }
}

/// What a measurement apart from the one that found a hit says of it.
package enum Confirmation: String, Sendable, Hashable, Codable {
    /// Significant in the confirming wells alone, and of the same class.
    case confirmed
    /// Significant, but of another class.
    case otherClass = "other-class"
    case notConfirmed = "not-confirmed"
    /// Its wells are not measured, or were lost.
    case notMeasured = "not-measured"
}

/// Whether hits stand up in wells that did not find them.
///
/// - Parameters:
///   - pairs: The pairs that were asked for.
///   - found: Estimates and anatomies without the confirming wells.
///   - confirming: Those of the confirming double wells alone, every pair classed whatever its q.
///   - level: The chance that one of all pairs is confirmed where none interacts (Bonferroni).
/// - Returns: A verdict for each of `pairs`.
package func confirmations(
    of pairs: [Pair],
    found: [PairAnatomy],
    confirming: (estimates: [RewardEstimate], anatomies: [PairAnatomy]),
    level: Double = 0.05
) -> [Pair: Confirmation] {
    let before = Dictionary(uniqueKeysWithValues: found.map { ($0.pair, $0.interaction) })
    let after = Dictionary(uniqueKeysWithValues: confirming.anatomies.map { ($0.pair, $0.interaction) })
    let p = Dictionary(uniqueKeysWithValues: confirming.estimates.map { ($0.pair, $0.p) })
    var result: [Pair: Confirmation] = [:]
    for pair in pairs {
        guard let p = p[pair] else {
            result[pair] = .notMeasured
            continue
        }
        guard p < level / Double(pairs.count) else {
            result[pair] = .notConfirmed
            continue
        }
        // A pair that was no hit has no class that could be another.
        let known = before[pair] ?? .additive
        result[pair] = known == .additive || known == after[pair] ? .confirmed : .otherClass
    }
    return result
}
