import LinearAlgebra

/// The squared Euclidean distance of each row of `a` (a row each) to each row of `b` (a column each).
///
/// By differences, so that equal rows are exactly 0 apart and near ones keep their digits.
func squaredDistances(from a: Matrix, to b: Matrix) -> Matrix {
    precondition(a.columns == b.columns, "distances between rows of \(a.columns) and \(b.columns) values")
    let turned = b.transposed
    let width = b.rows
    var result = Matrix(rows: a.rows, columns: width)
    a.storage.withUnsafeBufferPointer { left in
        turned.storage.withUnsafeBufferPointer { right in
            result.storage.withUnsafeMutableBufferPointer { out in
                for row in 0..<a.rows {
                    let first = row * a.columns
                    var column = 0
                    // Two at a time, so that the sums are fetched and put back half as often.
                    while column + 1 < a.columns {
                        let one = left[first + column]
                        let two = left[first + column + 1]
                        let place = column * width
                        for other in 0..<width {
                            let ones = right[place + other] - one
                            let twos = right[place + width + other] - two
                            out[row * width + other] += ones * ones + twos * twos
                        }
                        column += 2
                    }
                    if column < a.columns {
                        for other in 0..<width {
                            let difference = right[column * width + other] - left[first + column]
                            out[row * width + other] += difference * difference
                        }
                    }
                }
            }
        }
    }
    return result
}
