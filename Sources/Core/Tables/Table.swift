/// A table: a header and rows of as many cells.
///
/// Every number is kept as a double, row by row; beside them stand the text of the file, or the columns of a
/// file that holds columns. A plate of 1,536 wells and 1,024 features costs 12.6 MB and its text.
package struct Table: Sendable {
    /// Names as the file spells them, without blanks around them; no two are equal, one may be empty.
    package let header: [String]
    package let rowCount: Int
    /// What stands between the cells of a text; nil in other files.
    package let separator: Separator?

    package enum Separator: UInt8, Sendable, CaseIterable {
        case tab = 9
        case comma = 44
        case semicolon = 59

        package var name: String {
            switch self {
            case .tab: "tab"
            case .comma: "comma"
            case .semicolon: "semicolon"
            }
        }
    }

    /// Row by row `width` numbers; where the cell holds none, NaN.
    private let numbers: [Double]
    private let width: Int
    /// Whether all of them are known to be finite.
    private let areFinite: Bool
    private let cells: Cells
    private let columnNumbers: [String: Int]

    /// What the cells are beyond their numbers.
    private enum Cells: Sendable {
        /// Each column's place among the numbers of a row, nil for columns of text; a line for each row.
        case text(TextCells, places: [Int?], lines: [UInt32])
        /// `lines` where the rows come from a file with lines.
        case columns([ColumnCells], lines: [UInt32]?)
    }

    /// A text table.
    init(header: CheckedHeader, text: TextCells, numbers: [Double], places: [Int?], lines: [UInt32]) {
        self.header = header.names
        columnNumbers = header.numbers
        rowCount = lines.count
        separator = text.separator
        self.numbers = numbers
        width = places.count { $0 != nil }
        areFinite = false
        cells = .text(text, places: places, lines: lines)
    }

    /// A table of columns; `numbers` holds `width` values a row, to which the columns refer.
    init(
        header: CheckedHeader,
        rowCount: Int,
        columns: [ColumnCells],
        numbers: [Double],
        width: Int,
        areFinite: Bool = false,
        lines: [UInt32]? = nil
    ) {
        precondition(numbers.count == rowCount * width && columns.count == header.names.count)
        self.header = header.names
        columnNumbers = header.numbers
        self.rowCount = rowCount
        separator = nil
        self.numbers = numbers
        self.width = width
        self.areFinite = areFinite
        cells = .columns(columns, lines: lines)
    }

    package func column(named name: String) -> Int? { columnNumbers[name] }

    /// The line on which a row starts, counting from 1.
    ///
    /// In files without lines the header counts as one, so that row 0 is line 2, as a spreadsheet would show
    /// it.
    package func lineNumber(ofRow row: Int) -> Int {
        switch cells {
        case .text(_, _, let lines): Int(lines[row])
        case .columns(_, let lines): lines.map { Int($0[row]) } ?? row + 2
        }
    }

    /// A cell as the file has it, without its quotes; a number of a file without text as briefly as it can be
    /// said.
    package func text(row: Int, column: Int) -> String {
        precondition(header.indices.contains(column), "no column \(column)")
        switch cells {
        case .text(let text, _, _): return text.text(row: row, column: column)
        case .columns(let columns, _):
            if case .numbers(let place) = columns[column] { return brief(numbers[row * width + place]) }
            return columns[column].text(row: row)
        }
    }

    /// Whether a cell holds nothing but blanks.
    package func isBlank(row: Int, column: Int) -> Bool {
        precondition(header.indices.contains(column), "no column \(column)")
        switch cells {
        case .text(let text, _, _): return text.isBlank(row: row, column: column)
        case .columns(let columns, _):
            if case .numbers(let place) = columns[column] { return numbers[row * width + place].isNaN }
            return columns[column].isBlank(row: row)
        }
    }

    /// The number in a cell, blanks around it ignored; `nil` for `nan`, `inf` and anything else.
    package func number(row: Int, column: Int) -> Double? {
        if let place = place(ofColumn: column) {
            let value = numbers[row * width + place]
            return value.isFinite ? value : nil
        }
        switch cells {
        case .text(let text, _, _): return text.number(row: row, column: column)
        case .columns(let columns, _): return columns[column].number(row: row)
        }
    }

    /// The numbers of one row, in the order of `columns`; throws at the first cell `number` refuses.
    package func numbers(row: Int, columns: [Int]) throws(UnreadableNumber) -> [Double] {
        try numbers(rows: row..<row + 1, columns: columns)
    }

    /// The numbers of all rows, row by row, each in the order of `columns`; throws at the first cell
    /// `number` refuses.
    package func numbers(columns: [Int]) throws(UnreadableNumber) -> [Double] {
        if width == columns.count, columns.indices.allSatisfy({ place(ofColumn: columns[$0]) == $0 }) {
            // All there is, in its order: nothing to copy.
            guard !areFinite, let bad = numbers.firstIndex(where: { !$0.isFinite }) else { return numbers }
            throw UnreadableNumber(row: bad / width, column: columns[bad % width])
        }
        return try numbers(rows: 0..<rowCount, columns: columns)
    }

    /// Where in a row of `numbers` the column's are; nil where they are elsewhere.
    @inline(__always)
    private func place(ofColumn column: Int) -> Int? {
        precondition(header.indices.contains(column), "no column \(column)")
        switch cells {
        case .text(_, let places, _): return places[column]
        case .columns(let columns, _):
            if case .numbers(let place) = columns[column] { return place }
            return nil
        }
    }

    private func numbers(rows: Range<Int>, columns: [Int]) throws(UnreadableNumber) -> [Double] {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "no such row")
        var fault: UnreadableNumber?
        let values = [Double](unsafeUninitializedCapacity: rows.count * columns.count) { values, count in
            for row in rows {
                // Stays 0 while every number is finite.
                var sum = 0.0
                for (index, column) in columns.enumerated() {
                    let value =
                        if let place = place(ofColumn: column) {
                            numbers[row &* width &+ place]
                        } else {
                            number(row: row, column: column) ?? .nan
                        }
                    sum += value * 0
                    values[count &+ index] = value
                }
                count += columns.count
                if sum == 0 { continue }
                let bad = columns.first { number(row: row, column: $0) == nil } ?? 0
                fault = UnreadableNumber(row: row, column: bad)
                return
            }
        }
        if let fault { throw fault }
        return values
    }
}

/// The first cell of a row that holds no finite number.
package struct UnreadableNumber: Error, Hashable, Sendable {
    package let row: Int
    package let column: Int

    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}
