import Glibc

/// One session's care for a run: sends what waits, hears how the rest is, and remembers both.
struct SlurmSession {
    private let script: JobScript
    private let programs: SlurmPrograms
    private let lock: RunLock
    private let started = monotonicSeconds()
    private var record: RunRecord
    private var board: ShardBoard
    private var arraySize: Int?
    private var keepsAccounts = true
    /// Since when Slurm has not answered, and what it said instead.
    private var silence: (since: Double, story: String)?
    /// A task that was seen waiting, so that it is known not to have ended long ago.
    private var seen: Set<TaskKey> = []

    private var settings: SlurmSettings { script.settings }
    private var folder: RunFolder { script.folder }
    private var means: RunRecord.Means {
        RunRecord.Means(memoryMegabytes: settings.memoryMegabytes, minutes: settings.minutes)
    }

    init(
        shards: Int,
        script: JobScript,
        programs: SlurmPrograms,
        lock: RunLock,
        isSound: (Int) -> Bool
    ) throws {
        self.script = script
        self.programs = programs
        self.lock = lock
        let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        record = try script.folder.record() ?? RunRecord(run: name, shards: shards)
        guard record.shards == shards else {
            throw ClusterFault(
                .folder,
                "\(script.folder.path) holds a run that was begun with \(record.shards) shards, not \(shards). "
                    + "Give that number, or another folder."
            )
        }
        if record.hasGivenUp {
            for place in record.failures.indices { record.failures[place].isForgiven = true }
            record.hasGivenUp = false
        }
        let means = RunRecord.Means(
            memoryMegabytes: script.settings.memoryMegabytes,
            minutes: script.settings.minutes
        )
        board = ShardBoard(record, means: means, secondsForFile: script.settings.secondsForFile)
        script.folder.refresh()
        for shard in 0..<shards where isSound(shard) { board.markDone(shard) }
    }

    var progress: ShardProgress {
        var progress = board.progress()
        progress.repeats = record.failures.count { !$0.isForgiven && $0.next != nil }
        progress.seconds = monotonicSeconds() - started
        return progress
    }

    /// Does what can be done at the moment; tells whether nothing is left to do.
    ///
    /// - Throws: `ClusterFault` where the run cannot go on; what is on the cluster stays there.
    mutating func step(isSound: (Int) -> Bool) throws -> Bool {
        if board.isOver { return true }
        do {
            try findIntended()
            try poll(isSound)
            if isHopeless { return true }
            try send()
            silence = nil
        } catch let error as SlurmPrograms.NoAnswer {
            let now = monotonicSeconds()
            let since = silence?.since ?? now
            silence = (since, error.story)
            guard now - since < settings.secondsOfSilence else {
                throw ClusterFault(
                    .unreachable,
                    "Slurm has not answered for \(Int(now - since)) seconds: \(error.story). Shards that were sent go "
                        + "on by themselves; start the run again when Slurm is back."
                )
            }
        }
        return board.isOver
    }

    /// Cancels what is on the cluster, so that the next session sends it again.
    mutating func callOff() throws {
        try record.callOff(Set(board.open.map(\.job)).sorted(), through: programs, folder)
    }

    /// Throws where shards were given up, after writing that down.
    mutating func conclude() throws {
        let lost = board.lost
        guard !lost.isEmpty else { return }
        if !board.isOver { try callOff() }
        record.hasGivenUp = true
        try folder.write(record)
        throw ClusterFault(.lost(lost), story(of: lost))
    }

    /// Where so many shards were given up and none was done, the rest would fare no better.
    private var isHopeless: Bool { board.doneHere == 0 && board.lost.count >= SlurmSession.hopeless }
    private static let hopeless = 10
}

// MARK: - Sending

extension SlurmSession {
    /// Sends what waits, an array for each kind of means and each stretch of numbers that one array can hold.
    private mutating func send() throws {
        let waiting = board.toSend
        guard !waiting.isEmpty else { return }
        let size = try maximumArraySize()
        struct Kind: Hashable {
            let means: RunRecord.Means
            let stretch: Int
        }
        let kinds = Dictionary(grouping: waiting) { Kind(means: $0.means, stretch: $0.shard / size) }
        let order = kinds.keys.sorted { ($0.stretch, $0.means) < ($1.stretch, $1.means) }
        let atOnce = settings.tasksAtOnce.map { max(1, $0 / order.count) }
        for kind in order {
            let shards = (kinds[kind] ?? []).map(\.shard)
            guard try send(shards, kind.means, offset: kind.stretch * size, atOnce: atOnce) else { return }
        }
    }

