package import LinearAlgebra
package import Screen
package import Statistics

/// The default posterior: the pair process on the single knockouts and the low-rank model of genes, both of √R in
/// units of its severity's expectation, pooled by how well each foretold rewards that were measured later.
///
/// Neither is safe alone: the process knows nothing that singles do not show, the low-rank model nothing of
/// genes that are not measured yet. Draws are pooled, not averaged, so that their disagreement is uncertainty.
package struct PooledPosterior: Sendable {
    package let index: PairIndex
    package let trend: SeverityTrend
    package let process: PairProcess
    /// `nil` while too little is measured.
    package let lowRank: LowRankPosterior?
    /// The share of draws that the process gives.
    package let processShare: Double
    package let foresight: Foresight?
    let calibration: (process: Calibration, lowRank: Calibration)
    package let diagnostics: FitDiagnostics

    /// Draws of the roots √R of the rewards of `columns`, in their own units: a row a draw.
    ///
    /// They are of what measurements would show on average: noise is in their mean and not in their spread.
    package func draw(columns: [Int], count: Int, seed: Seed) -> Matrix {
        precondition(count >= 0, "a number of draws is not negative")
        let fromProcess = Int((processShare * Double(count)).rounded())
        var generator = SeededGenerator(seed.derived("process draws"))
        var draws = process.draw(columns, count: fromProcess, using: &generator).storage
        settle(&draws, noise: process.regression.noiseVariance)
        if let lowRank, fromProcess < count {
            var others = lowRank.draw(
                columns: columns,
                count: count - fromProcess,
                seed: seed.derived("low-rank draws")
            ).storage
            let (unit, offset) = (lowRank.scale.spread / lowRank.scale.gain, lowRank.scale.offset)
            for place in others.indices { others[place] = others[place] * unit + offset }
            settle(&others, noise: lowRank.rootNoiseVariance)
            draws += others
        }
        let units = columns.map { trend.root(column: $0) }
        for row in 0..<count {
            for place in units.indices { draws[row * units.count + place] *= units[place] }
        }
        return Matrix(rows: count, columns: columns.count, storage: draws)
    }

    private func settle(_ values: inout [Double], noise: Double) {
        for place in values.indices {
            let root = max(values[place], 0)
            values[place] = (root * root + noise).squareRoot()
        }
    }

    /// Draws of the roots that a measurement of each pair would show, noise included, for intervals.
    ///
    /// They are corrected by how far earlier forecasts were off. Each pair's draws stand alone; a row a draw.
    package func drawMeasurements(columns: [Int], count: Int, seed: Seed) -> Matrix {
        let fromProcess = lowRank == nil ? count : Int((processShare * Double(count)).rounded())
        let first = process.predict(columns)
        let second = lowRank?.rootForecast(columns)
        let noises = (process.regression.noiseVariance, lowRank?.rootNoiseVariance ?? 0)
        var generator = SeededGenerator(seed.derived("measurements"))
        var draws = Matrix(rows: count, columns: columns.count)
        for (place, column) in columns.enumerated() {
            let unit = trend.root(column: column)
            let height = portableLog(max(unit, 1e-300))
            let sd = calibration.process.sd(first.sd[place] * first.sd[place] + noises.0, at: height)
            let other = second.map { calibration.lowRank.sd($0.variance[place] + noises.1, at: height) } ?? 0
            for row in 0..<count {
                let share = generator.uniform()
                let root =
                    row < fromProcess
                    ? first.mean[place] + sd * calibration.process.error(at: share)
                    : (second?.mean[place] ?? 0) + other * calibration.lowRank.error(at: share)
                draws.storage[row * columns.count + place] = unit * max(root, 0)
            }
        }
        return draws
    }
}

extension LowRankPosterior {
    /// What the noise of a measurement adds to the square of a root reward.
    var rootNoiseVariance: Double {
        let root = diagnostics.noise * scale.spread / scale.gain
        return root * root
    }
}

