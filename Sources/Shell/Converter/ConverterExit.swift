import FoundationEssentials
package import Screen

/// How the child tells its parent how it ended, besides 0 and CSV.
package enum ConverterExit {
    /// A `Rejection` as JSON came in place of the CSV.
    package static let rejected: CInt = 65
    /// Confining itself, reading or writing failed.
    package static let unable: CInt = 71

    /// Wrong arguments, unable, and what a shell or a loader say of a program that does not start.
    static let faults: Set<CInt> = [64, unable, 126, 127]
}

/// What the child says where the file is at fault.
package func encoded(_ rejection: Rejection) throws -> [UInt8] {
    [UInt8](try JSONEncoder().encode(rejection))
}

/// The child is believed no further than a file: its words are cut to the length of ours.
func rejection(_ json: [UInt8]) -> Rejection {
    // because a child that was taken over may say anything, and the file would be tried for ever
    guard json.count <= 1 << 16, !isNestedTooDeep(json),
        let said = try? JSONDecoder().decode(Rejection.self, from: Data(json))
    else {
        return unreadable("ended without a word that can be understood")
    }
    return Rejection(
        rule: cut(said.rule, to: 40),
        reason: cut(said.reason, to: 600),
        row: said.row,
        column: said.column.map { cut($0, to: 100) },
        value: said.value,
        expected: cut(said.expected, to: 300),
        remedy: cut(said.remedy, to: 400)
    )
}

private func cut(_ text: String, to length: Int) -> String {
    String(
        String.UnicodeScalarView(
            text.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(length)
        )
    )
}
