import Screen

/// Finds the cells of a text: one pass, no copy.
struct TableScanner {
    /// Per row one offset a cell and one past the last, as `Table` keeps them.
    private(set) var offsets: [UInt32] = []
    private(set) var lines: [UInt32] = []

    private let bytes: [UInt8]
    private var index: Int
    private var line = 1

    init(_ bytes: [UInt8], from start: Int) {
        self.bytes = bytes
        index = start
    }

    /// The most frequent of tab, comma and semicolon in the header line; a comma where it has none.
    mutating func sniffSeparator() throws(Rejection) -> Table.Separator {
        skipBlankLines()
        guard index < bytes.count else {
            throw Rejection(
                rule: "empty-file",
                reason: "The file is empty.",
                expected: "a header line and one row a well",
                remedy: "Check that the export finished and copy the file again."
            )
        }
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes[index...] {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == lineFeed || byte == carriageReturn { break }
            counts[byte, default: 0] += 1
        }
        var best = Table.Separator.comma
        for candidate in [Table.Separator.tab, .semicolon]
        where counts[candidate.rawValue, default: 0] > counts[best.rawValue, default: 0] {
            best = candidate
        }
        if counts[best.rawValue, default: 0] == 0, counts[UInt8(ascii: "|"), default: 0] > 0 {
            throw Rejection(
                rule: "wrong-separator",
                reason: "The columns are separated by '|'.",
                row: line,
                expected: "columns separated by commas, tabs or semicolons",
                remedy: "Export the table with commas or tabs between the columns."
            )
        }
        return best
    }

    mutating func scanHeader(_ separator: Table.Separator) throws(Rejection) -> [String] {
        let (start, count) = try scanRow(separator)
        let table = Table(
            header: (0..<count).map { String($0) },
            separator: separator,
            bytes: bytes,
            offsets: Array(offsets[start...]),
            lines: [1],
            columnNumbers: [:]
        )
        offsets.removeAll()
        return (0..<count).map { trimmed(table.text(row: 0, column: $0)) }
    }

    mutating func scanRows(
        _ separator: Table.Separator,
        columns: Int,
        limits: TableLimits
    ) throws(Rejection) {
        while true {
            skipBlankLines()
            guard index < bytes.count else { return }
            let rowStart = index
            let rowLine = line
            let (start, count) = try scanRow(separator)
            guard count == columns else {
                let row = bytes[rowStart..<(Int(offsets[offsets.count - 1]) - 1)]
                if count == 1, row.allSatisfy({ $0 == 32 || $0 == 9 }) {
                    offsets.removeSubrange(start...)
                    continue
                }
                throw ragged(row, cells: count, columns: columns, separator: separator, line: rowLine)
            }
            if lines.isEmpty {
                // The first row tells how many there may be; growing by doubling would cost twice the memory.
                let rows = (bytes.count - rowStart) / max(index - rowStart, 1) + 1
                offsets.reserveCapacity(min(rows * (columns + 1), limits.maximumCells))
            }
            lines.append(UInt32(rowLine))
            guard lines.count * columns <= limits.maximumCells else {
                throw Rejection(
                    rule: "too-large",
                    reason: "The table has more than \(limits.maximumCells) cells.",
                    row: rowLine,
                    expected: "at most \(limits.maximumCells) cells",
                    remedy: "Split the file, a plate or a few plates each, and drop the parts."
                )
            }
        }
    }

    /// Takes one row and the line break after it; returns where its offsets start and its count of cells.
    private mutating func scanRow(_ separator: Table.Separator) throws(Rejection) -> (start: Int, cells: Int)
    {
        let first = offsets.count
        let stop = separator.rawValue
        while true {
            offsets.append(UInt32(index))
            if index < bytes.count, bytes[index] == quote {
                try skipQuotedCell(separator)
            } else {
                index = bytes.withUnsafeBufferPointer { bytes in
                    var index = index
                    while index < bytes.count {
                        let byte = bytes[index]
                        if byte == stop || byte == lineFeed || byte == carriageReturn { break }
                        index += 1
                    }
                    return index
                }
            }
            guard index < bytes.count, bytes[index] == stop else { break }
            index += 1
        }
        offsets.append(UInt32(index + 1))
        skipLineBreak()
        return (first, offsets.count - first - 1)
    }

    private mutating func skipQuotedCell(_ separator: Table.Separator) throws(Rejection) {
        let openingLine = line
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            if byte == lineFeed || byte == carriageReturn {
                skipLineBreak()
            } else if byte != quote {
                index += 1
            } else if index + 1 < bytes.count, bytes[index + 1] == quote {
                index += 2
            } else {
                index += 1
                guard index < bytes.count else { return }
                let next = bytes[index]
                guard next == separator.rawValue || next == lineFeed || next == carriageReturn else {
                    throw badQuotes("A cell goes on after its closing quote.", line: line)
                }
                return
            }
        }
        throw badQuotes("A quote opens on this line and never closes.", line: openingLine)
    }

    private mutating func skipBlankLines() {
        while index < bytes.count, bytes[index] == lineFeed || bytes[index] == carriageReturn {
            skipLineBreak()
        }
    }

    private mutating func skipLineBreak() {
        guard index < bytes.count else { return }
        if bytes[index] == carriageReturn, index + 1 < bytes.count, bytes[index + 1] == lineFeed {
            index += 1
        }
        index += 1
        line += 1
    }

    private func badQuotes(_ reason: String, line: Int) -> Rejection {
        Rejection(
            rule: "bad-quotes",
            reason: reason,
            row: line,
            expected: "\"…\" around a whole cell, and \"\" for a quote inside it",
            remedy: "Mend the quotes in this line; if the file was cut short, copy it again."
        )
    }

    private func ragged(
        _ row: ArraySlice<UInt8>,
        cells: Int,
        columns: Int,
        separator: Table.Separator,
        line: Int
    ) -> Rejection {
        let other = Table.Separator.allCases.first { candidate in
            candidate != separator && row.contains(candidate.rawValue)
        }
        let hint =
            if cells == 1, let other {
                "The header uses a \(separator.name) between columns and this line a \(other.name): use one."
            } else if cells < columns {
                "If the file was cut short, copy it again; otherwise fill in the missing cells."
            } else {
                "Put quotes around cells that hold a \(separator.name), and remove cells without a header."
            }
        return Rejection(
            rule: "ragged-row",
            reason: "The line has \(cells) \(cells == 1 ? "cell" : "cells"), the header has \(columns).",
            row: line,
            expected: "\(columns) cells",
            remedy: hint
        )
    }
}

private let lineFeed: UInt8 = 10
private let carriageReturn: UInt8 = 13

/// The text without blanks at either end.
private func trimmed(_ text: String) -> String {
    let rest = text.drop { $0 == " " || $0 == "\t" }
    guard let last = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(rest[...last])
}
