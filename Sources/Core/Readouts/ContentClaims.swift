import Screen

/// Compares what rows say is in their wells with what the layouts have there.
struct ContentClaims {
    /// Names of the campaign's genes and of all guides on the plates in question.
    private let knownNames: Set<String>

    init(layouts: some Sequence<PlateLayout>, genes: Set<Gene>) {
        var names = Set(genes.map(\.symbol))
        for layout in layouts {
            for content in layout.wells.values {
                for guide in [content.a, content.b].compactMap({ $0 }) {
                    names.insert(guide.name)
                    if let gene = guide.gene { names.insert(gene.symbol) }
                }
            }
        }
        knownNames = names
    }

    /// Refuses a row (`content-conflict`) that names something else than its well holds.
    ///
    /// Columns of one kind are read together, in either order, `A+B` as two names. A gene's well must be
    /// named in full, its control guide may go unmentioned. A control well may go by any name the lab has
    /// for controls, but not by that of a gene or guide it does not hold. A blank cell says nothing.
    func check(_ row: ReadoutWell, holds content: WellContent) throws(Rejection) {
        for kind in [NamedGuides.Kind.role, .gene, .guide, .treatment, .sample] {
            let claims = row.named.claims.filter { $0.kind == kind }
            guard let first = claims.first else { continue }
            let isAgreed =
                kind == .role
                ? claims.allSatisfy { agrees(role: $0.text, with: content.role) }
                : agrees(kind, claims.map(\.text), with: content)
            guard isAgreed else {
                let text = claims.map(\.text).joined(separator: " + ")
                throw Rejection(
                    rule: "content-conflict",
                    reason: "The layout of plate \(row.well.plate) has \(described(content)) in well "
                        + "\(row.well.position).",
                    row: row.line,
                    column: first.column,
                    value: text,
                    expected: described(content),
                    remedy:
                        "Check that the file is of this plate and that the plate was not turned or swapped; "
                        + "if only the column is wrong, correct it or leave it out."
                )
            }
        }
    }

    /// Vocabularies of other labs are let through.
    private func agrees(role text: String, with role: WellRole) -> Bool {
        guard let claimed = WellRole(rawValue: text.lowercased()) else { return true }
        func plain(_ role: WellRole) -> WellRole { role == .anchor ? .single : role }
        return plain(claimed) == plain(role)
    }

    private func agrees(_ kind: NamedGuides.Kind, _ texts: [String], with content: WellContent) -> Bool {
        let guides = [content.a, content.b].compactMap { $0 }
        let ofGenes = guides.filter { $0.gene != nil }
        let all = texts.flatMap { names(in: $0) }
        // A lab's own numbers for its samples say nothing that could be compared.
        if kind == .sample, !all.contains(where: knownNames.contains) { return true }
        let foreign: (String) -> Bool = { name in
            isControlName(name) || (content.role.isControl && !knownNames.contains(name))
        }
        let claimed = all.filter { !foreign($0) }
        let spellings: (Guide) -> Set<String> = { guide in
            let symbol = guide.gene?.symbol
            let byName: Set<String> = [guide.name, symbol.map { "\($0)_\(guide.name)" } ?? guide.name]
            // A control guide may stand in any column.
            guard let symbol else { return byName }
            switch kind {
            case .gene: return [symbol]
            case .guide: return byName
            case .treatment, .sample, .role: return byName.union([symbol])
            }
        }
        let isEachHeld = claimed.allSatisfy { name in guides.contains { spellings($0).contains(name) } }
        let isEachNamed = ofGenes.allSatisfy { guide in claimed.contains { spellings(guide).contains($0) } }
        return isEachHeld && (isEachNamed || content.role.isControl)
    }

    private func names(in text: String) -> [String] {
        knownNames.contains(text)
            ? [text]
            : text.split(separator: "+").map(withoutOuterBlanks).filter { !isMissing($0) }
    }

    private func described(_ content: WellContent) -> String {
        content.role == .double || content.name == content.role.rawValue
            ? content.name : "\(content.name) (\(content.role.rawValue))"
    }
}

/// What RxRx3, JUMP and others call control wells and control guides.
private func isControlName(_ name: String) -> Bool {
    let name = name.lowercased()
    return [
        "empty", "empty_control", "crispr_control", "non-targeting", "nontargeting", "non_targeting",
        "no-guide",
        "no_guide", "noguide", "negcon", "negative", "negative_control", "control", "ctrl", "untreated",
        "cutting",
        "cutting_control", "intergenic", "ntc", "dmso",
    ].contains(name) || name.hasPrefix("poscon")
}
