import LinearAlgebra
import Regression
import Statistics

/// The lines that one target is learnt from, with the modifiers chosen on them.
struct TargetLines: Sendable {
    private let columns: [Int]
    /// Of the modifiers over the lines.
    private let means: [Double]
    /// Of the target over the lines in which it is known; 0 where there are none.
    private let mean: Double
    /// Without the lines that take no part.
    private let lines: [Int]
    /// `nil` where the mean predicts.
    private let selection: ModelSelection?

    /// - Parameters:
    ///   - data: of all lines and targets.
    ///   - target: a column of the effect.
    ///   - lines: to learn from, whether or not the target is known in them.
    ///   - columns: of the modifiers.
    ///   - seed: of this target and these lines.
    init(_ data: TrainingData, target: Int, lines: [Int], columns: [Int], seed: Seed) {
        let known = lines.filter { !data.effect[$0, target].isNaN }
        let values = known.map { data.effect[$0, target] }
        mean = values.isEmpty ? 0 : Statistics.mean(values)
        self.columns = columns
        means = columns.map { column in
            let present = known.map { data.expression[$0, column] }.filter { !$0.isNaN }
            return present.isEmpty ? 0 : Statistics.mean(present)
        }
        let complete = known.filter { line in columns.allSatisfy { !data.expression[line, $0].isNaN } }
        let kept = complete.count >= TrainingData.fewestLines ? complete : known
        self.lines = kept
        guard !columns.isEmpty, kept.count >= ModelSelection.fewestLines else {
            selection = nil
            return
        }
        selection = ModelSelection(
            designMatrix(data.expression, rows: kept, columns: columns, means: means),
            kept.map { data.effect[$0, target] },
            seed: seed
        )
    }

    /// The best of some models, fitted to all lines, and how it was chosen.
    func chosen(
        from models: [PaperModelKind]
    ) throws(XGBoostFailure) -> (model: PaperModel, choice: ModelChoice) {
        guard let selection else { return (fallback, choice(nil, [], [])) }
        let (fit, errors) = try selection.best(of: models)
        guard let fit else { return (fallback, choice(nil, [], errors)) }
        let validation = selection.validation.map { lines[$0] }
        return (PaperModel(fit, means: means), choice(fit.kind, validation, errors))
    }

    /// A model chosen before, fitted again.
    func model(_ kind: PaperModelKind?) throws(XGBoostFailure) -> PaperModel {
        guard let kind, let fit = try selection?.refitted(kind) else { return fallback }
        return PaperModel(fit, means: means)
    }

    private var fallback: PaperModel { PaperModel(.mean(mean), means: means) }

    private func choice(
        _ model: PaperModelKind?,
        _ validation: [Int],
        _ errors: [ValidationError]
    ) -> ModelChoice {
        ModelChoice(model: model, modifiers: columns, validation: validation, errors: errors)
    }
}
