/// Panels of columns: products of a panel are single precision, their sum is double.
private let panelWidth = 1_024

/// The inner products of a matrix's rows with each other, or with the rows of another of as many columns.
///
/// Products of panels of columns are in single precision (BLAS `ssyrk`, `sgemm`), and added up in double, so that
/// the error does not grow with the number of columns.
/// - Returns: a row for each row of `a`, a column for each row of `b`.
package func productsOfRows(_ a: FloatMatrix, _ b: FloatMatrix? = nil) -> Matrix {
    precondition(b.map { $0.columns == a.columns } ?? true, "rows of one length have products")
    var sums = Matrix(rows: a.rows, columns: b?.rows ?? a.rows)
    var block = FloatMatrix(rows: sums.rows, columns: sums.columns)
    for start in stride(from: 0, to: a.columns, by: panelWidth) {
        let panel = start..<min(start + panelWidth, a.columns)
        if let b {
            block.setProduct(a.columns(panel), b.columns(panel), transposeB: true)
        } else {
            block.setLowerProducts(ofRows: a.columns(panel))
        }
        block.storage.withUnsafeBufferPointer { added in
            sums.storage.withUnsafeMutableBufferPointer { sums in
                for place in sums.indices { sums[place] += Double(added[place]) }
            }
        }
    }
    if b == nil {
        for row in 0..<sums.rows {
            for column in 0..<row { sums[column, row] = sums[row, column] }
        }
    }
    return sums
}

extension FloatMatrix {
    /// Some neighbouring columns by themselves.
    func columns(_ range: Range<Int>) -> FloatMatrix {
        if range.count == columns { return self }
        var part = FloatMatrix(rows: rows, columns: range.count)
        storage.withUnsafeBufferPointer { from in
            part.storage.withUnsafeMutableBufferPointer { to in
                for row in 0..<rows {
                    for (place, column) in range.enumerated() {
                        to[row * range.count + place] = from[row * columns + column]
                    }
                }
            }
        }
        return part
    }
}
