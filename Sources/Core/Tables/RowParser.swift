import Screen

/// Takes the rows of a text table: one pass, in which every cell that is a number is read.
struct RowParser {
    /// Row by row, a number for each cell of a column that is not text; NaN where it holds no finite one.
    private(set) var numbers: [Double] = []
    /// As `TextCells` keeps them.
    private(set) var marks: [UInt32] = []
    /// The line on which each row starts.
    private(set) var lines: [UInt32] = []
    /// Whether a cell that is no number would be one with the other decimal mark.
    private(set) var hasForeign = false

    /// The decimal mark of the numbers.
    let mark: DecimalMark
    /// Each column's place among a row's numbers; nil for text, whose numbers are read when they are asked for.
    let places: [Int?]

    private let columns: Int
    private let width: Int
    private let limits: TableLimits

    init(areText: [Bool], mark: DecimalMark, limits: TableLimits) {
        var width = 0
        places = areText.map { isText in
            if isText { return nil }
            defer { width += 1 }
            return width
        }
        columns = areText.count
        self.width = width
        self.mark = mark
        self.limits = limits
    }

    /// Takes all rows from where the walker stands.
    mutating func parse(_ start: CellWalker) throws(Rejection) {
        var walker = start
        // One more, for what is text.
        var row = [Double](repeating: .nan, count: width + 1)
        var starts = [UInt32](repeating: 0, count: TextCells.marks(ofColumns: columns))
        let targets = places.map { $0 ?? width }
        try PowersOfFive.shared.withTables { powers throws(Rejection) in
            guard let reader = FastNumber(walker.bytes, mark: mark, powers: powers) else { return }
            while true {
                walker.skipBlankLines()
                guard !walker.isAtEnd else { return }
                let before = walker
                guard try parseRow(&walker, reader, targets, into: &row, &starts) else {
                    walker = before
                    try skipBlankCells(&walker)
                    continue
                }
                if lines.isEmpty { reserve(rowLength: walker.index - before.index, rest: before) }
                numbers.append(contentsOf: row[..<width])
                marks.append(contentsOf: starts)
                lines.append(UInt32(before.line))
                guard lines.count * columns <= limits.maximumCells else {
                    throw tooManyCells(line: before.line)
                }
            }
        }
    }

    /// Takes one row and its line break; false where it has more or fewer cells than columns.
    private mutating func parseRow(
        _ walker: inout CellWalker,
        _ reader: FastNumber,
        _ targets: [Int],
        into row: inout [Double],
        _ starts: inout [UInt32]
    ) throws(Rejection) -> Bool {
        let bytes = walker.bytes
        let separator = walker.separator
        var index = walker.index
        let isWhole = try row.withUnsafeMutableBufferPointer { row throws(Rejection) -> Bool in
            try starts.withUnsafeMutableBufferPointer { starts throws(Rejection) -> Bool in
                for (column, target) in targets.enumerated() {
                    if column % TextCells.stride == 0 { starts[column / TextCells.stride] = UInt32(index) }
                    var end = index
                    if let number = reader.read(at: &end), endsCell(bytes[end], separator) {
                        row[target] = number
                        index = end
                    } else {
                        walker.index = index
                        row[target] = try slowNumber(&walker)
                        index = walker.index
                    }
                    if column &+ 1 == targets.count { break }
                    guard index < bytes.count, bytes[index] == separator else { return false }
                    index &+= 1
                }
                return index == bytes.count || bytes[index] != separator
            }
        }
        walker.index = index
        walker.skipLineBreak()
        return isWhole
    }

    @inline(__always)
    private func endsCell(_ byte: UInt8, _ separator: UInt8) -> Bool {
        byte == separator || byte == lineFeed || byte == carriageReturn
    }

    /// The number of a cell that is text, quoted, blank or unusual.
    @inline(never)
    private mutating func slowNumber(_ walker: inout CellWalker) throws(Rejection) -> Double {
        let cell = try walker.cell()
        if let number = walker.number(in: cell, mark: mark) { return number.isFinite ? number : .nan }
        if !hasForeign { hasForeign = walker.number(in: cell, mark: mark.other) != nil }
        return .nan
    }

    /// Passes over a line of nothing but blanks and separators; refuses any other.
    private func skipBlankCells(_ walker: inout CellWalker) throws(Rejection) {
        let line = walker.line
        let start = walker.index
        let (count, end) = try count(&walker)
        if count > 0 {
            throw ragged(walker.bytes[start..<end], cells: count, separator: walker.separator, line: line)
        }
    }

    /// How many cells a row has, 0 if all are blank, and where the last ends.
    private func count(_ walker: inout CellWalker) throws(Rejection) -> (count: Int, end: Int) {
        let bytes = walker.bytes
        var (count, end, isBlank) = (0, walker.index, true)
        try walker.row { column, cell throws(Rejection) in
            count = column + 1
            end = cell.upperBound
            isBlank = isBlank && withoutQuotesAndBlanks(cell, in: bytes).isEmpty
        }
        return (isBlank ? 0 : count, end)
    }

    /// Takes away the rows at the end that have only blank cells, which spreadsheets leave there.
    mutating func dropBlankRows(in text: UnsafeBufferPointer<UInt8>, separator: Table.Separator) {
        while !lines.isEmpty, numbers.suffix(width).allSatisfy(\.isNaN) {
            let start = Int(marks[marks.count - TextCells.marks(ofColumns: columns)])
            var walker = CellWalker(text, separator: separator, from: start)
            // because the row has been walked before, its quotes close
            guard let row = try? count(&walker), row.count == 0 else { return }
            lines.removeLast()
            numbers.removeLast(width)
            marks.removeLast(TextCells.marks(ofColumns: columns))
        }
    }

    /// Makes room for as many rows as the first one suggests.
    ///
    /// Growing by doubling would cost twice the memory; what is reserved and not written costs none.
    private mutating func reserve(rowLength: Int, rest: CellWalker) {
        let rows = (rest.bytes.count - rest.index) / max(rowLength, 1)
        let generous = min(rows + rows / 8 + 16, limits.maximumCells / columns + 1)
        numbers.reserveCapacity(generous * width)
        marks.reserveCapacity(generous * TextCells.marks(ofColumns: columns))
        lines.reserveCapacity(generous)
    }

    private func tooManyCells(line: Int) -> Rejection {
        Rejection(
            rule: "too-large",
            reason: "The table has more than \(limits.maximumCells) cells.",
            row: line,
            expected: "at most \(limits.maximumCells) cells",
            remedy: "Split the file, a plate or a few plates each, and drop the parts."
        )
    }

    private func ragged(
        _ row: Slice<UnsafeBufferPointer<UInt8>>,
        cells: Int,
        separator: UInt8,
        line: Int
    ) -> Rejection {
        let name = Table.Separator(rawValue: separator)?.name ?? "separator"
        let other = Table.Separator.allCases.first { candidate in
            candidate.rawValue != separator && row.contains(candidate.rawValue)
        }
        let hint =
            if cells == 1, let other {
                "The header uses a \(name) between columns and this line a \(other.name): use one."
            } else if cells < columns {
                "If the file was cut short, copy it again; otherwise fill in the missing cells."
            } else {
                "Put quotes around cells that hold a \(name), and remove cells without a header."
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
