package import Profiles
package import Screen
import Statistics

/// Whether a double differs from itself with its guides in the other order.
package struct OrientationCheck: Sendable, Hashable, Codable {
    package let pair: Pair
    /// How many times as far apart both orders are as noise puts them.
    package let times: Double
    package let p: Double
    /// `p` adjusted for all pairs that were measured in both orders.
    package let q: Double

    /// The q below which both orders are said to differ.
    package static let level = 0.05
}

/// Both orders of every double against noise, ascending by pair; what is wrong with one is for a person to say, and
/// both count in the double's mean as before.
package func orientationChecks(
    _ contrasts: [OrientationContrast],
    null: NullFit
) -> [OrientationCheck] {
    let judged = contrasts.map { contrast -> (noise: Double, p: Double) in
        let wells = null.inflation * contrast.noiseOfWells
        let noise = wells + contrast.noiseOfControls
        let inflation = null.inflationVariance * contrast.noiseOfWells * contrast.noiseOfWells
        let variance = 2 * noise * noise / null.freedom + inflation
        guard variance > 0 else { return (noise, 1) }
        let p = upperTail(
            contrast.squaredNorm,
            mean: noise,
            variance: variance,
            freedom: null.tailFreedom
        )
        return (noise, p)
    }
    let q = benjaminiHochberg(judged.map(\.p))
    return contrasts.indices.map { place in
        let noise = judged[place].noise
        return OrientationCheck(
            pair: contrasts[place].pair,
            times: noise > 0 ? (contrasts[place].squaredNorm / noise).squareRoot() : 0,
            p: judged[place].p,
            q: q[place]
        )
    }
}
