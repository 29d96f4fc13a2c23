package import Screen

/// Compares results with the layouts of their plates and gives the wells that can be stored, by well.
///
/// Refuses the whole file at its first fault: `other-checkpoint`, `wrong-dimension`, `other-features`,
/// `unknown-plate`, `unknown-well`, `empty-well`, `duplicate-well`, `content-conflict`, `no-variance`,
/// `no-control-wells`. Features in another order than the campaign's are put into the campaign's order.
/// Wells that were already taken from other files are not refused: repeated readings are normal.
package func checkReadout(
    _ readout: Readout,
    against layouts: [Barcode: PlateLayout],
    expecting: ReadoutExpectations
) throws(Rejection) -> [MeasuredWell] {
    try checkCheckpoint(readout, expecting.checkpoint)
    let order = try featureOrder(readout.features, expected: expecting.features)
    let plates = readout.plates.compactMap { layouts[$0] }
    let claims = ContentClaims(
        layouts: plates,
        genes: expecting.genes,
        controlNames: readout.controlNames
    )
    var lines: [WellID: Int] = [:]
    var measured: [MeasuredWell] = []
    measured.reserveCapacity(readout.wells.count)
    for row in readout.wells {
        let content = try wellContent(of: row.well, line: row.line, layouts)
        if let first = lines.updateValue(row.line, forKey: row.well) {
            throw Rejection(
                rule: "duplicate-well",
                reason: "Well \(row.well.position) of plate \(row.well.plate) is already on line \(first).",
                row: row.line,
                value: row.well.description,
                expected: "one line a well",
                remedy:
                    "Keep one of lines \(first) and \(row.line). If the well was read twice, drop the second "
                    + "reading in a file of its own."
            )
        }
        try claims.check(row, holds: content)
        measured.append(
            MeasuredWell(
                well: row.well,
                content: content,
                embedding: order.map { order in order.map { row.embedding[$0] } } ?? row.embedding,
                cellCount: row.cellCount
            )
        )
    }
    try checkVariance(readout)
    for plate in plates { try checkControls(of: plate, measured: Set(lines.keys), expecting) }
    return measured.sorted { $0.well < $1.well }
}

private func checkCheckpoint(_ readout: Readout, _ expected: String?) throws(Rejection) {
    guard let found = readout.checkpoint, let expected, found != expected else { return }
    throw Rejection(
        rule: "other-checkpoint",
        reason: "The embeddings come from another model checkpoint than the campaign's, "
            + "'\(Rejection.shortened(expected))', and cannot be compared with them.",
        row: readout.checkpointColumn.flatMap { _ in readout.wells.first?.line },
        column: readout.checkpointColumn,
        value: found,
        expected: expected,
        remedy: "Embed the images again with the campaign's checkpoint and drop that file."
    )
}

/// Where each expected feature stands in the file; `nil` where the order is the same.
private func featureOrder(_ found: [String], expected: [String]?) throws(Rejection) -> [Int]? {
    guard let expected, expected != found else { return nil }
    guard found.count == expected.count else {
        throw Rejection(
            rule: "wrong-dimension",
            reason: "The file has \(found.count) \(found.count == 1 ? "feature" : "features"); "
                + "the campaign's first file had \(expected.count).",
            row: 1,
            expected: "\(expected.count) features, \(listed(expected, atMost: 3))",
            remedy: "Export the same features as before: \(difference(found, expected))"
        )
    }
    let places = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($1, $0) })
    let order = expected.compactMap { places[$0] }
    guard order.count == expected.count else {
        throw Rejection(
            rule: "other-features",
            reason: "The features have other names than in the campaign's first file.",
            row: 1,
            expected: listed(expected, atMost: 3),
            remedy: "Export the same features under the same names: \(difference(found, expected))"
        )
    }
    return order
}

private func difference(_ found: [String], _ expected: [String]) -> String {
    let missing = expected.filter { !Set(found).contains($0) }
    let surplus = found.filter { !Set(expected).contains($0) }
    return [
        missing.isEmpty ? nil : "missing \(listed(missing, atMost: 3))",
        surplus.isEmpty ? nil : "not expected \(listed(surplus, atMost: 3))",
    ].compactMap { $0 }.joined(separator: "; ") + "."
}

