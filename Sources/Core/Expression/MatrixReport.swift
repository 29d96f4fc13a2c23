import LinearAlgebra
package import Screen

/// What was noticed about an effect or expression file that is taken all the same.
package struct MatrixReport: Sendable, Hashable {
    /// Genes that have the same value in every line that has one; they cannot predict or be predicted.
    package let constantGenes: [Gene]
    /// Genes without a value in any line.
    package let emptyGenes: [Gene]
    /// Columns that the file names otherwise.
    package let renamed: [Renaming]
    /// Labels that stand for one of several genes, or for a gene that has a column of its own; kept as they are.
    package let ambiguous: [String]
    /// Rows that are not the default entry of their model.
    package let skippedRows: Int
    package let missingValues: Int
    package let least: Double
    package let greatest: Double
    /// Why the unit may be another than it is to be, a sentence each.
    package let doubts: [String]
}

/// A matrix that was read, and what is known of its file.
package struct ReadMatrix: Sendable {
    package let matrix: LabelledMatrix
    package let dialect: ReleaseDialect
    package let report: MatrixReport
}

/// An effect matrix that was read, with its scale.
package struct ReadEffect: Sendable {
    package let matrix: LabelledMatrix
    package let scale: EffectScale
    package let dialect: ReleaseDialect
    package let report: MatrixReport
}

/// What one pass over a matrix tells of its columns and its range.
struct ColumnSurvey {
    private(set) var least = Double.infinity
    private(set) var greatest = -Double.infinity
    private(set) var missing = 0
    private(set) var areWhole = true
    private(set) var positive = 0
    /// Columns whose known values are all the same.
    private(set) var constant: [Int] = []
    /// Columns without a value.
    private(set) var empty: [Int] = []

    init(_ matrix: LabelledMatrix) {
        let width = matrix.genes.count
        var lows = [Double](repeating: .infinity, count: width)
        var highs = [Double](repeating: -.infinity, count: width)
        var (missing, positive) = (0, 0)
        matrix.values.storage.withUnsafeBufferPointer { values in
            lows.withUnsafeMutableBufferPointer { lows in
                highs.withUnsafeMutableBufferPointer { highs in
                    for row in 0..<matrix.lines.count {
                        let start = row &* width
                        for column in 0..<width {
                            let value = values[start &+ column]
                            lows[column] = value < lows[column] ? value : lows[column]
                            highs[column] = value > highs[column] ? value : highs[column]
                            missing &+= value == value ? 0 : 1
                            positive &+= value > 0 ? 1 : 0
                        }
                    }
                }
            }
        }
        for column in 0..<width {
            if lows[column] > highs[column] {
                empty.append(column)
            } else if lows[column] == highs[column] {
                constant.append(column)
            }
            least = min(least, lows[column])
            greatest = max(greatest, highs[column])
        }
        self.missing = missing
        // ends at the first fraction, among the first few values of anything but counts
        areWhole = !matrix.values.storage.contains { $0 == $0 && $0 != $0.rounded(.towardZero) }
        self.positive = positive
    }
}
