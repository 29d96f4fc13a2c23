package import Screen

/// Reads the bytes of a dropped file as a table.
///
/// Takes CSV, TSV and semicolon-separated text (told from the header line), plain or gzip (told from the
/// first bytes), UTF-8 with or without a byte order mark, with LF, CRLF or CR line ends and quotes as in
/// RFC 4180. Blank lines are skipped. Throws a `Rejection` with one of the rules `empty-file`,
/// `header-only`, `too-large`, `truncated-gzip`, `corrupt-gzip`, `not-utf8`, `not-text`,
/// `wrong-separator`, `duplicate-column`, `ragged-row` and `bad-quotes`.
package enum TableReader {
    package static func read(
        _ bytes: [UInt8],
        limits: TableLimits = .standard
    ) throws(Rejection) -> Table {
        let text = Gzip.isGzip(bytes) ? try Gzip.decompress(bytes, limits: limits) : bytes
        guard text.count <= limits.maximumBytes else { throw limits.tooLarge }
        try TextEncoding.check(text)
        let start = text.starts(with: TextEncoding.byteOrderMark) ? TextEncoding.byteOrderMark.count : 0
        var scanner = TableScanner(text, from: start)
        let separator = try scanner.sniffSeparator()
        let header = try scanner.scanHeader(separator)
        let columnNumbers = try numbered(header, limits: limits)
        try scanner.scanRows(separator, columns: header.count, limits: limits)
        guard !scanner.lines.isEmpty else {
            throw Rejection(
                rule: "header-only",
                reason: "The file has a header and no row below it.",
                row: 1,
                expected: "one row a well",
                remedy: "Check the export: nothing was written to it. Drop the file that has the rows."
            )
        }
        return Table(
            header: header,
            separator: separator,
            bytes: text,
            offsets: scanner.offsets,
            lines: scanner.lines,
            columnNumbers: columnNumbers
        )
    }

    private static func numbered(
        _ header: [String],
        limits: TableLimits
    ) throws(Rejection) -> [String: Int] {
        guard header.count <= limits.maximumColumns else {
            throw Rejection(
                rule: "too-large",
                reason: "The header has \(header.count) columns.",
                row: 1,
                expected: "at most \(limits.maximumColumns) columns",
                remedy: "Drop the table with wells as rows and features as columns, not the other way round."
            )
        }
        var numbers: [String: Int] = [:]
        for (number, name) in header.enumerated() {
            if let first = numbers.updateValue(number, forKey: name) {
                throw Rejection(
                    rule: "duplicate-column",
                    reason: name.isEmpty
                        ? "Columns \(first + 1) and \(number + 1) both have no name."
                        : "Columns \(first + 1) and \(number + 1) have the same name.",
                    row: 1,
                    column: name.isEmpty ? nil : name,
                    expected: "a name of its own for each column",
                    remedy: "Name the columns apart, or delete the one that is not needed."
                )
            }
        }
        return numbers
    }
}
