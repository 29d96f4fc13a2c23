package import Expression
package import LinearAlgebra
package import Screen

/// What models learn from: lines known in both files, their targets and their folds.
///
/// Lines stand in the order of their names' bytes, targets in that of the lines they are known in and then of
/// their genes, so that the order of the files does not matter.
package struct TrainingData: Sendable {
    package let lines: [String]
    /// Of each line, empty where unknown.
    package let lineages: [String]
    /// Columns of `expression`.
    package let genes: [Gene]
    /// Lines × genes, log2(TPM + 1); NaN where missing.
    package let expression: Matrix
    package let targets: [Gene]
    /// Lines × targets; NaN where unknown.
    package let effect: Matrix
    /// Targets that cannot be learnt, and why.
    package let skipped: [SkippedTarget]
    /// Genes known in fewer than half of the lines, which take no part.
    package let sparseGenes: [Gene]

    /// The fewest lines a model may be trained on.
    package static let fewestLines = 14
    /// The fewest lines a target must be known in.
    package static let fewestKnown = 13

    /// - Parameters:
    ///   - effect: lines × targets.
    ///   - expression: lines × genes.
    ///   - lineages: by line; `nil` where none are known.
    ///   - targets: those asked for; all where `nil`.
    /// - Throws: `TrainingFault` where nothing can be trained.
    package init(
        effect: LabelledMatrix,
        expression: LabelledMatrix,
        lineages: [String: String] = [:],
        targets: [Gene]? = nil
    ) throws(TrainingFault) {
        let common = Set(effect.lines).intersection(expression.lines).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        guard !common.isEmpty else {
            throw .noCommonLines(
                inEffect: effect.lines.first ?? "",
                inExpression: expression.lines.first ?? ""
            )
        }
        guard common.count >= Self.fewestLines else {
            throw .tooFewLines(common.count, needed: Self.fewestLines)
        }
        let known = Set(effect.genes)
        let wanted = Set(targets ?? effect.genes)
        let unknown = wanted.subtracting(known).sorted()
        guard unknown.isEmpty else { throw .unknownTargets(unknown, known: known.count) }
        let effects = effect.lines == common ? effect : effect.restricted(toLines: common)
        let levels = expression.lines == common ? expression : expression.restricted(toLines: common)
        let (dense, sparse) = Self.denselyMeasured(levels)
        guard !dense.genes.isEmpty else { throw .noExpression(lines: common.count) }
        guard Self.varies(dense.values) else { throw .constantExpression(genes: dense.genes.count) }

        var skipped: [SkippedTarget] = []
        var kept: [(missing: [Int], gene: Gene, column: Int)] = []
        for (column, gene) in effects.genes.enumerated() where wanted.contains(gene) {
            let values = effects.column(column)
            let present = values.filter { !$0.isNaN }
            if present.count < Self.fewestKnown {
                skipped.append(
                    SkippedTarget(
                        gene: gene,
                        reason:
                            "its effect is known in \(present.count) lines, of which \(Self.fewestKnown) are needed"
                    )
                )
            } else if present.allSatisfy({ $0 == present[0] }) {
                skipped.append(
                    SkippedTarget(gene: gene, reason: "its effect is \(present[0]) in every line")
                )
            } else {
                kept.append((values.indices.filter { values[$0].isNaN }, gene, column))
            }
        }
        guard !kept.isEmpty else { throw .allSkipped(skipped.sorted { $0.gene < $1.gene }) }
        kept.sort {
            $0.missing != $1.missing
                ? $0.missing.lexicographicallyPrecedes($1.missing) : $0.gene < $1.gene
        }
        lines = common
        self.lineages = common.map { lineages[$0] ?? "" }
        genes = dense.genes
        self.expression = dense.values
        self.targets = kept.map(\.gene)
        let columns = kept.map(\.column)
        self.effect = columns == Array(effects.genes.indices) ? effects.values : effects.columns(columns)
        self.skipped = skipped.sorted { $0.gene < $1.gene }
        sparseGenes = sparse
    }

    /// The same with some neighbouring targets only.
    package func keepingTargets(_ range: Range<Int>) -> TrainingData {
        var part = Matrix(rows: lines.count, columns: range.count)
        for row in lines.indices {
            for (place, column) in range.enumerated() { part[row, place] = effect[row, column] }
        }
        return TrainingData(self, targets: Array(targets[range]), effect: part)
    }

    private init(_ whole: TrainingData, targets: [Gene], effect: Matrix) {
        lines = whole.lines
        lineages = whole.lineages
        genes = whole.genes
        expression = whole.expression
        self.targets = targets
        self.effect = effect
        skipped = whole.skipped
        sparseGenes = whole.sparseGenes
    }

    /// Whether some gene has two values.
    private static func varies(_ values: Matrix) -> Bool {
        (0..<values.columns).contains { column in
            var first = Double.nan
            for row in 0..<values.rows {
                let value = values[row, column]
                guard !value.isNaN else { continue }
                if first.isNaN { first = value } else if value != first { return true }
            }
            return false
        }
    }

    /// The genes measured in at least half of the lines, and the others.
    private static func denselyMeasured(_ matrix: LabelledMatrix) -> (dense: LabelledMatrix, sparse: [Gene]) {
        var missing = [Int](repeating: 0, count: matrix.genes.count)
        matrix.values.storage.withUnsafeBufferPointer { values in
            for row in matrix.lines.indices {
                for column in matrix.genes.indices
                where values[row &* matrix.genes.count &+ column].isNaN { missing[column] += 1 }
            }
        }
        let kept = matrix.genes.indices.filter { missing[$0] * 2 <= matrix.lines.count }
        let sparse = matrix.genes.indices.filter { missing[$0] * 2 > matrix.lines.count }
        return (matrix.keepingGenes(at: kept), sparse.map { matrix.genes[$0] }.sorted())
    }
}

extension LabelledMatrix {
    /// Some columns in an order.
    fileprivate func columns(_ columns: [Int]) -> Matrix {
        var result = Matrix(rows: lines.count, columns: columns.count)
        for row in lines.indices {
            for (place, column) in columns.enumerated() { result[row, place] = values[row, column] }
        }
        return result
    }
}
