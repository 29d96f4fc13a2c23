import Profiles
import Rewards
import Screen
import Store

/// What the readings on record amount to: knockout profiles and the rewards of the measured pairs.
struct Evidence: Sendable {
    let profiles: KnockoutProfiles
    let table: RewardTable

    init(_ wells: [MeasuredWell], settings: ProfileSettings) throws {
        profiles = try knockoutProfiles(of: wells, settings: settings)
        table = rewards(from: profiles)
    }

    /// The norm of each single, in the unit of the profiles.
    var severities: [Gene: Double] {
        profiles.singles.mapValues { single in single.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    }

    /// Measured and held pairs as the store keeps them, by pair.
    var records: [RewardRecord] {
        let measured = table.rewards.map { reward in
            RewardRecord(
                pair: reward.pair,
                reward: reward.value,
                cosine: reward.cosine,
                severityFirst: reward.severityFirst,
                severitySecond: reward.severitySecond,
                severityDouble: reward.severityDouble,
                wells: reward.wells
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
}
