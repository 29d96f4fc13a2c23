package import Screen
package import Statistics

/// Rewards that a low-rank fit can say something about, and a test of both parts.
private let leastRewards = 10
/// Fits pooled for a test of many rewards: fewer, because only their mean and spread are looked at.
private let testRestarts = (few: 8, many: 4)
/// Rewards that are many.
private let manyRewards = 2_000
/// The least share of draws of either part.
private let leastShare = 0.15
/// Where what is measured is cut into what is seen and what is foretold, and how much each test counts.
private let tests: [(seen: Double, until: Double, weight: Double)] = [(0.5, 0.75, 0.5), (0.75, 1, 1)]

/// The pooled posterior of every pair's reward given those measured so far.
///
/// The same rewards, singles, settings and seed give the same posterior, in whatever order the rewards come.
/// Rewards are in their own units; their rounds say in which order they were measured.
package func fitPooled(
    _ observed: [ObservedReward],
    features: PairFeatures,
    index: PairIndex,
    settings: PosteriorSettings,
    seed: Seed
) -> PooledPosterior {
    let fit = PooledFit(features: features, index: index, settings: settings, seed: seed)
    return fit.pooled(observed)
}

private struct PooledFit {
    let features: PairFeatures
    let index: PairIndex
    let settings: PosteriorSettings
    let seed: Seed

    private struct Parts {
        let trend: SeverityScale
        let process: PairProcess
        let lowRank: LowRankPosterior?
    }

    func pooled(_ observed: [ObservedReward]) -> PooledPosterior {
        let ordered = inOrder(observed)
        var start: GroupedRegression.Start?
        var score = ForesightScore()
        for test in tests where ordered.count >= 2 * leastRewards {
            let (seen, until) = (cut(ordered.count, test.seen), cut(ordered.count, test.until))
            guard seen >= leastRewards, until > seen else { continue }
            let parts = parts(
                Array(ordered[..<seen]),
                start: start,
                restarts: ordered.count > manyRewards ? testRestarts.many : testRestarts.few
            )
            start = parts.process.regression.start
            guard let lowRank = parts.lowRank else { continue }
            score.add(
                Array(ordered[seen..<until]),
                seen: Array(ordered[..<seen]),
                parts.trend,
                parts.process,
                lowRank,
                weight: test.weight,
                usesErrors: settings.errors != .equal
            )
        }
        let parts = parts(ordered, start: start, restarts: settings.restarts)
        let share = parts.lowRank == nil ? 1 : score.processShare(least: leastShare)
        return PooledPosterior(
            index: index,
            trend: parts.trend,
            process: parts.process,
            lowRank: parts.lowRank,
            processShare: share,
            calibration: (Calibration(score.processMisses), Calibration(score.lowRankMisses)),
            diagnostics: diagnostics(
                parts,
                observed: ordered,
                share: share,
                foresight: score.foresight(share: share)
            )
        )
    }

    /// By round; within a round by chance, so that a cut through it is a fair sample.
    private func inOrder(_ observed: [ObservedReward]) -> [ObservedReward] {
        let sorted = observed.sorted { left, right in
            (left.column, left.round, left.reward, left.error?.sd ?? -1)
                < (right.column, right.round, right.reward, right.error?.sd ?? -1)
        }
        var generator = SeededGenerator(seed.derived("order of rewards"))
        return generator.shuffled(sorted).enumerated()
            .sorted { ($0.element.round, $0.offset) < ($1.element.round, $1.offset) }
            .map(\.element)
    }

    private func cut(_ count: Int, _ share: Double) -> Int { Int((Double(count) * share).rounded()) }

    private func parts(_ observed: [ObservedReward], start: GroupedRegression.Start?, restarts: Int) -> Parts
    {
        let trend = SeverityScale(
            observed,
            severity: features.severity,
            expectedSlope: settings.expectedSeveritySlope
        )
        let process = PairProcess(
            observed,
            features: features,
            trend: trend,
            usesErrors: settings.errors != .equal,
            start: start
        )
        guard observed.count >= leastRewards else {
            return Parts(trend: trend, process: process, lowRank: nil)
        }
        let relative = observed.map { reward in
            let root = trend.root(column: reward.column)
            let unit = 1 / (root * root)
            return ObservedReward(
                column: reward.column,
                reward: reward.reward * unit,
                error: reward.error?.scaled(by: unit),
                round: reward.round
            )
        }
        // because both parts are scored, and pooled, as roots
        var settings = settings
        settings.transform = .sqrt
        settings.restarts = min(settings.restarts, restarts)
        let lowRank = fitPosterior(relative, index: index, settings: settings, seed: seed)
        return Parts(trend: trend, process: process, lowRank: lowRank)
    }

    private func diagnostics(
        _ parts: Parts,
        observed: [ObservedReward],
        share: Double,
        foresight: Foresight?
    ) -> FitDiagnostics {
        let plain = parts.lowRank?.diagnostics
        return FitDiagnostics(
            elboTrace: plain?.elboTrace ?? [],
            traceInterval: 0,
            finalELBO: plain?.finalELBO ?? [],
            noise: settings.noise,
            explainedVariance: plain?.explainedVariance ?? 0,
            observed: observed.count,
            steps: plain?.steps ?? 0,
            restarts: settings.restarts,
            processShare: share,
            severitySlope: parts.trend.slope,
            foresight: foresight
        )
    }
}
