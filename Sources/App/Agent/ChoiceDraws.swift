import Cycle
import LinearAlgebra
import Posterior
import Screen
import Selection
import Settings
import Statistics

/// The posterior of a campaign at one moment, and what a choice is made from.
struct ChoiceDraws {
    let posterior: RewardPosterior
    private let observed: [ObservedReward]
    private let pairs: Int
    private let settings: PosteriorSettings
    private let seed: Seed

    /// `nil` while nothing is measured that a posterior could start from: no reward, and no single that it uses.
    init?(
        observed: [ObservedReward],
        singles: [Gene: [Double]],
        admissible: [Int]?,
        index: PairIndex,
        settings: PosteriorSettings,
        seeds: (fit: Seed, draw: Seed)
    ) {
        let known = settings.usesSingles ? SingleKnockouts(singles, index: index) : nil
        guard known != nil || !observed.isEmpty else { return nil }
        self.observed = observed
        pairs = admissible?.count ?? index.pairs.count
        self.settings = settings
        seed = seeds.draw
        posterior = rewardPosterior(
            observed,
            features: settings.usesSingles ? PairFeatures(known, index: index, admissible: admissible) : nil,
            index: index,
            settings: settings,
            seed: seeds.fit
        )
    }

    /// Columns of the measured pairs, in the order of what is known of the draws.
    var measured: [Int] { observed.map(\.column) }

    /// Draws that an outlook counts by: of a pair nobody measured the reward may be further from what is expected than
    /// any draw of its expectation.
    private static let measurements = 1_000

    /// What measurements of columns would show.
    func measurements(_ columns: [Int]) -> Matrix {
        posterior.drawMeasurements(columns: columns, count: Self.measurements, seed: seed.derived("outlook"))
    }

    /// As `draws`, of measurements.
    func measured(_ draws: PosteriorDraws, candidates: [Int], pending: [Int]) -> PosteriorDraws {
        PosteriorDraws(
            samples: measurements(candidates + pending),
            pending: draws.pending,
            known: draws.known,
            topCount: draws.topCount,
            weights: draws.weights
        )
    }

    /// The candidates that are drawn, with `keeping`, all or a short list of them, and draws of these, then of what is out in the
    /// lab.
    func drawn(
        candidates: [Int],
        pending: [Int],
        keeping: [Int]
    ) -> (candidates: [Int], draws: PosteriorDraws) {
        let short = posterior.shortlist(candidates)
        let list = short.columns.count < candidates.count ? short.keeping(keeping) : short
        let columns = list.columns + pending
        let draws = PosteriorDraws(
            samples: posterior.draw(columns: columns, count: settings.draws(of: columns.count), seed: seed),
            pending: pending.count,
            known: observed.map { posterior.inUnitsOfDraws($0.reward) },
            topCount: topPairCount(of: pairs),
            weights: list.columns.count < candidates.count ? list.weights + pending.map { _ in 1 } : nil
        )
        return (list.columns, draws)
    }
}

extension CampaignSettings {
    /// The posterior's settings for the number that is pursued: what is beyond severity grows less with it.
    var posteriorOfPursued: PosteriorSettings {
        var settings = posterior
        if pursues == .excess { settings.expectedSeveritySlope = PosteriorSettings.slopeOfExcess }
        return settings
    }
}
