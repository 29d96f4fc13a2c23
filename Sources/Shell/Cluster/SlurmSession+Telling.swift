import Glibc

extension SlurmSession {
    func story(
        of task: ShardBoard.Ended,
        _ state: TaskState?,
        _ key: TaskKey,
        _ log: [String]
    ) -> String {
        var story: String
        switch (state, task.report) {
        case (.completed, _):
            story = "COMPLETED, but left no sound file within \(Int(settings.secondsForFile)) s"
        case (nil, _): story = "unknown to Slurm, as if it had ended long ago"
        case (.cancelled, nil): story = "cancelled before it began"
        case (let state?, _): story = state.word
        }
        if let exit = task.report?.exit, state != .completed {
            if exit.signal != 0 {
                story += " (signal \(exit.signal))"
            } else if exit.code != 0 {
                story += " (exit code \(exit.code))"
            }
        }
        if let node = task.report?.nodes, !node.isEmpty { story += " on \(node)" }
        switch state {
        case .outOfMemory:
            story += " with \(task.sent.means.memoryMegabytes) MB"
            if let peak = task.report?.peakKilobytes { story += " (it was seen to hold \(peak / 1024) MB)" }
        case .timeout: story += " after \(task.sent.means.minutes) min"
        default: break
        }
        guard !log.isEmpty else { return story + "; it left no log" }
        return story + "; \(folder.log(key)) ends:\n" + log.map { "    \($0)" }.joined(separator: "\n")
    }

    func story(of lost: [Int]) -> String {
        let shown = lost.prefix(5).map { shard in
            let failures = record.failures.filter { $0.shard == shard && !$0.isForgiven }
            let attempts = failures.count == 1 ? "1 attempt" : "\(failures.count) attempts"
            return "Shard \(shard), \(attempts): \(failures.last?.story ?? "not told")"
        }
        let all = lost.count > shown.count ? ["All of them: \(IndexList.compressed(lost))."] : []
        let done = board.standings.count { $0 == .done }
        let early = board.isOver ? [] : ["None was done, so the rest was cancelled."]
        let head = "\(lost.count) of \(record.shards) shards could not be computed; \(done) are done."
        return ([head] + shown + all + early + [remedy(lost)]).joined(separator: "\n")
    }

    func remedy(_ lost: [Int]) -> String {
        let causes = Set(
            lost.compactMap { shard in record.failures.last { $0.shard == shard }?.cause }
        )
        let advice =
            causes == [.cancelled]
            ? "Somebody cancelled them."
            : "Correct what the logs tell: more memory or time is asked for in the settings."
        return advice + " Then start the run again: shards that are done are not computed again."
    }
}

extension RunRecord {
    /// Writes down that the run cancels what is left of arrays, and does.
    mutating func callOff(_ ids: [Int], through programs: SlurmPrograms, _ folder: RunFolder) throws {
        guard !ids.isEmpty else { return }
        for place in jobs.indices {
            if let id = jobs[place].id, ids.contains(id) { jobs[place].isCalledOff = true }
        }
        try folder.write(self)
        try programs.cancel(ids)
    }
}

/// What slurmstepd writes into a task's log where a task took more memory than it may.
enum OutOfMemory {
    static func isTold(by log: [String]) -> Bool {
        log.contains { line in
            line.contains("slurmstepd") || line.contains("slurmd")
                ? phrases.contains { line.contains($0) } : false
        }
    }

    static let phrases = [
        "Exceeded job memory limit", "exceeded memory limit", "oom-kill event", "oom_kill event",
    ]
}
