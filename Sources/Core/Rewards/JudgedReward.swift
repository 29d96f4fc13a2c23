import Profiles
import Screen

/// A reward against its noise, before it is compared with the other pairs.
struct JudgedReward {
    let pair: Pair
    let value: Double
    /// tr Cov(x).
    let noise: Double
    let debiased: Double
    let variances: RewardEstimate.Variances
    /// Variance of ‖x‖² where nothing interacts, and of the estimate of its noise.
    let nullVariance: Double
    /// x′Σx/‖x‖²: the variance of x along itself.
    let along: Double
    let z: Double
    let p: Double
    /// Degrees of freedom of the chi-square that ‖x‖² is like where nothing interacts.
    let nullFreedom: Double

    init(_ reward: Reward, _ x: [Double], _ budget: NoiseBudget, _ null: NullFit, _ shape: NoiseShape) {
        pair = reward.pair
        value = reward.value
        let budget = budget.inflated(by: null.inflation)
        let noise = budget.trace
        let squares = budget.squares(shape: null.freedom)
        let square = squares.reduce(0, +)
        let quadratics = budget.quadratics(x, common: shape.quadratic(x))
        let quadratic = quadratics.reduce(0, +)
        let inflated = budget.traceOfWells / null.inflation
        let traceVariance = budget.traceVariance + inflated * inflated * null.inflationVariance
        // E[x′Σx] holds tr(Σ²) beyond the μ′Σμ that the delta method asks for.
        let signal = quadratic > 0 ? max(0, quadratic - square) / quadratic : 0
        func variance(_ share: NoiseBudget.Share) -> Double {
            let part = square > 0 ? squares[share.rawValue] / square : 0
            return 4 * quadratics[share.rawValue] * signal + 2 * squares[share.rawValue] + part
                * traceVariance
        }
        variances = .init(
            own: variance(.own),
            first: variance(.first),
            second: variance(.second),
            controls: variance(.controls)
        )
        self.noise = noise
        debiased = reward.value - noise
        nullVariance = 2 * square + traceVariance
        along = reward.value > 0 ? quadratic / reward.value : 0
        z = nullVariance > 0 ? debiased / nullVariance.squareRoot() : 0
        // A mix with a suspicious source has fewer directions, and its tail keeps the common proportion.
        let directions = square > 0 ? noise * noise / square : 1
        nullFreedom = max(1, directions * null.tailFreedom / null.freedom)
        // Without noise there is nothing to be surprised by.
        p =
            nullVariance > 0
            ? upperTail(value, mean: noise, variance: nullVariance, freedom: nullFreedom) : 1
    }

    /// The chance of a `value` this high for a true reward of `reward`: ‖x‖² has the mean R + T, the variance
    /// of the null and 4 μ′Σμ, and the third moment of the null and 24 μ′Σ²μ.
    func chance(under reward: Double, extraVariance: Double = 0) -> Double {
        let variance = nullVariance + 4 * along * reward + extraVariance
        guard variance > 0 else { return value > reward + noise ? 0 : 1 }
        let third = nullVariance * (8 * nullVariance / nullFreedom).squareRoot() + 24 * along * along * reward
        let freedom = 8 * variance * variance * variance / (third * third)
        return upperTail(value, mean: reward + noise, variance: variance, freedom: min(freedom, 1e4))
    }

    /// The true reward under which a `value` this high has the chance `chance`; 0 where none is that low.
    private func reward(exceededBy chance: Double) -> Double {
        guard self.chance(under: 0) < chance else { return 0 }
        var low = 0.0
        var high = max(value, noise)
        for _ in 0..<60 where self.chance(under: high) < chance { high *= 2 }
        for _ in 0..<50 {
            let middle = 0.5 * (low + high)
            if self.chance(under: middle) < chance { low = middle } else { high = middle }
        }
        return 0.5 * (low + high)
    }

    func estimate(q: Double, adjusted: AdjustedReward?, suspicions: [Suspicion]) -> RewardEstimate {
        RewardEstimate(
            pair: pair,
            value: value,
            noise: noise,
            debiased: debiased,
            variances: variances,
            low: reward(exceededBy: 0.05),
            high: reward(exceededBy: 0.95),
            z: z,
            p: p,
            q: q,
            adjusted: adjusted,
            suspicions: suspicions
        )
    }
}
