package import Screen

/// How far the controls of each plate are from those of the plates before it.
///
/// Distances are in SD of a control well within its plate: per feature, then the root of the mean square over
/// features. They are of readings (or their log2) before any normalisation, because they show the lab's plates and
/// not what is made of them.
package struct ControlDrift: Sendable, Hashable {
    package struct Plate: Sendable, Hashable {
        package let barcode: Barcode
        package let batch: PlateBatch?
        /// Wells of the centring role.
        package let controls: Int
        /// From the mean of the earlier plates' control means, those that stand out left aside; `nil` for the
        /// first, and for a plate without controls.
        package let distance: Double?
        /// What the noise of control wells alone puts there.
        package let expected: Double?
        /// How much the plate's controls differ among themselves, 1 being the middle of all plates; `nil` below two
        /// controls.
        package let spread: Double?
        /// Of the mean of the plate's positive controls from that of its controls; `nil` without positives.
        package let positives: Double?
        /// Of the plate's anchors from their own mean over all plates, each plate centred; the mean over anchors.
        package let anchors: Double?
        /// Whether `distance` is beyond ``ControlDrift/limit``.
        package let isFlagged: Bool
    }

    /// In the order of batch and barcode: as plates come in a campaign.
    package let plates: [Plate]
    /// The median distance plus five robust SD (1.4826 MAD), and no less than twice what noise puts there in the
    /// middle; `nil` with fewer than ``fewestPlates``.
    package let limit: Double?

    /// Below this many plates with a distance none stands out.
    package static let fewestPlates = 5
}

/// The drift of a campaign's controls.
///
/// - Throws: A fault that names a reading that cannot be averaged.
package func controlDrift(
    of wells: [MeasuredWell],
    settings: ProfileSettings,
    features: [String] = []
) throws(ProfileFault) -> ControlDrift {
    let readings = try SortedReadings(wells, features: features)
    let plates = readings.plates.enumerated().sorted { left, right in
        switch (left.element.batch, right.element.batch) {
        case (nil, nil): left.offset < right.offset
        case (nil, _?): true
        case (_?, nil): false
        case (let one?, let other?): one != other ? one < other : left.offset < right.offset
        }
    }
    var controls = ControlCourse(featureCount: readings.featureCount)
    for (_, plate) in plates {
        let block = try readings.block(of: plate, logarithm: settings.logarithm) {
            $0.role == settings.centring || $0.role == .positive || $0.role == .anchor
        }
        controls.add(block, of: plate, centring: settings.centring)
    }
    return controls.drift
}
