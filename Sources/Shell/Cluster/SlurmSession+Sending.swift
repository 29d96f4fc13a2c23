import Glibc

extension SlurmSession {
    /// Sends what waits, an array for each kind of means and each stretch of numbers that one array can hold.
    mutating func send() throws {
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
    mutating func send(
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
    mutating func withdraw(_ job: RunRecord.Job) throws {
        record.jobs.removeAll { $0.number == job.number }
        board.markUnsent(job)
        try folder.write(record)
    }

    /// More memory or time than before is refused: the shards failed for good.
    mutating func giveUp(_ shards: [Int], of job: RunRecord.Job, _ story: String) throws {
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

    mutating func maximumArraySize() throws -> Int {
        if let arraySize { return arraySize }
        let configuration = try programs.configuration()
        keepsAccounts = keepsAccounts && ScontrolRecords.keepsAccounts(configuration)
        // a list of every other number has to fit one word of a command line
        let size = min(ScontrolRecords.maximumArraySize(configuration), 10_000)
        arraySize = size
        return size
    }

    /// Finds out about arrays whose answer was never read.
    mutating func findIntended() throws {
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
