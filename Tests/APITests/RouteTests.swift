import Cycle
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Screen
import TestSupport
import Testing

@testable import API

struct RouteTests {
    let reader: SampleReader
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws { reader = try SampleReader() }

    /// One request to a server on loopback without a token, unless told otherwise.
    func ask(
        _ path: String,
        _ method: HTTPRequest.Method = .get,
        headers: HTTPFields = [:],
        body: String? = nil,
        _ configuration: ServerConfiguration = ServerConfiguration(),
        reader other: SampleReader? = nil
    ) async throws -> (status: Int, headers: HTTPFields, body: String) {
        let server = application(reader: other ?? reader, configuration: configuration, logger: quiet)
        return try await server.test(.router) { client in
            let buffer = body.map { ByteBuffer(string: $0) }
            return try await client.execute(uri: path, method: method, headers: headers, body: buffer) {
                reply in
                (reply.status.code, reply.headers, String(buffer: reply.body))
            }
        }
    }

    @Test(arguments: [
        ("/v1/campaigns", "campaigns.json"),
        ("/v1/campaigns/mapk-1/batches?limit=1&offset=3", "batches.json"),
        ("/v1/campaigns/mapk-1/pairs?limit=2&status=pending", "pairs.json"),
        ("/v1/predictions", "predictions.json"),
    ])
    func `a list stays as it was agreed`(_ path: String, _ golden: String) async throws {
        let reply = try await ask(path)
        #expect(reply.status == 200)
        #expect(reply.headers[.contentType] == "application/json")
        try expectGolden(reply.body + "\n", golden)
    }

    @Test func `a campaign is found by its name, and its keys are in snake case and sorted`() async throws {
        let reply = try await ask("/v1/campaigns/mapk-1")
        #expect(reply.status == 200)
        #expect(reply.body.hasPrefix(#"{"best_pairs":[{"cosine":0,"estimate":{"debiased":34.77,"#))
        #expect(reply.body.contains(#""next_action":"Image the plates"#))
    }

    @Test(arguments: [
        "/v1/campaigns/other", "/v1/campaigns/other/pairs", "/v1/campaigns/other/batches",
        "/v1/campaigns/..%2F",
        "/v1/nothing", "/v1/predictions/nobody", "/v1/predictions/%FF",
    ])
    func `what is not there is a 404 in the one shape of errors`(_ path: String) async throws {
        let reply = try await ask(path)
        #expect(reply.status == 404)
        struct Body: Decodable {
            let error: [String: String]
        }
        let body = try JSONDecoder().decode(Body.self, from: Data(reply.body.utf8))
        #expect(body.error["code"] == "not_found")
        #expect(body.error["message"]?.hasSuffix(".") == true)
    }

    @Test(arguments: [
        "/v1/predictions?limit=0", "/v1/predictions?limit=1001", "/v1/predictions?limit=ten",
        "/v1/campaigns/mapk-1/pairs?offset=-1", "/v1/campaigns/mapk-1/pairs?status=great",
        "/v1/campaigns?offset=99999999999999999999",
    ])
    func `a list asked for wrongly says what is right`(_ path: String) async throws {
        let reply = try await ask(path)
        #expect(reply.status == 400)
        #expect(reply.body.contains("must be"))
    }

    @Test func `a failure inside is told to the log and not to the caller`() async throws {
        let reply = try await ask("/v1/campaigns/broken")
        #expect(reply.status == 500)
        #expect(reply.body.contains(#""code":"internal""#))
        #expect(!reply.body.contains("Broken"))
    }

    @Test func `a sample's name may hold what a URL escapes`() async throws {
        #expect(try await ask("/v1/predictions/patient%207%2Fa").body.contains(#""sample":"patient 7/a""#))
    }

    @Test func `an expression table that is posted is queued`() async throws {
        let reply = try await ask(
            "/v1/predictions?name=p7.csv",
            .post,
            headers: [.contentType: "text/csv; charset=utf-8"],
            body: "gene,s1\nTP53,1\n"
        )
        #expect(reply.status == 202)
        #expect(
            reply.body.contains(
                #""items":[{"file":"p7.csv","missing_modifiers":[],"predictions":[],"remarks":[],"sample":"s1""#
            )
        )
        let posted = reader.takenPosts
        #expect(posted.map(\.name) == ["p7.csv"])
        #expect(posted.map { String(decoding: $0.bytes, as: UTF8.self) } == ["gene,s1\nTP53,1\n"])
    }

    @Test(arguments: [
        ("?name=../../etc/passwd", "text/csv", "x", 400), ("?name=.hidden", "text/csv", "x", 400),
        ("", "application/x-www-form-urlencoded", "x", 415), ("", "text/csv", "", 400),
        ("", "text/csv", String(repeating: "x", count: 2_000), 413), ("", "text/csv", "bad", 422),
    ])
    func `a post that cannot be taken is refused before anything is queued`(
        _ query: String,
        _ type: String,
        _ body: String,
        _ status: Int
    ) async throws {
        let small = ServerConfiguration(maximumBodyBytes: 1_000)
        let reply = try await ask(
            "/v1/predictions\(query)",
            .post,
            headers: [.contentType: type],
            body: body,
            small
        )
        #expect(reply.status == status)
        #expect(reader.takenPosts.isEmpty)
        #expect(reply.body.hasPrefix(#"{"error":{"code":""#))
    }

    @Test func `another site's page cannot post`() async throws {
        let name = try #require(HTTPField.Name("Sec-Fetch-Site"))
        let headers: HTTPFields = [.contentType: "text/csv", name: "cross-site"]
        let reply = try await ask("/v1/predictions", .post, headers: headers, body: "x")
        #expect(reply.status == 403)
        #expect(reader.takenPosts.isEmpty)
    }

    @Test func `pages are HTML, and a wrong address of one is a page too`() async throws {
        let list = try await ask("/")
        #expect(list.headers[.contentType] == "text/html; charset=utf-8")
        #expect(list.body.contains(#"<a href="/campaigns/mapk-1">mapk-1</a>"#))
        let page = try await ask("/campaigns/mapk-1")
        #expect(page.status == 200)
        #expect(page.body.contains("<h1>mapk-1</h1>"))
        let missing = try await ask("/campaigns/other")
        #expect(missing.status == 404)
        #expect(missing.body.contains("<h1>Nothing here</h1>"))
    }

    @Test func `every reply forbids scripts, sniffing, framing and caches`() async throws {
        for path in ["/", "/health", "/v1/campaigns", "/v1/nothing", "/campaigns/broken"] {
            let reply = try await ask(path)
            #expect(reply.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true, "\(path)")
            #expect(reply.headers[.contentSecurityPolicy]?.contains("script") == false, "\(path)")
            #expect(reply.headers[.xContentTypeOptions] == "nosniff", "\(path)")
            #expect(reply.headers[.cacheControl] == "no-store", "\(path)")
        }
    }

    @Test func `metrics are Prometheus text`() async throws {
        let reply = try await ask("/metrics")
        #expect(reply.body == "# TYPE pairwell_up gauge\npairwell_up 1\n")
        #expect(reply.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
    }

    @Test func `health says so in its status`() async throws {
        let well = try await ask("/health")
        #expect(well.status == 200)
        #expect(well.body == #"{"faults":[],"status":"ok","version":"1.2.3"}"#)
        let ill = try await ask("/health", reader: SampleReader(faults: ["The disk is full."]))
        #expect(ill.status == 503)
        #expect(ill.body == #"{"faults":["The disk is full."],"status":"degraded","version":"1.2.3"}"#)
    }
}
