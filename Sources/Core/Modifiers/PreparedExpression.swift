package import LinearAlgebra

/// The expression of the lines of one split, made ready once for any number of targets.
///
/// Genes measured in every line share one block, screened by matrix products. A gene that misses lines is
/// tested in the lines it has, with ranks, median and essentiality bins of those lines only (pairwise
/// complete, as SciPy would be called); such genes are scored one at a time in double precision, which takes
/// about two microseconds a gene and target. Memory: 12 bytes a gene and line, beside the matrix itself,
/// which is kept for targets that miss lines.
package struct PreparedExpression: Sendable {
    /// Genes that miss the same lines.
    struct Partial: Sendable {
        let block: GeneBlock
        /// Their lines, as places among `rows`.
        let places: [Int]
    }

    package let expression: Matrix
    /// The lines used, as rows of the matrix.
    package let rows: [Int]
    let complete: GeneBlock
    let partials: [Partial]
    let correlation: TailTable
    /// By degrees of freedom, 0 … 5.
    let chiSquared: [TailTable]

    /// - Parameters:
    ///   - expression: lines × genes; NaN, or an infinity, where missing.
    ///   - rows: the lines to use, at most 32,767.
    package init(expression: Matrix, rows: [Int]) {
        precondition(rows.allSatisfy { $0 >= 0 && $0 < expression.rows }, "a line outside the matrix")
        self.expression = expression
        self.rows = rows
        let missing = Self.missingPlaces(expression, rows)
        complete = GeneBlock(
            expression: expression,
            rows: rows,
            columns: (0..<expression.columns).filter { missing[$0] == nil }
        )
        var columns: [[Int]: [Int]] = [:]
        for column in missing.keys.sorted() { columns[missing[column] ?? [], default: []].append(column) }
        partials = columns.sorted { ($0.value.first ?? 0) < ($1.value.first ?? 0) }.map { absent, columns in
            let absent = Set(absent)
            let places = rows.indices.filter { !absent.contains($0) }
            let block = GeneBlock(expression: expression, rows: places.map { rows[$0] }, columns: columns)
            return Partial(block: block, places: places)
        }
        correlation = .correlation(lines: rows.count)
        chiSquared = (0...5).map { .chiSquared(lines: rows.count, degrees: $0) }
    }

    /// For each gene that misses lines, their places among the rows.
    private static func missingPlaces(_ expression: Matrix, _ rows: [Int]) -> [Int: [Int]] {
        var missing: [Int: [Int]] = [:]
        expression.storage.withUnsafeBufferPointer { values in
            for (place, row) in rows.enumerated() {
                for column in 0..<expression.columns
                where !values[row * expression.columns + column].isFinite {
                    missing[column, default: []].append(place)
                }
            }
        }
        return missing
    }

    /// The same without some lines, for targets not measured in them.
    func keeping(_ places: [Int]) -> PreparedExpression {
        PreparedExpression(expression: expression, rows: places.map { rows[$0] })
    }

    func table(_ test: AssociationTest, for response: Response) -> TailTable {
        test == .chiSquared ? chiSquared[response.degrees] : correlation
    }
}