/// How well each part of the pooled posterior foretold rewards that were measured after those it had seen.
package struct Foresight: Sendable, Hashable, Codable {
    /// Rewards that were foretold.
    package let rewards: Int
    /// Mean log density of √R, in units of the severity's expectation.
    package let processScore: Double
    package let lowRankScore: Double
    /// 1 − the squared errors of the pooled forecast over those of the severity trend alone.
    package let gainOverSeverity: Double
    /// 1 − the squared errors of the pooled forecast over those of the mean of what had been seen.
    package let gainOverMean: Double
    /// Pearson's correlation of the pooled forecasts of √R with what was measured.
    package let correlation: Double?

    /// Fewer rewards than this tell little of what can be foretold.
    private static let enough = 100
    /// Forecasts that follow what was measured less than this do so by chance.
    private static let leastCorrelation = 0.1

    /// What a scientist should know where nothing that was measured helps to foretell the rest; `nil` where it does,
    /// or where it is too early to tell.
    package var warning: String? {
        guard rewards >= Foresight.enough, gainOverMean < 0, correlation ?? 0 < Foresight.leastCorrelation
        else { return nil }
        return
            "Rewards of this screen are hard to foretell: \(rewards) forecasts were no better than their mean. "
            + "Its interactions may stand alone; no rule finds such pairs much sooner than chance."
    }
}

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
        let trend: SeverityTrend
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
            foresight: score.foresight(share: share),
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
        let trend = SeverityTrend(
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

/// Collects how well both parts foretell.
private struct ForesightScore {
    private var process = 0.0
    private var lowRank = 0.0
    private var weights = 0.0
    private var rewards = 0
    private(set) var processMisses: [Calibration.Miss] = []
    private(set) var lowRankMisses: [Calibration.Miss] = []
    /// Of forecast errors: of each part, the trend alone, and the mean.
    private var ofProcess: [Double] = []
    private var ofLowRank: [Double] = []
    private var ofTrend: [Double] = []
    private var ofMean: [Double] = []
    private var measured: [Double] = []

    mutating func add(
        _ later: [ObservedReward],
        seen: [ObservedReward],
        _ trend: SeverityTrend,
        _ processPart: PairProcess,
        _ lowRankPart: LowRankPosterior,
        weight: Double,
        usesErrors: Bool
    ) {
        let columns = later.map(\.column)
        let first = processPart.predict(columns)
        let second = lowRankPart.rootForecast(columns)
        let noises = (processPart.regression.noiseVariance, lowRankPart.rootNoiseVariance)
        let usual = mean(seen.map { max($0.reward, 0).squareRoot() })
        for (place, reward) in later.enumerated() {
            let unit = trend.root(column: reward.column)
            let root = max(reward.reward, 0).squareRoot()
            let own =
                usesErrors
                ? (reward.error.map { rootVariance(of: reward.reward, sd: $0.sd) } ?? 0) / (unit * unit) : 0
            let target = root / unit
            func density(_ mean: Double, _ variance: Double) -> Double {
                -0.5 * (target - mean) * (target - mean) / variance - 0.5 * portableLog(variance)
            }
            let variances = (
                first.sd[place] * first.sd[place] + noises.0 + own, second.variance[place] + noises.1 + own
            )
            process += weight * density(first.mean[place], variances.0)
            lowRank += weight * density(second.mean[place], variances.1)
            let height = portableLog(max(unit, 1e-300))
            processMisses.append(
                .init(error: target - first.mean[place], variance: variances.0, place: height)
            )
            lowRankMisses.append(
                .init(error: target - second.mean[place], variance: variances.1, place: height)
            )
            weights += weight
            rewards += 1
            ofProcess.append(unit * (target - first.mean[place]))
            ofLowRank.append(unit * (target - second.mean[place]))
            ofTrend.append(unit * (target - 1))
            ofMean.append(root - usual)
            measured.append(root)
        }
    }

    func processShare(least: Double) -> Double {
        guard rewards > 0 else { return 0.5 }
        let odds = portableExp(min(max(process - lowRank, -500), 500))
        return least + (1 - 2 * least) * odds / (1 + odds)
    }

    /// 0 where either does not vary.
    private func correlation(of forecasts: [Double], with measured: [Double]) -> Double {
        let (one, other) = (mean(forecasts), mean(measured))
        var (product, square, otherSquare) = (0.0, 0.0, 0.0)
        for (forecast, value) in zip(forecasts, measured) {
            product += (forecast - one) * (value - other)
            square += (forecast - one) * (forecast - one)
            otherSquare += (value - other) * (value - other)
        }
        let value = product / (square.squareRoot() * otherSquare.squareRoot())
        return value.isFinite ? value : 0
    }

    func foresight(share: Double) -> Foresight? {
        guard rewards > 0 else { return nil }
        let pooled = zip(ofProcess, ofLowRank).map { share * $0 + (1 - share) * $1 }
        func sum(_ errors: [Double]) -> Double { errors.reduce(0) { $0 + $1 * $1 } }
        func gain(over errors: [Double]) -> Double { sum(errors) > 0 ? 1 - sum(pooled) / sum(errors) : 0 }
        return Foresight(
            rewards: rewards,
            processScore: process / weights,
            lowRankScore: lowRank / weights,
            gainOverSeverity: gain(over: ofTrend),
            gainOverMean: gain(over: ofMean),
            correlation: correlation(of: zip(measured, pooled).map { $0 - $1 }, with: measured)
        )
    }
}
