import Agent
import Synchronization

/// A clock that stands still until a test moves it.
final class HandClock: Sendable {
    private let seconds = Mutex(0.0)

    func advance(_ seconds: Double) { self.seconds.withLock { $0 += seconds } }

    func daemonClock(_ mishap: Mishap) -> DaemonClock {
        DaemonClock(
            now: {
                mishap.step()
                return 1_700_000_000 + self.seconds.withLock { $0 }
            },
            elapsed: { self.seconds.withLock { $0 } }
        )
    }
}
