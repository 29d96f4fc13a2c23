package import Screen

/// How plates are named: `{campaign}-R{round:3}-P{plate:2}` gives `bcl2-R007-P01`.
///
/// `:3` pads with zeros to at least three digits; a longer number is written in full. Barcodes become
/// file names, so the text between the fields is limited to letters, digits, `-`, `_` and `.`.
package struct BarcodePattern: Hashable, Sendable, Codable, CustomStringConvertible {
    private enum Part: Hashable, Sendable {
        case text(String)
        case campaign
        case round(width: Int)
        case plate(width: Int)

        var isField: Bool {
            if case .text = self { return false }
            return true
        }
    }

    package let text: String
    private let parts: [Part]

    /// `{campaign}-R{round:3}-P{plate:2}`.
    package static let standard = BarcodePattern(
        text: "{campaign}-R{round:3}-P{plate:2}",
        parts: [.campaign, .text("-R"), .round(width: 3), .text("-P"), .plate(width: 2)]
    )

    private static let key = "plates.barcode"
    private static let example = "for example '{campaign}-R{round:3}-P{plate:2}'"

    /// Reads and checks a pattern.
    ///
    /// - Throws: a fault for an unknown field, a brace without its partner, a character that cannot be
    ///   part of a file name, a pattern that gives every round the same barcodes, and fields that touch.
    package init(_ text: String) throws(LayoutFault) {
        let parts = try BarcodePattern.parts(of: text)
        try BarcodePattern.check(parts, text)
        self.init(text: text, parts: parts)
    }

    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    /// Whether two campaigns with this pattern have different barcodes.
    package var namesCampaign: Bool { parts.contains(.campaign) }

    package var namesPlate: Bool {
        parts.contains { if case .plate = $0 { true } else { false } }
    }

    /// The barcode of one plate; plates count from 1, rounds from 0.
    package func barcode(campaign: CampaignID, round: Int, plate: Int) -> Barcode {
        let pieces = parts.map { part in
            switch part {
            case .text(let text): text
            case .campaign: campaign.text
            case .round(let width): BarcodePattern.padded(round, width)
            case .plate(let width): BarcodePattern.padded(plate, width)
            }
        }
        return Barcode(pieces.joined())
    }

    /// Whether the campaign may give this barcode to a plate of some round.
    package func couldName(_ barcode: Barcode, campaign: CampaignID) -> Bool {
        BarcodePattern.matches(Array(barcode.text.utf8)[...], parts[...], campaign)
    }

    private static func matches(
        _ bytes: ArraySlice<UInt8>,
        _ parts: ArraySlice<Part>,
        _ campaign: CampaignID
    ) -> Bool {
        guard let part = parts.first else { return bytes.isEmpty }
        func follows(_ text: String) -> Bool {
            bytes.starts(with: text.utf8)
                && matches(bytes.dropFirst(text.utf8.count), parts.dropFirst(), campaign)
        }
        switch part {
        case .text(let text): return follows(text)
        case .campaign: return follows(campaign.text)
        case .round(let width), .plate(let width):
            let digits = bytes.prefix { (48...57).contains($0) }.count
            guard digits >= width else { return false }
            return (width...digits).contains { matches(bytes.dropFirst($0), parts.dropFirst(), campaign) }
        }
    }

    private init(text: String, parts: [Part]) {
        self.text = text
        self.parts = parts
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func parts(of text: String) throws(LayoutFault) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while let start = rest.first {
            if start == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    throw LayoutFault(
                        key: key,
                        reason: "'\(text)' has a '{' without its '}'.",
                        remedy: "Close the field, \(example)."
                    )
                }
                parts.append(try field(String(rest[rest.index(after: rest.startIndex)..<end]), of: text))
                rest = rest[rest.index(after: end)...]
            } else {
                let piece = rest.prefix { $0 != "{" }
                try checkCharacters(piece, of: text)
                parts.append(.text(String(piece)))
                rest = rest.dropFirst(piece.count)
            }
        }
        return parts
    }

    private static func field(_ inside: String, of text: String) throws(LayoutFault) -> Part {
        let pieces = inside.split(separator: ":", omittingEmptySubsequences: false)
        var width = 1
        if pieces.count == 2, let number = Int(pieces[1]), (1...9).contains(number) {
            width = number
        } else if pieces.count != 1 {
            throw LayoutFault(
                key: key,
                reason: "the field '{\(inside)}' does not say how many digits.",
                remedy: "Write a number from 1 to 9 after the colon, \(example)."
            )
        }
        switch (pieces[0], pieces.count) {
        case ("campaign", 1): return .campaign
        case ("round", _): return .round(width: width)
        case ("plate", _): return .plate(width: width)
        default:
            throw LayoutFault(
                key: key,
                reason: "'\(text)' has the field '{\(inside)}', which is not known.",
                remedy: "Use {campaign}, {round}, {round:3}, {plate} or {plate:2}."
            )
        }
    }

    private static func checkCharacters(_ piece: Substring, of text: String) throws(LayoutFault) {
        let stranger = piece.first { character in
            !(character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character)))
        }
        guard let stranger else { return }
        throw LayoutFault(
            key: key,
            reason: "'\(text)' has the character '\(stranger)', which cannot be part of a barcode.",
            remedy: "Use letters, digits, '-', '_' and '.' between the fields."
        )
    }

    private static func check(_ parts: [Part], _ text: String) throws(LayoutFault) {
        guard parts.contains(where: { if case .round = $0 { true } else { false } }) else {
            throw LayoutFault(
                key: key,
                reason: "'\(text)' gives the plates of every round the same barcodes.",
                remedy: "Add {round}, \(example)."
            )
        }
        if text.hasPrefix(".") || text.hasPrefix("-") || text.utf8.count > 64 {
            throw LayoutFault(
                key: key,
                reason: "'\(Rejection.shortened(text))' cannot name a file.",
                remedy: "Begin with a letter, a digit or a field, and use at most 64 characters."
            )
        }
        // Digits that touch could be read two ways: round 1 plate 11 and round 11 plate 1.
        for (index, part) in parts.enumerated() where part.isField {
            guard let next = parts[(index + 1)...].firstIndex(where: \.isField) else { continue }
            let between = parts[(index + 1)..<next]
            let separated = between.contains { part in
                if case .text(let text) = part { text.contains { !$0.isNumber } } else { false }
            }
            guard !separated else { continue }
            throw LayoutFault(
                key: key,
                reason: "two fields of '\(text)' touch, so that two plates could get the same barcode.",
                remedy: "Put a letter or a '-' between them, \(example)."
            )
        }
    }
}
