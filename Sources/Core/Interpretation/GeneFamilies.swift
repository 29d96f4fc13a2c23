package import Screen

/// Which genes descend from a common one: two genes of a family are paralogues of each other.
///
/// A gene may belong to more than one family.
package struct GeneFamilies: Sendable, Hashable {
    private var families: [Gene: [Int]] = [:]
    private var members: [[Gene]] = []

    package init(_ pairs: some Sequence<(gene: Gene, family: String)>) {
        var numbers: [String: Int] = [:]
        for (gene, family) in pairs {
            let number = numbers[family, default: members.count]
            if number == members.count {
                numbers[family] = number
                members.append([])
            }
            guard !families[gene, default: []].contains(number) else { continue }
            families[gene, default: []].append(number)
            members[number].append(gene)
        }
    }

    /// Reads a text of two columns, gene and family, between tabs.
    ///
    /// A first line whose second cell is `family` (any case) is the header. A symbol may carry an Entrez number
    /// in brackets, as in DepMap's columns; it is left off.
    ///
    /// - Throws: a rejection with the line for an empty text, a line of one column, or an empty cell.
    package init(text: String) throws(Rejection) {
        var pairs: [(gene: Gene, family: String)] = []
        for line in tabbedLines(text) {
            if pairs.isEmpty, line.cells.count > 1, line.cells[1].lowercased() == "family" { continue }
            guard line.cells.count >= 2 else {
                throw Rejection(
                    rule: "family-columns",
                    reason: "the line has one column.",
                    row: line.number,
                    value: line.cells.first,
                    expected: "gene and family, separated by a tab",
                    remedy: "Write the gene and its family with a tab between them."
                )
            }
            let symbol = bareSymbol(line.cells[0])
            guard !symbol.isEmpty, !line.cells[1].isEmpty else {
                throw Rejection(
                    rule: "family-empty-cell",
                    reason: "the gene or its family is empty.",
                    row: line.number,
                    expected: "a gene and a family",
                    remedy: "Fill in the cell or leave the line out."
                )
            }
            pairs.append((Gene(symbol), line.cells[1]))
        }
        guard !pairs.isEmpty else {
            throw Rejection(
                rule: "family-empty",
                reason: "the table holds no genes.",
                expected: "a line for each gene, with its family",
                remedy: "Check that the right file was given."
            )
        }
        self.init(pairs)
    }

    /// The other genes of its families, in order and each once.
    package func paralogs(of gene: Gene) -> [Gene] {
        let all = families[gene, default: []].flatMap { members[$0] }
        return Set(all).subtracting([gene]).sorted()
    }

    /// How many genes are in any family.
    package var geneCount: Int { families.count }
}
