package import Screen

/// Reads the bytes of a text file line by line, for lists and sets that have no header to name columns.
///
/// Takes the same bytes as ``TableReader`` takes for text: UTF-8 or UTF-16, plain or packed by gzip or zstd.
package enum LineReader {
    package struct Line: Sendable, Hashable {
        /// From 1.
        package let number: Int
        /// Without quotes, and without blanks at either end.
        package let cells: [String]
    }

    /// Hands each line that is not blank to `body`, in order.
    ///
    /// - Parameters:
    ///   - bytes: The file as it is.
    ///   - separator: What stands between cells; told from the first line that has any where `nil`.
    ///   - limits: Of the unpacked text.
    ///   - body: Takes a line; what it throws ends the reading.
    /// - Throws: The rules of ``TableReader`` that are about packing and text, and what `body` throws.
    package static func read(
        _ bytes: [UInt8],
        separator: Table.Separator? = nil,
        limits: TableLimits = .standard,
        _ body: (Line) throws(Rejection) -> Void
    ) throws(Rejection) {
        let unpacked = try TableReader.unpacked(bytes, limits: limits)
        guard unpacked.count <= limits.maximumBytes else { throw limits.tooLarge }
        let text = UTF16Text.isUTF16(unpacked) ? try UTF16Text.decoded(unpacked, limits: limits) : unpacked
        try TextEncoding.check(text)
        var lines = TextLines(text)
        var separator = separator
        while let line = lines.next() {
            let content = text[line.range]
            guard content.contains(where: { !isBlank($0) }) else { continue }
            // a line without any, such as a remark, decides nothing
            separator = separator ?? separatorOf(content)
            let separates = separator ?? .comma
            let count = content.count { $0 == separates.rawValue } + 1
            guard count <= limits.maximumColumns else { throw tooWide(line.number, count, limits) }
            try body(Line(number: line.number, cells: cells(of: content, separator: separates)))
        }
    }

    /// A tab wherever there is one, because the descriptions between tabs may hold commas.
    private static func separatorOf(_ line: ArraySlice<UInt8>) -> Table.Separator? {
        func count(_ separator: Table.Separator) -> Int { line.count { $0 == separator.rawValue } }
        if count(.tab) > 0 { return .tab }
        if count(.semicolon) > count(.comma) { return .semicolon }
        return count(.comma) > 0 ? .comma : nil
    }

    private static func tooWide(_ line: Int, _ count: Int, _ limits: TableLimits) -> Rejection {
        Rejection(
            rule: "too-large",
            reason: "The line has \(count) cells.",
            row: line,
            expected: "at most \(limits.maximumColumns) cells a line",
            remedy: "Check that the file has line breaks, and that it is the file that was meant."
        )
    }
}
