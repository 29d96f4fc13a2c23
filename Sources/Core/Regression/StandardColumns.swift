package import LinearAlgebra

/// The mean and spread of each column of a design, to bring columns to mean 0 and SD 1.
///
/// As scikit-learn's StandardScaler: population SD, and a scale of 1 for a column that is constant.
package struct StandardColumns: Sendable, Codable, Equatable {
    package let means: [Double]
    /// The population SD; 1 for a column that is constant.
    package let scales: [Double]

    package init(of design: Matrix) {
        let columns = design.columns
        let count = Double(design.rows)
        var means = [Double](repeating: 0, count: columns)
        var squares = [Double](repeating: 0, count: columns)
        var isConstant = [Bool](repeating: true, count: columns)
        design.storage.withUnsafeBufferPointer { values in
            for row in 0..<design.rows {
                for column in 0..<columns { means[column] += values[row * columns + column] }
            }
            for column in 0..<columns { means[column] /= count }
            for row in 0..<design.rows {
                for column in 0..<columns {
                    let value = values[row * columns + column]
                    let deviation = value - means[column]
                    squares[column] += deviation * deviation
                    if value != values[column] { isConstant[column] = false }
                }
            }
            // because the rounding of the mean gives a constant a deviation of its last bit
            for column in 0..<columns where isConstant[column] && design.rows > 0 {
                means[column] = values[column]
            }
        }
        self.means = means
        scales = squares.indices.map { isConstant[$0] ? 1 : (squares[$0] / count).squareRoot() }
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        means = try values.decode([Double].self, forKey: .means)
        scales = try values.decode([Double].self, forKey: .scales)
        guard means.count == scales.count, means.areFinite, scales.allSatisfy({ $0.isFinite && $0 > 0 })
        else { throw decoder.corrupted("the means and scales are not of the same columns") }
    }

    /// Each value less the mean of its column, over the scale of its column.
    package func scaled(_ design: Matrix) -> Matrix {
        precondition(design.columns == means.count, "\(design.columns) columns for \(means.count) scales")
        var result = design
        let columns = design.columns
        result.storage.withUnsafeMutableBufferPointer { values in
            for row in 0..<design.rows {
                for column in 0..<columns {
                    let place = row * columns + column
                    values[place] = (values[place] - means[column]) / scales[column]
                }
            }
        }
        return result
    }
}
