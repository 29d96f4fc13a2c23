package import Screen
package import Tables

/// Reads a list of pairs that are to be measured again: two gene symbols a line.
///
/// Lines that begin with `#` are passed over, and so is a first line `gene_a,gene_b`; further columns may follow.
/// A pair that is listed twice counts once.
///
/// - Throws: A `Rejection` with a rule of ``LineReader``, or `not-a-pair`, `unknown-gene` or `no-pairs`.
package func readConfirmationList(
    _ bytes: [UInt8],
    genes: Set<Gene>,
    limits: TableLimits = .standard
) throws(Rejection) -> [Pair] {
    var pairs: [Pair] = []
    var seen: Set<Pair> = []
    var isFirst = true
    try LineReader.read(bytes, limits: limits) { line throws(Rejection) in
        if line.cells.first?.hasPrefix("#") == true { return }
        defer { isFirst = false }
        let names = line.cells.prefix(2).map { $0.lowercased() }
        if isFirst, names == ["gene_a", "gene_b"] { return }
        guard line.cells.count > 1, let pair = Pair(Gene(line.cells[0]), Gene(line.cells[1])) else {
            throw Rejection(
                rule: "not-a-pair",
                reason: "The line does not name two different genes.",
                row: line.number,
                value: line.cells.joined(separator: ","),
                expected: "two gene symbols, such as BCL2L1,MCL1",
                remedy: "Write a pair a line, the genes separated by a comma."
            )
        }
        for gene in [pair.first, pair.second] where !genes.contains(gene) {
            throw Rejection(
                rule: "unknown-gene",
                reason: "The gene is not one of the campaign's.",
                row: line.number,
                value: gene.symbol,
                expected: "the campaign's symbols",
                remedy: "List pairs of the campaign's own genes."
                    + didYouMean(gene.symbol, among: genes.map(\.symbol))
            )
        }
        if seen.insert(pair).inserted { pairs.append(pair) }
    }
    guard !pairs.isEmpty else {
        throw Rejection(
            rule: "no-pairs",
            reason: "The list names no pair.",
            expected: "two gene symbols a line",
            remedy:
                "Write the pairs to be confirmed into it, or ask for them with 'pairwell hits --confirm N'."
        )
    }
    return pairs
}
