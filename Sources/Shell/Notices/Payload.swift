import Crypto
import Cycle
import FoundationEssentials
import Screen

/// What goes over the wire for one attempt.
struct Payload: Equatable {
    /// Header lines without `Content-Type`, in order.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    static func == (left: Payload, right: Payload) -> Bool {
        left.body == right.body && left.headers.elementsEqual(right.headers, by: ==)
    }
}

/// Renders a notice as its destination wants it, at `now` (seconds since 1970).
///
/// The body never depends on the time: a repeat differs in the timestamp header and signature only.
func payload(of delivery: Delivery, for destination: Destination, now: Double) throws -> Payload {
    switch destination.kind {
    case .webhook:
        let body = try webhookBody(delivery)
        let timestamp = String(Int64(now))
        var headers = [("webhook-id", delivery.id), ("webhook-timestamp", timestamp)]
        if let secret = destination.secret, let key = signingKey(secret) {
            let signed = Array("\(delivery.id).\(timestamp).".utf8) + body
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
            headers.append(("webhook-signature", "v1," + Data(code).base64EncodedString()))
        }
        return Payload(headers: headers, body: body)
    case .slack:
        return try Payload(headers: [], body: slackBody(delivery))
    }
}

/// The key of Standard Webhooks: base64 after `whsec_`; any other text stands for its own bytes.
func signingKey(_ secret: Secret) -> [UInt8]? {
    let text = secret.exposed
    guard text.hasPrefix("whsec_") else { return Array(text.utf8) }
    guard let key = Data(base64Encoded: String(text.dropFirst(6))), !key.isEmpty else { return nil }
    return Array(key)
}

// MARK: Generic webhook

/// UTF-8 bytes that a notice's lines may take; Standard Webhooks wants bodies below 20 kB.
private let bytesOfLines = 12_000

private struct WebhookBody: Encodable {
    struct Facts: Encodable {
        let key: String
        let title: String
        let lines: [String]
    }

    let type: Notice.Kind
    let id: String
    let campaign: String
    let data: Facts
}

private func webhookBody(_ delivery: Delivery) throws -> [UInt8] {
    let notice = delivery.notice
    var lines: [String] = []
    var bytes = 0
    for line in notice.lines {
        let text = plain(line, limit: 1_000)
        bytes += text.utf8.count
        guard bytes <= bytesOfLines else {
            lines.append("and \(notice.lines.count - lines.count) more")
            break
        }
        lines.append(text)
    }
    let facts = WebhookBody.Facts(
        key: plain(notice.key, limit: 500),
        title: plain(notice.title, limit: 500),
        lines: lines
    )
    return try canonicalJSON(
        WebhookBody(type: notice.kind, id: delivery.id, campaign: notice.campaign.text, data: facts)
    )
}

// MARK: Slack

private struct SlackBody: Encodable {
    struct Text: Encodable {
        let type = "plain_text"
        let text: String
        let emoji = false
    }

    struct Block: Encodable {
        let type: String
        var text: Text?
        var elements: [Text]?
    }

    let text: String
    let blocks: [Block]
}

/// Plain text throughout, so that a file's name can neither format nor mention anyone.
///
/// Slack takes headers of 150 and sections of 3,000 characters; both are counted after escaping.
private func slackBody(_ delivery: Delivery) throws -> [UInt8] {
    let notice = delivery.notice
    var blocks = [SlackBody.Block(type: "header", text: .init(text: escaped(notice.title, limit: 150)))]
    let lines = notice.lines.map { escaped($0, limit: 500) }
    var section = ""
    for (place, line) in lines.enumerated() {
        if section.utf16.count + line.utf16.count + 1 > 3_000 {
            blocks.append(.init(type: "section", text: .init(text: section)))
            section = ""
        }
        // Two sections hold what a person reads in a chat; the rest stands on the campaign's page.
        guard blocks.count < 3 else {
            section = "and \(lines.count - place) more"
            break
        }
        section += section.isEmpty ? line : "\n" + line
    }
    if !section.isEmpty { blocks.append(.init(type: "section", text: .init(text: section))) }
    let footer = "\(notice.campaign) · \(notice.kind.rawValue) · \(delivery.id)"
    blocks.append(.init(type: "context", elements: [.init(text: footer)]))
    return try canonicalJSON(SlackBody(text: escaped(notice.title, limit: 300), blocks: blocks))
}

/// `text` on one line with `&`, `<` and `>` as entities, `limit` UTF-16 units at most, entities whole.
private func escaped(_ text: String, limit: Int) -> String {
    var result = ""
    var length = 0
    for character in plain(text, limit: limit) {
        let piece =
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(character)
            }
        length += piece.utf16.count
        guard length < limit else { return result + "…" }
        result += piece
    }
    return result.isEmpty ? "-" : result
}

// MARK: Both

/// `text` with every control character as a space, and `limit` scalars at most.
private func plain(_ text: String, limit: Int) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        guard result.count < limit else {
            result.append("…")
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: result.append(" ")
        default: result.append(scalar)
        }
    }
    return String(result)
}

private func canonicalJSON(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try Array(encoder.encode(value))
}
