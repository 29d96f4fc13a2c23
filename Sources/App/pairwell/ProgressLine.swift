import Glibc

/// A line on standard error that says how far a long job is and how long it may still take, where a person looks on.
struct ProgressLine {
    private let title: String
    private let all: Int
    private let isWatched = isatty(STDERR_FILENO) == 1
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    /// - Parameters:
    ///   - title: What is done, such as `Training`.
    ///   - all: How many pieces there are, each about as long.
    init(_ title: String, all: Int) {
        self.title = title
        self.all = all
        start = clock.now
    }

    mutating func show(_ done: Int) {
        guard isWatched, done > 0 else { return }
        let (seconds, _) = start.duration(to: clock.now).components
        let left = Double(seconds) * Double(all - done) / Double(done)
        let forecast = done < all && seconds > 2 ? ", about \(Int(left.rounded())) s left" : ""
        let text = "\r\(title): \(100 * done / max(all, 1)) %\(forecast)        \(done >= all ? "\n" : "")"
        let line = Array(text.utf8)
        // because a line that nobody sees is no reason to stop
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
