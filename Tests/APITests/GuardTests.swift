import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import API

@Suite(.timeLimit(.minutes(1)))
struct GuardTests {
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    func status(
        of path: String,
        _ authorization: String? = nil,
        _ configuration: ServerConfiguration = ServerConfiguration(token: AccessToken("sesame"))
    ) async throws -> (code: Int, body: String, challenge: String?) {
        let server = try application(reader: SampleReader(), configuration: configuration, logger: quiet)
        var headers: HTTPFields = [:]
        headers[.authorization] = authorization
        return try await server.test(.router) { [headers] client in
            try await client.execute(uri: path, method: .get, headers: headers) { reply in
                (reply.status.code, String(buffer: reply.body), reply.headers[.wwwAuthenticate])
            }
        }
    }

    @Test(arguments: [
        "/", "/campaigns/mapk-1", "/v1/campaigns", "/v1/predictions", "/metrics", "/v1/nothing",
    ])
    func `every route but health asks for the token`(_ path: String) async throws {
        let refused = try await status(of: path)
        #expect(refused.code == 401)
        #expect(refused.challenge?.hasSuffix("realm=\"pairwell\"") == true)
        #expect(!refused.body.contains("sesame"))
        #expect(try await status(of: path, "Bearer sesame").code != 401)
    }

    @Test(arguments: [
        "Bearer", "Bearer ", "Bearer Sesame", "Bearer sesam", "sesame", "Basic sesame", "Digest sesame",
    ])
    func `a token that is not quite right is refused`(_ authorization: String) async throws {
        #expect(try await status(of: "/v1/campaigns", authorization).code == 401)
    }

    @Test func `a browser may send the token as a password`() async throws {
        let basic = "Basic " + Data("anyone:sesame".utf8).base64EncodedString()
        #expect(try await status(of: "/", basic).code == 200)
        #expect(try await status(of: "/").challenge == "Basic realm=\"pairwell\"")
    }

    @Test func `health shows strangers nothing but its status`() async throws {
        #expect(try await status(of: "/health").body == #"{"status":"ok"}"#)
        #expect(try await status(of: "/health", "Bearer sesame").body.contains("1.2.3"))
    }

    @Test func `a token shows itself nowhere by accident`() {
        let configuration = ServerConfiguration(token: AccessToken("sesame"))
        var shown = "\(configuration)"
        dump(configuration, to: &shown)
        #expect(!shown.contains("sesame"))
    }

    @Test(arguments: [
        ("localhost", 200), ("127.0.0.1:8080", 200), ("[::1]:8080", 200), ("LOCALHOST:1", 200),
        ("lab-pc", 200),
        ("evil.example", 421), ("localhost.evil.example", 421), ("127.0.0.1.evil.example:8080", 421),
        ("", 421),
    ])
    func `a server on loopback answers to its own names only`(_ host: String, _ code: Int) async throws {
        let configuration = ServerConfiguration(allowedHosts: ["Lab-PC"])
        let server = try application(reader: SampleReader(), configuration: configuration, logger: quiet)
        try await server.test(.live) { client in
            let reply = try await rawRequest(
                "GET /v1/campaigns HTTP/1.1\r\nHost: \(host)\r\n",
                port: #require(client.port)
            )
            #expect(reply.hasPrefix("HTTP/1.1 \(code) "))
            #expect(reply.contains("localhost and 127.0.0.1 only") == (code == 421))
        }
    }

    @Test func `a server that others reach answers to any name`() async throws {
        let configuration = ServerConfiguration(host: "0.0.0.0")
        let server = try application(reader: SampleReader(), configuration: configuration, logger: quiet)
        try await server.test(.live) { client in
            let reply = try await rawRequest(
                "GET /health HTTP/1.1\r\nHost: lab.example\r\n",
                port: #require(client.port)
            )
            #expect(reply.hasPrefix("HTTP/1.1 200 "))
        }
    }
}

/// Sends a request as it is written to a port of loopback, and gives the reply as it comes.
///
/// On a thread of its own: the server answers on the shared pool, which a waiting test must not hold.
private func rawRequest(_ head: String, port: Int) async throws -> String {
    try await withCheckedThrowingContinuation { done in
        Thread.detachNewThread { done.resume(with: Result { try exchange(head, port: port) }) }
    }
}

private func exchange(_ head: String, port: Int) throws -> String {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    try #require(code == 0)
    let bytes = Array((head + "Connection: close\r\n\r\n").utf8)
    try #require(send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count)
    var reply: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return String(decoding: reply, as: UTF8.self) }
        reply += buffer.prefix(count)
    }
}
