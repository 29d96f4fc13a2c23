package import Screen
package import Tables

/// What the wells of a finished screen hold, by a platemap that names genes of no campaign.
///
/// A row a well: plate, well, the genes knocked out (`gene_a`, `gene_b`; one for a single, none for a control) and
/// perhaps `role`, `guide_a` and `guide_b`. The genes, guides and controls are those that the platemap names.
package struct FinishedPlatemap: Sendable {
    package let contents: [WellID: WellContent]

    /// Throws a `Rejection` with the line and column of what cannot be read: `unknown-columns`, `unknown-well`,
    /// `unknown-role`, `role-conflict`, `duplicate-well`, or a barcode's faults.
    package init(_ table: Table) throws(Rejection) {
        let names = ColumnNames(table)
        let plate = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.plates))
        let well = names.first(of: KnownColumns.withOrWithoutMetadata(KnownColumns.wells))
        let genes = FinishedPlatemap.slots(names, "gene")
        guard let plate, let well, genes.count == 2 else {
            throw Rejection(
                rule: "unknown-columns",
                reason: "The platemap's columns do not name plates, wells and two genes.",
                row: 1,
                expected: "plate, well, gene_a and gene_b, and perhaps role, guide_a and guide_b",
                remedy: "Name the columns so; leave the genes of a control well blank."
            )
        }
        let guides = FinishedPlatemap.slots(names, "guide")
        let role = names.first(of: ["role", "control_type", "well_type"])
        var contents: [WellID: WellContent] = [:]
        for row in 0..<table.rowCount {
            let line = table.lineNumber(ofRow: row)
            func cell(_ column: Int) -> PlatemapCell {
                PlatemapCell(
                    line: line,
                    column: table.header[column],
                    text: table.word(row: row, column: column)
                )
            }
            let barcode = try checkedBarcode(cell(plate).text, line: line, column: table.header[plate])
            guard let position = WellPosition(cell(well).text) else {
                throw unreadableWell(cell(well).text, line: line, column: table.header[well])
            }
            let content = try FinishedPlatemap.content(
                genes: genes.map(cell),
                guides: guides.map(cell),
                role: role.map(cell)
            )
            let id = WellID(plate: barcode, position: position)
            guard contents.updateValue(content, forKey: id) == nil else {
                throw cell(well).rejection(
                    rule: "duplicate-well",
                    reason: "Well \(position) of plate \(barcode) stands on an earlier line too.",
                    expected: "one line a well",
                    remedy: "Keep the line that tells what was dispensed and delete the other."
                )
            }
        }
        self.contents = contents
    }

    /// What results beside the platemap may name.
    package var context: ReadoutContext {
        var genes: Set<Gene> = []
        var guides: [Gene: Set<Guide>] = [:]
        var controls: [WellRole: Set<Guide>] = [:]
        for content in contents.values {
            for guide in [content.a, content.b].compactMap(\.self) {
                if let gene = guide.gene {
                    genes.insert(gene)
                    guides[gene, default: []].insert(guide)
                } else if content.role.isControl {
                    controls[content.role, default: []].insert(guide)
                }
            }
        }
        return ReadoutContext(
            genes: genes.sorted(),
            guides: guides.mapValues { $0.sorted() },
            controls: controls.mapValues { $0.sorted() },
            knownBarcodes: Set(contents.keys.map(\.plate))
        )
    }

    private static func slots(_ names: ColumnNames, _ kind: String) -> [Int] {
        [["\(kind)_a", "\(kind)1", "\(kind)_1"], ["\(kind)_b", "\(kind)2", "\(kind)_2"]].compactMap {
            names.first(of: $0)
        }
    }

    /// The role is what the genes make of the well, unless it is named.
    private static func content(
        genes: [PlatemapCell],
        guides: [PlatemapCell],
        role: PlatemapCell?
    ) throws(Rejection) -> WellContent {
        var found: [Guide] = []
        for (place, cell) in genes.enumerated() {
            let guide = guides.indices.contains(place) ? guides[place].text : ""
            if !cell.text.isEmpty {
                found.append(Guide(guide.isEmpty ? cell.text : guide, of: Gene(cell.text)))
            } else if !guide.isEmpty {
                found.append(Guide(guide, of: nil))
            }
        }
        if genes.count == 2, !genes[0].text.isEmpty, Gene(genes[0].text) == Gene(genes[1].text) {
            throw genes[1].rejection(
                rule: "role-conflict",
                reason: "The well names one gene twice.",
                expected: "two genes, or one",
                remedy: "Leave the second blank in wells of a single knockout."
            )
        }
        let knockedOut = found.count { $0.gene != nil }
        var isKnown: WellRole = [.nonTargeting, .single, .double][knockedOut]
        if let role, !role.text.isEmpty {
            guard let named = WellRole(rawValue: role.text.lowercased()) else {
                throw role.rejection(
                    rule: "unknown-role",
                    reason: "There is no such role.",
                    expected: WellRole.allCases.map(\.rawValue).joined(separator: ", "),
                    remedy: "Use one of: \(WellRole.allCases.map(\.rawValue).joined(separator: ", "))."
                )
            }
            let wanted = named == .double ? 2 : named == .single || named == .anchor ? 1 : 0
            guard knockedOut == wanted || named == .positive || named == .empty else {
                throw role.rejection(
                    rule: "role-conflict",
                    reason: "The well names \(knockedOut) knocked-out genes.",
                    expected: "\(wanted) for the role \(named.rawValue)",
                    remedy: "Correct the role or the genes."
                )
            }
            isKnown = named
        }
        return WellContent(role: isKnown, a: found.first, b: found.dropFirst().first)
    }
}
