import FoundationEssentials

/// The daemon's clocks, so that tests can hold them still.
package struct DaemonClock: Sendable {
    /// Seconds since 1970: for records that people read, and for deadlines.
    let now: @Sendable () -> Double
    /// Seconds of a clock that never steps back.
    let elapsed: @Sendable () -> Double

    package init(now: @escaping @Sendable () -> Double, elapsed: @escaping @Sendable () -> Double) {
        self.now = now
        self.elapsed = elapsed
    }

    static let system: DaemonClock = {
        let clock = ContinuousClock()
        let start = clock.now
        return DaemonClock(
            now: { Date().timeIntervalSince1970 },
            elapsed: {
                let passed = start.duration(to: clock.now).components
                return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
            }
        )
    }()
}
