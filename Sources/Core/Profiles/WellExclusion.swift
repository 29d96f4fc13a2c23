package import Screen

/// What every reading of a campaign is good for, from all that is on record of them.
///
/// In this order: a well whose dispense failed is dropped with all its readings; then readings with too few
/// cells (``CellCounts``); then controls unlike the others of their plate (``outlyingControls(_:logarithm:)``).
/// A function of the facts and settings alone, so that the order in which files came has no say: a reading
/// may be dropped, kept or taken up again when files come later.
///
/// - Parameters:
///   - readings: Every reading of the campaign.
///   - controls: The embeddings of all negative-control readings of the plates that are `judged`.
///   - judged: Plates whose controls are compared with each other. Those of other plates stand as they were
///     judged before, since they depend on nothing but their plate.
///   - settings: What is too bad to be averaged.
///   - centring: The role whose cells are compared with.
///   - logarithm: Whether embeddings are compared by their log2, as in the campaign's profile.
/// - Returns: The verdict of each reading that is not plainly usable.
package func verdicts(
    of readings: [ReadingFact],
    controls: [ReadingID: [Double]],
    on judged: Set<Barcode>,
    settings: QualitySettings,
    centring: WellRole,
    logarithm: Bool
) -> [ReadingID: ReadingVerdict] {
    var verdicts: [ReadingID: ReadingVerdict] = [:]
    for reading in readings { verdicts[reading.id] = reading.failure.map(ReadingVerdict.dropped) }
    let sound = readings.filter { $0.failure == nil }
    let counts = CellCounts(sound, settings: settings, centring: centring)
    verdicts.merge(counts.verdicts()) { failed, _ in failed }
    guard settings.outlyingControls else { return verdicts }
    var groups: [ControlGroup: [ControlReading]] = [:]
    for reading in sound where reading.content.role.isNegativeControl && verdicts[reading.id] == nil {
        let plate = reading.id.well.plate
        guard judged.contains(plate) else {
            if let drop = reading.verdict.drop, drop.reason == .outlyingControl {
                verdicts[reading.id] = .dropped(drop)
            }
            continue
        }
        guard let embedding = controls[reading.id] else {
            preconditionFailure("the embeddings of a judged plate's controls are given")
        }
        let group = ControlGroup(plate: plate, role: reading.content.role)
        groups[group, default: []].append(ControlReading(id: reading.id, embedding: embedding))
    }
    for group in groups.values {
        for (id, drop) in outlyingControls(group, logarithm: logarithm) { verdicts[id] = .dropped(drop) }
    }
    return verdicts
}

private struct ControlGroup: Hashable {
    let plate: Barcode
    let role: WellRole
}

extension WellRole {
    /// A control that should look like untouched cells.
    package var isNegativeControl: Bool { isControl && self != .positive }
}
