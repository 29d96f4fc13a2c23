package import Screen

/// How sure each knockout's embedding is: the noise of its wells, guides and plate controls.
///
/// Noise is counted by its *trace*: the variance summed over all features, in the square of the profile's
/// unit. Each covariance between features is a trace times the ``shape`` that all wells share, except where
/// a source is suspicious and speaks for itself. Derivation: `docs/Rewards.md`.
package struct KnockoutSpread: Sendable {
    package let featureCount: Int
    /// The centred plates, ascending; `PlateShare.plate` is a place in it.
    package let plates: [Barcode]
    /// Wells of the centring role on each plate.
    package let controlWells: [Int]
    /// Noise of one control well of each plate.
    package let controls: [WellNoise]
    package let singles: [Gene: KnockoutError]
    package let doubles: [Pair: KnockoutError]
    /// What guides of a gene differ by beyond the noise of their wells, as a trace.
    ///
    /// The gene's own estimate, never below zero; absent where a gene has one guide.
    package let guideTrace: [Gene: Double]
    /// Trace of what guide combinations of one pair differ by beyond their singles and the noise of wells:
    /// the median over pairs, never below zero.
    package let combinationTrace: Double
    package let shape: NoiseShape
    /// Contrasts of wells without an interaction by construction.
    package let pseudoPairs: [PseudoPair]
}

/// The noise of one well of a knockout, or of a plate's controls.
package struct WellNoise: Sendable, Hashable {
    /// The trace used: that of the source's own wells, drawn towards those of all sources of its kind.
    package let trace: Double
    /// The trace in the source's own replicates; `nil` without replicates.
    package let ownTrace: Double?
    /// Replicates beyond the first of each guide combination.
    package let freedom: Int
    /// Variance of `trace` over its square: how well the noise itself is known.
    package let relativeVariance: Double
    /// The source's own contrasts where its noise is far above that of its kind, so that neither trace nor
    /// shape of the others can stand for it.
    package let suspicion: SuspiciousNoise?
}

/// Replicate contrasts of a source that stands out, each an independent draw of its well noise.
package struct SuspiciousNoise: Sendable, Hashable {
    /// `freedom` × d, row-major.
    package let contrasts: [Double]
    package let freedom: Int
}

/// How a knockout's embedding is put together from wells.
package struct KnockoutError: Sendable, Hashable {
    /// Wells that hold the same guides.
    package struct GuideGroup: Sendable, Hashable {
        /// One guide of a single, two of a double.
        package let guides: [Guide]
        package let wells: Int
        /// Its share of the knockout's mean; the shares of a knockout add up to 1.
        package let weight: Double
    }

    /// What part of the knockout's mean stands on one plate, and so on that plate's controls.
    package struct PlateShare: Sendable, Hashable {
        package let plate: Int
        package let share: Double
    }

    package let groups: [GuideGroup]
    /// Ascending by plate.
    package let plateShares: [PlateShare]
    package let noise: WellNoise

    /// Σ over wells of the squared weight: the variance of the mean in units of one well's.
    package var squaredWeights: Double {
        groups.reduce(0) { $0 + $1.weight * $1.weight / Double($1.wells) }
    }
}

/// A contrast of wells that holds no interaction, because it holds no second gene.
package struct PseudoPair: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Four blocks of a plate's controls: double − first − second + centre.
        case controlControl
        /// Half of a guide's single wells less the other half and less controls held out of the centre.
        case singleControl
    }

    package let kind: Kind
    /// ‖x‖² of the contrast.
    package let squaredNorm: Double
    /// tr Cov(x) that the spread predicts for it.
    package let noise: Double
}
