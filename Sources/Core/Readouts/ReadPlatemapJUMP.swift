import Screen
import Tables

/// Reads a JUMP platemap: `well_position` and `broad_sample`, one line a well.
///
/// The barcode is that of the plates whose platemap this is by a `barcode_platemap.csv`; without one, the
/// name of the file, relieved of `.gz`, of `.txt`, `.tsv` or `.csv`, and of `.platemap` or `_platemap`.
///
/// JUMP has no convention for two genes in a well. Ours: the names of both guides joined with `+`. A guide
/// goes by its name in the campaign's guide library or as `GENE_guide`, a gene with a single guide also by
/// its symbol. The role follows: two genes' guides are a double; one, alone or with a negative control, a
/// single; control guides a control. A blank sample and `empty` are untreated cells, as in JUMP; wells
/// without cells have no line.
func readJUMPPlatemap(
    _ table: Table,
    fileName: String,
    context: ReadoutContext
) throws(Rejection) -> Platemap {
    let names = ColumnNames(table)
    guard let well = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.wells)),
        let sample = names.first(of: ["broad_sample"])
    else { preconditionFailure("a JUMP platemap is told by these columns") }
    let guides = GuideNames(context)
    let barcodes = try barcodes(ofFile: fileName, context: context)
    var plates = PlatemapPlates(format: context.format)
    for row in 0..<table.rowCount {
        let line = table.lineNumber(ofRow: row)
        func cell(_ column: Int) -> PlatemapCell {
            PlatemapCell(line: line, column: table.header[column], text: table.word(row: row, column: column))
        }
        guard let position = WellPosition(cell(well).text) else {
            throw unreadableWell(cell(well).text, line: line, column: table.header[well])
        }
        let content = try content(of: cell(sample), guides)
        for barcode in barcodes { try plates.add(content, at: position, of: barcode, cell: cell(well)) }
    }
    return try plates.platemap(centring: context.centring)
}

private func barcodes(ofFile fileName: String, context: ReadoutContext) throws(Rejection) -> [Barcode] {
    var stem = String(fileName.split(separator: "/").last ?? "")
    for endings in [[".gz"], [".txt", ".tsv", ".csv"]] {
        if let ending = endings.first(where: { stem.lowercased().hasSuffix($0) }) {
            stem.removeLast(ending.count)
        }
    }
    if let mapped = context.barcodesOfPlatemap[stem], !mapped.isEmpty { return Set(mapped).sorted() }
    if let ending = [".platemap", "_platemap", "-platemap"].first(where: { stem.lowercased().hasSuffix($0) })
    {
        stem.removeLast(ending.count)
        if let mapped = context.barcodesOfPlatemap[stem], !mapped.isEmpty { return Set(mapped).sorted() }
    }
    return [try checkedBarcode(withoutOuterBlanks(stem), line: nil, column: nil)]
}

/// A name of a sample, taken apart.
private enum SamplePart {
    case guide(Guide)
    case control(Guide, WellRole)
    case untreated
}

private func content(of cell: PlatemapCell, _ guides: GuideNames) throws(Rejection) -> WellContent {
    if isMissing(cell.text) { return WellContent(role: .untreated) }
    var parts: [SamplePart] = []
    if let whole = part(cell.text, guides) {
        parts = [whole]
    } else {
        for name in cell.text.split(separator: "+", omittingEmptySubsequences: false).map(withoutOuterBlanks)
        {
            guard let part = part(name, guides) else { throw unknown(name, cell, guides) }
            parts.append(part)
        }
    }
    var knockedOut: [Guide] = []
    var controls: [(guide: Guide, role: WellRole)] = []
    for part in parts {
        switch part {
        case .guide(let guide): knockedOut.append(guide)
        case .control(let guide, let role): controls.append((guide, role))
        case .untreated: if parts.count == 1 { return WellContent(role: .untreated) }
        }
    }
    let found = knockedOut + controls.map(\.guide)
    guard found.count == parts.count, found.count <= 2 else {
        throw conflict(cell, "The sample does not name one or two guides.")
    }
    let roles = Set(controls.map(\.role))
    let role: WellRole
    switch (knockedOut.count, roles.count) {
    case (2, _) where knockedOut[0].gene == knockedOut[1].gene:
        throw conflict(cell, "Both guides are of the same gene.")
    case (2, _): role = .double
    case (1, _) where roles.contains(.positive):
        throw conflict(cell, "A gene's guide stands beside a positive control.")
    case (1, _): role = .single
    case _ where roles.contains(.positive): role = .positive
    case (_, 1): role = roles.first ?? .nonTargeting
    default: throw conflict(cell, "The two control guides have different roles.")
    }
    return WellContent(role: role, a: found.first, b: found.dropFirst().first)
}

private func part(_ name: String, _ guides: GuideNames) -> SamplePart? {
    if let guide = guides.libraryGuide(name) { return .guide(guide) }
    if let control = guides.controlGuides(name).first { return .control(control.guide, control.role) }
    if let gene = guides.gene(name), guides.guides(of: gene).count == 1,
        let only = guides.guides(of: gene).first
    {
        return .guide(only)
    }
    return ControlNames.definiteRole(of: name) == .untreated ? .untreated : nil
}

private func unknown(_ name: String, _ cell: PlatemapCell, _ guides: GuideNames) -> Rejection {
    if let gene = guides.gene(name) {
        return cell.rejection(
            rule: "unknown-guide",
            reason:
                "'\(gene)' has \(guides.guides(of: gene).count) guides and the sample does not say which one it is.",
            expected: "the names of guides, joined with '+'",
            remedy: "Name the guide: \(listed(guides.guides(of: gene).map(\.name)))."
        )
    }
    return cell.rejection(
        rule: "unknown-guide",
        reason: "The campaign's guide library has no guide '\(Rejection.shortened(name))'.",
        expected: "the names of guides, joined with '+', such as BCL2L1_g1+MCL1_g2",
        remedy: "Spell the guides as the campaign's guide library does." + guides.didYouMeanGuide(name)
    )
}

private func conflict(_ cell: PlatemapCell, _ reason: String) -> Rejection {
    cell.rejection(
        rule: "role-conflict",
        reason: reason,
        expected: "two genes' guides, one gene's guide with a control guide, or control guides of one role",
        remedy:
            "Correct the sample, or drop the plate as a table with the columns plate, well, role, gene_a, "
            + "guide_a, gene_b, guide_b."
    )
}
