package import LinearAlgebra

/// The expression of the lines of one split, made ready once for any number of targets.
///
/// Genes measured in every line share one block, screened by matrix products. A gene that misses lines is
/// tested in the lines it has, with ranks, median and essentiality bins of those lines only (pairwise
/// complete, as SciPy would be called); such genes are scored one at a time in double precision, which takes
/// about two microseconds a gene and target. Memory: 14 bytes a gene and line, beside the matrix itself,
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
    package private(set) var rows: [Int]
    private(set) var complete: GeneBlock
    let partials: [Partial]
    /// `nil` where these are some lines of more of them: a screen keeps the tables of those itself.
    private(set) var tables: TailTables?

    /// - Parameters:
    ///   - expression: lines × genes; NaN, or an infinity, where missing.
    ///   - rows: the lines to use, at most 32,767.
    package init(expression: Matrix, rows: [Int]) {
        self.init(expression: expression, rows: rows, tables: .all(lines: rows.count))
    }

    private init(expression: Matrix, rows: [Int], tables: TailTables?) {
        precondition(rows.allSatisfy { $0 >= 0 && $0 < expression.rows }, "a line outside the matrix")
        self.expression = expression
        self.rows = rows
        self.tables = tables
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

    /// Makes this what `whole` is without some lines, for targets not measured in them.
    ///
    /// - Parameters:
    ///   - whole: what this was copied from, or narrowed before.
    ///   - places: of the lines kept, ascending.
    ///   - order: memory for as many lines as `whole` has.
    mutating func narrow(_ whole: PreparedExpression, to places: [Int], order: inout ValueOrder) {
        let kept = places.map { whole.rows[$0] }
        guard whole.partials.isEmpty else {
            // because other genes may be without a gap in other lines
            self = PreparedExpression(expression: expression, rows: kept, tables: nil)
            return
        }
        tables = nil
        rows = kept
        complete.narrow(whole.complete, to: places, expression: expression, rows: kept, order: &order)
    }
}
