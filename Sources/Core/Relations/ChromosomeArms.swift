package import Screen
package import Tables

/// Reads the chromosome arm of each gene: a CSV file of gene and arm, with or without the header `gene,arm`.
///
/// Genes that are not of the campaign are passed over.
///
/// - Returns: Arms such as `8q`, for the genes that the file names.
/// - Throws: A `Rejection` with a rule of ``LineReader``, or `one-column`, `two-arms` or `unknown-genes`.
package func readChromosomeArms(
    _ bytes: [UInt8],
    genes: Set<Gene>,
    limits: TableLimits = .standard
) throws(Rejection) -> [Gene: String] {
    var arms: [Gene: String] = [:]
    var columns = (gene: 0, arm: 1)
    var isFirst = true
    try LineReader.read(bytes, limits: limits) { line throws(Rejection) in
        if isFirst {
            isFirst = false
            let names = line.cells.map { $0.lowercased() }
            if let gene = names.firstIndex(where: ["gene", "symbol"].contains),
                let arm = names.firstIndex(where: ["arm", "chromosome_arm", "chromosome arm"].contains)
            {
                columns = (gene, arm)
                return
            }
        }
        guard line.cells.count > max(columns.gene, columns.arm) else {
            throw Rejection(
                rule: "one-column",
                reason: "The line does not name a gene and its arm.",
                row: line.number,
                value: line.cells.joined(separator: " "),
                expected: "a gene symbol and an arm such as 8q",
                remedy: "Write gene,arm on each line."
            )
        }
        let gene = Gene(line.cells[columns.gene])
        let arm = line.cells[columns.arm]
        guard genes.contains(gene), !arm.isEmpty else { return }
        if let before = arms.updateValue(arm, forKey: gene), before != arm {
            throw Rejection(
                rule: "two-arms",
                reason: "\(gene) is on \(before) in an earlier line.",
                row: line.number,
                value: arm,
                expected: "one arm a gene",
                remedy: "Delete the line that is wrong."
            )
        }
    }
    guard !arms.isEmpty || genes.isEmpty else {
        throw Rejection(
            rule: "unknown-genes",
            reason: "The file gives no arm of any gene of the campaign.",
            expected: "the symbols that the campaign uses, such as \(genes.min()?.symbol ?? "MCL1")",
            remedy: "Translate the file to the campaign's symbols."
        )
    }
    return arms
}
