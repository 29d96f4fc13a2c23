import Screen

/// Names of columns of which no two are equal.
struct CheckedHeader {
    let names: [String]
    let numbers: [String: Int]

    /// Takes blanks off both ends of each name; throws `too-large` and `duplicate-column`.
    init(_ written: [String], line: Int? = nil, limits: TableLimits) throws(Rejection) {
        guard written.count <= limits.maximumColumns else {
            throw Rejection(
                rule: "too-large",
                reason: "The header has more than \(limits.maximumColumns) columns.",
                row: line,
                expected: "at most \(limits.maximumColumns) columns",
                remedy: "Drop the table with wells as rows and features as columns, not the other way round."
            )
        }
        names = written.map(trimmed)
        var numbers: [String: Int] = [:]
        numbers.reserveCapacity(names.count)
        for (number, name) in names.enumerated() {
            if let first = numbers.updateValue(number, forKey: name) {
                throw Rejection(
                    rule: "duplicate-column",
                    reason: name.isEmpty
                        ? "Columns \(first + 1) and \(number + 1) both have no name."
                        : "Columns \(first + 1) and \(number + 1) have the same name.",
                    row: line,
                    column: name.isEmpty ? nil : name,
                    expected: "a name of its own for each column",
                    remedy: "Name the columns apart, or delete the one that is not needed."
                )
            }
        }
        self.numbers = numbers
    }
}

/// The text without blanks at either end.
private func trimmed(_ text: String) -> String {
    guard let first = text.utf8.first, let last = text.utf8.last, isBlank(first) || isBlank(last) else {
        return text
    }
    let rest = text.drop { $0 == " " || $0 == "\t" }
    guard let end = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(rest[...end])
}
