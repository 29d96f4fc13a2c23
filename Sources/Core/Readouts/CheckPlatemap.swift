package import Screen

/// The layouts of a platemap that are not known yet.
///
/// A plate that has a layout keeps it: dropping the same platemap again changes nothing, and one that says
/// something else is refused (`plate-conflict`), because wells may have been taken by the first. A single
/// and an anchor of the same guides are the same: a JUMP platemap cannot tell them apart. A plate that is not
/// known may not have one of the campaign's own barcodes (`reserved-barcode`).
package func checkPlatemap(
    _ platemap: Platemap,
    against layouts: [Barcode: PlateLayout],
    reserved: ReservedBarcodes = .none
) throws(Rejection) -> [PlateLayout] {
    var fresh: [PlateLayout] = []
    for layout in platemap.layouts {
        guard let known = layouts[layout.barcode] else {
            guard !reserved.contains(layout.barcode) else {
                throw Rejection(
                    rule: "reserved-barcode",
                    reason:
                        "The campaign keeps the barcode \(layout.barcode) for a plate of its own batches.",
                    value: layout.barcode.text,
                    expected: "a barcode unlike \(reserved.pattern)",
                    remedy:
                        "Give the plate another barcode, on the plate, in the platemap and in its results."
                )
            }
            fresh.append(layout)
            continue
        }
        let positions = Set(layout.wells.keys).union(known.wells.keys).sorted()
        for position in positions {
            let dropped = layout.wells[position] ?? .empty
            let held = known.wells[position] ?? .empty
            guard !isSame(dropped, held) else { continue }
            throw Rejection(
                rule: "plate-conflict",
                reason: "Plate \(layout.barcode) already has a layout, and well \(position) of it holds "
                    + "\(held.name), not \(dropped.name).",
                column: "well",
                value: position.label,
                expected: held.name,
                remedy: "If this is another plate, give it a barcode of its own. A plate's layout cannot be "
                    + "changed once it is known."
            )
        }
    }
    return fresh
}

/// The barcodes that a campaign may give to plates of its own batches.
package struct ReservedBarcodes: Sendable {
    /// As the configuration has it, for people.
    package let pattern: String
    package let contains: @Sendable (Barcode) -> Bool

    package init(pattern: String, contains: @escaping @Sendable (Barcode) -> Bool) {
        self.pattern = pattern
        self.contains = contains
    }

    package static let none = ReservedBarcodes(pattern: "") { _ in false }
}

private func isSame(_ one: WellContent, _ other: WellContent) -> Bool {
    func plain(_ role: WellRole) -> WellRole { role == .anchor ? .single : role }
    return plain(one.role) == plain(other.role) && Set([one.a, one.b]) == Set([other.a, other.b])
}
