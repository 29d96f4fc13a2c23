/// One column of a file that holds columns.
enum ColumnCells: Sendable {
    /// Doubles, which stand with those of other columns: this one's place in a row.
    case numbers(Int)
    /// Doubles of their own; an empty cell is NaN.
    case doubles([Double])
    /// Whole numbers; where `filled` is false the cell is empty.
    case integers([Int64], filled: [Bool]?)
    case text([String?])
    case flags([Bool?])
    /// The same text in every row.
    case constant(String)

    /// The cell as one would write it; never asked of `numbers`.
    func text(row: Int) -> String {
        switch self {
        case .numbers: preconditionFailure("the table has the numbers")
        case .doubles(let values): brief(values[row])
        case .integers(let values, let filled): filled?[row] ?? true ? String(values[row]) : ""
        case .text(let values): values[row] ?? ""
        case .flags(let values): values[row].map { $0 ? "true" : "false" } ?? ""
        case .constant(let text): text
        }
    }

    func isBlank(row: Int) -> Bool {
        switch self {
        case .doubles(let values): values[row].isNaN
        case .integers(_, let filled): !(filled?[row] ?? true)
        case .flags(let values): values[row] == nil
        case .numbers, .text, .constant: text(row: row).utf8.allSatisfy(Tables.isBlank)
        }
    }

    /// The finite number in a cell, also where it is written as text.
    func number(row: Int) -> Double? {
        switch self {
        case .doubles(let values): return values[row].isFinite ? values[row] : nil
        case .integers(let values, let filled): return filled?[row] ?? true ? Double(values[row]) : nil
        case .flags: return nil
        case .numbers, .text, .constant:
            var text = text(row: row)
            return text.withUTF8 { bytes in
                let word = withoutQuotesAndBlanks(bytes.indices, in: bytes)
                return parseDouble(UnsafeBufferPointer(rebasing: bytes[word])).flatMap {
                    $0.isFinite ? $0 : nil
                }
            }
        }
    }
}

/// A double in words: `8` for 8.0, because identifiers become doubles where some are missing; `nan`.
func brief(_ value: Double) -> String {
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
    return value.description
}
