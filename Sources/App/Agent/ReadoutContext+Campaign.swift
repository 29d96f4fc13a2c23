import Layouts
package import Readouts
package import Settings

extension ReadoutContext {
    /// What the configuration says that is needed to read a campaign's files.
    package init(_ settings: CampaignSettings) {
        self.init(
            genes: settings.genes,
            guides: settings.guides.guides,
            controls: settings.guides.controls,
            centring: settings.guides.centring,
            format: settings.layout.format,
            defaultCheckpoint: settings.checkpoint
        )
    }
}
