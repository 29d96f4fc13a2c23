/// How far a run has come.
package struct ShardProgress: Hashable, Sendable {
    package var total: Int
    package var done: Int
    package var running: Int
    /// Not sent yet, or waiting for a machine.
    package var waiting: Int
    /// Given up.
    package var lost: Int
    /// How often a shard was, or will be, sent again in this run.
    package var repeats: Int
    /// Since this session began.
    package var seconds: Double
    /// A forecast; `nil` until a shard was timed.
    package var secondsLeft: Double?
    /// Why most of the waiting ones wait, in Slurm's word, such as `Priority`.
    package var reason: String?

    package init(
        total: Int,
        done: Int = 0,
        running: Int = 0,
        waiting: Int = 0,
        lost: Int = 0,
        repeats: Int = 0,
        seconds: Double = 0,
        secondsLeft: Double? = nil,
        reason: String? = nil
    ) {
        self.total = total
        self.done = done
        self.running = running
        self.waiting = waiting
        self.lost = lost
        self.repeats = repeats
        self.seconds = seconds
        self.secondsLeft = secondsLeft
        self.reason = reason
    }
}

/// Foretells when a run ends from how long its shards took.
package struct Forecast: Hashable, Sendable {
    private var count = 0
    private var sum = 0.0

    package init() {}

    /// Counts a shard that took so long.
    package mutating func add(seconds: Double) {
        count += 1
        sum += seconds
    }

    /// What the running ones still need and what the waiting ones will need at the mean duration, spread over as
    /// many as run at once.
    ///
    /// A shard that runs longer than the mean counts as nearly done. Where none runs, one at a time is assumed.
    ///
    /// - Parameters:
    ///   - running: The seconds that each running shard has taken.
    ///   - waiting: How many wait.
    ///   - atOnce: How many are known to run at once; never less than run.
    /// - Returns: Seconds until all are done; `nil` before the first was timed.
    package func secondsLeft(running: [Double], waiting: Int, atOnce: Int = 1) -> Double? {
        if running.isEmpty && waiting == 0 { return 0 }
        guard count > 0 else { return nil }
        let mean = sum / Double(count)
        let rest = running.map { max(0, mean - $0) }
        let work = rest.reduce(0, +) + Double(waiting) * mean
        return max(work / Double(max(1, atOnce, running.count)), rest.max() ?? 0)
    }
}
