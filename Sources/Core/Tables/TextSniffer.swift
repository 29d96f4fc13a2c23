import Screen

/// What the beginning of a text says about it.
struct TextSniffer {
    let separator: Table.Separator
    /// Where the header starts.
    let index: Int
    let line: Int

    /// Takes the separator from a first line `sep=;`, as spreadsheets write it, and otherwise the most
    /// frequent of tab, comma and semicolon in the header line; a comma where that has none.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) throws(Rejection) {
        var walker = CellWalker(bytes, separator: .comma, from: start)
        walker.skipBlankLines()
        let declared = Self.declaration(walker)
        if let declared {
            walker.index = declared.end
            walker.skipLineBreak()
            walker.skipBlankLines()
        }
        guard !walker.isAtEnd else { throw Self.empty }
        index = walker.index
        line = walker.line
        let bytes = UnsafeBufferPointer(rebasing: bytes[walker.index...])
        if let declared {
            separator = declared.separator
        } else {
            separator = try Self.mostFrequent(in: bytes, line: walker.line)
        }
    }

    private static let empty = Rejection(
        rule: "empty-file",
        reason: "The file is empty.",
        expected: "a header line and one row a well",
        remedy: "Check that the export finished and copy the file again."
    )

    private static func mostFrequent(
        in bytes: UnsafeBufferPointer<UInt8>,
        line: Int
    ) throws(Rejection) -> Table.Separator {
        var counts = [Int](repeating: 0, count: 256)
        var isQuoted = false
        for byte in bytes {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == lineFeed || byte == carriageReturn { break }
            counts[Int(byte)] += 1
        }
        func count(_ separator: Table.Separator) -> Int { counts[Int(separator.rawValue)] }
        var best = Table.Separator.comma
        for candidate in [Table.Separator.tab, .semicolon] where count(candidate) > count(best) {
            best = candidate
        }
        if count(best) == 0, counts[Int(UInt8(ascii: "|"))] > 0 {
            throw Self.bars(line: line)
        }
        return best
    }

    /// `sep=;`, alone on its line, quoted or not.
    private static func declaration(_ start: CellWalker) -> (separator: Table.Separator, end: Int)? {
        let rest = start.bytes[start.index...].prefix(9)
        let content = rest.first == quote ? rest.dropFirst() : rest
        let name = content.prefix(4).map { $0 | 0x20 }
        guard name == Array("sep=".utf8), let byte = content.dropFirst(4).first,
            let separator = Table.Separator(rawValue: byte)
        else { return nil }
        var end = content.startIndex + 5
        if rest.first == quote {
            guard end < start.bytes.count, start.bytes[end] == quote else { return nil }
            end += 1
        }
        guard end == start.bytes.count || [lineFeed, carriageReturn].contains(start.bytes[end]) else {
            return nil
        }
        return (separator, end)
    }

    private static func bars(line: Int) -> Rejection {
        Rejection(
            rule: "wrong-separator",
            reason: "The columns are separated by '|'.",
            row: line,
            expected: "columns separated by commas, tabs or semicolons",
            remedy: "Export the table with commas or tabs between the columns."
        )
    }
}
