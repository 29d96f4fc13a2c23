/// A table of text: a header and rows of as many cells.
///
/// Keeps the bytes of the file and where each cell starts (four bytes a cell), not a `String` a cell: a
/// plate of 1,536 wells and 1,024 features costs its text plus 6 MB.
package struct Table: Sendable {
    /// Names as the file spells them, without blanks around them; no two are equal, one may be empty.
    package let header: [String]
    package let rowCount: Int
    package let separator: Separator

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

    private let bytes: [UInt8]
    /// Per row `columns + 1` offsets: cell c runs from the c-th to one before the next.
    private let offsets: [UInt32]
    private let lines: [UInt32]
    private let columnNumbers: [String: Int]

    init(
        header: [String],
        separator: Separator,
        bytes: [UInt8],
        offsets: [UInt32],
        lines: [UInt32],
        columnNumbers: [String: Int]
    ) {
        self.header = header
        self.separator = separator
        self.bytes = bytes
        self.offsets = offsets
        self.lines = lines
        self.columnNumbers = columnNumbers
        rowCount = lines.count
    }

    package func column(named name: String) -> Int? { columnNumbers[name] }

    /// The line of the file on which a row starts, counting from 1 with the header as line 1.
    package func lineNumber(ofRow row: Int) -> Int { Int(lines[row]) }

    /// A cell as the file has it, without its quotes.
    package func text(row: Int, column: Int) -> String {
        let cell = bytes[range(row: row, column: column)]
        guard cell.first == quote else { return String(decoding: cell, as: UTF8.self) }
        var unquoted: [UInt8] = []
        unquoted.reserveCapacity(cell.count)
        var previousWasQuote = false
        for byte in cell.dropFirst().dropLast() {
            if byte == quote, !previousWasQuote {
                previousWasQuote = true
                continue
            }
            previousWasQuote = false
            unquoted.append(byte)
        }
        return String(decoding: unquoted, as: UTF8.self)
    }

    /// Whether a cell holds nothing but blanks.
    package func isBlank(row: Int, column: Int) -> Bool { numberRange(row: row, column: column).isEmpty }

    /// The number in a cell, blanks around it ignored; `nil` for `nan`, `inf` and anything else.
    package func number(row: Int, column: Int) -> Double? {
        let range = numberRange(row: row, column: column)
        let value = bytes.withUnsafeBufferPointer { parseDouble(UnsafeBufferPointer(rebasing: $0[range])) }
        return value.flatMap { $0.isFinite ? $0 : nil }
    }

    /// The numbers of one row, in the order of `columns`; throws at the first cell `number` refuses.
    package func numbers(row: Int, columns: [Int]) throws(UnreadableNumber) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(columns.count)
        for column in columns {
            guard let value = number(row: row, column: column) else {
                throw UnreadableNumber(row: row, column: column)
            }
            values.append(value)
        }
        return values
    }

    private func range(row: Int, column: Int) -> Range<Int> {
        precondition(header.indices.contains(column), "no column \(column)")
        let place = row * (header.count + 1) + column
        return Int(offsets[place])..<(Int(offsets[place + 1]) - 1)
    }

    /// The cell without its quotes and without blanks at either end.
    private func numberRange(row: Int, column: Int) -> Range<Int> {
        let range = range(row: row, column: column)
        var start = range.lowerBound
        var end = range.upperBound
        if start < end, bytes[start] == quote {
            start += 1
            end -= 1
        }
        while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
        while start < end, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
        return start..<end
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

let quote = UInt8(ascii: "\"")
