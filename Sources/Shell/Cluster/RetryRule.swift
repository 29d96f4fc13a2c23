/// What to do about a task that ended without a sound file.
struct RetryRule: Sendable {
    /// A shard that loses its machine this often is given up all the same.
    static let mostInterruptions = 10

    let settings: SlurmSettings

    /// Decides whether there is to be a next attempt.
    ///
    /// - Parameters:
    ///   - state: How it ended; `nil` where the cluster does not remember.
    ///   - means: What it was given.
    ///   - own: How often the shard failed by itself before.
    ///   - interruptions: How often it lost its machine before.
    /// - Returns: What the next attempt is given, or `nil` where there is to be none.
    func next(
        after state: TaskState?,
        means: RunRecord.Means,
        own: Int,
        interruptions: Int
    ) -> RunRecord.Means? {
        switch cause(of: state) {
        case .cancelled: return nil
        case .interruption, .forgotten: return interruptions < RetryRule.mostInterruptions ? means : nil
        case .own: break
        }
        guard own < settings.retries else { return nil }
        var raised = means
        switch state {
        case .outOfMemory:
            let most = settings.maximumMemoryMegabytes ?? Int.max
            raised.memoryMegabytes = max(means.memoryMegabytes, min(most, grown(means.memoryMegabytes)))
            return raised.memoryMegabytes > means.memoryMegabytes ? raised : nil
        case .timeout, .deadline:
            // the same time would run out again
            raised.minutes = max(
                means.minutes,
                min(settings.maximumMinutes ?? means.minutes, grown(means.minutes))
            )
            return raised.minutes > means.minutes ? raised : nil
        default: return means
        }
    }

    func cause(of state: TaskState?) -> RunRecord.Cause {
        switch state {
        case nil: .forgotten
        case .cancelled: .cancelled
        case .nodeFailed, .preempted, .bootFailed, .revoked: .interruption
        default: .own
        }
    }

    /// Half as much again, and one more at least.
    private func grown(_ amount: Int) -> Int { amount + max(1, (amount + 1) / 2) }
}
