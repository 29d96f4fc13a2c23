/// How long to wait before something that failed is tried again.
package enum Backoff {
    /// Seconds; no wait of the schedule is longer, before jitter.
    package static let longestDelay = 21_600.0
    /// Seconds; a server that asks for more is asked again after this.
    package static let longestRetryAfter = 86_400.0

    /// Seconds to wait after `attempt` attempts (1 or more) have failed.
    ///
    /// | attempts | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 and more |
    /// | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    /// | seconds | 5 | 20 | 80 | 320 | 1,280 | 5,120 | 20,480 | 21,600 |
    ///
    /// Up to a tenth is added, so that many waiting at once do not return at once; how much follows from
    /// `jitterSeed` and `attempt` alone. What the server asked for with Retry-After (seconds) stands in
    /// place of the schedule, between 1 s and ``longestRetryAfter``; the wait is never shorter than it.
    package static func delay(afterAttempt attempt: Int, retryAfter: Double?, jitterSeed: UInt64) -> Double {
        precondition(attempt >= 1, "a delay follows at least one attempt")
        let base: Double
        if let retryAfter, retryAfter.isFinite {
            base = min(max(retryAfter, 1), longestRetryAfter)
        } else {
            // 4^10 x 5 s is already far beyond the cap; the bound keeps the shift defined.
            base = min(5 * Double(UInt64(1) << UInt64(2 * min(attempt - 1, 10))), longestDelay)
        }
        return base * (1 + 0.1 * fraction(of: jitterSeed, attempt))
    }

    /// A number of [0, 1) by the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    private static func fraction(of seed: UInt64, _ attempt: Int) -> Double {
        var z = seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(attempt)
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) / Double(UInt64(1) << 53)
    }
}
