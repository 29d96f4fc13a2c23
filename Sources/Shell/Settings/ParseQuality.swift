import Cycle
import Profiles

extension ConfigurationReader {
    /// `quality`: which readings are dropped, and how often lost wells are laid out again.
    func quality(_ field: Field?) -> (quality: QualitySettings, repeats: RepeatSettings) {
        var quality = QualitySettings.standard
        var repeats = RepeatSettings.standard
        guard let section = field?.section() else { return (quality, repeats) }
        if let cells = section.field("minimum-cells")?
            .integer(in: 0...1_000_000, standard: quality.minimumCells)
        {
            quality.minimumCells = cells
        }
        if let share = section.field("minimum-cell-share")?
            .number(in: 0...1, standard: quality.minimumCellShare)
        {
            quality.minimumCellShare = share
        }
        if let drops = section.field("outlying-controls")?.boolean() { quality.outlyingControls = drops }
        if let retries = section.field("retries")?.integer(in: 0...10, standard: repeats.retries) {
            repeats.retries = retries
        }
        if let share = section.field("repeat-share")?.number(in: 0...1, standard: repeats.share) {
            repeats.share = share
        }
        section.finish()
        return (quality, repeats)
    }
}
