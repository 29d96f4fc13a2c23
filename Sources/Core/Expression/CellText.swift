import Screen

/// Whether a cell says that nothing was measured.
func isMissing(_ cell: String) -> Bool {
    switch trimmed(cell).lowercased() {
    case "", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "none": true
    default: false
    }
}

/// The text without blanks at either end.
func trimmed(_ text: String) -> String {
    guard let first = text.utf8.first, let last = text.utf8.last, isBlank(first) || isBlank(last) else {
        return text
    }
    let rest = text.drop { $0 == " " || $0 == "\t" }
    guard let end = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(rest[...end])
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

/// The first ten names of a list, and how many more there are.
func listed(_ names: [String]) -> String {
    let shown = names.prefix(10).map(Rejection.shortened).joined(separator: ", ")
    return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
}

/// The names of some genes, as `listed(_ names: [String])` has them.
func listed(_ genes: [Gene]) -> String { listed(genes.map(\.symbol)) }

extension BidirectionalCollection {
    /// The longest end of the collection whose elements all pass.
    func suffix(while isPart: (Element) -> Bool) -> SubSequence {
        var start = endIndex
        while start > startIndex, isPart(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }
}
