import Screen
import Tables

/// The greatest log2(TPM + 1) there can be is 20; counts and TPM itself run into thousands.
let greatestLogExpression = 30.0

/// log2(TPM + 1) of a gene that has all of the million.
let greatestLog2TPM = 19.94

/// The number in a cell, or `nil` where it says that nothing was measured.
func measurement(_ table: Table, row: Int, column: Int) throws(Rejection) -> Double? {
    if let value = table.number(row: row, column: column) { return value }
    // most of the missing are empty, and need no text
    if table.isBlank(row: row, column: column) { return nil }
    guard !isMissing(table.text(row: row, column: column)) else { return nil }
    throw notANumber(table, row: row, column: column)
}

/// The numbers of some rows and columns, row by row; NaN where nothing was measured.
///
/// Throws `not-a-number` at the first cell that is neither a number nor missing.
func measurements(_ table: Table, rows: [Int], columns: [Int]) throws(Rejection) -> [Double] {
    // all of a table without gaps, which is not even copied
    if rows.elementsEqual(0..<table.rowCount), let values = try? table.numbers(columns: columns) {
        return values
    }
    var values: [Double] = []
    values.reserveCapacity(rows.count * columns.count)
    for row in rows {
        for column in columns {
            if let value = table.number(row: row, column: column) {
                values.append(value)
            } else {
                values.append(try measurement(table, row: row, column: column) ?? .nan)
            }
        }
    }
    return values
}

/// Names the cell, and the other columns that hold words in the same row.
private func notANumber(_ table: Table, row: Int, column: Int) -> Rejection {
    var others: [String] = []
    for other in table.header.indices.dropFirst(column + 1) where others.count < 20 {
        guard table.number(row: row, column: other) == nil, !table.isBlank(row: row, column: other),
            !LineTable.metadata.contains(table.header[other].lowercased()),
            !isMissing(table.text(row: row, column: other))
        else { continue }
        others.append("'\(Rejection.shortened(table.header[other]))'")
    }
    let more =
        others.isEmpty ? "" : " So is it in \(others.count == 1 ? "column" : "columns") \(listed(others))."
    return Rejection(
        rule: "not-a-number",
        reason: "The value is not a number." + more,
        row: table.lineNumber(ofRow: row),
        column: table.header[column],
        value: table.text(row: row, column: column),
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
        remedy:
            "Declare the unit if the values are TPM; otherwise convert counts to TPM and take log2(TPM + 1)."
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

/// Of values that stay within 0 … 1.
func notExpression(_ greatest: Double) -> Rejection {
    Rejection(
        rule: "not-expression",
        reason:
            "No value is above \(decimal(greatest, 2)), as in probabilities of dependency and in values scaled to "
            + "0 to 1; the log2(TPM + 1) of hundreds of genes never stays below 1.",
        expected: "log2(TPM + 1), 0 to about 18",
        remedy:
            "Give the expression file of the release, not an effect or dependency file, and values not scaled."
    )
}
