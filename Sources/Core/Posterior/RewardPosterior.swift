package import LinearAlgebra
package import Screen
package import Statistics

/// The posterior of every pair's reward, of either kind.
package enum RewardPosterior: Sendable {
    /// Draws are of the transformed reward, in the units that the settings standardise to.
    case lowRank(LowRankPosterior)
    /// Draws are of the root of the reward.
    case pooled(PooledPosterior)

    package var diagnostics: FitDiagnostics {
        switch self {
        case .lowRank(let posterior): posterior.diagnostics
        case .pooled(let posterior): posterior.diagnostics
        }
    }

    /// Draws of the rewards of `columns`, a row a draw.
    package func draw(columns: [Int], count: Int, seed: Seed) -> Matrix {
        switch self {
        case .lowRank(let posterior): posterior.draw(columns: columns, count: count, seed: seed)
        case .pooled(let posterior): posterior.draw(columns: columns, count: count, seed: seed)
        }
    }

    /// Draws of what measurements of `columns` would show, in the units of `draw`, a row a draw; each pair's stand alone.
    ///
    /// The low-rank model alone has no record of its errors: its draws are those of `draw`.
    package func drawMeasurements(columns: [Int], count: Int, seed: Seed) -> Matrix {
        switch self {
        case .lowRank(let posterior): posterior.draw(columns: columns, count: count, seed: seed)
        case .pooled(let posterior): posterior.drawMeasurements(columns: columns, count: count, seed: seed)
        }
    }

    /// A measured reward in the units of the draws.
    package func inUnitsOfDraws(_ reward: Double) -> Double {
        switch self {
        case .lowRank(let posterior): posterior.scale.standardised(reward)
        case .pooled: max(reward, 0).squareRoot()
        }
    }

    /// The reward that a number in the units of the draws stands for.
    package func reward(ofDraw value: Double) -> Double {
        switch self {
        case .lowRank(let posterior): posterior.scale.reward(value)
        case .pooled: value * value
        }
    }
}

/// The posterior that the settings name.
///
/// `features` must be given where the settings use singles.
package func rewardPosterior(
    _ observed: [ObservedReward],
    features: PairFeatures?,
    index: PairIndex,
    settings: PosteriorSettings,
    seed: Seed
) -> RewardPosterior {
    guard settings.usesSingles, let features else {
        return .lowRank(fitPosterior(observed, index: index, settings: settings, seed: seed))
    }
    return .pooled(fitPooled(observed, features: features, index: index, settings: settings, seed: seed))
}
