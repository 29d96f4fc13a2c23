import Synchronization

/// When each loop last gave a sign of life, for the watchdog and `/health`.
package final class Vitals: Sendable {
    private struct State {
        var beats: [String: Double] = [:]
        var faults: [String: String] = [:]
    }

    private let state = Mutex(State())
    private let clock: DaemonClock
    /// Seconds without a sign of life after which a loop counts as stuck; a refit at genome scale takes minutes.
    private static let patience = 1800.0

    package init(clock: DaemonClock) { self.clock = clock }

    /// - Parameters:
    ///   - loop: who lives.
    ///   - pause: seconds it is going to rest from here on.
    package func beat(_ loop: String, before pause: Double = 0) {
        let next = clock.elapsed() + pause
        state.withLock { $0.beats[loop] = next }
    }

    /// Remembers what a loop stumbles over, until `recovered`.
    package func stumbled(_ loop: String, over fault: String) {
        state.withLock { $0.faults[loop] = fault }
    }

    package func recovered(_ loop: String) {
        state.withLock { $0.faults[loop] = nil }
    }

    /// Loops that have been silent too long, ascending.
    package var stuck: [String] {
        let now = clock.elapsed()
        return state.withLock { $0.beats.filter { now - $0.value > Vitals.patience }.keys.sorted() }
    }

    /// What loops stumble over at this moment, by loop.
    package var faults: [String: String] { state.withLock { $0.faults } }
}
