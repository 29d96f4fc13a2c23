package import Screen

/// The layouts of a platemap that are not known yet.
///
/// A plate that has a layout keeps it: dropping the same platemap again changes nothing, and one that says
/// something else is refused (`plate-conflict`), because wells may have been taken by the first. A single
/// and an anchor of the same guides are the same: a JUMP platemap cannot tell them apart.
package func checkPlatemap(
    _ platemap: Platemap,
    against layouts: [Barcode: PlateLayout]
) throws(Rejection) -> [PlateLayout] {
    var fresh: [PlateLayout] = []
    for layout in platemap.layouts {
        guard let known = layouts[layout.barcode] else {
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

private func isSame(_ one: WellContent, _ other: WellContent) -> Bool {
    func plain(_ role: WellRole) -> WellRole { role == .anchor ? .single : role }
    return plain(one.role) == plain(other.role) && Set([one.a, one.b]) == Set([other.a, other.b])
}
