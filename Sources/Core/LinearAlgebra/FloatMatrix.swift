/// A dense matrix of single-precision numbers, stored row by row.
///
/// For what is too large for doubles, such as the expression of a whole transcriptome in every line.
package struct FloatMatrix: Sendable, Equatable {
    package let rows: Int
    package let columns: Int
    /// `rows` × `columns` values; element (r, c) is at `r * columns + c`.
    package var storage: [Float]

    /// A matrix of zeros.
    package init(rows: Int, columns: Int) {
        self.init(rows: rows, columns: columns, storage: [Float](repeating: 0, count: rows * columns))
    }

    package init(rows: Int, columns: Int, storage: [Float]) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative side")
        precondition(
            storage.count == rows * columns,
            "a \(rows) x \(columns) matrix holds \(storage.count) values"
        )
        self.rows = rows
        self.columns = columns
        self.storage = storage
    }

    /// Each number rounded to single precision.
    package init(_ matrix: Matrix) {
        self.init(rows: matrix.rows, columns: matrix.columns, storage: matrix.storage.map { Float($0) })
    }
}
