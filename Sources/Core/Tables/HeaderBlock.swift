/// The lines that instruments write before a table, and what they say.
///
/// A plate reader's export begins with its software's version, the plate's name, the date, blank lines; the
/// table's own header comes after them, and behind the table there may be remarks again.
package struct HeaderBlock: Hashable, Sendable {
    /// A line that says something: `Plate Barcode,BR00117006` or `Barcode: BR00117006`.
    package struct Fact: Hashable, Sendable {
        /// Without a colon at its end.
        package let key: String
        package let value: String
        /// Counting from 1.
        package let line: Int

        package init(key: String, value: String, line: Int) {
            self.key = key
            self.value = value
            self.line = line
        }
    }

    /// Lines before the header of the table, blank ones included.
    package let lineCount: Int
    /// In the order of the file; 100 at most.
    package let facts: [Fact]
    /// The line on which remarks behind the table begin, where there are any.
    package let footerLine: Int?

    /// Where a table's header stands in a text.
    package enum Place: Sendable {
        /// On the first line that is not blank, as in most tables.
        case first
        /// Behind a block; `table` is the text with the block's lines made blank and the footer cut off, so
        /// that lines keep their numbers.
        case behind(HeaderBlock, table: [UInt8])
        /// No line among the first is a header.
        case nowhere
    }

    /// Looks for the first line, in any of the separators, that `isHeader` takes for a table's header.
    ///
    /// Looks at 400 lines and 256 KiB at most, whatever the file holds. `isHeader` gets the cells of a line
    /// without quotes and outer blanks.
    package static func find(in text: [UInt8], isHeader: ([String]) -> Bool) -> Place {
        var lines = TextLines(text)
        var facts: [Fact] = []
        var hasText = false
        while let line = lines.next(), line.number <= 400, line.range.lowerBound < 1 << 18 {
            let bytes = text[line.range]
            // a first line this long is the header of a table or of nothing
            guard bytes.count < 1 << 23 else { return hasText ? .nowhere : .first }
            // a first line 'sep=;' is for the reader of the table
            if isBlank(bytes) || (!hasText && bytes.starts(with: Array("sep=".utf8))) { continue }
            let separators = Table.Separator.allCases.filter { isHeader(cells(of: bytes, separator: $0)) }
            if let separator = separators.max(by: { count($0, in: bytes) < count($1, in: bytes) }) {
                guard hasText else { return .first }
                let (end, footerLine) = end(of: text, header: line, separator, lines)
                let blanked = [UInt8](repeating: 10, count: line.number - 1)
                let block = HeaderBlock(lineCount: line.number - 1, facts: facts, footerLine: footerLine)
                return .behind(block, table: blanked + text[line.range.lowerBound..<end])
            }
            hasText = true
            if facts.count < 100, let fact = fact(bytes, line: line.number) { facts.append(fact) }
        }
        return .nowhere
    }

    /// `Key,value`, `Key: value` and the like; `nil` for a line that is only a title.
    static func fact(_ line: ArraySlice<UInt8>, line number: Int) -> Fact? {
        let separator =
            Table.Separator.allCases.max { count($0, in: line) < count($1, in: line) } ?? .comma
        let words = cells(of: line, separator: separator).filter { !$0.isEmpty }
        guard let first = words.first else { return nil }
        var key = first
        var value = words.dropFirst().first
        if value == nil, let colon = first.firstIndex(of: ":") {
            key = String(first[..<colon])
            value = String(first[first.index(after: colon)...].drop { $0 == " " })
        }
        while key.hasSuffix(":") || key.hasSuffix(" ") { key.removeLast() }
        guard let value, !key.isEmpty, !value.isEmpty else { return nil }
        return Fact(key: String(key.prefix(100)), value: String(value.prefix(200)), line: number)
    }

    /// Where a table ends, and the first line of the remarks behind it.
    ///
    /// Behind it is what comes after a blank line, or a line of separators alone, if none of it is a row.
    private static func end(
        of text: [UInt8],
        header: TextLines.Line,
        _ separator: Table.Separator,
        _ rest: TextLines
    ) -> (end: Int, footerLine: Int?) {
        let names = cells(of: text[header.range], separator: separator)
        // a padded remark has two cells, a row of a wider table more
        let filled = names.count { !$0.isEmpty }
        let needed = filled <= 2 ? 2 : max(3, filled / 2)
        var lines = rest
        var end: Int?
        var footer: Int?
        while let line = lines.next() {
            let bytes = text[line.range]
            if isBlank(bytes) {
                end = end ?? line.range.lowerBound
                continue
            }
            if end == nil { continue }
            let words = cells(of: bytes, separator: separator)
            if words.count == names.count, words.count(where: { !$0.isEmpty }) >= needed {
                end = nil
                footer = nil
            } else {
                footer = footer ?? line.number
            }
        }
        return (end ?? text.count, footer)
    }

    /// Whether a line holds nothing but separators, quotes and blanks.
    static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { [9, 32, quote, 44, 59].contains($0) }
    }

    private static func count(_ separator: Table.Separator, in line: ArraySlice<UInt8>) -> Int {
        line.count { $0 == separator.rawValue }
    }
}
