import FoundationEssentials
import Hummingbird

/// Canonical JSON: snake_case, keys sorted, no needless escapes.
func jsonReply(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // A number that is none must not cost the whole reply.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf",
        negativeInfinity: "-inf",
        nan: "nan"
    )
    let bytes = try encoder.encode(value)
    return reply(Array(bytes), type: "application/json", status: status)
}

func htmlReply(_ page: String, status: HTTPResponse.Status = .ok) -> Response {
    reply(Array(page.utf8), type: "text/html; charset=utf-8", status: status)
}

func reply(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
        status: status,
        headers: [.contentType: type],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    )
}

/// A part of a list as it goes over the wire.
struct ListReply<Item: Encodable>: Encodable {
    let total: Int
    let limit: Int
    let offset: Int
    let items: [Item]
}

/// Which part of a list is asked for.
struct Window {
    static let longest = 1_000

    let limit: Int
    let offset: Int

    /// - Throws: `Fault` where `limit` is not of 1 … 1,000 or `offset` is negative or not a number.
    init(_ request: Request) throws {
        limit = try Window.number("limit", of: request, in: 1...Window.longest) ?? 100
        offset = try Window.number("offset", of: request, in: 0...Int(Int32.max)) ?? 0
    }

    private static func number(_ name: String, of request: Request, in range: ClosedRange<Int>) throws -> Int?
    {
        guard let text = request.uri.queryParameters.get(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Fault.badRequest(
                "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)."
            )
        }
        return number
    }

    func reply<Item: Encodable>(_ page: Page<Item>) throws -> Response {
        try jsonReply(ListReply(total: page.total, limit: limit, offset: offset, items: page.items))
    }
}