    /// Sends one array; `false` where nothing more can be sent for the moment.
    private mutating func send(
        _ shards: [Int],
        _ means: RunRecord.Means,
        offset: Int,
        atOnce: Int?
    ) throws -> Bool {
        let number = (record.jobs.last?.number ?? 0) + 1
        var job = RunRecord.Job(
            number: number,
            name: "pairwell-\(record.run)-\(number)",
            intendedAt: time(nil),
            offset: offset,
            tasks: IndexList.compressed(shards.map { $0 - offset }),
            memoryMegabytes: means.memoryMegabytes,
            minutes: means.minutes
        )
        unlink(folder.jobMark(number))
        try folder.write([UInt8](script.text(for: job).utf8), to: folder.jobScript(number), mode: 0o755)
        record.jobs.append(job)
        try folder.write(record)
        board.markSent(job)
        switch try programs.submit(script.arguments(for: job, atOnce: atOnce), keeping: lock.descriptor) {
        case .taken(let id):
            job.id = id
            record.jobs[record.jobs.count - 1] = job
            try folder.write(record)
            board.markSent(job)
            return true
        case .complained(.unclear, let story):
            // the next step looks for it by its name
            throw SlurmPrograms.NoAnswer(story: story)
        case .complained(let kind, let story):
            try withdraw(job)
            if kind == .later { throw SlurmPrograms.NoAnswer(story: story) }
            if kind == .limited, !board.open.isEmpty { return false }
            if means.memoryMegabytes > settings.memoryMegabytes || means.minutes > settings.minutes {
                try giveUp(shards, of: job, story)
                return true
            }
            throw ClusterFault(
                .refused,
                "sbatch refused shards \(IndexList.compressed(shards)): \(story). Correct the setting that it names "
                    + "and start the run again."
            )
        }
    }

    /// Slurm did not take it: as if it had never been meant.
    private mutating func withdraw(_ job: RunRecord.Job) throws {
        record.jobs.removeAll { $0.number == job.number }
        board.markUnsent(job)
        try folder.write(record)
    }

    /// More memory or time than before is refused: the shards failed for good.
    private mutating func giveUp(_ shards: [Int], of job: RunRecord.Job, _ story: String) throws {
        for shard in shards {
            guard let last = record.failures.lastIndex(where: { $0.shard == shard }) else { continue }
            let failure = record.failures[last]
            record.failures[last] = RunRecord.Failure(
                shard: shard,
                job: failure.job,
                cause: failure.cause,
                story:
                    "\(failure.story); \(job.memoryMegabytes) MB and \(job.minutes) min were refused: \(story)"
            )
            board.markLost(shard)
        }
        try folder.write(record)
    }

    private mutating func maximumArraySize() throws -> Int {
        if let arraySize { return arraySize }
        let configuration = try programs.configuration()
        keepsAccounts = keepsAccounts && ScontrolRecords.keepsAccounts(configuration)
        // a list of every other number has to fit one word of a command line
        let size = min(ScontrolRecords.maximumArraySize(configuration), 10_000)
        arraySize = size
        return size
    }

    /// Finds out about arrays whose answer was never read.
    private mutating func findIntended() throws {
        for place in record.jobs.indices.reversed() where record.jobs[place].id == nil {
            var job = record.jobs[place]
            let age = max(0, time(nil) - job.intendedAt) + 3600
            let found =
                try folder.markedJob(job.number)
                ?? programs.job(named: job.name, within: age, keepsAccounts: keepsAccounts)
            guard let found else {
                try withdraw(job)
                continue
            }
            job.id = found
            record.jobs[place] = job
            try folder.write(record)
            board.markSent(job)
        }
    }
}

// MARK: - Watching

extension SlurmSession {
    private mutating func poll(_ isSound: (Int) -> Bool) throws {
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
    private mutating func addBooks(_ reports: inout [TaskKey: TaskReport], _ over: [TaskKey]) throws -> Bool {
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
    private mutating func take(_ task: ShardBoard.Ended) {
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

// MARK: - Telling

extension SlurmSession {
    private func story(
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

    private func story(of lost: [Int]) -> String {
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

    private func remedy(_ lost: [Int]) -> String {
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

    private static let phrases = [
        "Exceeded job memory limit", "exceeded memory limit", "oom-kill event", "oom_kill event",
    ]
}
