package import Cycle
package import Posterior
package import Profiles
package import Rewards
package import Screen
package import Store

/// What the readings on record amount to: knockout profiles, and the rewards of the measured pairs with their
/// errors.
package struct Evidence: Sendable {
    package let profiles: KnockoutProfiles
    package let table: RewardTable
    /// `nil` where no well has a replicate, so that nothing is known of the noise.
    package let estimates: RewardEstimates?
    /// The noise behind `estimates`.
    package let spread: KnockoutSpread?
    /// Doubles that were measured with their guides in both orders.
    package let orientations: [OrientationCheck]
    package let pursues: PursuedReward
    private let estimateOfPair: [Pair: RewardEstimate]

    package init(_ wells: [MeasuredWell], settings: ProfileSettings, pursues: PursuedReward) throws {
        profiles = try knockoutProfiles(of: wells, settings: settings)
        table = rewards(from: profiles)
        spread = try knockoutSpread(of: wells, settings: settings, profiles: profiles)
        estimates = spread.map { [profiles] in rewardEstimates(from: profiles, spread: $0) }
        self.pursues = pursues
        if let spread, let estimates {
            let contrasts = try orientationContrasts(
                of: wells,
                settings: settings,
                profiles: profiles,
                spread: spread
            )
            orientations = orientationChecks(contrasts, null: estimates.null)
        } else {
            orientations = []
        }
        estimateOfPair = Dictionary(
            uniqueKeysWithValues: (estimates?.estimates ?? []).map { ($0.pair, $0) }
        )
    }

    /// The norm of each single, in the unit of the profiles.
    var severities: [Gene: Double] {
        profiles.singles.mapValues { single in single.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    }

    /// What the posterior learns from, by pair; `rounds` are those in which pairs were chosen.
    package func observed(in index: PairIndex, rounds: [Pair: Int] = [:]) -> [ObservedReward] {
        table.rewards.compactMap { reward in
            index.column(of: reward.pair).map { column in
                let estimate = estimateOfPair[reward.pair]
                return ObservedReward(
                    column: column,
                    reward: pursued(reward),
                    error: estimate.map { RewardError($0, ofExcess: pursues == .excess) },
                    round: rounds[reward.pair] ?? 0
                )
            }
        }
    }

    /// The number that the campaign is after; of what is not known, the nearest that is.
    private func pursued(_ reward: Reward) -> Double {
        let estimate = estimateOfPair[reward.pair]
        return switch pursues {
        case .reward: reward.value
        case .debiased: estimate?.debiased ?? reward.value
        case .excess: estimate?.adjusted?.excess ?? estimate?.debiased ?? reward.value
        }
    }

    /// Measured and held pairs as the store keeps them, by pair.
    package var records: [RewardRecord] {
        let turned = differingOrientations
        let measured = table.rewards.map { reward in
            RewardRecord(
                pair: reward.pair,
                reward: reward.value,
                cosine: reward.cosine,
                severityFirst: reward.severityFirst,
                severitySecond: reward.severitySecond,
                severityDouble: reward.severityDouble,
                wells: reward.wells,
                pursued: pursued(reward),
                estimate: estimateOfPair[reward.pair].map { estimate in
                    var report = EstimateReport(estimate)
                    report.suspicious += turned.filter { $0.pair == reward.pair }.map(SuspicionReport.init)
                    return report
                }
            )
        }
        let held = table.held.map { held in
            RewardRecord(
                pair: held.pair,
                reward: nil,
                cosine: nil,
                severityFirst: nil,
                severitySecond: nil,
                severityDouble: nil,
                wells: profiles.wellsOfDouble[held.pair] ?? 0
            )
        }
        return (measured + held).sorted { $0.pair < $1.pair }
    }

    private var differingOrientations: [OrientationCheck] {
        orientations.filter { $0.q < OrientationCheck.level }
    }

    package var summary: RewardSummary {
        let level = RewardSummary.level
        return RewardSummary(
            pursues: pursues,
            significant: estimates.map { $0.estimates.count { $0.q < level } },
            significantExcess: estimates?.trend == nil
                ? nil : estimates?.estimates.count { ($0.adjusted?.q ?? 1) < level },
            suspicious: (estimates?.suspicions ?? []).map(SuspicionReport.init)
                + differingOrientations.map(SuspicionReport.init),
            method: profiles.normalisation.method
        )
    }
}

extension RewardError {
    init(_ estimate: RewardEstimate, ofExcess isExcess: Bool) {
        let variances = estimate.variances
        // What the trend is not sure of, all pairs have in common.
        let trend = isExcess ? estimate.adjusted.map { $0.sd * $0.sd - variances.total } ?? 0 : 0
        self.init(
            own: variances.own,
            first: variances.first,
            second: variances.second,
            screen: variances.controls + max(0, trend)
        )
    }
}

extension EstimateReport {
    init(_ estimate: RewardEstimate) {
        self.init(
            debiased: estimate.debiased,
            noise: estimate.noise,
            sd: estimate.sd,
            low: estimate.low,
            high: estimate.high,
            z: estimate.z,
            p: estimate.p,
            q: estimate.q,
            varianceOwn: estimate.variances.own,
            varianceA: estimate.variances.first,
            varianceB: estimate.variances.second,
            varianceControls: estimate.variances.controls
        )
        suspicious = estimate.suspicions.map(SuspicionReport.init)
        guard let adjusted = estimate.adjusted else { return }
        expected = adjusted.expected
        excess = adjusted.excess
        excessSD = adjusted.sd
        excessRank = adjusted.rank
        excessP = adjusted.p
        excessQ = adjusted.q
    }
}

extension SuspicionReport {
    init(_ check: OrientationCheck) {
        self.init(kind: .orientation, name: "\(check.pair.first)+\(check.pair.second)", times: check.times)
    }

    init(_ suspicion: Suspicion) {
        switch suspicion.source {
        case .single(let gene):
            self.init(kind: .single, name: gene.symbol, times: suspicion.times)
        case .double(let pair):
            self.init(kind: .double, name: "\(pair.first)+\(pair.second)", times: suspicion.times)
        case .plate(let plate):
            self.init(kind: .plate, name: plate.text, times: suspicion.times)
        }
    }
}
