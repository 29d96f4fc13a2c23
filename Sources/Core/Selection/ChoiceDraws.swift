package import LinearAlgebra
package import Posterior
package import Screen
package import Statistics

/// The posterior of a campaign at one moment, and what a choice is made from.
package struct ChoiceDraws: Sendable {
    package let posterior: RewardPosterior
    private let observed: [ObservedReward]
    private let topCount: Int
    private let settings: PosteriorSettings
    private let seed: Seed

    /// `nil` while nothing is measured that a posterior could start from: no reward, and no single that it uses.
    ///
    /// - Parameters:
    ///   - observed: Measured rewards in their own units.
    ///   - features: What singles say of pairs, where `settings` use them.
    ///   - index: The campaign's pairs.
    ///   - settings: Of the posterior.
    ///   - topCount: How many of the screen's pairs are its top ones.
    ///   - seeds: Where chance begins, for the fit and for the draws.
    package init?(
        observed: [ObservedReward],
        features: PairFeatures?,
        index: PairIndex,
        settings: PosteriorSettings,
        topCount: Int,
        seeds: (fit: Seed, draw: Seed)
    ) {
        let knowsSingles = settings.usesSingles && features?.knowsSingles == true
        guard knowsSingles || !observed.isEmpty else { return nil }
        self.observed = observed
        self.topCount = topCount
        self.settings = settings
        seed = seeds.draw
        posterior = rewardPosterior(
            observed,
            features: features,
            index: index,
            settings: settings,
            seed: seeds.fit
        )
    }

    /// Columns of the measured pairs, in the order of what is known of the draws.
    package var measured: [Int] { observed.map(\.column) }

    /// The candidates that are drawn, and draws of these, then of what is out in the lab.
    ///
    /// The candidates are all, or a short list of them with those of `keeping`.
    package func drawn(
        candidates: [Int],
        pending: [Int] = [],
        keeping: [Int] = []
    ) -> (candidates: [Int], draws: PosteriorDraws) {
        let short = posterior.shortlist(candidates)
        let list = short.columns.count < candidates.count ? short.keeping(keeping) : short
        let columns = list.columns + pending
        let draws = PosteriorDraws(
            samples: posterior.draw(columns: columns, count: settings.draws(of: columns.count), seed: seed),
            pending: pending.count,
            known: observed.map { posterior.inUnitsOfDraws($0.reward) },
            topCount: topCount,
            weights: list.columns.count < candidates.count ? list.weights + pending.map { _ in 1 } : nil
        )
        return (list.columns, draws)
    }

    /// Draws that an outlook counts by: of a pair nobody measured the reward may be further from what is expected than
    /// any draw of its expectation.
    private static let measurements = 1_000

    /// What measurements of columns would show.
    package func measurements(_ columns: [Int]) -> Matrix {
        posterior.drawMeasurements(columns: columns, count: Self.measurements, seed: seed.derived("outlook"))
    }

    /// Quantiles of what a measurement of each column would show, as rewards: a list for each of `columns`, in the
    /// order of `shares`.
    package func rewardQuantiles(_ columns: [Int], shares: [Double]) -> [[Double]] {
        let samples = measurements(columns)
        return columns.indices.map { place in
            let values = (0..<samples.rows).map { samples[$0, place] }.sorted()
            return shares.map { posterior.reward(ofDraw: quantile(values, $0)) }
        }
    }

    /// As `draws`, of measurements of the same columns.
    package func measurements(_ draws: PosteriorDraws, candidates: [Int], pending: [Int]) -> PosteriorDraws {
        PosteriorDraws(
            samples: measurements(candidates + pending),
            pending: draws.pending,
            known: draws.known,
            topCount: draws.topCount,
            weights: draws.weights
        )
    }
}
