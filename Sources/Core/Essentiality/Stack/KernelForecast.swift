package import LinearAlgebra

/// The kernel's part of the default predictor by itself, learnt from any of the lines.
///
/// With the targets in the order of a training and the training lines of one of its folds, it predicts what the
/// kernel predicted there: penalties are pooled over the same blocks. Other splits, such as one without a tissue,
/// and other measurements of the same lines are predicted in the same way.
package struct KernelForecast: Sendable {
    private let kernel: ExpressionKernel
    /// Training lines × targets.
    private let duals: Matrix
    private let means: [Double]

    /// - Parameters:
    ///   - data: lines, expression and effect.
    ///   - targets: columns of the effect.
    ///   - ranks: of all lines of the data.
    ///   - rows: the lines to learn from; a target unknown in all of them is predicted as 0.
    /// - Throws: `TrainingFault` where the expression is not finite.
    package init(
        _ data: TrainingData,
        targets: [Int],
        ranks: LineRanks,
        training rows: [Int]
    ) throws(TrainingFault) {
        let hasLineages = data.lineages.contains { !$0.isEmpty }
        let kernel = ExpressionKernel(ranks, rows: rows, lineages: hasLineages ? data.lineages : nil)
        let lines = try SolvedKernel(kernel, data, rows: rows)
        var duals = Matrix(rows: rows.count, columns: targets.count)
        var means: [Double] = []
        for start in stride(from: 0, to: targets.count, by: StackTrainer.blockSize) {
            let block = targets[start..<min(start + StackTrainer.blockSize, targets.count)]
            let fits = try KernelFits(data, targets: block, rows: rows, lines: lines)
            means += fits.means
            for row in rows.indices {
                for place in 0..<block.count {
                    duals[row, start + place] = Double(fits.duals.storage[row * block.count + place])
                }
            }
        }
        self.kernel = kernel
        self.duals = duals
        self.means = means
    }

    /// Predictions of some lines.
    ///
    /// - Parameters:
    ///   - ranks: of lines with the same genes.
    ///   - rows: which of them.
    ///   - lineages: of these rows, empty where unknown.
    /// - Returns: rows × targets.
    package func callAsFunction(_ ranks: LineRanks, rows: [Int], lineages: [String]) -> Matrix {
        guard !rows.isEmpty else { return Matrix(rows: 0, columns: means.count) }
        var predictions = multiply(kernel.against(ranks, rows: rows, lineages: lineages).kernel, duals)
        for row in rows.indices {
            for target in means.indices { predictions[row, target] += means[target] }
        }
        return predictions
    }
}
