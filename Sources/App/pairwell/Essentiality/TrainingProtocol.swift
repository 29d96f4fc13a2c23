import Essentiality
import Statistics

/// How models are trained: the default's way, or the paper's.
enum TrainingProtocol: Sendable {
    case stack(folds: Int, seed: Seed)
    case rosenski(folds: Int, models: [PaperModelKind], seed: Seed)

    init(_ plan: TrainingPlan) throws {
        switch plan.protocol {
        case "rosenski":
            let models = try plan.models.map { name in
                guard let kind = PaperModelKind(rawValue: name) else {
                    let names = PaperModelKind.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Failure(.dataError, "there is no model '\(name)'. There are: \(names).")
                }
                return kind
            }
            self = .rosenski(
                folds: plan.folds,
                models: models.isEmpty ? PaperModelKind.paper : models,
                seed: Seed(plan.seed)
            )
        default: self = .stack(folds: plan.folds, seed: Seed(plan.seed))
        }
    }

    /// Pieces that shards share out: blocks of targets, or targets.
    func pieces(_ data: TrainingData) -> Int {
        switch self {
        case .stack: (data.targets.count + StackTrainer.blockSize - 1) / StackTrainer.blockSize
        case .rosenski: data.targets.count
        }
    }

    /// Does and keeps the long part of a shard.
    func prepare(
        _ input: TrainingSource.Input,
        shard: Int,
        of plan: TrainingPlan,
        workers: some Workers,
        record: FolderRecord
    ) throws {
        let pieces = plan.pieces(ofShard: shard, of: pieces(input.data))
        guard !pieces.isEmpty else { return }
        switch self {
        case .stack(let folds, let seed):
            try StackTrainer(input.data, folds: folds, seed: seed)
                .prepare(blocks: Array(pieces), workers: workers, record: record)
        case .rosenski(let folds, let models, let seed):
            let part = input.data.keepingTargets(pieces)
            _ = try RosenskiTrainer(part, folds: folds, models: models, seed: seed)
                .train(workers: workers, record: record)
        }
    }

    /// Trains all targets, from what is kept where there is something.
    func train(
        _ input: TrainingSource.Input,
        workers: some Workers,
        record: some TrainingRecord
    ) throws -> FinishedTraining {
        switch self {
        case .stack(let folds, let seed):
            try stackTraining(input, folds: folds, seed: seed, workers: workers, record: record)
        case .rosenski(let folds, let models, let seed):
            try rosenskiTraining(
                input,
                folds: folds,
                models: models,
                seed: seed,
                workers: workers,
                record: record
            )
        }
    }
}
