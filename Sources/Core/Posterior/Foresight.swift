import Statistics

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
    /// Pearson's correlation of the pooled forecasts of √R with what was measured; `nil` where either does not vary.
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

/// Collects how well both parts foretell.
struct ForesightScore {
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
        _ trend: SeverityScale,
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

    func foresight(share: Double) -> Foresight? {
        guard rewards > 0 else { return nil }
        let pooled = zip(ofProcess, ofLowRank).map { share * $0 + (1 - share) * $1 }
        func sum(_ errors: [Double]) -> Double { errors.reduce(0) { $0 + $1 * $1 } }
        func gain(over errors: [Double]) -> Double { sum(errors) > 0 ? 1 - sum(pooled) / sum(errors) : 0 }
        let correlation = pearson(zip(measured, pooled).map { $0 - $1 }, measured)
        return Foresight(
            rewards: rewards,
            processScore: process / weights,
            lowRankScore: lowRank / weights,
            gainOverSeverity: gain(over: ofTrend),
            gainOverMean: gain(over: ofMean),
            correlation: correlation.isFinite ? correlation : nil
        )
    }
}
