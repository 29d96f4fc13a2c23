import ArgumentParser
import Cluster

/// What is asked of a Slurm cluster.
struct SlurmOptions: ParsableArguments {
    @Option(help: "With slurm: the partition.") var partition: String?
    @Option(help: "With slurm: the account.") var account: String?
    @Option(help: "With slurm: the quality of service.") var qos: String?
    @Option(help: "With slurm: megabytes of memory of a task; half as much again where it runs out.")
    var memory = 4_096
    @Option(help: "With slurm: minutes that a task may take.") var minutes = 240
    @Option(help: "With slurm: processors of a task.") var cpus = 1
    @Option(help: "With slurm: shards that the targets are cut into; as many as there are blocks by default.")
    var shards: Int?
    @Option(help: "With slurm: tasks that run at once.") var tasksAtOnce: Int?
    @Option(help: "With slurm: how often a failed task is tried again.") var retries = 2
    @Option(
        help: "With slurm: another option of sbatch, such as --constraint=avx2. May be given more than once."
    )
    var slurmOption: [String] = []
    @Option(help: "With slurm: seconds between questions to the cluster.") var poll = 10.0

    func validate() throws {
        let problems = settings.problems()
        guard problems.isEmpty else { throw ValidationError(problems.joined(separator: " ")) }
        guard shards.map({ (1...100_000).contains($0) }) ?? true else {
            throw ValidationError("--shards is a number from 1 to 100,000.")
        }
    }

    var settings: SlurmSettings {
        var settings = SlurmSettings()
        settings.partition = partition
        settings.account = account
        settings.qos = qos
        settings.memoryMegabytes = memory
        settings.minutes = minutes
        settings.cpusPerTask = cpus
        settings.tasksAtOnce = tasksAtOnce
        settings.retries = retries
        settings.options = slurmOption
        settings.secondsBetweenPolls = poll
        return settings
    }
}
