import Cycle

/// What follows from one attempt.
enum Verdict: Equatable {
    case delivered
    /// Try again at this time; the lane rests until `laneUntil`.
    case retry(at: Double, laneUntil: Double, reason: String)
    case abandon(reason: String)
    /// The attempt did not happen.
    case none

    /// Attempts after which a server that keeps refusing (4xx, a redirect) is believed: about 8 h, so that
    /// a token can be put right on the same day.
    static let refusalsBelieved = 8
    /// Attempts after which an absent or failing server is given up: about 5 days, a long weekend and more.
    static let failuresBelieved = 26

    /// Seconds a lane rests after a failure that is the server's rather than the notice's.
    private static let rest = 30.0

    /// - Parameters:
    ///   - outcome: how the attempt ended.
    ///   - delivery: what was sent; `attempts` does not count this attempt.
    ///   - host: named in the reason, and nothing else of the address.
    ///   - now: seconds since 1970.
    init(_ outcome: Post.Outcome, of delivery: Delivery, host: String, now: Double) {
        let attempts = delivery.attempts + 1
        let reason: String
        let isRefusal: Bool
        var asked: Double?
        switch outcome {
        case .interrupted:
            self = .none
            return
        case .answered(200..<300, _, _):
            self = .delivered
            return
        case .answered(let status, let retryAfter, let word):
            reason = "\(host) answered \(status)" + (word.map { " (\($0))" } ?? "") + hint(status)
            isRefusal = ![408, 425, 429].contains(status) && (300..<500).contains(status)
            asked = status == 429 || status == 503 ? retryAfter : nil
        case .unreachable(let sentence):
            reason = "\(host): \(sentence)"
            isRefusal = false
        }
        if attempts >= (isRefusal ? Verdict.refusalsBelieved : Verdict.failuresBelieved) {
            self = .abandon(reason: "\(reason); given up after \(attempts) attempts")
            return
        }
        let seed = jitterSeed(delivery)
        let delay = Backoff.delay(afterAttempt: attempts, retryAfter: asked, jitterSeed: seed)
        // A refusal may be about this notice alone; the others need not wait for it.
        let rest = asked != nil ? delay : isRefusal ? 0 : min(delay, Verdict.rest)
        self = .retry(at: now + delay, laneUntil: now + rest, reason: reason)
    }
}

private func hint(_ status: Int) -> String {
    switch status {
    case 300..<400: ", a redirect, which is not followed; give the address it leads to"
    case 401, 403: "; check the token or secret"
    case 404, 410: "; check the address, the receiver may be gone"
    case 400, 413, 422: "; the receiver does not take this notice"
    default: ""
    }
}

private func jitterSeed(_ delivery: Delivery) -> UInt64 {
    // FNV-1a: the id is a digest already, so any spread over its bytes does.
    (delivery.id + delivery.destination).utf8.reduce(0xCBF2_9CE4_8422_2325) {
        ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
    }
}
