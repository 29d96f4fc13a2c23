import Logging
import Threads

/// The way to one destination: a thread, and what rests on it.
///
/// Lanes know nothing of each other, so that a receiver that hangs holds up its own notices only.
actor Lane {
    nonisolated let destination: Destination
    nonisolated let stop = StopFlag()
    private nonisolated let executor: ThreadExecutor
    private let outbox: any NoticeOutbox
    private let post: Post
    private let now: @Sendable () -> Double
    private let logger: Logger
    /// Nothing is sent before this time.
    private var restsUntil = 0.0

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        to destination: Destination,
        outbox: any NoticeOutbox,
        post: Post,
        now: @escaping @Sendable () -> Double,
        logger: Logger
    ) {
        self.destination = destination
        self.outbox = outbox
        self.post = post
        self.now = now
        var logger = logger
        logger[metadataKey: "notice.destination"] = "\(destination.name)"
        self.logger = logger
        executor = ThreadExecutor(name: "notices")
    }

    /// Sends what is due, and returns the seconds until there is something to do; `nil` where nothing waits.
    func turn() async throws -> Double? {
        while !stop.isSet, now() >= restsUntil {
            let due = try await outbox.due(destination: destination.name, now: now(), limit: 20)
            guard !due.isEmpty else { break }
            for delivery in due where !stop.isSet && now() >= restsUntil {
                try await send(delivery)
            }
        }
        guard let next = try await outbox.nextDue(destination: destination.name) else { return nil }
        return max(0, max(next, restsUntil) - now())
    }

    private func send(_ delivery: Delivery) async throws {
        let payload = try payload(of: delivery, for: destination, now: now())
        let outcome = post.send(payload, to: destination, unless: stop)
        let verdict = Verdict(outcome, of: delivery, host: destination.host, now: now())
        let attempts = delivery.attempts + 1
        let id: Logger.Metadata = ["notice.id": "\(delivery.id)", "notice.attempt": "\(attempts)"]
        switch verdict {
        case .none:
            break
        case .delivered:
            try await outbox.delivered(delivery, at: now())
            logger.info("notice delivered", metadata: id)
        case .retry(let time, let laneUntil, let reason):
            restsUntil = laneUntil
            try await outbox.failed(delivery, attempts: attempts, retryAt: time, reason: reason)
            let metadata = id.merging(["notice.reason": "\(reason)"]) { $1 }
            logger.log(level: attempts == 1 ? .warning : .info, "notice not delivered", metadata: metadata)
        case .abandon(let reason):
            try await outbox.abandoned(delivery, attempts: attempts, at: now(), reason: reason)
            logger.error("notice given up", metadata: id.merging(["notice.reason": "\(reason)"]) { $1 })
        }
    }
}
