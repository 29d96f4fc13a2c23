import Crypto
import Cycle
import FoundationEssentials
import Screen
import Testing

@testable import Notices

struct PayloadTests {
    func rendered(_ notice: Notice, _ kind: Destination.Kind, secret: String? = nil) throws -> Payload {
        let destination = try Destination(
            name: "lab",
            kind: kind,
            url: Secret("https://example.org/x"),
            secret: secret.map { Secret($0) }
        )
        let delivery = Delivery(id: noticeID(notice), notice: notice, destination: "lab", attempts: 0)
        return try payload(of: delivery, for: destination, now: 1_700_000_000.9)
    }

    @Test func `the webhook body is canonical JSON`() throws {
        let body = try rendered(notice(lines: ["plate demo-R003-P01: 384 wells"]), .webhook).body
        let expected =
            #"{"campaign":"demo","data":{"key":"demo-r003","lines":["plate demo-R003-P01: 384 wells"],"#
            + #""title":"Batch ready"},"id":"ntc_ID","type":"batch.ready"}"#
        let id = try noticeID(notice())
        #expect(String(decoding: body, as: UTF8.self) == expected.replacing("ntc_ID", with: id))
    }

    @Test func `the id follows from campaign, kind and key alone`() throws {
        let id = try noticeID(notice())
        #expect(
            id == "ntc_58bb8f35bf044ff422a1d0ed26c80732",
            "receivers remember ids: this must never change"
        )
        #expect(try noticeID(notice(title: "Other words", lines: [])) == id)
        #expect(try noticeID(notice("demo-r004")) != id)
        #expect(id.hasPrefix("ntc_") && id.utf8.count == 36)
    }

    /// The example of the Standard Webhooks specification's libraries.
    @Test func `the signature is that of Standard Webhooks`() throws {
        let sent = try rendered(notice(), .webhook, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let headers = Dictionary(uniqueKeysWithValues: sent.headers.map { ($0.name, $0.value) })
        let id = try #require(headers["webhook-id"])
        #expect(headers["webhook-timestamp"] == "1700000000")
        let signature = try #require(headers["webhook-signature"])
        #expect(signature.hasPrefix("v1,"))
        let code = try #require(Data(base64Encoded: String(signature.dropFirst(3))))
        let key = try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signed = Array("\(id).1700000000.".utf8) + sent.body
        let isValid = HMAC<SHA256>.isValidAuthenticationCode(
            code,
            authenticating: signed,
            using: SymmetricKey(data: key)
        )
        #expect(isValid)
    }

    @Test func `without a secret nothing is signed`() throws {
        #expect(try rendered(notice(), .webhook).headers.map(\.name) == ["webhook-id", "webhook-timestamp"])
    }

    @Test func `a secret that claims to be base64 and is not is refused without being shown`() {
        let fault = #expect(throws: DestinationFault.self) {
            try Destination(
                name: "lab",
                kind: .webhook,
                url: Secret("https://a/b"),
                secret: Secret("whsec_%%")
            )
        }
        #expect(fault.map { !"\($0)".contains("%%") } == true)
    }

    @Test(arguments: ["", "file:///etc/passwd", "ftp://host/x", "https://", "just words"])
    func `an address that is not http with a host is refused`(_ text: String) {
        #expect(throws: DestinationFault.self) {
            try Destination(name: "lab", kind: .slack, url: Secret(text))
        }
    }

    @Test func `a Slack message has a header, sections and the id, within Slack's bounds`() throws {
        let lines = (1...400).map { "\($0) A+B & C <!channel>\n" + String(repeating: "x", count: 60) }
        let notice = try notice(title: String(repeating: "<&>", count: 100), lines: lines)
        let body = try rendered(notice, .slack).body
        let message = try JSONDecoder().decode(Slack.self, from: Data(body))
        #expect(message.blocks.map(\.type) == ["header", "section", "section", "section", "context"])
        let texts = message.blocks.compactMap(\.text)
        #expect(texts.allSatisfy { $0.type == "plain_text" && $0.text.utf16.count <= 3_000 })
        #expect(texts[0].text.utf16.count <= 150)
        #expect(texts[0].text.hasSuffix(";…"), "an entity must not be cut")
        #expect(texts.allSatisfy { !$0.text.contains("<") && !$0.text.contains("!channel>") })
        #expect(texts[1].text.hasPrefix("1 A+B &amp; C &lt;!channel&gt; xxx"))
        #expect(texts[3].text.hasPrefix("and ") && texts[3].text.hasSuffix(" more"))
        #expect(message.blocks[4].elements?.first?.text.contains(noticeID(notice)) == true)
    }

    @Test func `a huge notice stays below twenty kilobytes`() throws {
        let lines = [String](repeating: String(repeating: "\u{1F9EC}\u{0}", count: 5_000), count: 500)
        let notice = try notice(title: String(repeating: "\u{7}\"", count: 9_000), lines: lines)
        #expect(try rendered(notice, .webhook).body.count < 20_000)
        #expect(try rendered(notice, .slack).body.count < 20_000)
    }
}

private struct Slack: Decodable {
    struct Text: Decodable {
        let type: String
        let text: String
    }

    struct Block: Decodable {
        let type: String
        let text: Text?
        let elements: [Text]?
    }

    let text: String
    let blocks: [Block]
}
