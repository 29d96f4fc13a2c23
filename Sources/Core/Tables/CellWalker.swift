import Screen

/// Walks through a text cell by cell and line by line.
///
/// It borrows the text: it must not outlive the call that lent it.
struct CellWalker {
    let bytes: UnsafeBufferPointer<UInt8>
    let separator: UInt8
    var index: Int
    /// The line on which `index` is, from 1.
    var line: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, separator: Table.Separator, from index: Int = 0, line: Int = 1)
    {
        self.bytes = bytes
        self.separator = separator.rawValue
        self.index = index
        self.line = line
    }

    var isAtEnd: Bool { index >= bytes.count }

    var isAtSeparator: Bool { index < bytes.count && bytes[index] == separator }

    /// Takes one cell, its quotes included; then stands at what ends it.
    mutating func cell() throws(Rejection) -> Range<Int> {
        let start = index
        if index < bytes.count, bytes[index] == quote {
            try skipQuotedCell()
        } else {
            while index < bytes.count, !endsCell(bytes[index]) { index += 1 }
        }
        return start..<index
    }

    /// Takes the cells of a line, however many they are, and the line break behind them.
    mutating func row(_ take: (_ column: Int, Range<Int>) throws(Rejection) -> Void) throws(Rejection) {
        var column = 0
        while true {
            try take(column, cell())
            guard isAtSeparator else { break }
            index += 1
            column += 1
        }
        skipLineBreak()
    }

    mutating func skipBlankLines() {
        while index < bytes.count, bytes[index] == lineFeed || bytes[index] == carriageReturn {
            skipLineBreak()
        }
    }

    mutating func skipLineBreak() {
        guard index < bytes.count else { return }
        if bytes[index] == carriageReturn, index + 1 < bytes.count, bytes[index + 1] == lineFeed {
            index += 1
        }
        index += 1
        line += 1
    }

    /// A cell without its quotes and without blanks at either end.
    func trimmed(_ cell: Range<Int>) -> Range<Int> { withoutQuotesAndBlanks(cell, in: bytes) }

    /// The number in a cell, blanks around it ignored.
    func number(in cell: Range<Int>, mark: DecimalMark) -> Double? {
        parseDouble(UnsafeBufferPointer(rebasing: bytes[trimmed(cell)]), mark: mark)
    }

    @inline(__always)
    private func endsCell(_ byte: UInt8) -> Bool {
        byte == separator || byte == lineFeed || byte == carriageReturn
    }

    private mutating func skipQuotedCell() throws(Rejection) {
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
                guard index == bytes.count || endsCell(bytes[index]) else {
                    throw badQuotes("A cell goes on after its closing quote.", line: line)
                }
                return
            }
        }
        throw badQuotes("A quote opens on this line and never closes.", line: openingLine)
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
}

let quote = UInt8(ascii: "\"")
let lineFeed: UInt8 = 10
let carriageReturn: UInt8 = 13

/// A blank or a tab.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

func withoutQuotesAndBlanks(_ cell: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var start = cell.lowerBound
    var end = cell.upperBound
    // text of other formats than CSV may be a quote and nothing else
    if end - start >= 2, bytes[start] == quote, bytes[end - 1] == quote {
        start += 1
        end -= 1
    }
    while start < end, isBlank(bytes[start]) { start += 1 }
    while start < end, isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
}

/// What a cell says: without its quotes, and with each doubled quote inside it once.
func cellText(_ cell: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard !cell.isEmpty, bytes[cell.lowerBound] == quote else {
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[cell]), as: UTF8.self)
    }
    var unquoted: [UInt8] = []
    unquoted.reserveCapacity(cell.count)
    var previousWasQuote = false
    for byte in bytes[cell].dropFirst().dropLast() {
        if byte == quote, !previousWasQuote {
            previousWasQuote = true
            continue
        }
        previousWasQuote = false
        unquoted.append(byte)
    }
    return String(decoding: unquoted, as: UTF8.self)
}
