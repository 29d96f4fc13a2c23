package import Screen
package import Tables

extension TableLimits {
    /// A whole release of DepMap: 2 GB of text, 100 million cells.
    package static let expression = TableLimits(
        maximumBytes: 2_000_000_000,
        maximumColumns: 100_000,
        maximumCells: 100_000_000
    )
}

/// Reads the bytes of an expression or effect file, or a table beside them, as a table.
///
/// Takes what `TableReader` takes, and passes over what some programs write before the header: comments that
/// begin with `#` (featureCounts, HGNC's exports) and the two lines of a GCT file.
/// - Throws: the rules of `TableReader`, in words for these files.
package func expressionTable(
    _ bytes: [UInt8],
    limits: TableLimits = .expression
) throws(Rejection) -> Table {
    do throws(Rejection) {
        guard let text = try TableReader.text(of: bytes, limits: limits) else {
            return try TableReader.read(bytes, limits: limits)
        }
        return try TableReader.read(withoutPreamble(text), limits: limits)
    } catch {
        throw reworded(error)
    }
}

/// The text with the lines before its header made blank, so that lines keep their numbers.
private func withoutPreamble(_ text: [UInt8]) -> [UInt8] {
    guard text.first == UInt8(ascii: "#") else { return text }
    let isGCT = text.starts(with: "#1.2".utf8) || text.starts(with: "#1.3".utf8)
    var end = 0
    var lines = 0
    while end < text.count, lines < 1000 {
        guard text[end] == UInt8(ascii: "#") || (isGCT && lines == 1) else { break }
        while end < text.count, text[end] != 10, text[end] != 13 { end += 1 }
        if end + 1 < text.count, text[end] == 13, text[end + 1] == 10 { end += 1 }
        end += 1
        lines += 1
    }
    return [UInt8](repeating: 10, count: lines) + text.dropFirst(min(end, text.count))
}

/// Tables of plates have wells; these have lines and samples.
private func reworded(_ fault: Rejection) -> Rejection {
    let (expected, remedy): (String, String)
    switch fault.rule {
    case "empty-file", "header-only":
        expected = "a header line and one row a line or sample (or a gene)"
        remedy = "Check that the export finished and copy the file again."
    case "too-large":
        expected = fault.expected
        remedy = "Give the protein-coding genes alone, or the lines that are needed."
    case "matrix-without-wells":
        expected = "a table whose columns and rows have names"
        remedy = "Save it as CSV with the names of lines and genes."
    default: return fault
    }
    let reason =
        fault.rule == "matrix-without-wells"
        ? "The file holds numbers and nothing that names their lines and genes." : fault.reason
    return Rejection(
        rule: fault.rule == "matrix-without-wells" ? "matrix-without-names" : fault.rule,
        reason: reason,
        row: fault.row,
        column: fault.column,
        value: fault.value,
        expected: expected,
        remedy: remedy
    )
}
