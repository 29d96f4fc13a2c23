/// Where each shard of a run stands, by what Slurm said and which files are there.
///
/// Knows neither clock nor file: both are told.
struct ShardBoard: Sendable {
    enum Standing: Hashable, Sendable {
        case toSend(RunRecord.Means)
        case sent(Sent)
        case done
        case lost
    }

    struct Sent: Hashable, Sendable {
        /// The job's number in the run.
        let job: Int
        /// `nil` as long as it is not known whether Slurm took it.
        let key: TaskKey?
        let means: RunRecord.Means
        var report: TaskReport?
        /// Since when it has ended, or is unknown, with its file missing.
        var missingSince: Double?
    }

    /// Something that ended without a file.
    struct Ended: Hashable, Sendable {
        let shard: Int
        let sent: Sent
        /// `nil` where Slurm no longer knows it.
        let report: TaskReport?
    }

    private(set) var standings: [Standing]
    private(set) var forecast = Forecast()
    /// The most that were seen running at once.
    private(set) var mostAtOnce = 0
    private(set) var doneHere = 0
    let secondsForFile: Double

    init(shards: Int, means: RunRecord.Means, secondsForFile: Double) {
        standings = Array(repeating: .toSend(means), count: shards)
        self.secondsForFile = secondsForFile
    }

    /// Takes up what earlier sessions left: sent jobs, failures, and means that were raised.
    init(_ record: RunRecord, means: RunRecord.Means, secondsForFile: Double) {
        self.init(shards: record.shards, means: means, secondsForFile: secondsForFile)
        for job in record.jobs { markSent(job) }
        for failure in record.failures { markFailed(failure, least: means) }
    }

    mutating func markDone(_ shard: Int) { standings[shard] = .done }

    mutating func markSent(_ job: RunRecord.Job) {
        let means = RunRecord.Means(memoryMegabytes: job.memoryMegabytes, minutes: job.minutes)
        for shard in job.shards where standings.indices.contains(shard) && standings[shard] != .done {
            let key = job.id.map { TaskKey(job: $0, index: shard - job.offset) }
            standings[shard] = .sent(Sent(job: job.number, key: key, means: means))
        }
    }

    /// Slurm never took the job: its shards wait again.
    mutating func markUnsent(_ job: RunRecord.Job) {
        let means = RunRecord.Means(memoryMegabytes: job.memoryMegabytes, minutes: job.minutes)
        for shard in job.shards where isSent(shard, by: job.number) { standings[shard] = .toSend(means) }
    }

    /// Takes note of a failure, which only counts where it is of the last job that the shard was sent with.
    mutating func markFailed(_ failure: RunRecord.Failure, least: RunRecord.Means) {
        guard standings.indices.contains(failure.shard), isSent(failure.shard, by: failure.job),
            case .sent(let sent) = standings[failure.shard]
        else { return }
        if let next = failure.next ?? (failure.isForgiven ? sent.means : nil) {
            standings[failure.shard] = .toSend(
                RunRecord.Means(
                    memoryMegabytes: max(next.memoryMegabytes, least.memoryMegabytes),
                    minutes: max(next.minutes, least.minutes)
                )
            )
        } else {
            standings[failure.shard] = .lost
        }
    }

    mutating func markLost(_ shard: Int) { standings[shard] = .lost }

    private func isSent(_ shard: Int, by job: Int) -> Bool {
        if case .sent(let sent) = standings[shard] { return sent.job == job }
        return false
    }

    /// Takes in what Slurm said.
    ///
    /// - Parameters:
    ///   - reports: By task; a task that is missing is unknown.
    ///   - isWhole: Whether Slurm answered in full, so that what is missing is missing.
    ///   - now: Seconds on a clock that only rises.
    ///   - isSound: Asked only of shards whose task runs no more.
    /// - Returns: The tasks that ended, or were forgotten, and have no sound file. Such a shard stays as it is
    ///   until ``markFailed(_:least:)``.
    mutating func digest(
        _ reports: [TaskKey: TaskReport],
        isWhole: Bool,
        now: Double,
        isSound: (Int) -> Bool
    ) -> [Ended] {
        var ended: [Ended] = []
        var running = 0
        for shard in standings.indices {
            guard case .sent(var sent) = standings[shard], let key = sent.key else { continue }
            let report = reports[key]
            if report == nil && !isWhole { continue }
            if let report, !report.state.hasEnded {
                sent.report = report
                sent.missingSince = nil
                standings[shard] = .sent(sent)
                running += report.state == .running ? 1 : 0
                continue
            }
            if isSound(shard) {
                standings[shard] = .done
                doneHere += 1
                if report?.state == .completed, let seconds = report?.seconds {
                    forecast.add(seconds: seconds)
                }
                continue
            }
            let since = sent.missingSince ?? now
            sent.missingSince = since
            // other ends leave no file behind, so that there is nothing to wait for
            let mayStillShow = report == nil || report?.state == .completed
            if !mayStillShow || now - since >= secondsForFile {
                ended.append(Ended(shard: shard, sent: sent, report: report))
            }
            standings[shard] = .sent(sent)
        }
        mostAtOnce = max(mostAtOnce, running)
        return ended
    }

    /// Shards that wait to be sent, with what they are to be given.
    var toSend: [(shard: Int, means: RunRecord.Means)] {
        standings.indices.compactMap { shard in
            if case .toSend(let means) = standings[shard] { (shard, means) } else { nil }
        }
    }

    /// Tasks that Slurm has and that are not known to be over.
    var open: [TaskKey] {
        standings.compactMap { if case .sent(let sent) = $0 { sent.key } else { nil } }
    }

    var lost: [Int] { standings.indices.filter { standings[$0] == .lost } }

    /// Nothing waits and nothing runs.
    var isOver: Bool { standings.allSatisfy { $0 == .done || $0 == .lost } }

    /// The counts, without what only the run knows.
    func progress() -> ShardProgress {
        var progress = ShardProgress(total: standings.count)
        var running: [Double] = []
        var reasons: [String: Int] = [:]
        for standing in standings {
            switch standing {
            case .done: progress.done += 1
            case .lost: progress.lost += 1
            case .toSend: progress.waiting += 1
            case .sent(let sent) where sent.report?.state == .running:
                running.append(sent.report?.seconds ?? 0)
            case .sent(let sent):
                progress.waiting += 1
                if let reason = sent.report?.reason, !reason.isEmpty { reasons[reason, default: 0] += 1 }
            }
        }
        progress.running = running.count
        progress.secondsLeft = forecast.secondsLeft(
            running: running,
            waiting: progress.waiting,
            atOnce: min(mostAtOnce, running.count + progress.waiting)
        )
        progress.reason = reasons.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        return progress
    }
}
