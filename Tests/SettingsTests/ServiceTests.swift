import Cycle
import Testing

@testable import Settings

struct ServiceTests {
    @Test func `no section means no HTTP, no notices, no predictions`() throws {
        let configuration = try parsed(minimal())
        #expect(configuration.listen == nil)
        #expect(configuration.apiTokenFile == nil)
        #expect(configuration.notices.isEmpty)
        #expect(configuration.essentiality == nil)
        #expect(configuration.logLevel == "info")
    }

    @Test(arguments: [
        ("127.0.0.1:8470", "127.0.0.1", 8_470), ("localhost:0", "localhost", 0), ("\"[::1]:80\"", "::1", 80),
        ("127.8.8.8:65535", "127.8.8.8", 65_535),
    ])
    func `addresses of this machine may be listened on`(_ text: String, _ host: String, _ port: Int) throws {
        let configuration = try parsed(minimal(file: "http: {listen: \(text)}"))
        #expect(configuration.listen == ListenAddress(host: host, port: port))
    }

    @Test(arguments: [
        "0.0.0.0:80", "\"[::]:80\"", "lab.example:80", "127.0.0.1.example:80", "\"[::1]:80x\"", "80",
        "\":80\"", "::1:80", "localhost:65536",
    ])
    func `other addresses may not`(_ text: String) {
        #expect(faults(of: minimal(file: "http: {listen: \(text)}")).count == 1)
    }

    @Test func `a remote address needs leave and a token`() throws {
        let remote = "http: {listen: \"0.0.0.0:80\", allow-remote: true"
        let found = faults(of: minimal(file: remote + "}"))
        #expect(found.count == 1)
        #expect(found.first?.contains("Add token-file") == true)
        let configuration = try parsed(minimal(file: remote + ", token-file: token}"))
        #expect(configuration.listen == ListenAddress(host: "0.0.0.0", port: 80))
        #expect(configuration.apiTokenFile == "/etc/pairwell/token")
    }

    @Test func `destinations are read with their defaults`() throws {
        let configuration = try parsed(
            minimal(
                file: """
                    notices:
                      - {name: chat, kind: slack, url-file: secrets/slack}
                      - name: robot
                        kind: webhook
                        url: "http://[::1]:9000/hook?x=1"
                        secret-file: /run/secret
                        events: [file.rejected, batch.ready, file.rejected]
                    """
            )
        )
        #expect(
            configuration.notices == [
                NoticeDestination(
                    name: "chat",
                    kind: .slack,
                    address: .file("/etc/pairwell/secrets/slack"),
                    events: Notice.Kind.allCases
                ),
                NoticeDestination(
                    name: "robot",
                    kind: .webhook,
                    address: .loopback("http://[::1]:9000/hook?x=1"),
                    secretFile: "/run/secret",
                    events: [.fileRejected, .batchReady]
                ),
            ]
        )
        #expect(configuration.campaigns.first?.notices == ["chat", "robot"])
    }

    @Test(
        arguments: [
            ("200ms", 0.2), ("5s", 5), ("0s", 0), ("1.5 min", 90), ("1h", 3_600),
        ] as [(String, Double)]
    )
    func `durations have units`(_ text: String, _ seconds: Double) throws {
        let configuration = try parsed(minimal(file: "watch: {quiet-period: \(text)}"))
        #expect(configuration.watch.quietPeriod == seconds)
    }

    @Test(arguments: [("1KiB", 1_024), ("1.5MiB", 1_572_864), ("2GB", 2_000_000_000), ("4096B", 4_096)])
    func `sizes have units`(_ text: String, _ bytes: Int) throws {
        let configuration = try parsed(minimal(file: "watch: {maximum-file-size: \(text)}"))
        #expect(configuration.watch.maximumFileBytes == bytes)
    }

    @Test(arguments: ["5", "5m", "s", "-5s", "2h", "1e1s", "[5s]", "''", "~", "5S", "1.2.3s"])
    func `other durations are refused`(_ text: String) {
        #expect(faults(of: minimal(file: "watch: {quiet-period: \(text)}")).count == 1)
    }
}

struct NearestNameTests {
    private let known = ["batch-size", "barcode", "seed", "policy", "posterior", "genes", "genes-file"]

    @Test(arguments: [
        ("bach-size", "batch-size"), ("batch_size", "batch-size"), ("Seed", "seed"), ("sede", "seed"),
        ("post", "posterior"), ("genesfile", "genes-file"), ("gene", "genes"),
    ])
    func `a slip of the finger is recognised`(_ slip: String, _ meant: String) {
        #expect(nearestName(to: slip, among: known) == meant)
    }

    @Test(arguments: ["colour", "x", "", "b", "ge"])
    func `something else is not`(_ text: String) {
        #expect(nearestName(to: text, among: known) == nil)
    }
}

struct PathTests {
    @Test(arguments: [
        ("a", "/base/a"), ("/a//b/", "/a/b"), ("../a/./b", "/a/b"), ("../../../a", "/a"), (".", "/base"),
        ("/", "/"), ("a/b/..", "/base/a"),
    ])
    func `paths become absolute and plain`(_ path: String, _ absolute: String) {
        #expect(absolutePath(path, below: "/base") == absolute)
    }

    @Test func `a folder is inside itself and its parents, not its namesakes`() {
        #expect(isInside("/a/b", "/a"))
        #expect(isInside("/a", "/a"))
        #expect(isInside("/a", "/"))
        #expect(!isInside("/ab", "/a"))
        #expect(!isInside("/a", "/a/b"))
    }
}