/// What a layout says of a well; refuses plates and wells that there are not.
func wellContent(
    of well: WellID,
    line: Int,
    _ layouts: [Barcode: PlateLayout]
) throws(Rejection) -> WellContent {
    let plate = well.plate
    guard let layout = layouts[plate] else {
        throw Rejection(
            rule: "unknown-plate",
            reason: "The campaign has no plate with this barcode.",
            row: line,
            value: plate.text,
            expected: "the barcode of a plate with a layout",
            remedy:
                "If the plate was made elsewhere, drop its platemap, and this file is read again by itself; "
                + "otherwise correct the barcode." + didYouMean(plate.text, among: layouts.keys.map(\.text))
        )
    }
    guard layout.format.contains(well.position) else {
        throw Rejection(
            rule: "unknown-well",
            reason: "Plate \(plate) has \(layout.format.wellCount) wells and no well of this name.",
            row: line,
            value: well.position.label,
            expected: "a well between A01 and \(layout.format.lastWell)",
            remedy: "Check that the file is of this plate, and correct the well."
        )
    }
    guard let content = layout.wells[well.position] else {
        throw Rejection(
            rule: "empty-well",
            reason: "The layout of plate \(plate) leaves this well empty.",
            row: line,
            value: well.position.label,
            expected: "a well that the layout fills",
            remedy:
                "Check that the file is of this plate and that the plate was not turned; leave rows of empty "
                + "wells out."
        )
    }
    return content
}

/// Two wells of a living screen never have the same embedding, let alone all of them.
private func checkVariance(_ readout: Readout) throws(Rejection) {
    guard readout.wells.count > 1, let first = readout.wells.first,
        readout.wells.allSatisfy({ $0.embedding == first.embedding })
    else { return }
    throw Rejection(
        rule: "no-variance",
        reason:
            "All \(readout.wells.count) wells have exactly the same embedding, so the file cannot be what was "
            + "measured.",
        row: first.line,
        expected: "embeddings that differ from well to well",
        remedy: "Check the export: was one image embedded many times, or were default values written?"
    )
}

/// Refuses a plate that can never be centred (`no-control-wells`).
///
/// A plate may come in several files, so one without control wells is not at fault: the plate waits for
/// them. Refused is a plate whose layout has no well of the centring role at all, and a file that holds
/// every other knockout well of its plate and no centring well, while none was taken before either: such
/// an export has lost its controls, and no later file is likely to bring them.
private func checkControls(
    of layout: PlateLayout,
    measured: Set<WellID>,
    _ expecting: ReadoutExpectations
) throws(Rejection) {
    let role = expecting.centring
    func ids(_ isWanted: (WellRole) -> Bool) -> [WellID] {
        layout.sortedWells.filter { isWanted($0.content.role) }.map {
            WellID(plate: layout.barcode, position: $0.position)
        }
    }
    let centring = ids { $0 == role }
    guard let firstCentring = centring.first else {
        throw Rejection(
            rule: "no-control-wells",
            reason:
                "The layout of plate \(layout.barcode) has no \(role.rawValue) control well, so its wells have no "
                + "zero to be compared with.",
            value: layout.barcode.text,
            expected: "at least one well with the role '\(role.rawValue)' on the plate",
            remedy: "Centre the campaign on a control role that the plate has, or leave the plate out."
        )
    }
    if centring.contains(where: { measured.contains($0) || expecting.measured.contains($0) }) { return }
    let knockouts = ids { !$0.isControl }
    guard !knockouts.isEmpty, knockouts.allSatisfy(measured.contains) else { return }
    throw Rejection(
        rule: "no-control-wells",
        reason:
            "The file holds all \(knockouts.count) knockout wells of plate \(layout.barcode) and none of its "
            + "\(centring.count) \(role.rawValue) control wells, which are the plate's zero.",
        value: layout.barcode.text,
        expected: "well \(firstCentring.position) or another \(role.rawValue) control well of the plate",
        remedy: "Export the plate again with its control wells, "
            + "\(listed(centring.map(\.position.label), atMost: 8)), and drop that file."
    )
}
