import Crypto

/// Where and for whom the server listens.
package struct ServerConfiguration: Sendable {
    package var host: String
    package var port: Int
    /// Asked of every request but `/health`; `nil` lets everyone in who reaches the port.
    package var token: AccessToken?
    /// Bytes of an expression table that is posted.
    package var maximumBodyBytes: Int
    /// Seconds between two loads of a page.
    package var refreshSeconds: Int
    /// Names besides `localhost` by which a server on loopback may be addressed.
    package var allowedHosts: Set<String>

    package init(
        host: String = "127.0.0.1",
        port: Int = 8080,
        token: AccessToken? = nil,
        maximumBodyBytes: Int = 32 << 20,
        refreshSeconds: Int = 10,
        allowedHosts: Set<String> = []
    ) {
        self.host = host
        self.port = port
        self.token = token
        self.maximumBodyBytes = maximumBodyBytes
        self.refreshSeconds = refreshSeconds
        self.allowedHosts = Set(allowedHosts.map { $0.lowercased() })
    }

    /// Whether only this machine reaches the port.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

/// The token that opens the API; kept as a digest, so that it cannot be shown.
package struct AccessToken: Sendable, CustomStringConvertible, CustomReflectable {
    private let digest: SHA256.Digest

    package init(_ text: String) { digest = SHA256.hash(data: Array(text.utf8)) }

    /// Takes the same time whatever is presented: digests of equal length are compared to the last byte.
    func matches(_ presented: String) -> Bool { SHA256.hash(data: Array(presented.utf8)) == digest }

    package var description: String { "<token>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
