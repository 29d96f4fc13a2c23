/// A well's place on a plate; row and column count from 0.
package struct WellPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let row: Int
    package let column: Int

    package init(row: Int, column: Int) {
        precondition(row >= 0 && column >= 0, "a well position counts from 0")
        self.row = row
        self.column = column
    }

    /// Reads `A1`, `A01`, `h12` or, on 1536-well plates, `AF48`; `nil` for anything else.
    ///
    /// Only the A…Z, AA…AF convention is read. `AA` standing for a row doubled up (A, B, … AA, BB) and
    /// quadrant names are refused, because they name other wells.
    package init?(_ label: some StringProtocol) {
        let letters = label.prefix { $0.isASCII && $0.isLetter }.uppercased()
        let digits = label.dropFirst(letters.count)
        guard (1...2).contains(letters.utf8.count), (1...2).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(digits), number >= 1
        else { return nil }
        let values = letters.utf8.map { Int($0) - 65 }
        let row = values.count == 1 ? values[0] : (values[0] + 1) * 26 + values[1]
        guard row < 32, number <= 48 else { return nil }
        self.init(row: row, column: number - 1)
    }

    /// `A01` … `P24`, `AF48`: the row's letters and a column of two digits.
    package var label: String { "\(rowName)\(column < 9 ? "0" : "")\(column + 1)" }

    /// `A1` … `P24`: as liquid handlers write it.
    package var unpaddedLabel: String { "\(rowName)\(column + 1)" }

    /// `A` … `Z`, `AA` … `AF`.
    package var rowName: String {
        func letter(_ index: Int) -> String { String(UnicodeScalar(UInt8(65 + index))) }
        return row < 26 ? letter(row) : letter(row / 26 - 1) + letter(row % 26)
    }

    package var description: String { label }

    package static func < (left: WellPosition, right: WellPosition) -> Bool {
        left.row != right.row ? left.row < right.row : left.column < right.column
    }
}
