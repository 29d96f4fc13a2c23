import Essentiality
import FoundationEssentials
import Screen
import Statistics

/// Trains the paper's models, and judges them.
func rosenskiTraining(
    _ input: TrainingSource.Input,
    folds: Int,
    models: [PaperModelKind],
    seed: Seed,
    workers: some Workers,
    record: some TrainingRecord
) throws -> FinishedTraining {
    let trainer = RosenskiTrainer(input.data, folds: folds, models: models, seed: seed)
    var progress = ProgressLine("Training", all: trainer.pieces)
    let trained = try trainer.train(workers: workers, record: record) { progress.show($0) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let others = try trained.map { target in
        OtherModel(name: target.model.name, text: [UInt8](try encoder.encode(target.model)))
    }
    let targets = trained.map { StackedTarget($0) }
    let model = modelBytes(
        input.data,
        kernel: trainer.kernel(),
        targets: targets,
        scale: input.scale,
        trainedBy: "rosenski",
        folds: folds,
        seed: seed.value,
        sources: input.digests,
        others: others
    )
    return FinishedTraining(
        model: model,
        report: TrainingReport(input, targets, models: trained.map(\.model.name)),
        targets: targets,
        lines: input.data.lines,
        scale: input.scale
    )
}
