import Glibc

/// One session's care for a run: sends what waits, hears how the rest is, and remembers both.
struct SlurmSession {
    let script: JobScript
    let programs: SlurmPrograms
    let lock: RunLock
    let started = monotonicSeconds()
    var record: RunRecord
    var board: ShardBoard
    var arraySize: Int?
    var keepsAccounts = true
    /// Since when Slurm has not answered, and what it said instead.
    var silence: (since: Double, story: String)?
    /// A task that was seen waiting, so that it is known not to have ended long ago.
    var seen: Set<TaskKey> = []

    var settings: SlurmSettings { script.settings }
    var folder: RunFolder { script.folder }
    var means: RunRecord.Means {
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
    var isHopeless: Bool { board.doneHere == 0 && board.lost.count >= SlurmSession.hopeless }
    static let hopeless = 10
}
