import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Refuses requests that a browser was tricked into sending to loopback under another name (DNS rebinding).
struct HostGuard: RouterMiddleware {
    let configuration: ServerConfiguration

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !configuration.isLoopback || isOurs(request.head.authority ?? "") else {
            throw Fault(
                status: .misdirectedRequest,
                code: "wrong_host",
                message:
                    "This server answers to localhost and 127.0.0.1 only. Use one of these, or a proxy that sends it as the host."
            )
        }
        return try await next(request, context)
    }

    private func isOurs(_ authority: String) -> Bool {
        let name =
            authority.hasPrefix("[")
            ? String(authority.prefix { $0 != "]" }.dropFirst())
            : String(authority.prefix { $0 != ":" })
        let host = name.lowercased()
        return ["localhost", "127.0.0.1", "::1", configuration.host].contains(host)
            || configuration.allowedHosts.contains(host)
    }
}

/// Refuses changes that another site's page asks for in the name of whoever looks at it.
struct CrossSiteGuard: RouterMiddleware {
    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] } ?? "none"
        guard request.method == .get || request.method == .head || ["none", "same-origin"].contains(site)
        else {
            throw Fault(
                status: .forbidden,
                code: "cross_site",
                message: "Requests of other sites are refused."
            )
        }
        return try await next(request, context)
    }
}

/// Asks for the token, as `Bearer` by programs or as the password of `Basic` by browsers.
struct TokenGuard: RouterMiddleware {
    let token: AccessToken?

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path == "/health" || isAuthorised(request, by: token) else {
            let scheme = isPage(request) ? "Basic" : "Bearer"
            throw Fault(
                status: .unauthorized,
                code: "unauthorized",
                message: "Send the token: 'Authorization: Bearer TOKEN'; in a browser it is the password.",
                headers: [.wwwAuthenticate: "\(scheme) realm=\"pairwell\""]
            )
        }
        return try await next(request, context)
    }
}

/// True where no token is configured, too.
func isAuthorised(_ request: Request, by token: AccessToken?) -> Bool {
    guard let token else { return true }
    let parts = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return false }
    switch parts[0].lowercased() {
    case "bearer":
        return token.matches(String(parts[1]))
    case "basic":
        guard let bytes = Data(base64Encoded: String(parts[1])) else { return false }
        let text = String(decoding: bytes, as: UTF8.self)
        return token.matches(String(text.drop { $0 != ":" }.dropFirst()))
    default:
        return false
    }
}

/// Headers that every reply carries: nothing is cached, sniffed, framed or run.
struct ReplyHeaders: RouterMiddleware {
    /// No scripts; the one style sheet is known by its digest.
    static let policy =
        "default-src 'none'; style-src '\(styleDigest)'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let fields = [
            "Cache-Control": "no-store",
            "Content-Security-Policy": ReplyHeaders.policy,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        ]
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard let name = HTTPField.Name(name) else { continue }
            response.headers[name] = value
        }
        return response
    }
}
