import FoundationEssentials

/// Settings of another module as the manifest shows them: plain JSON.
package enum ManifestValue: Sendable, Hashable {
    case null
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([ManifestValue])
    case object([String: ManifestValue])

    /// What `settings` encodes to.
    package init(encoding settings: some Encodable) throws {
        self = try JSONDecoder.manifest.decode(
            ManifestValue.self,
            from: JSONEncoder.manifest.encode(settings)
        )
    }
}

extension ManifestValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = decoded(Bool.self, container) {
            self = .flag(value)
        } else if let value = decoded(Int.self, container) {
            self = .integer(value)
        } else if let value = decoded(String.self, container) {
            self = .text(value)
        } else if let value = decoded(Double.self, container) {
            self = .number(value)
        } else if let value = decoded([ManifestValue].self, container) {
            self = .list(value)
        } else {
            self = try .object(container.decode([String: ManifestValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let values): try container.encode(values)
        }
    }
}

private func decoded<Value: Decodable>(
    _ type: Value.Type,
    _ container: any SingleValueDecodingContainer
) -> Value? {
    // because a value of another kind is what the next attempt is for
    try? container.decode(type)
}

extension JSONEncoder {
    /// Sorted keys, two spaces of indentation, `inf` and `nan` in words: the same value, the same bytes.
    static var manifest: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        return encoder
    }
}

extension JSONDecoder {
    static var manifest: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        return decoder
    }
}
