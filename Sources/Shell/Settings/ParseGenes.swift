import Screen

extension ConfigurationReader {
    /// `genes` or `genes-file`: at least two different genes, sorted.
    func genes(_ section: Section) -> [Gene] {
        let remedy = "Give 'genes: [A, B, …]' or 'genes-file: genes.csv'."
        let inline = section.field("genes")
        let file = section.field("genes-file")
        if let inline, file != nil {
            inline.fail("stands beside genes-file", remedy: "Keep one of them.")
            return []
        }
        guard let named = inline ?? file else {
            problems.add(section.path(of: "genes"), "is missing", remedy: remedy)
            return []
        }
        let faultsBefore = problems.errors.count
        var seen: Set<Gene> = []
        if let inline {
            for entry in inline.list(remedy) ?? [] {
                guard let gene = gene(entry) else { continue }
                if !seen.insert(gene).inserted {
                    entry.fail(value: gene.symbol, "which is listed before", remedy: "List each gene once.")
                }
            }
        } else if let file, let table = guideTable(file, needsGuides: false) {
            seen = Set(table.map(\.gene))
        }
        if seen.count < 2, problems.errors.count == faultsBefore {
            named.fail(
                "names \(seen.isEmpty ? "no gene" : "one gene only")",
                remedy: "A pair needs two different genes."
            )
        }
        return seen.sorted()
    }

    /// `guides`, `guides-file` or `guides-per-gene`: the guides of each gene, in their order.
    func guides(_ section: Section, genes: [Gene]) -> [Gene: [Guide]] {
        let sources = ["guides", "guides-file", "guides-per-gene"].map(section.field)
        let given = sources.compactMap { $0 }
        if given.count > 1 {
            given[1].fail("stands beside another list of guides", remedy: "Keep one of them.")
        }
        guard let source = given.first else {
            problems.add(
                section.path(of: "guides"),
                "is missing",
                remedy:
                    "Give 'guides: {A: [A_g1, A_g2], …}', 'guides-file: guides.csv' or 'guides-per-gene: 3'."
            )
            return [:]
        }
        var result: [Gene: [Guide]] = [:]
        if let named = sources[0] {
            result = inlineGuides(named, genes: genes)
        } else if let file = sources[1] {
            let faultsBefore = problems.errors.count
            let rows = guideTable(file, needsGuides: true) ?? []
            guard problems.errors.count == faultsBefore else { return [:] }
            for row in rows where genes.contains(row.gene) {
                result[row.gene, default: []].append(Guide(row.guide, of: row.gene))
            }
        } else if let count = source.integer(in: 1...20, standard: nil as Int?) {
            for gene in genes { result[gene] = (1...count).map { Guide("\(gene)_g\($0)", of: gene) } }
        }
        let missing = genes.filter { result[$0, default: []].isEmpty }.map(\.symbol)
        if !missing.isEmpty, sources[1] != nil || source.isSection {
            source.fail(
                "names no guide of \(listed(missing))",
                remedy: "Add their guides, or take these genes off the campaign."
            )
        }
        return result
    }

    /// `controls`: guides of control wells by role.
    func controls(_ section: Section, centring: WellRole) -> [WellRole: [Guide]] {
        let remedy = "Give 'controls: {non-targeting: [NT_1, NT_2]}'."
        guard let field = section.required("controls", remedy), let controls = field.section(remedy) else {
            return [:]
        }
        var result: [WellRole: [Guide]] = [:]
        if controls.field("untreated")?.boolean() == true { result[.untreated] = [] }
        for role in [WellRole.nonTargeting, .cutting, .positive] {
            guard let field = controls.field(role.rawValue) else { continue }
            let guides = (field.list("List the guides of this role.") ?? []).compactMap { entry in
                guideName(entry).map { Guide($0, of: nil) }
            }
            if field.entryCount == 0 {
                field.fail("is empty", remedy: "List at least one guide, or leave the role out.")
            }
            result[role] = guides
        }
        controls.finish()
        if result[centring] == nil, !controls.has(centring.rawValue) || centring == .untreated {
            problems.add(
                section.has("centring") ? section.path(of: "centring") : field.path,
                "names no wells to centre on: the role '\(centring.rawValue)' is not among the controls",
                remedy: centring == .untreated
                    ? "Add 'untreated: true' to the controls, or centre on another role."
                    : "Add '\(centring.rawValue): [NAME, …]' to the controls, or centre on another role."
            )
        }
        return result
    }

    private func inlineGuides(_ field: Field, genes: [Gene]) -> [Gene: [Guide]] {
        guard
            let section = field.section("Give each gene its guides, for example 'MCL1: [MCL1_g1, MCL1_g2]'.")
        else {
            return [:]
        }
        var result: [Gene: [Guide]] = [:]
        for gene in genes {
            guard let list = section.field(gene.symbol) else { continue }
            result[gene] = (list.list("List the guides of this gene.") ?? []).compactMap { entry in
                guideName(entry).map { Guide($0, of: gene) }
            }
        }
        for name in section.keys where !genes.contains(Gene(name)) {
            let nearest = nearestName(to: name, among: genes.map(\.symbol)).map { "Did you mean '\($0)'?" }
            problems.add(
                section.path(of: name),
                "is not a gene of this campaign",
                remedy: nearest ?? "Add it to the genes, or remove its guides."
            )
        }
        return result
    }

    private func gene(_ entry: Field) -> Gene? {
        guard let text = entry.text("Give the gene's symbol.") else { return nil }
        guard isGeneSymbol(text) else {
            entry.fail(value: text, "which cannot be a gene's symbol", remedy: symbolRemedy)
            return nil
        }
        return Gene(text)
    }

    private func guideName(_ entry: Field) -> String? {
        guard let text = entry.text("Give the guide's name.") else { return nil }
        guard isGuideName(text) else {
            entry.fail(value: text, "which cannot be a guide's name", remedy: guideRemedy)
            return nil
        }
        return text
    }
}

let symbolRemedy = "Use a symbol without blanks, '+', ',', ';' or quotes, at most 64 characters."
let guideRemedy = "Use a name without '+', ',', ';', quotes, tabs and outer blanks, at most 64 characters."

/// Whether a symbol can stand in tables, platemaps and `A+B`.
func isGeneSymbol(_ text: String) -> Bool {
    isGuideName(text) && !text.contains(where: \.isWhitespace)
}

/// Whether a name can stand in tables and platemaps.
func isGuideName(_ text: String) -> Bool {
    let unfit = text.unicodeScalars.contains {
        "+,;\"".unicodeScalars.contains($0) || $0.properties.generalCategory == .control
    }
    return !unfit && !text.isEmpty && text.utf8.count <= 64 && text.first != " " && text.last != " "
}

/// Up to five names, and how many more there are.
func listed(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
}
