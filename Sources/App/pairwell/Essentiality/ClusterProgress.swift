import Cluster
import Screen
import Synchronization

/// Says on standard error how far the shards are, each time something changed.
final class ClusterProgress: Sendable {
    private let last = Mutex("")

    func show(_ progress: ShardProgress) {
        var text =
            "Shards: \(progress.done) of \(progress.total) done, \(progress.running) running, \(progress.waiting) waiting"
        if progress.repeats > 0 { text += ", \(progress.repeats) sent again" }
        if let reason = progress.reason, progress.running == 0, progress.waiting > 0 {
            text += " (\(reason))"
        }
        let changed = last.withLock { last in
            defer { last = text }
            return last != text
        }
        guard changed else { return }
        let left = progress.secondsLeft.map { "; about \(decimal($0, 0)) s left" } ?? ""
        standardError(text + left)
    }
}
