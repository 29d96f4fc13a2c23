import Screen

/// The wells in a range of rows and columns.
struct WellRectangle {
    let rows: ClosedRange<Int>
    let columns: ClosedRange<Int>

    init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// The rectangle whose corners are the first and the last of positions given row by row.
    init?(around positions: [WellPosition]) {
        guard let first = positions.first, let last = positions.last else { return nil }
        self.init(rows: first.row...last.row, columns: first.column...last.column)
    }

    /// Row by row.
    var positions: [WellPosition] {
        rows.flatMap { row in columns.map { WellPosition(row: row, column: $0) } }
    }

    func isOnEdge(_ position: WellPosition) -> Bool {
        position.row == rows.lowerBound || position.row == rows.upperBound
            || position.column == columns.lowerBound || position.column == columns.upperBound
    }

    /// At least `count` patches of nearly equal size and nearly square shape.
    func patches(_ count: Int) -> [WellRectangle] {
        var bands = 1
        var best = Int.max
        for candidate in 1...min(count, rows.count) {
            let across = min((count + candidate - 1) / candidate, columns.count)
            guard candidate * across >= count else { continue }
            // How far the patches are from square, and how many would stay without a well.
            let shape = abs(rows.count * across - columns.count * candidate)
            let cost = shape + 4 * (candidate * across - count)
            if cost < best {
                best = cost
                bands = candidate
            }
        }
        let across = min((count + bands - 1) / bands, columns.count)
        return WellRectangle.cuts(rows, bands).flatMap { rows in
            WellRectangle.cuts(columns, across).map { WellRectangle(rows: rows, columns: $0) }
        }
    }

    private static func cuts(_ range: ClosedRange<Int>, _ pieces: Int) -> [ClosedRange<Int>] {
        (0..<pieces).map { piece in
            let start = range.lowerBound + piece * range.count / pieces
            let end = range.lowerBound + (piece + 1) * range.count / pieces
            return start...(end - 1)
        }
    }
}
