import LinearAlgebra

/// How the expression of a model's genes was distributed over the lines it learnt from.
///
/// By it a sample's unit is checked, and how far the sample is from the lines.
package struct TrainingDistribution: Sendable, Hashable {
    /// A value for each of the model's genes, in their order, log2(TPM + 1); NaN where no line had one.
    package let means: [Double]
    /// Population SD.
    package let sds: [Double]
    /// The least value of any gene in any line; below 0 only where the files were corrected for batches.
    package let least: Double

    package init(means: [Double], sds: [Double], least: Double = 0) {
        precondition(means.count == sds.count, "a mean and an SD for each gene")
        self.means = means
        self.sds = sds
        self.least = least
    }

    /// The distribution over the lines of an expression matrix, its genes in the order of the columns.
    ///
    /// Missing values take no part. Two passes in the order of the rows, so that the bits are always the same.
    package init(_ expression: LabelledMatrix) {
        let width = expression.genes.count
        var counts = [Double](repeating: 0, count: width)
        var means = [Double](repeating: 0, count: width)
        var squares = means
        var least = Double.infinity
        expression.values.storage.withUnsafeBufferPointer { values in
            for row in 0..<expression.lines.count {
                for column in 0..<width {
                    let value = values[row &* width &+ column]
                    let isKnown = value == value
                    counts[column] += isKnown ? 1 : 0
                    means[column] += isKnown ? value : 0
                    least = isKnown && value < least ? value : least
                }
            }
            for column in 0..<width { means[column] /= counts[column] }
            for row in 0..<expression.lines.count {
                for column in 0..<width {
                    let difference = values[row &* width &+ column] - means[column]
                    squares[column] += difference == difference ? difference * difference : 0
                }
            }
        }
        sds = (0..<width).map { (squares[$0] / counts[$0]).squareRoot() }
        self.means = means
        self.least = least.isFinite ? least : 0
    }
}
