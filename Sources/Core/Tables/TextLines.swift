/// The lines of a text, one at a time and without their line ends: LF, CRLF or CR.
///
/// Line ends within quotes end a line here too: this is for looking at a file before it is read as a table.
struct TextLines: IteratorProtocol {
    struct Line {
        /// Counting from 1.
        let number: Int
        /// In the bytes of the text.
        let range: Range<Int>
    }

    private let text: [UInt8]
    private var index: Int
    private var number = 0

    init(_ text: [UInt8]) {
        self.text = text
        index = text.starts(with: TextEncoding.byteOrderMark) ? TextEncoding.byteOrderMark.count : 0
    }

    mutating func next() -> Line? {
        guard index < text.count else { return nil }
        let start = index
        let end = text.withUnsafeBufferPointer { text in
            var end = start
            while end < text.count, text[end] != 10, text[end] != 13 { end += 1 }
            return end
        }
        index = end + 1
        if end + 1 < text.count, text[end] == 13, text[end + 1] == 10 { index += 1 }
        number += 1
        return Line(number: number, range: start..<end)
    }
}

/// The cells of one line, without quotes and without blanks at either end.
func cells(of line: ArraySlice<UInt8>, separator: Table.Separator) -> [String] {
    var cells: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    for byte in line {
        if byte == quote {
            isQuoted.toggle()
        } else if byte == separator.rawValue, !isQuoted {
            cells.append(word(cell))
            cell.removeAll(keepingCapacity: true)
        } else {
            cell.append(byte)
        }
    }
    cells.append(word(cell))
    return cells
}

private func word(_ bytes: [UInt8]) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 }
    let rest = bytes.drop(while: isBlank)
    guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(decoding: rest[...last], as: UTF8.self)
}
