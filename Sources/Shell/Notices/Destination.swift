package import Cycle
import FoundationEssentials
package import Logging

/// Someone who hears of the campaign: a chat channel, or a program behind a webhook.
package struct Destination: Sendable, Hashable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// JSON signed by Standard Webhooks, where a secret is given.
        case webhook
        /// An incoming webhook of Slack.
        case slack
    }

    /// As the configuration names it; safe to log.
    package let name: String
    package let kind: Kind
    /// For Slack the address itself is the key to the channel.
    package let url: Secret
    /// `whsec_` and base64, or any text, whose bytes are then the key.
    package let secret: Secret?
    /// The kinds of notices it hears of.
    package let events: Set<Notice.Kind>
    /// Host and port of the address, for logs and errors.
    package let host: String

    /// - Throws: `DestinationFault` where the address is not http(s) with a host, or the secret is not a key.
    package init(
        name: String,
        kind: Kind,
        url: Secret,
        secret: Secret? = nil,
        events: Set<Notice.Kind> = Set(Notice.Kind.allCases)
    ) throws {
        guard let parts = URLComponents(string: url.exposed), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
        else {
            throw DestinationFault(
                "notice destination '\(name)': the address is not a URL. Write https://host/path, in a file of its own."
            )
        }
        if let secret, signingKey(secret) == nil {
            throw DestinationFault(
                "notice destination '\(name)': the secret starts with whsec_ but is not base64 after it."
            )
        }
        self.name = name
        self.kind = kind
        self.url = url
        self.secret = secret
        self.events = events
        self.host = parts.port.map { "\(host):\($0)" } ?? host
    }

    /// Reads the address and the secret from their files.
    ///
    /// - Throws: `DestinationFault`, see ``loadSecret(file:logger:)`` and the other initialiser.
    package init(
        name: String,
        kind: Kind,
        urlFile: String,
        secretFile: String?,
        events: Set<Notice.Kind>,
        logger: Logger
    ) throws {
        try self.init(
            name: name,
            kind: kind,
            url: loadSecret(file: urlFile, logger: logger),
            secret: secretFile.map { try loadSecret(file: $0, logger: logger) },
            events: events
        )
    }

    /// Whether the address leads to this machine, and so past any proxy.
    var isLoopback: Bool {
        let bare =
            host.hasPrefix("[")
            ? String(host.prefix { $0 != "]" }.dropFirst()) : String(host.prefix { $0 != ":" })
        return bare == "localhost" || bare == "::1" || bare.hasPrefix("127.")
    }
}
