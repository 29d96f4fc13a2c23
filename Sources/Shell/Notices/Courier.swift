package import Logging
import ServiceLifecycle

/// Delivers the outbox: at least once, always under the same id, for as long as the daemon runs.
package struct Courier: Service {
    private let lanes: [Lane]
    private let wakes: [AsyncStream<Void>]
    private let wakers: [AsyncStream<Void>.Continuation]
    private let logger: Logger

    /// Seconds a lane waits after the outbox itself failed.
    private static let pauseAfterFault = 10.0
    private static let shortestWait = 0.05
    /// Seconds after which a lane looks again, whatever it was told; a step of the wall clock heals by it.
    private static let longestWait = 300.0

    /// - Parameters:
    ///   - destinations: each gets a thread of its own.
    ///   - outbox: see ``NoticeOutbox``.
    ///   - now: seconds since 1970.
    ///   - connectSeconds: bound of name look-up, connection and TLS.
    ///   - totalSeconds: bound of one attempt.
    ///   - logger: hears of each attempt; never of an address or a secret.
    package init(
        destinations: [Destination],
        outbox: any NoticeOutbox,
        now: @escaping @Sendable () -> Double,
        connectSeconds: Double = 10,
        totalSeconds: Double = 20,
        logger: Logger
    ) {
        let post = Post(connectSeconds: connectSeconds, totalSeconds: totalSeconds)
        lanes = destinations.map { Lane(to: $0, outbox: outbox, post: post, now: now, logger: logger) }
        let streams = lanes.map { _ in AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1)) }
        wakes = streams.map(\.stream)
        wakers = streams.map(\.continuation)
        self.logger = logger
    }

    /// Says that a notice has entered the outbox.
    package func wake() {
        for waker in wakers { waker.yield() }
    }

    /// Delivers until graceful shutdown or cancellation; call it once.
    ///
    /// An attempt under way then ends at once and does not count.
    package func run() async {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                for place in lanes.indices {
                    group.addTask { await keepDelivering(place) }
                }
            }
        } onCancelOrGracefulShutdown: {
            stop()
        }
    }

    /// Sends what is due, once, and leaves the rest for later.
    package func deliverDue() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in lanes { group.addTask { _ = try await lane.turn() } }
            try await group.waitForAll()
        }
    }

    private func stop() {
        for lane in lanes { lane.stop.set() }
        for waker in wakers { waker.finish() }
    }

    private func keepDelivering(_ place: Int) async {
        let lane = lanes[place]
        var hints = wakes[place].makeAsyncIterator()
        while !lane.stop.isSet {
            var wait: Double
            do {
                wait = try await lane.turn() ?? Courier.longestWait
            } catch {
                logger.error(
                    "outbox unusable; delivery pauses",
                    metadata: ["notice.destination": "\(lane.destination.name)", "error": "\(error)"]
                )
                wait = Courier.pauseAfterFault
            }
            wait = min(max(wait, Courier.shortestWait), Courier.longestWait)
            async let _: Void = wake(place, after: wait)
            await hints.next()
        }
    }

    /// An alarm clock; leaving the scope it was set in stops it.
    private func wake(_ place: Int, after seconds: Double) async {
        // because a cancelled sleep means that nobody waits for the alarm
        guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
        wakers[place].yield()
    }
}
