package import Screen

/// Numbers without names: a row a well, in an order that another file has to tell.
package struct NumberMatrix: Sendable, Hashable {
    package let rowCount: Int
    package let columnCount: Int
    /// Row by row.
    package let values: [Double]

    package init(rowCount: Int, columnCount: Int, values: [Double]) {
        precondition(values.count == rowCount * columnCount, "a value for each cell")
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.values = values
    }
}

/// The names that columns of numbers get where no file names them.
func defaultFeatureNames(_ count: Int) -> [String] { (0..<count).map { "feature_\($0)" } }

/// The table whose row i has the cells of row i of `wells` and then the numbers of row i of `matrix`, in
/// columns `feature_0`, `feature_1` and so on.
///
/// Lines are those of `wells`. Throws `matrix-rows` where the two are not as long, and the rules of headers.
package func joined(
    matrix: NumberMatrix,
    wells: Table,
    limits: TableLimits = .standard
) throws(Rejection) -> Table {
    guard matrix.rowCount == wells.rowCount else {
        throw Rejection(
            rule: "matrix-rows",
            reason: "The array has \(matrix.rowCount) rows and the file of its wells \(wells.rowCount).",
            expected: "one line of the file of wells for each row of the array, in the same order",
            remedy: "Export both again from the same table, or save both in one .npz file."
        )
    }
    let header = try CheckedHeader(wells.header + defaultFeatureNames(matrix.columnCount), limits: limits)
    let (cells, overflow) = header.names.count.multipliedReportingOverflow(by: matrix.rowCount)
    guard !overflow, cells <= limits.maximumCells else { throw limits.tooManyCells }
    let named = wells.header.indices.map { column in
        ColumnCells.text((0..<wells.rowCount).map { wells.text(row: $0, column: column) })
    }
    return Table(
        header: header,
        rowCount: wells.rowCount,
        columns: named + (0..<matrix.columnCount).map { .numbers($0) },
        numbers: matrix.values,
        width: matrix.columnCount,
        lines: (0..<wells.rowCount).map { UInt32(wells.lineNumber(ofRow: $0)) }
    )
}
