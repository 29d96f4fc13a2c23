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
        let gram = kernel.gram
        var duals = Matrix(rows: rows.count, columns: targets.count)
        var means = [Double](repeating: 0, count: targets.count)
        var solutions: [[Int]: KernelSolution] = [:]
        for start in stride(from: 0, to: targets.count, by: StackTrainer.blockSize) {
            let block = Array(targets.indices[start..<min(start + StackTrainer.blockSize, targets.count)])
            var groups: [[Int]: [Int]] = [:]
            var order: [[Int]] = []
            for place in block {
                let known = rows.indices.filter { !data.effect[rows[$0], targets[place]].isNaN }
                guard !known.isEmpty else { continue }
                if groups[known] == nil { order.append(known) }
                groups[known, default: []].append(place)
            }
            // Neighbouring blocks share most of their sets of lines; more than one block's would fill the memory.
            var used: [[Int]: KernelSolution] = [:]
            var paths: [(places: [Int], path: KernelSolution.Path, members: [Int])] = []
            var errors: [Int: [Double]] = [:]
            for known in order {
                let members = groups[known, default: []]
                guard let solution = solutions[known] ?? KernelSolution(gram: gram, places: known) else {
                    throw .record(
                        "The kernel of the lines cannot be taken apart: a value of the expression is not finite."
                    )
                }
                used[known] = solution
                var responses = Matrix(rows: known.count, columns: members.count)
                for (row, line) in known.enumerated() {
                    for (column, member) in members.enumerated() {
                        responses[row, column] = data.effect[rows[line], targets[member]]
                    }
                }
                let path = solution.path(responses)
                for (column, member) in members.enumerated() { errors[member] = path.errors[column] }
                paths.append((known, path, members))
            }
            solutions = used
            let learnt = block.filter { errors[$0] != nil }
            let chosen = pooledPenalties(learnt.compactMap { errors[$0] }, counts: learnt.map { _ in true })
            let penalties = Dictionary(uniqueKeysWithValues: zip(learnt, chosen))
            for (places, path, members) in paths {
                let own = path.duals(penalties: members.map { penalties[$0, default: 0] })
                for (column, member) in members.enumerated() {
                    means[member] = path.means[column]
                    for (row, place) in places.enumerated() {
                        // Rounded as in a model's file.
                        duals[place, member] = Double(Float(own[row, column]))
                    }
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
