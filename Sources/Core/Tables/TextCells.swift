/// The text of a table and where its cells are.
///
/// Keeps one offset for every sixteen cells of a row and walks from there: a plate of 1,536 wells and 1,024
/// features costs its text plus 0.4 MB.
struct TextCells: Sendable {
    let bytes: [UInt8]
    let separator: Table.Separator
    let mark: DecimalMark
    let columns: Int
    /// Per row the start of its first cell, of its seventeenth, and so on.
    let marks: [UInt32]

    static let stride = 16

    /// How many marks a row has.
    static func marks(ofColumns columns: Int) -> Int { (columns + stride - 1) / stride }

    func text(row: Int, column: Int) -> String {
        bytes.withUnsafeBufferPointer { cellText(cell(row: row, column: column, in: $0), in: $0) }
    }

    func number(row: Int, column: Int) -> Double? {
        bytes.withUnsafeBufferPointer { bytes in
            let word = withoutQuotesAndBlanks(cell(row: row, column: column, in: bytes), in: bytes)
            let number = parseDouble(UnsafeBufferPointer(rebasing: bytes[word]), mark: mark)
            return number.flatMap { $0.isFinite ? $0 : nil }
        }
    }

    func isBlank(row: Int, column: Int) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            withoutQuotesAndBlanks(cell(row: row, column: column, in: bytes), in: bytes).isEmpty
        }
    }

    /// A cell with its quotes.
    private func cell(row: Int, column: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let mark = row * Self.marks(ofColumns: columns) + column / Self.stride
        var start = Int(marks[mark])
        var end = cellEnd(from: start, in: bytes)
        for _ in 0..<column % Self.stride {
            start = end + 1
            end = cellEnd(from: start, in: bytes)
        }
        return start..<end
    }

    /// Where the cell that starts at `start` ends; the reader has seen to it that its quotes close.
    private func cellEnd(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = start
        guard index < bytes.count, bytes[index] == quote else {
            while index < bytes.count {
                let byte = bytes[index]
                if byte == separator.rawValue || byte == lineFeed || byte == carriageReturn { break }
                index += 1
            }
            return index
        }
        index += 1
        while index < bytes.count {
            if bytes[index] != quote {
                index += 1
            } else if index + 1 < bytes.count, bytes[index + 1] == quote {
                index += 2
            } else {
                return index + 1
            }
        }
        return index
    }
}
