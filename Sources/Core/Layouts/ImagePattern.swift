package import Screen

/// Where the picture of a well is to be looked at: `https://images.lab/{plate}/{row}{column:2}.png`.
///
/// `{well}` is `B07`, `{row}` `B`, `{column}` `7`, `{column:2}` `07`, `{plate}` the barcode and `{campaign}` the
/// campaign. What is put in is percent-encoded, so that it stays within its part of the address.
package struct ImagePattern: Hashable, Sendable, Codable, CustomStringConvertible {
    private enum Part: Hashable, Sendable {
        case text(String)
        case campaign
        case plate
        case well
        case row
        case column(width: Int)

        var isColumn: Bool { if case .column = self { true } else { false } }
    }

    package let text: String
    private let parts: [Part]

    private static let key = "images"
    private static let example = "for example 'https://images.example.org/{plate}/{well}.png'"

    /// Reads and checks a pattern.
    ///
    /// - Throws: a fault for another scheme than http and https, a host that is missing or holds a field, an
    ///   unknown field, a brace without its partner, a character that no address has, and a pattern that shows
    ///   the same picture for every well.
    package init(_ text: String) throws(LayoutFault) {
        self.text = text
        let scheme = ["https://", "http://"].first { text.lowercased().hasPrefix($0) }
        guard let scheme else {
            throw ImagePattern.fault(
                "'\(Rejection.shortened(text))' does not begin with https:// or http://.",
                "Give an address that a browser opens, \(ImagePattern.example)."
            )
        }
        let host = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        guard !host.isEmpty, !host.contains(where: { "{}@".contains($0) }) else {
            throw ImagePattern.fault(
                "'\(Rejection.shortened(text))' names no fixed host.",
                "Write the host out and without a user name, \(ImagePattern.example)."
            )
        }
        parts = try ImagePattern.parts(of: text)
        let namesWell = parts.contains(.well) || parts.contains(.row) && parts.contains(where: \.isColumn)
        guard namesWell, parts.contains(.plate) else {
            throw ImagePattern.fault(
                "'\(Rejection.shortened(text))' shows the same picture for several wells.",
                "Name {plate}, and {well} or {row} and {column}, \(ImagePattern.example)."
            )
        }
    }

    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    /// The address of one well's picture.
    package func address(of well: WellID, campaign: CampaignID) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .campaign: ImagePattern.encoded(campaign.text)
            case .plate: ImagePattern.encoded(well.plate.text)
            case .well: well.position.label
            case .row: well.position.rowName
            case .column(let width):
                String(repeating: "0", count: max(0, width - String(well.position.column + 1).count))
                    + String(well.position.column + 1)
            }
        }.joined()
    }

    private static func parts(of text: String) throws(LayoutFault) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while !rest.isEmpty {
            guard rest.first == "{" else {
                let piece = rest.prefix { $0 != "{" }
                try check(piece, of: text)
                parts.append(.text(String(piece)))
                rest = rest.dropFirst(piece.count)
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw fault(
                    "'\(Rejection.shortened(text))' has a '{' without its '}'.",
                    "Close the field, \(example)."
                )
            }
            parts.append(try part(String(rest[..<end].dropFirst()), of: text))
            rest = rest[rest.index(after: end)...]
        }
        return parts
    }

    private static func part(_ name: String, of text: String) throws(LayoutFault) -> Part {
        switch name {
        case "campaign": return .campaign
        case "plate": return .plate
        case "well": return .well
        case "row": return .row
        case "column": return .column(width: 1)
        case "column:2": return .column(width: 2)
        default:
            throw fault(
                "'\(Rejection.shortened(text))' has the field '{\(Rejection.shortened(name))}', which is not known.",
                "Use {plate}, {well}, {row}, {column}, {column:2} or {campaign}."
            )
        }
    }

    /// What an address is written with (RFC 3986); anything else has to come percent-encoded.
    private static func check(_ piece: Substring, of text: String) throws(LayoutFault) {
        let stranger = piece.unicodeScalars.first { scalar in
            !(scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "-._~:/?#[]@!$&()*+,;=%".unicodeScalars.contains(scalar)))
        }
        guard let stranger else { return }
        throw fault(
            "'\(Rejection.shortened(text))' holds '\(Rejection.shortened(String(stranger)))', which no address has.",
            "Write it percent-encoded, such as %20 for a blank."
        )
    }

    private static func fault(_ reason: String, _ remedy: String) -> LayoutFault {
        LayoutFault(key: key, reason: reason, remedy: remedy)
    }

    /// Unreserved characters of RFC 3986 as they are, every other byte as `%XX`.
    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126:
                result.unicodeScalars.append(UnicodeScalar(byte))
            default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return result
    }
}
