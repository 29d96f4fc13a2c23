import Hummingbird
import Logging
import Screen

/// A request that is answered with an error: `{"error":{"code":…,"message":…}}`, or a small page.
struct Fault: Error {
    let status: HTTPResponse.Status
    /// Stable, for programs.
    let code: String
    /// For people; names the remedy.
    let message: String
    var headers: HTTPFields = [:]

    static func badRequest(_ message: String) -> Fault {
        Fault(status: .badRequest, code: "bad_request", message: message)
    }

    static func notFound(_ message: String) -> Fault {
        Fault(status: .notFound, code: "not_found", message: message)
    }

    func reply(to request: Request) throws -> Response {
        var response: Response
        if isPage(request) {
            let page = try renderFaultPage(status: status.code, message: message)
            response = htmlReply(page, status: status)
        } else {
            response = try jsonReply(["error": ["code": code, "message": message]], status: status)
        }
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}

/// Gives every error one shape.
///
/// What nobody foresaw is logged here and told to nobody else.
struct FaultReplies: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as Fault {
            return try fault.reply(to: request)
        } catch let rejection as Rejection {
            let code = rejection.rule.replacing("-", with: "_")
            let fault = Fault(status: .unprocessableContent, code: code, message: rejection.description)
            return try fault.reply(to: request)
        } catch let error as any HTTPResponseError {
            return try fault(for: error.status, request).reply(to: request)
        } catch {
            let path = Rejection.shortened(request.uri.path)
            logger.error("request failed", metadata: ["http.path": "\(path)", "error": "\(error)"])
            return try Fault(
                status: .internalServerError,
                code: "internal",
                message: "The daemon failed to answer; its log says why."
            ).reply(to: request)
        }
    }

    private func fault(for status: HTTPResponse.Status, _ request: Request) -> Fault {
        switch status {
        case .notFound: .notFound("There is nothing at this address. See /v1/campaigns.")
        case .contentTooLarge:
            Fault(status: status, code: "too_large", message: "The body is larger than the server takes.")
        default: Fault(status: status, code: "bad_request", message: "The request cannot be answered.")
        }
    }
}

/// Whether a person with a browser asked, rather than a program.
func isPage(_ request: Request) -> Bool {
    request.uri.path == "/" || request.uri.path.hasPrefix("/campaigns")
}
