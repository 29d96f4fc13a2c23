import Profiles
package import Rewards
package import Screen
package import Settings

extension Evidence {
    /// What each reward is made of; empty where nothing is known of the noise.
    ///
    /// - Parameters:
    ///   - wells: The wells that the evidence was made of, for their cell counts.
    ///   - settings: Of the campaign.
    ///   - significance: Pairs whose q is not below it are called additive.
    /// - Returns: A line a pair, ascending.
    /// - Throws: What keeps the cell counts from being averaged.
    package func anatomies(
        _ wells: [MeasuredWell],
        settings: CampaignSettings,
        significance: Double = InteractionClass.significance
    ) throws -> [PairAnatomy] {
        guard let spread, let estimates else { return [] }
        return pairAnatomies(
            profiles: profiles,
            spread: spread,
            estimates: estimates,
            significance: significance,
            cells: try cellCountDeviations(of: wells, settings: settings.profile),
            arms: settings.arms
        )
    }
}
