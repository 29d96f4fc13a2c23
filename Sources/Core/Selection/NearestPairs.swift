package import Screen

/// A measured pair whose genes are like those of another pair.
package struct NearPair: Sendable, Hashable, Encodable {
    package let pair: Pair
    /// What was measured of it.
    package let reward: Double
    /// ‖(h_i, h_j) − (h_k, h_l)‖ in the unit of the singles, the genes of one pair put beside those of the other as
    /// they fit best.
    package let distance: Double
}

/// The measured pairs that are likest to a pair, by the singles of their genes; the likest first.
///
/// - Parameters:
///   - pair: Need not be measured; it is not among its own neighbours.
///   - singles: Embeddings of single knockouts, all of one length.
///   - rewards: Of the measured pairs.
///   - count: How many to name.
/// - Returns: None where a single of the pair is not known.
package func nearestPairs(
    to pair: Pair,
    singles: [Gene: [Double]],
    rewards: [Pair: Double],
    count: Int = 3
) -> [NearPair] {
    guard let one = singles[pair.first], let other = singles[pair.second] else { return [] }
    let fromOne = singles.mapValues { squaredDistance($0, one) }
    let fromOther = singles.mapValues { squaredDistance($0, other) }
    var near: [NearPair] = []
    for (measured, reward) in rewards where measured != pair {
        guard let a = fromOne[measured.first], let b = fromOther[measured.second],
            let c = fromOne[measured.second], let d = fromOther[measured.first]
        else { continue }
        near.append(NearPair(pair: measured, reward: reward, distance: min(a + b, c + d).squareRoot()))
    }
    near.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.pair < $1.pair }
    return Array(near.prefix(count))
}

private func squaredDistance(_ one: [Double], _ other: [Double]) -> Double {
    zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}
