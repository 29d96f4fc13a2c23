import LinearAlgebra

/// The mean and standard deviation of each column, of the values that are there.
struct ColumnScale: Sendable, Hashable {
    /// 0 for a column without values.
    let means: [Double]
    /// Divisor n; 0 for a constant column.
    let deviations: [Double]

    init(of matrix: Matrix) {
        let columns = matrix.columns
        var counts = [Double](repeating: 0, count: columns)
        var sums = [Double](repeating: 0, count: columns)
        var squares = [Double](repeating: 0, count: columns)
        // Row by row, in the order of the storage; the mean first, so that no digit cancels.
        matrix.storage.withUnsafeBufferPointer { values in
            for row in 0..<matrix.rows {
                for column in 0..<columns {
                    let value = values[row * columns + column]
                    guard !value.isNaN else { continue }
                    counts[column] += 1
                    sums[column] += value
                }
            }
            for column in 0..<columns where counts[column] > 0 { sums[column] /= counts[column] }
            for row in 0..<matrix.rows {
                for column in 0..<columns {
                    let value = values[row * columns + column]
                    guard !value.isNaN else { continue }
                    squares[column] += (value - sums[column]) * (value - sums[column])
                }
            }
        }
        means = sums
        deviations = squares.indices.map { column in
            guard counts[column] > 0 else { return 0 }
            let deviation = (squares[column] / counts[column]).squareRoot()
            // because the rounding of the mean gives a constant a deviation of its last bits
            return deviation > 1e-12 * sums[column].magnitude ? deviation : 0
        }
    }

    /// Missing values and constant columns become 0.
    func standardised(_ matrix: Matrix) -> Matrix {
        var result = matrix
        let factors = deviations.map { $0 > 0 ? 1 / $0 : 0 }
        result.storage.withUnsafeMutableBufferPointer { values in
            for row in 0..<matrix.rows {
                for column in 0..<matrix.columns {
                    let place = row * matrix.columns + column
                    let value = values[place]
                    values[place] = value.isNaN ? 0 : (value - means[column]) * factors[column]
                }
            }
        }
        return result
    }

    func restored(_ matrix: Matrix) -> Matrix {
        var result = matrix
        result.storage.withUnsafeMutableBufferPointer { values in
            for row in 0..<matrix.rows {
                for column in 0..<matrix.columns {
                    let place = row * matrix.columns + column
                    values[place] = values[place] * deviations[column] + means[column]
                }
            }
        }
        return result
    }
}
