package import Screen

/// A named set of genes, such as a pathway.
package struct GeneSet: Sendable, Hashable {
    package let name: String
    package let description: String
    /// Each once, in order.
    package let genes: [Gene]

    package init(_ name: String, description: String = "", genes: some Sequence<Gene>) {
        self.name = name
        self.description = description
        self.genes = Set(genes).sorted()
    }
}

/// Sets of genes read from a GMT text, or made.
package struct GeneSetLibrary: Sendable, Hashable {
    package let sets: [GeneSet]

    package init(_ sets: [GeneSet]) {
        self.sets = sets
    }

    /// Reads a GMT text: name, description and genes, separated by tabs, a set a line.
    ///
    /// A weight after a comma (`RPP25,1.0`, as Enrichr writes) and an Entrez number in brackets are left off; a
    /// gene that stands twice in a set counts once.
    ///
    /// - Throws: a rejection with the line for a text without sets, a line of one column or without genes, an
    ///   empty name, or a name that stands twice.
    package init(gmt text: String) throws(Rejection) {
        var sets: [GeneSet] = []
        var lines: [String: Int] = [:]
        for line in tabbedLines(text) {
            try Self.check(line.cells, number: line.number, lines: lines)
            let name = line.cells[0]
            lines[name] = line.number
            let genes = line.cells.dropFirst(2).map { symbol($0) }.filter { !$0.isEmpty }
            guard !genes.isEmpty else { throw withoutGenes(name, line.number) }
            sets.append(GeneSet(name, description: line.cells[1], genes: genes.map { Gene($0) }))
        }
        guard !sets.isEmpty else {
            throw Rejection(
                rule: "gmt-empty",
                reason: "the file holds no gene sets.",
                expected: "a line for each gene set",
                remedy: "Check that the right file was given."
            )
        }
        self.sets = sets
    }

    private static func check(
        _ cells: [String],
        number: Int,
        lines: [String: Int]
    ) throws(Rejection) {
        guard cells.count > 1 else {
            throw Rejection(
                rule: "gmt-columns",
                reason: "the line has one column.",
                row: number,
                value: cells.first,
                expected: "name, description and genes, separated by tabs",
                remedy: "Separate the columns by tabs, or give a GMT file."
            )
        }
        guard !cells[0].isEmpty else {
            throw Rejection(
                rule: "gmt-name",
                reason: "the gene set has no name.",
                row: number,
                expected: "a name in the first column",
                remedy: "Name the set or leave the line out."
            )
        }
        if let before = lines[cells[0]] {
            throw Rejection(
                rule: "gmt-duplicate",
                reason: "the name stands on line \(before) too.",
                row: number,
                value: cells[0],
                expected: "a name of its own for each set",
                remedy: "Rename one of the two or leave it out."
            )
        }
        guard cells.count > 2 else { throw withoutGenes(cells[0], number) }
    }
}

private func withoutGenes(_ name: String, _ number: Int) -> Rejection {
    Rejection(
        rule: "gmt-no-genes",
        reason: "the set holds no genes.",
        row: number,
        value: name,
        expected: "genes from the third column on",
        remedy: "Add its genes or leave the line out; the second column is the description."
    )
}

/// The gene's symbol without a weight or a number.
private func symbol(_ cell: String) -> String {
    bareSymbol(cell.firstIndex(of: ",").map { String(cell[..<$0]) } ?? cell)
}
