import Profiles
package import Rewards
package import Screen
package import Selection
package import Settings

/// What a pair's interaction is like, and whether its guides agree, for somebody who asks about the one pair.
package struct PairDetails: Sendable, Encodable {
    /// `nil` where nothing is known of the noise.
    package let anatomy: PairAnatomy?
    package let guides: HitGuides

    /// - Parameters:
    ///   - pair: The pair.
    ///   - wells: All usable readings of the campaign.
    ///   - settings: Of the campaign.
    /// - Throws: What keeps the wells from being averaged.
    package init(of pair: Pair, among wells: [MeasuredWell], settings: CampaignSettings) throws {
        let evidence = try Evidence(wells, settings: settings.profile, pursues: settings.pursues)
        anatomy = try evidence.anatomies(wells, settings: settings).first { $0.pair == pair }
        let agreement = try guideAgreement(
            of: wells,
            settings: settings.profile,
            profiles: evidence.profiles,
            spread: evidence.spread
        )
        let byKnockout = Dictionary(uniqueKeysWithValues: agreement.knockouts.map { ($0.knockout, $0) })
        guides = HitGuides(pair, byKnockout)
    }
}

/// The measured pairs likest to a pair by their singles, for somebody who asks why it was chosen.
package func nearestPairs(
    to pair: Pair,
    among wells: [MeasuredWell],
    settings: CampaignSettings
) throws -> [NearPair] {
    let evidence = try Evidence(wells, settings: settings.profile, pursues: settings.pursues)
    let rewards = evidence.table.rewards.map { ($0.pair, $0.value) }
    return Selection.nearestPairs(
        to: pair,
        singles: evidence.profiles.singles,
        rewards: Dictionary(uniqueKeysWithValues: rewards)
    )
}
