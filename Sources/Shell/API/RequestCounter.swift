import Hummingbird
import Metrics

/// Counts and times requests by route and status.
///
/// Routes are templates, so labels stay few.
struct RequestCounter: RouterMiddleware {
    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let route = ("route", context.endpointPath ?? "none")
        let status = ("status", String(response.status.code))
        Counter(label: "http_requests", dimensions: [route, status]).increment()
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        Timer(label: "http_request", dimensions: [route])
            .recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        return response
    }
}
