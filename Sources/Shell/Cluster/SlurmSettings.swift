/// What a person asks of the cluster for each shard, and how patient to be.
package struct SlurmSettings: Hashable, Sendable {
    /// `--partition`, or the cluster's default.
    package var partition: String?
    /// `--account`, or the user's default.
    package var account: String?
    /// `--qos`, or the account's default.
    package var qos: String?
    /// `--mem` of each task.
    package var memoryMegabytes = 4096
    /// How far memory is raised, half as much again at a time, for a shard that ran out of it.
    ///
    /// `nil`: as far as ``retries`` lets it.
    package var maximumMemoryMegabytes: Int?
    /// `--time` of each task.
    package var minutes = 240
    /// How far time is raised, half as much again at a time, for a shard that ran out of it.
    ///
    /// `nil`: not at all, and such a shard is given up at once.
    package var maximumMinutes: Int?
    /// `--cpus-per-task`.
    package var cpusPerTask = 1
    /// How many tasks of the first submission run at once, the `%k` of `--array`.
    ///
    /// Shards sent again come on top.
    package var tasksAtOnce: Int?
    /// More options of `sbatch`, each as one word, such as `--constraint=avx2`.
    package var options: [String] = []
    /// How often Slurm is asked how the tasks are.
    package var secondsBetweenPolls = 30.0
    /// How often a shard that failed is tried again.
    package var retries = 2
    /// How long the file of a task that ended well may take to show up, as network file systems lag.
    package var secondsForFile = 60.0
    /// How long Slurm may give no answer before the run is left to itself.
    package var secondsOfSilence = 900.0
    /// Whether an interrupted run cancels its tasks; otherwise they go on, and a later run finds them.
    package var cancelsOnInterruption = false

    package init() {}
}
