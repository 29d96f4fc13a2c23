package import Screen

/// A pair's reward with its noise removed, its error, and how surprising it is.
///
/// In the square of the profile's unit. Derivation: `docs/Rewards.md`.
package struct RewardEstimate: Sendable, Hashable, Codable {
    /// Where the error of a reward comes from, as variances of R that add up to the square of its SD.
    ///
    /// A single's error is the same error in every pair of its gene, and controls are shared by the pairs
    /// of their plates: treat neither as independent between pairs.
    package struct Variances: Sendable, Hashable, Codable {
        /// The pair's own wells and guide combinations.
        package let own: Double
        package let first: Double
        package let second: Double
        package let controls: Double

        package var total: Double { own + first + second + controls }
    }

    package let pair: Pair
    /// ‖x‖² with x = h_ij − h_i − h_j: the paper's R, biased upward by `noise`.
    package let value: Double
    /// tr Cov(x): what noise alone adds to `value`.
    package let noise: Double
    /// R less its noise: unbiased, and so below zero for about half of the pairs that do not interact.
    package let debiased: Double
    package let variances: Variances
    /// The ends of a 90 % interval of the true reward, both at least 0: all rewards under which `value` is
    /// neither among the 5 % highest nor the 5 % lowest.
    package let low: Double
    package let high: Double
    /// `debiased` in units of the SD it has where nothing interacts.
    package let z: Double
    /// The chance of a `value` this high where nothing interacts (scaled chi-square).
    package let p: Double
    /// `p` adjusted for all measured pairs (Benjamini and Hochberg).
    package let q: Double
    /// `nil` where too few pairs are measured to know what severity predicts.
    package let adjusted: AdjustedReward?
    /// What it rests on that looks bad: singles, the double, plates.
    package let suspicions: [Suspicion]

    package var sd: Double { variances.total.squareRoot() }
}

/// What a reward is beyond the severity of its two singles.
package struct AdjustedReward: Sendable, Hashable, Codable {
    /// What ‖h_i‖ · ‖h_j‖ predicts of the reward.
    package let expected: Double
    /// The debiased reward less `expected`.
    package let excess: Double
    /// The error of `excess`, that of the prediction included.
    package let sd: Double
    /// From 1, the largest excess first; equal ones in the order of pairs.
    package let rank: Int
    /// The chance of a reward this high for a pair drawn from the trend and its scatter.
    package let p: Double
    package let q: Double
}

/// The rewards of all measured pairs, with what they were judged by.
package struct RewardEstimates: Sendable, Hashable, Codable {
    /// Ascending by pair.
    package let estimates: [RewardEstimate]
    package let held: [HeldPair]
    package let null: NullFit
    /// `nil` below ``SeverityTrend/fewestPairs`` pairs.
    package let trend: SeverityTrend?
    /// Singles, doubles and plates' controls whose replicates differ far more than those of others: measure
    /// them again.
    package let suspicions: [Suspicion]

    package var suspiciousSingles: [Gene] {
        suspicions.compactMap { if case .single(let gene) = $0.source { gene } else { nil } }
    }
    package var suspiciousDoubles: [Pair] {
        suspicions.compactMap { if case .double(let pair) = $0.source { pair } else { nil } }
    }
    package var suspiciousPlates: [Barcode] {
        suspicions.compactMap { if case .plate(let plate) = $0.source { plate } else { nil } }
    }
}

/// Something whose replicates differ far more than those of others of its kind.
package struct Suspicion: Sendable, Hashable, Codable {
    package enum Source: Sendable, Hashable, Codable {
        case single(Gene)
        case double(Pair)
        /// A plate's controls.
        case plate(Barcode)
    }

    package let source: Source
    /// How many times as far its replicates are apart as those at the middle of its kind.
    package let times: Double
}
