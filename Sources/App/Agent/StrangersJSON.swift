import FoundationEssentials
import Screen

/// Decodes JSON that somebody else wrote.
///
/// - Throws: `DecodingError`.
func decodeJSON<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    guard !isNestedTooDeep(bytes) else {
        throw DecodingError.dataCorrupted(
            DecodingError.Context(
                codingPath: [],
                debugDescription: "not valid JSON here: arrays lie in each other too deep"
            )
        )
    }
    return try JSONDecoder().decode(type, from: Data(bytes))
}
