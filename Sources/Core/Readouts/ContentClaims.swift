import Screen

/// Compares what rows say is in their wells with what the layouts have there.
struct ContentClaims {
    /// Names of the campaign's genes and of all guides on the plates in question.
    private let knownNames: Set<String>
    /// The lab's own names for controls.
    private let controlNames: [String: WellRole]

    init(
        layouts: some Sequence<PlateLayout>,
        genes: Set<Gene>,
        controlNames: [String: WellRole] = [:]
    ) {
        self.controlNames = controlNames
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
    /// for controls, but not by that of a gene or guide it does not hold, nor by one that means another kind of
    /// control (`ControlNames`). A blank cell says nothing.
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
        let claimed = controlNames[text].map { [$0] } ?? roles(inRoleColumn: text)
        func plain(_ role: WellRole) -> WellRole { role == .anchor ? .single : role }
        return claimed.isEmpty || claimed.contains { plain($0) == plain(role) }
    }

    /// The roles that an entry of a column of roles may stand for; empty for an unknown word.
    private func roles(inRoleColumn text: String) -> [WellRole] {
        switch text.lowercased() {
        // JUMP: a positive control may be a treatment as well
        case "trt", "treatment", "treated": return [.single, .double, .positive]
        case "empty": return [.empty, .untreated]
        default:
            if let role = WellRole(rawValue: text.lowercased()) { return [role] }
            return ControlNames.roles(of: text)
        }
    }

    private func agrees(_ kind: NamedGuides.Kind, _ texts: [String], with content: WellContent) -> Bool {
        let guides = [content.a, content.b].compactMap { $0 }
        let ofGenes = guides.filter { $0.gene != nil }
        let all = texts.flatMap { names(in: $0) }
        // A lab's own numbers for its samples say nothing that could be compared.
        if kind == .sample, !all.contains(where: knownNames.contains) { return true }
        let controls = all.filter { !knownNames.contains($0) }
            .map { controlNames[$0].map { [$0] } ?? ControlNames.roles(of: $0) }
            .filter { !$0.isEmpty }
        let claimed = all.filter { name in
            if knownNames.contains(name) { return true }
            if controlNames[name] != nil || !ControlNames.roles(of: name).isEmpty { return false }
            return !content.role.isControl
        }
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
        // A knockout, and a positive control that is named, may have a negative control beside it.
        let isRole =
            !content.role.isControl || (content.role == .positive && !claimed.isEmpty)
            || controls.allSatisfy { $0.contains(content.role) }
        return isEachHeld && isRole && (isEachNamed || content.role.isControl)
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
