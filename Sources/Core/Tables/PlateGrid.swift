package import Screen

/// One measure of a plate, written as a picture of the plate: a row of column numbers, then the rows by letter.
package struct PlateGrid: Sendable {
    /// The measure's name: what stands behind the rows, or on the line above the grid.
    package let title: String
    /// Values of row A, B, … by column; `nil` where a cell is empty.
    package let values: [[Double?]]
    /// The line of the file on which each row stands.
    package let lines: [Int]
}

/// The grids of a file, and what the lines around them say.
package struct PlateGrids: Sendable {
    package let grids: [PlateGrid]
    package let facts: [HeaderBlock.Fact]

    /// The grids of a text; `nil` where it has none.
    ///
    /// A grid's columns are numbered from 1 to 6, 12, 24 or 48, and its rows lettered from A. Throws
    /// `not-a-number` for text in a grid, `grid-title` where a grid has no name or the name of another, and
    /// `not-utf8` or `not-text`.
    package static func find(in text: [UInt8]) throws(Rejection) -> PlateGrids? {
        guard let separator = separatorOfFirstGrid(text) else { return nil }
        try TextEncoding.check(text)
        var reader = GridReader(separator: separator)
        var lines = TextLines(text)
        while let line = lines.next() {
            try reader.take(cells(of: text[line.range], separator: separator), line.number)
            if let fact = HeaderBlock.fact(text[line.range], line: line.number) { reader.note(fact) }
        }
        return try reader.finish()
    }

    private static func separatorOfFirstGrid(_ text: [UInt8]) -> Table.Separator? {
        var lines = TextLines(text)
        while let line = lines.next(), line.number <= 400, line.range.lowerBound < 1 << 18 {
            guard line.range.count < 1 << 12 else { continue }
            let bytes = text[line.range]
            if let found = Table.Separator.allCases.first(where: {
                GridReader.columnCount(cells(of: bytes, separator: $0)) != nil
            }) {
                return found
            }
        }
        return nil
    }
}

/// Puts grids together, line by line.
private struct GridReader {
    let separator: Table.Separator

    private struct Grid {
        var title: String
        let columns: Int
        let line: Int
        var values: [[Double?]] = []
        var lines: [Int] = []
        /// What stands behind the rows.
        var labels: Set<String> = []
    }

    private var grids: [Grid] = []
    private var isOpen = false
    private var lastTitle = ""
    private var facts: [HeaderBlock.Fact] = []

    init(separator: Table.Separator) { self.separator = separator }

    /// 12 for a line of `1`, `2` … `12` behind at most one other cell; `nil` for any other line.
    static func columnCount(_ cells: [String]) -> Int? {
        guard cells.count >= 7 else { return nil }
        var count = 0
        for cell in cells.dropFirst() {
            guard cell == String(count + 1) || (count < 9 && cell == "0\(count + 1)") else {
                guard cell.isEmpty else { return nil }
                break
            }
            count += 1
        }
        let rest = cells.dropFirst(count + 1)
        return [6, 12, 24, 48].contains(count) && Int(cells[0]) == nil && rest.allSatisfy(\.isEmpty)
            ? count : nil
    }

    mutating func take(_ cells: [String], _ line: Int) throws(Rejection) {
        if isOpen, let grid = grids.last, isRow(cells, of: grid) {
            try addRow(cells, line)
        } else if let columns = GridReader.columnCount(cells) {
            guard grids.count < 10_000 else { throw tooMany }
            grids.append(Grid(title: lastTitle, columns: columns, line: line))
            isOpen = true
            lastTitle = ""
        } else if let title = cells.first(where: { !$0.isEmpty }) {
            isOpen = false
            lastTitle = title.hasSuffix(":") ? String(title.dropLast()) : title
        }
    }

    mutating func note(_ fact: HeaderBlock.Fact) {
        if !isOpen, facts.count < 100 { facts.append(fact) }
    }

    private func isRow(_ cells: [String], of grid: Grid) -> Bool {
        guard grid.values.count < 32, cells.count > 1 else { return false }
        return cells[0].uppercased() == WellPosition(row: grid.values.count, column: 0).rowName
    }

    private mutating func addRow(_ cells: [String], _ line: Int) throws(Rejection) {
        let last = grids.count - 1
        let columns = grids[last].columns
        var values: [Double?] = []
        for (number, cell) in cells.dropFirst().prefix(columns).enumerated() {
            if cell.isEmpty {
                values.append(nil)
            } else if let value = parseDouble(cell), value.isFinite {
                values.append(value)
            } else {
                throw Rejection(
                    rule: "not-a-number",
                    reason: "The value is not a number.",
                    row: line,
                    column: String(number + 1),
                    value: cell,
                    expected: "a number, or nothing for a well that was not measured",
                    remedy: "Leave the cell empty if the well failed, in every grid of the file."
                )
            }
        }
        values += [Double?](repeating: nil, count: columns - values.count)
        grids[last].values.append(values)
        grids[last].lines.append(line)
        if let label = cells.dropFirst(columns + 1).first(where: { !$0.isEmpty }) {
            grids[last].labels.insert(label)
        }
    }

    func finish() throws(Rejection) -> PlateGrids? {
        var titles: [String: Int] = [:]
        var found: [PlateGrid] = []
        for grid in grids where !grid.values.isEmpty {
            let title = grid.labels.count == 1 ? grid.labels.first ?? grid.title : grid.title
            guard !title.isEmpty else {
                throw self.title("The grid of the plate has no name.", title, grid.line)
            }
            if let first = titles.updateValue(grid.line, forKey: title) {
                throw self.title("The grid on line \(first) has the same name.", title, grid.line)
            }
            found.append(PlateGrid(title: title, values: grid.values, lines: grid.lines))
        }
        return found.isEmpty ? nil : PlateGrids(grids: found, facts: facts)
    }

    private func title(_ reason: String, _ title: String, _ line: Int) -> Rejection {
        Rejection(
            rule: "grid-title",
            reason: reason,
            row: line,
            value: title.isEmpty ? nil : title,
            expected: "the measure's name on the line above each grid, or behind its rows",
            remedy:
                "Name each grid after what was measured, or export one row a well with a column a measure."
        )
    }

    private var tooMany: Rejection {
        Rejection(
            rule: "too-large",
            reason: "The file holds more than 10000 grids.",
            expected: "one plate, with a grid for each measure",
            remedy: "Export one row a well with a column a measure."
        )
    }
}
