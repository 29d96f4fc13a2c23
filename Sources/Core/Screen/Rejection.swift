/// Why a file was set aside, in words for the person who dropped it.
///
/// A file is taken whole or not at all, so one rejection names the first fault found.
package struct Rejection: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// A stable code, such as `not-a-number`, for programs and counters.
    package let rule: String
    /// One sentence, without file name or position.
    package let reason: String
    /// The line of the file, counting from 1 with the header as line 1.
    package let row: Int?
    package let column: String?
    /// What was found there, shortened.
    package let value: String?
    package let expected: String
    /// What to do about it.
    package let remedy: String

    package init(
        rule: String,
        reason: String,
        row: Int? = nil,
        column: String? = nil,
        value: String? = nil,
        expected: String,
        remedy: String
    ) {
        self.rule = rule
        self.reason = reason
        self.row = row
        self.column = column
        self.value = value.map(Rejection.shortened)
        self.expected = expected
        self.remedy = remedy
    }

    /// `line 2, column 'intensity' holds 'n/a': the value is not a number. Leave the cell …`.
    package var description: String {
        var place: [String] = []
        if let row { place.append("line \(row)") }
        if let column { place.append("column '\(column)'") }
        let held = value.map { "\(place.isEmpty ? "found" : "holds") '\($0)'" }
        let lead = [place.joined(separator: ", "), held ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        return (lead.isEmpty ? "" : "\(lead): ") + "\(reason) \(remedy)"
    }

    /// Control characters as `?`, and no more than 80 characters: values come from strangers' files.
    package static func shortened(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(80) {
            result.unicodeScalars.append(scalar.properties.generalCategory == .control ? "?" : scalar)
        }
        return text.unicodeScalars.count > 80 ? result + "…" : result
    }
}
