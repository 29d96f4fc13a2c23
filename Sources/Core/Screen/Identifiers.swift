/// The name of a campaign, as the configuration spells it: letters, digits, `-`, `_` and `.`.
package struct CampaignID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    /// `nil` unless the name is safe as a folder and as part of a URL.
    package init?(_ text: String) {
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95: true
            default: false
            }
        }
        guard allowed, (1...64).contains(text.utf8.count), !text.hasPrefix("."), !text.hasPrefix("-") else {
            return nil
        }
        self.text = text
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = CampaignID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a campaign name")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    package static func < (left: CampaignID, right: CampaignID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// The name of a batch: `<campaign>-r<round>`, the round with three digits.
package struct BatchID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    package init(campaign: CampaignID, round: Int) {
        let digits = String(round)
        text = "\(campaign)-r" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    package init(text: String) { self.text = text }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    package static func < (left: BatchID, right: BatchID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
