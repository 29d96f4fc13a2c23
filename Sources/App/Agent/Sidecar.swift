import FoundationEssentials

/// What `NAME.json` beside a file of results says of it.
package struct Sidecar: Decodable, Sendable {
    package let embeddingModel: String?

    enum CodingKeys: String, CodingKey {
        case embeddingModel = "embedding_model"
    }

    package init(json: [UInt8]) throws {
        self = try decodeJSON(Sidecar.self, from: json)
    }
}
