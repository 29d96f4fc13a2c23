import Screen
import Tables

/// Reads a platemap of ours: `plate,well,role,gene_a,guide_a,gene_b,guide_b`, one line a well.
///
/// The gene of a control guide is blank. A blank guide stands for the gene's only guide. Wells that hold
/// nothing are left out or have the role `empty`.
func readPlatemapCSV(_ table: Table, context: ReadoutContext) throws(Rejection) -> Platemap {
    let names = ColumnNames(table)
    let plates = KnownColumns.plates + KnownColumns.withMetadata(KnownColumns.plates)
    let wells = KnownColumns.wells + KnownColumns.withMetadata(KnownColumns.wells)
    guard let plate = names.first(of: plates), let well = names.first(of: wells),
        let role = names.first(of: ["role"])
    else { preconditionFailure("a platemap is told by these columns") }
    let slots = [("gene_a", "guide_a"), ("gene_b", "guide_b")].map {
        (names.first(of: [$0]), names.first(of: [$1]))
    }
    let guides = GuideNames(context)
    var layouts = PlatemapPlates(format: context.format)
    for row in 0..<table.rowCount {
        let line = table.lineNumber(ofRow: row)
        func cell(_ column: Int) -> PlatemapCell {
            PlatemapCell(line: line, column: table.header[column], text: table.word(row: row, column: column))
        }
        let barcode = try checkedBarcode(cell(plate).text, line: line, column: table.header[plate])
        guard let position = WellPosition(cell(well).text) else {
            throw unreadableWell(cell(well).text, line: line, column: table.header[well])
        }
        let resolver = WellResolver(guides: guides, role: cell(role))
        let content = try resolver.content(slots.map { ($0.map(cell), $1.map(cell)) })
        try layouts.add(content, at: position, of: barcode, cell: cell(well))
    }
    return try layouts.platemap(centring: context.centring)
}

/// Turns one line of a platemap into what its well holds.
private struct WellResolver {
    let guides: GuideNames
    let role: PlatemapCell

    typealias Slot = (gene: PlatemapCell?, guide: PlatemapCell?)

    func content(_ slots: [Slot]) throws(Rejection) -> WellContent {
        guard let wellRole = WellRole(rawValue: role.text.lowercased()) else {
            throw role.rejection(
                rule: "unknown-role",
                reason: role.text.isEmpty ? "The well has no role." : "There is no such role.",
                expected: WellRole.allCases.map(\.rawValue).joined(separator: ", "),
                remedy: "Use one of: \(WellRole.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        var found: [Guide] = []
        for slot in slots {
            if let guide = try guide(in: slot, wellRole) { found.append(guide) }
        }
        let knockedOut = found.compactMap(\.gene)
        switch wellRole {
        case .double:
            guard knockedOut.count == 2 else { throw conflict(wellRole, "two genes", found) }
            guard knockedOut[0] != knockedOut[1] else {
                throw conflict(wellRole, "two different genes", found)
            }
        case .single, .anchor:
            guard knockedOut.count == 1 else {
                throw conflict(wellRole, "one gene, beside a control guide", found)
            }
        case .nonTargeting, .cutting:
            guard knockedOut.isEmpty else { throw conflict(wellRole, "control guides only", found) }
        case .untreated, .empty:
            guard found.isEmpty else { throw conflict(wellRole, "neither gene nor guide", found) }
        case .positive: break
        }
        return WellContent(role: wellRole, a: found.first, b: found.dropFirst().first)
    }

    /// The guide of one pair of cells; `nil` where both are blank.
    private func guide(in slot: Slot, _ wellRole: WellRole) throws(Rejection) -> Guide? {
        let symbol = slot.gene.flatMap { isMissing($0.text) ? nil : $0 }
        let name = slot.guide.flatMap { isMissing($0.text) ? nil : $0 }
        if let symbol {
            // A positive control may knock out a gene outside the campaign.
            if wellRole == .positive, let name {
                let positives = guides.controlGuides(name.text).filter { $0.role == .positive }
                if let guide = positives.map(\.guide).first(where: { $0.gene?.symbol == symbol.text }) {
                    return guide
                }
            }
            return try guide(name, of: symbol)
        }
        return try name.map { name throws(Rejection) in try controlGuide(name, wellRole) }
    }

    private func guide(_ name: PlatemapCell?, of symbol: PlatemapCell) throws(Rejection) -> Guide {
        guard let gene = guides.gene(symbol.text) else {
            throw symbol.rejection(
                rule: "unknown-gene",
                reason: "The campaign has no such gene.",
                expected: "a gene of the campaign",
                remedy: "Spell the gene as the campaign's configuration does."
                    + guides.didYouMeanGene(symbol.text)
            )
        }
        let own = guides.guides(of: gene)
        guard let name else {
            guard let only = own.first, own.count == 1 else {
                throw symbol.rejection(
                    rule: "unknown-guide",
                    reason: "The gene has \(own.count) guides and the line does not say which one it is.",
                    expected: "the name of a guide of \(gene)",
                    remedy: "Name the guide beside the gene: \(listed(own.map(\.name)))."
                )
            }
            return only
        }
        let spellings = [
            name.text,
            String(name.text.dropFirst(name.text.hasPrefix("\(gene)_") ? gene.symbol.count + 1 : 0)),
        ]
        if let guide = own.first(where: { spellings.contains($0.name) }) { return guide }
        let owner = guides.libraryGuide(name.text)?.gene
        throw name.rejection(
            rule: "unknown-guide",
            reason: owner.map { "The guide is one of \($0), not of \(gene)." }
                ?? "The campaign's guide library has no such guide of \(gene).",
            expected: "one of \(listed(own.map(\.name)))",
            remedy: "Name a guide of \(gene) from the campaign's guide library: \(listed(own.map(\.name)))."
        )
    }

    private func controlGuide(_ name: PlatemapCell, _ wellRole: WellRole) throws(Rejection) -> Guide {
        let found = guides.controlGuides(name.text)
        guard let first = found.first else {
            throw name.rejection(
                rule: "unknown-guide",
                reason: guides.libraryGuide(name.text).flatMap(\.gene).map {
                    "The guide is one of \($0), and the line leaves its gene blank."
                } ?? "The campaign has no control guide of this name.",
                expected: "a control guide of the campaign, or a gene beside the guide",
                remedy: "Name the gene in the column before the guide, or spell the control guide as the "
                    + "campaign's configuration does." + guides.didYouMeanGuide(name.text)
            )
        }
        let fits =
            switch wellRole {
            case .nonTargeting, .cutting: found.filter { $0.role == wellRole }
            case .positive: found.filter { $0.role == .positive } + found
            case .single, .anchor, .double: found.filter { $0.role != .positive }
            case .untreated, .empty: found
            }
        guard let fit = fits.first else {
            throw name.rejection(
                rule: "role-conflict",
                reason:
                    "The well's role is \(wellRole.rawValue) and the guide is a \(first.role.rawValue) control.",
                expected: "a guide that fits the role \(wellRole.rawValue)",
                remedy: "Correct the role or the guide."
            )
        }
        return fit.guide
    }

    private func conflict(_ wellRole: WellRole, _ needed: String, _ found: [Guide]) -> Rejection {
        role.rejection(
            rule: "role-conflict",
            reason: "A well with the role \(wellRole.rawValue) holds \(needed); the line names "
                + (found.isEmpty ? "none." : "\(listed(found.map { $0.gene?.symbol ?? $0.name }))."),
            expected: needed,
            remedy: "Correct the role, or fill in the genes and guides that belong to it."
        )
    }
}
