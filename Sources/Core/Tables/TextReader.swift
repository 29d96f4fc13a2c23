import Screen

/// Reads delimited text as a table.
enum TextReader {
    /// Reads UTF-8 text that has been found to be such.
    ///
    /// Throws the rules of `TableReader` that are about text.
    static func read(_ text: [UInt8], limits: TableLimits) throws(Rejection) -> Table {
        guard text.count <= limits.maximumBytes else { throw limits.tooLarge }
        let (header, separator, parser) = try text.withUnsafeBufferPointer { bytes throws(Rejection) in
            let start = text.starts(with: TextEncoding.byteOrderMark) ? TextEncoding.byteOrderMark.count : 0
            let sniffed = try TextSniffer(bytes, from: start)
            var walker = CellWalker(
                bytes,
                separator: sniffed.separator,
                from: sniffed.index,
                line: sniffed.line
            )
            var names: [String] = []
            try walker.row { column, cell throws(Rejection) in
                // One too many is enough to be refused.
                if column <= limits.maximumColumns { names.append(cellText(cell, in: bytes)) }
            }
            let header = try CheckedHeader(names, line: sniffed.line, limits: limits)
            var parser = try rows(walker, header: header, limits: limits)
            parser.dropBlankRows(in: bytes, separator: sniffed.separator)
            guard !parser.lines.isEmpty else { throw headerOnly(line: sniffed.line) }
            return (header, sniffed.separator, parser)
        }
        let cells = TextCells(
            bytes: text,
            separator: separator,
            mark: parser.mark,
            columns: header.names.count,
            marks: parser.marks
        )
        return Table(
            header: header,
            text: cells,
            numbers: parser.numbers,
            places: parser.places,
            lines: parser.lines
        )
    }

    /// Reads the rows with the decimal mark that the first row suggests, and again if the file has another.
    private static func rows(
        _ walker: CellWalker,
        header: CheckedHeader,
        limits: TableLimits
    ) throws(Rejection) -> RowParser {
        let columns = header.names.count
        var glance = DecimalEvidence(columns: columns)
        try glance.gather(walker, rows: 1)
        var parser = RowParser(areText: glance.areText, mark: glance.guess, limits: limits)
        try parser.parse(walker)
        guard parser.hasForeign || (glance.guess == .comma && !glance.isSure) else { return parser }
        var evidence = DecimalEvidence(columns: columns)
        try evidence.gather(walker)
        let mark = try evidence.verdict(header: header.names)
        guard mark != glance.guess else { return parser }
        parser = RowParser(areText: glance.areText, mark: mark, limits: limits)
        try parser.parse(walker)
        return parser
    }

    private static func headerOnly(line: Int) -> Rejection {
        Rejection(
            rule: "header-only",
            reason: "The file has a header and no row below it.",
            row: line,
            expected: "one row a well",
            remedy: "Check the export: nothing was written to it. Drop the file that has the rows."
        )
    }
}
