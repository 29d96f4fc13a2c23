/// Why a reading, or all of a well, is not averaged into anything.
package struct WellDrop: Sendable, Hashable, Codable {
    package enum Reason: String, Sendable, Codable, CaseIterable {
        /// The lab says that the well did not get what the layout says.
        case failedDispense = "failed-dispense"
        case fewCells = "few-cells"
        /// A control well unlike the other wells of its role on its plate.
        case outlyingControl = "outlying-control"
    }

    package let reason: Reason
    /// Cells, or how many times farther from the plate's other controls than those are from each other.
    package let value: Double?
    /// What `value` was held against, in its unit.
    package let bound: Double?
    /// What the lab said of the well.
    package let note: String?

    package init(_ reason: Reason, value: Double? = nil, bound: Double? = nil, note: String? = nil) {
        self.reason = reason
        self.value = value
        self.bound = bound
        self.note = note.map(Rejection.shortened)
    }

    /// `3 cells, where 96 are the least`: for a person who looks at the well.
    package var description: String {
        let number = value.map { decimal($0, 0) } ?? "no"
        let least = bound.map { decimal($0.rounded(.up), 0) } ?? "more"
        switch reason {
        case .failedDispense:
            return note.map { "failed dispense: \($0)" } ?? "failed dispense"
        case .fewCells:
            return "too few cells: \(number), where \(least) are the least"
        case .outlyingControl:
            return
                "outlying control: \(value.map { decimal($0, 1) } ?? "many") times as far from the plate's "
                + "other controls as those are from each other (limit \(bound.map { decimal($0, 1) } ?? "–"))"
        }
    }
}

extension WellDrop: CustomStringConvertible {}

/// What a reading is good for.
package enum ReadingVerdict: Sendable, Hashable {
    case usable
    /// Never averaged.
    case dropped(WellDrop)
    /// Averaged although it would be dropped: its replicates show that the knockout leaves few cells.
    case kept(WellDrop)

    package var drop: WellDrop? { if case .dropped(let drop) = self { drop } else { nil } }

    /// Why the reading was dropped, or might have been.
    package var remark: WellDrop? {
        switch self {
        case .usable: nil
        case .dropped(let remark), .kept(let remark): remark
        }
    }
}
