import Glibc

extension SlurmSession {
    mutating func poll(_ isSound: (Int) -> Bool) throws {
        let open = board.open
        guard !open.isEmpty else { return }
        var reports = try programs.queue(Set(open.map(\.job)).sorted())
        let over = open.filter { reports[$0]?.state.hasEnded ?? true }
        seen.formUnion(open.filter { reports[$0].map { !$0.state.hasEnded } ?? false })
        var isWhole = true
        if !over.isEmpty {
            isWhole = try addBooks(&reports, over)
            folder.refresh()
        }
        let ended = board.digest(reports, isWhole: isWhole, now: monotonicSeconds(), isSound: isSound)
        guard !ended.isEmpty else { return }
        for task in ended { take(task) }
        try folder.write(record)
    }

    /// Adds what the books, or else the controller's details, tell of tasks that run no more.
    ///
    /// The queue is right about what waits and runs, as the books lag; the books are right about how things
    /// ended, as the queue holds no exit codes.
    ///
    /// - Returns: Whether what is still missing is unknown to Slurm.
    mutating func addBooks(_ reports: inout [TaskKey: TaskReport], _ over: [TaskKey]) throws -> Bool {
        var isWhole = true
        var books: [TaskKey: TaskReport] = [:]
        let jobs = Set(over.map(\.job)).sorted()
        if keepsAccounts {
            do {
                if let accounts = try programs.accounts(jobs) {
                    books = accounts
                } else {
                    keepsAccounts = false
                }
            } catch is SlurmPrograms.NoAnswer {
                // the daemon of the books is down more often than the controller, which knows most of it too
                isWhole = false
            }
        }
        for key in over {
            if let entry = books[key], entry.state.hasEnded { reports[key] = entry }
        }
        let unclear = over.filter { key in
            guard let report = reports[key] else { return false }
            return report.exit == nil && report.state != .completed
        }
        for job in Set(unclear.map(\.job)).sorted() {
            let details = try programs.details(job)
            for key in unclear {
                if let detail = details[key], detail.state.hasEnded { reports[key] = detail }
            }
        }
        return isWhole
    }

    /// Decides what becomes of a task that ended without a file, and writes it down.
    mutating func take(_ task: ShardBoard.Ended) {
        guard let key = task.sent.key else { return }
        let log = folder.lastLines(key)
        var state = task.report?.state
        if state == nil, seen.contains(key) { state = folder.hasLog(key) ? .failed : .cancelled(by: nil) }
        if state == .failed || state == .cancelled(by: "0") || state == .cancelled(by: nil) {
            // where memory is watched by polling, Slurm tells it in the log alone
            if OutOfMemory.isTold(by: log) { state = .outOfMemory }
        }
        let job = record.jobs.first { $0.number == task.sent.job }
        var isCalledOff = false
        if job?.isCalledOff == true, case .cancelled? = state ?? .cancelled(by: nil) { isCalledOff = true }
        let earlier = record.failures.filter { $0.shard == task.shard && !$0.isForgiven }
        let rule = RetryRule(settings: settings)
        let failure = RunRecord.Failure(
            shard: task.shard,
            job: task.sent.job,
            cause: rule.cause(of: state),
            story: story(of: task, state, key, log),
            next: isCalledOff
                ? task.sent.means
                : rule.next(
                    after: state,
                    means: task.sent.means,
                    own: earlier.count { $0.cause == .own },
                    interruptions: earlier.count { $0.cause == .interruption || $0.cause == .forgotten }
                ),
            isForgiven: isCalledOff
        )
        record.failures.append(failure)
        board.markFailed(failure, least: means)
    }
}
