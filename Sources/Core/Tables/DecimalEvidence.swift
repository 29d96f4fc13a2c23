import Screen

/// What the cells of a table say about its decimal mark.
///
/// A comma is a decimal mark for the whole file or not at all, so that no cell is read in a way of its own.
/// `1,234` alone does not tell: it may be a thousand or one and a bit.
struct DecimalEvidence {
    /// The first cell of a kind in a column.
    struct Sighting {
        let line: Int
        let text: String
    }

    private struct Column {
        var point: Sighting?
        var comma: Sighting?
        /// Whether a cell is neither a number nor blank nor a word for a missing one.
        var hasText = false
    }

    private var columns: [Column]
    /// Whether some comma can be nothing but a decimal mark.
    private(set) var isSure = false

    init(columns: Int) { self.columns = Array(repeating: Column(), count: columns) }

    /// Looks at up to `rows` rows from where the walker stands.
    mutating func gather(_ start: CellWalker, rows: Int = .max) throws(Rejection) {
        var walker = start
        var taken = 0
        while taken < rows {
            walker.skipBlankLines()
            guard !walker.isAtEnd else { return }
            let line = walker.line
            let place = walker
            try walker.row { column, cell throws(Rejection) in
                if column < columns.count { note(place, cell, column: column, line: line) }
            }
            taken += 1
        }
    }

    /// What the first row suggests.
    var guess: DecimalMark {
        columns.contains { $0.comma != nil } && !columns.contains { $0.point != nil } ? .comma : .point
    }

    /// Which columns are text, by the rows looked at.
    var areText: [Bool] { columns.map(\.hasText) }

    /// The mark of the whole file.
    ///
    /// Where a few columns differ from ten times as many, they are taken for text; otherwise throws
    /// `mixed-decimals`, and `ambiguous-decimals` where every comma may stand behind thousands.
    func verdict(header: [String]) throws(Rejection) -> DecimalMark {
        let points = columns.count { $0.point != nil }
        let commas = columns.count { $0.comma != nil }
        if commas == 0 { return .point }
        for (name, column) in zip(header, columns) {
            if let point = column.point, let comma = column.comma {
                throw mixed(later: point.line > comma.line ? point : comma, in: name)
            }
        }
        if points >= 10 * commas { return .point }
        guard let comma = columns.firstIndex(where: { $0.comma != nil }) else { return .point }
        if points > 0, commas < 10 * points {
            throw mixed(later: columns[comma].comma, in: header[comma])
        }
        guard isSure else { throw ambiguous(columns[comma].comma, in: header[comma]) }
        return .comma
    }

    private mutating func note(_ walker: CellWalker, _ cell: Range<Int>, column: Int, line: Int) {
        let bytes = walker.bytes[walker.trimmed(cell)]
        if !columns[column].hasText { columns[column].hasText = Self.isText(bytes) }
        guard let place = bytes.firstIndex(where: { $0 == 44 || $0 == 46 }) else { return }
        let mark = bytes[place] == 44 ? DecimalMark.comma : .point
        guard walker.number(in: cell, mark: mark) != nil else { return }
        let sighting = { Sighting(line: line, text: cellText(cell, in: walker.bytes)) }
        switch mark {
        case .point: if columns[column].point == nil { columns[column].point = sighting() }
        case .comma:
            if columns[column].comma == nil { columns[column].comma = sighting() }
            if !isSure { isSure = !Self.mayBeThousands(bytes, comma: place) }
        }
    }

    private static func isText(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let cell = UnsafeBufferPointer(rebasing: bytes)
        if cell.isEmpty || parseDouble(cell) != nil || parseDouble(cell, mark: .comma) != nil { return false }
        return cell.count > 9 || !missing.contains(String(decoding: cell, as: UTF8.self).lowercased())
    }

    /// What stands in columns of numbers where there is none.
    private static let missing: Set = [
        "nan", "-nan", "na", "n/a", "#n/a", "<na>", "null", "none", "-", "inf", "-inf", "+inf", "infinity",
        "-infinity",
    ]

    /// `1,234`, `-12,345`: up to three digits that do not start with 0, a comma, and just three digits.
    private static func mayBeThousands(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, comma: Int) -> Bool {
        let whole = bytes[..<comma].drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let fraction = bytes[(comma + 1)...]
        return (1...3).contains(whole.count) && whole.first != UInt8(ascii: "0") && fraction.count == 3
            && fraction.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private func mixed(later: Sighting?, in column: String) -> Rejection {
        Rejection(
            rule: "mixed-decimals",
            reason: "Some numbers of the file have a decimal comma and some a decimal point.",
            row: later?.line,
            column: column,
            value: later?.text,
            expected: "one decimal mark in a file",
            remedy: "Write every number with a decimal point, and no sign between thousands."
        )
    }

    private func ambiguous(_ sighting: Sighting?, in column: String) -> Rejection {
        let text = sighting.map { Rejection.shortened($0.text) } ?? ""
        return Rejection(
            rule: "ambiguous-decimals",
            reason:
                "Every comma in the file's numbers has three digits behind it, so that '\(text)' may be "
                + "thousands or a fraction.",
            row: sighting?.line,
            column: column,
            value: sighting?.text,
            expected: "numbers whose decimal mark is plain",
            remedy: "Write every number with a decimal point, and no sign between thousands."
        )
    }
}
