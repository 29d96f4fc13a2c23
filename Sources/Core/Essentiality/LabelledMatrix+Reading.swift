import LinearAlgebra
package import Screen
package import Tables

/// The greatest log2(TPM + 1) there can be is 20; counts and TPM itself run into thousands.
let greatestLogExpression = 30.0

/// An expression file for training: lines × genes, log2(TPM + 1), in the column order of the file.
///
/// Takes the DepMap files of all releases and tables of the same shape; a cell that is empty or says NA is
/// missing. Throws a `Rejection` naming line and column: the rules of `LineTable` (names and rows),
/// `duplicate-gene`, `lines-as-columns`, `not-a-number` and `not-log-scale`.
package func readExpression(_ table: Table) throws(Rejection) -> LabelledMatrix {
    try readMatrix(table) { value, row, column throws(Rejection) in
        guard value <= greatestLogExpression else {
            throw notLogScale(table, row: row, column: column)
        }
    }
}

/// An effect file for training: lines × target genes.
///
/// Its scale is told by `effectScale(of:declared:)`. Throws as `readExpression` does, but takes any finite number.
package func readEffect(_ table: Table) throws(Rejection) -> LabelledMatrix {
    try readMatrix(table) { _, _, _ throws(Rejection) in }
}

private func readMatrix(
    _ table: Table,
    check: (_ value: Double, _ row: Int, _ column: Int) throws(Rejection) -> Void
) throws(Rejection) -> LabelledMatrix {
    let layout = try LineTable(table)
    let genes = layout.geneColumns.map { gene(labelled: table.header[$0]) }
    guard genes.count(where: { $0.symbol.hasPrefix("ACH-") }) * 2 <= genes.count else {
        throw Rejection(
            rule: "lines-as-columns",
            reason:
                "The columns are named after cell lines, such as '\(Rejection.shortened(genes[0].symbol))'.",
            row: 1,
            expected: "lines as rows and genes as columns",
            remedy: "Transpose the table."
        )
    }
    var columns: [Gene: Int] = [:]
    for (place, gene) in genes.enumerated() {
        let column = layout.geneColumns[place]
        if let first = columns.updateValue(column, forKey: gene) {
            throw duplicateGene(
                gene,
                first: "column '\(table.header[first])'",
                row: 1,
                column: table.header[column]
            )
        }
    }
    var storage: [Double] = []
    storage.reserveCapacity(layout.lines.count * genes.count)
    for line in layout.lines {
        for column in layout.geneColumns {
            let value = try measurement(table, row: line.row, column: column)
            if let value { try check(value, line.row, column) }
            storage.append(value ?? .nan)
        }
    }
    let values = Matrix(rows: layout.lines.count, columns: genes.count, storage: storage)
    return LabelledMatrix(lines: layout.lines.map(\.name), genes: genes, values: values)
}

/// The number in a cell, or `nil` where it says that nothing was measured.
func measurement(_ table: Table, row: Int, column: Int) throws(Rejection) -> Double? {
    if let value = table.number(row: row, column: column) { return value }
    let text = table.text(row: row, column: column)
    guard !isMissing(text) else { return nil }
    throw Rejection(
        rule: "not-a-number",
        reason: "The value is not a number.",
        row: table.lineNumber(ofRow: row),
        column: table.header[column],
        value: text,
        expected: "a number with a decimal point, or an empty cell",
        remedy: "Leave the cell empty where nothing was measured; delete columns that are no genes."
    )
}

func notLogScale(_ table: Table, row: Int, column: Int) -> Rejection {
    Rejection(
        rule: "not-log-scale",
        reason:
            "The expression is above \(decimal(greatestLogExpression, 0)), which log2(TPM + 1) never is: these are "
            + "counts or TPM.",
        row: table.lineNumber(ofRow: row),
        column: table.header[column],
        value: table.text(row: row, column: column),
        expected: "log2(TPM + 1), 0 to about 18",
        remedy: "Convert counts to TPM, take log2(TPM + 1) of every value and give that."
    )
}

func duplicateGene(_ gene: Gene, first: String, row: Int, column: String) -> Rejection {
    Rejection(
        rule: "duplicate-gene",
        reason:
            "The gene \(Rejection.shortened(gene.symbol)) stands already in \(Rejection.shortened(first)).",
        row: row,
        column: column,
        expected: "each gene once",
        remedy: "Keep the one to be used and delete the other."
    )
}
