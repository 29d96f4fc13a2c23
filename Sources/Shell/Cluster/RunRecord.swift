/// What a run remembers between sessions: what was sent and what failed.
///
/// Which shards are done is not in it; their files tell.
struct RunRecord: Codable, Hashable, Sendable {
    var version = 1
    /// Told apart from every other run of this user on the cluster.
    let run: String
    let shards: Int
    var jobs: [Job] = []
    var failures: [Failure] = []
    /// The last session gave shards up; the next one tries them afresh.
    var hasGivenUp = false

    /// An array that was sent, or is meant to be.
    struct Job: Codable, Hashable, Sendable {
        /// Its place in the run, from 1; part of its name and its files.
        let number: Int
        let name: String
        /// Slurm's number; `nil` from before `sbatch` is called until its answer is read.
        var id: Int?
        /// Seconds since 1970.
        let intendedAt: Int
        /// The shard of task 0.
        let offset: Int
        /// The tasks, in Slurm's short form.
        let tasks: String
        let memoryMegabytes: Int
        let minutes: Int
        /// The run itself cancelled what was left of it, so that nobody has to be asked before it is sent again.
        var isCalledOff = false

        var shards: [Int] { (IndexList.expanded(tasks) ?? []).map { $0 + offset } }
    }

    /// A task that ended without a sound file.
    struct Failure: Codable, Hashable, Sendable {
        let shard: Int
        /// The number of the job in this run.
        let job: Int
        let cause: Cause
        /// For a person: `FAILED (exit code 3) on node04`.
        let story: String
        /// What the next attempt is given; `nil` where there is none.
        var next: Means?
        /// From before the person started the run once more: no longer counts.
        var isForgiven = false
    }

    enum Cause: String, Codable, Hashable, Sendable {
        /// The shard's own failure.
        case own
        /// The cluster's: a node was lost, or others had precedence.
        case interruption
        /// Somebody cancelled it.
        case cancelled
        /// The cluster remembers no such task; it may have ended long ago.
        case forgotten
    }

    /// What a task is given.
    struct Means: Codable, Hashable, Sendable, Comparable {
        var memoryMegabytes: Int
        var minutes: Int

        static func < (left: Means, right: Means) -> Bool {
            (left.memoryMegabytes, left.minutes) < (right.memoryMegabytes, right.minutes)
        }
    }

    init(run: String, shards: Int) {
        self.run = run
        self.shards = shards
    }
}
