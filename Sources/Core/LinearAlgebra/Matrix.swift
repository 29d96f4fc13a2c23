/// A dense matrix of doubles, stored row by row.
package struct Matrix: Sendable, Equatable {
    package let rows: Int
    package let columns: Int
    /// `rows` × `columns` values; element (r, c) is at `r * columns + c`.
    package var storage: [Double]

    /// A matrix of zeros.
    package init(rows: Int, columns: Int) {
        self.init(rows: rows, columns: columns, storage: [Double](repeating: 0, count: rows * columns))
    }

    package init(rows: Int, columns: Int, storage: [Double]) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative side")
        precondition(
            storage.count == rows * columns,
            "a \(rows) x \(columns) matrix holds \(storage.count) values"
        )
        self.rows = rows
        self.columns = columns
        self.storage = storage
    }

    package subscript(row: Int, column: Int) -> Double {
        get {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside the matrix")
            return storage[row * columns + column]
        }
        set {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside the matrix")
            storage[row * columns + column] = newValue
        }
    }

    package func row(_ row: Int) -> ArraySlice<Double> {
        precondition(row >= 0 && row < rows, "outside the matrix")
        return storage[(row * columns)..<((row + 1) * columns)]
    }

    package var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for row in 0..<rows {
            for column in 0..<columns {
                result.storage[column * rows + row] = storage[row * columns + column]
            }
        }
        return result
    }
}
