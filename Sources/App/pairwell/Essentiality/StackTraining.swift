import Essentiality
import Expression
import FoundationEssentials
import PlateFiles
import Screen
import Statistics

/// A trained model, its figures and the predictions behind them.
struct FinishedTraining: Sendable {
    let model: [UInt8]
    let report: TrainingReport
    let targets: [StackedTarget]
    let lines: [String]
    let scale: EffectScale

    /// `line,gene,measured,predicted,low,high`, a row for each line in which a target is known.
    func writePredictions(to path: String) throws {
        var text = "line,gene,measured,predicted,low,high\n"
        for target in targets {
            let gene = csvField(target.gene.symbol)
            for (place, line) in lines.enumerated() where !target.measured[place].isNaN {
                let (low, high) = (scale.bounded(target.lows[place]), scale.bounded(target.highs[place]))
                text +=
                    "\(csvField(line)),\(gene),\(target.measured[place]),\(decimal(target.heldOut[place], 6)),"
                    + "\(decimal(low, 6)),\(decimal(high, 6))\n"
            }
        }
        try writeOutput(Array(text.utf8), to: path)
    }
}

/// Trains the default's models, and judges them.
func stackTraining(
    _ input: TrainingSource.Input,
    folds: Int,
    seed: Seed,
    workers: some Workers,
    record: some TrainingRecord
) throws -> FinishedTraining {
    let trainer = StackTrainer(input.data, folds: folds, seed: seed)
    let blocks = Array(trainer.blocks.indices)
    var progress = ProgressLine("Training", all: trainer.pieces(blocks: blocks.count))
    let trained = try trainer.train(blocks: blocks, workers: workers, record: record) { progress.show($0) }
    let model = modelBytes(
        input.data,
        kernel: trained.kernel,
        targets: trained.targets,
        scale: input.scale,
        folds: folds,
        seed: seed.value,
        sources: input.digests
    )
    return FinishedTraining(
        model: model,
        report: TrainingReport(input, trained.targets),
        targets: trained.targets,
        lines: input.data.lines,
        scale: input.scale
    )
}

/// Writes a model with the digest of its bytes behind them.
func writeModel(_ bytes: [UInt8], to path: String) throws {
    try writeOutput(bytes + Array(sha256Text(bytes).utf8), to: path)
}
