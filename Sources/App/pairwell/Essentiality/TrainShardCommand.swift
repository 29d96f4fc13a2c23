import ArgumentParser
import Essentiality
import LinearAlgebra
import Statistics
import Threads

/// One task of a training on a cluster.
struct TrainShardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-shard",
        abstract: "Do one shard of a training that 'pairwell train --executor slurm' cut up.",
        shouldDisplay: false
    )

    @Option(help: "The run's folder.") var run: String
    @Option(help: "Threads.") var threads = 1
    @Option(help: "The shard's number, from 0.") var shard: Int

    func run() async throws {
        NumericsKernel.useOneThread()
        let plan = try TrainingPlan.read(run)
        guard (0..<plan.shards).contains(shard) else {
            throw Failure(
                .dataError,
                "There is no shard \(shard): they are numbered 0 to \(plan.shards - 1)."
            )
        }
        let worker = ThreadWorker(name: "training")
        try await worker.run { Result { try train(plan) } }.get()
        try TrainingPlan.markDone(shard, in: run)
    }

    private func train(_ plan: TrainingPlan) throws {
        let input = try plan.source.load()
        let record = try FolderRecord(run, of: input, plan)
        do {
            try TrainingProtocol(plan).prepare(
                input,
                shard: shard,
                of: plan,
                workers: ThreadWorkers(threads),
                record: record
            )
        } catch {
            throw trainingFailure(error)
        }
    }
}

/// What went wrong in a training, with its exit code.
func trainingFailure(_ error: any Error) -> any Error {
    switch error {
    case let fault as TrainingFault: Failure(.dataError, fault.description)
    case let fault as RecordFault: Failure(.inputOutput, fault.description)
    default: error
    }
}
