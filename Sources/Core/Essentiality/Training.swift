import LinearAlgebra
package import Screen
import Statistics

/// A trained model and what could not be trained.
package struct Training: Sendable {
    package let model: EssentialityModel
    /// By gene.
    package let skipped: [SkippedTarget]
    /// Expression genes measured in fewer than half of the lines, which were left out.
    package let sparseGenes: [Gene]
    /// How many lines the held-out figures were learnt from and judged on.
    package let trainingLines: Int
    package let testLines: Int
}

/// The fewest lines a model may be trained on; below it no correlation survives the correction.
package let fewestTrainingLines = 10
/// The fewest lines a held-out correlation is taken over.
package let fewestTestLines = 3

/// Trains a linear model for each target.
///
/// Follows the Methods of Rosenski et al. 2023 with the Pearson score alone. The held-out figures come from
/// a model whose modifiers and coefficients saw the training lines only; the model returned is then chosen
/// and fitted anew on all lines. Rows are put in the order of the line names first, so that the order of
/// the files does not matter. One thread of BLAS gives the same bits every time.
/// - Parameters:
///   - effect: lines × targets, NaN where unknown.
///   - scale: what the numbers of `effect` mean; only recorded.
///   - expression: lines × genes, log2(TPM + 1), NaN where missing.
///   - targets: columns of `effect`; `nil` for all of them.
///   - settings: recorded in the model.
///   - sources: recorded in the model.
///   - progress: told how many fits are done, of two a target.
/// - Returns: the model, and what could not be trained.
/// - Throws: `TrainingFault` where nothing can be trained, or a target is not a column of `effect`.
package func train(
    effect: LabelledMatrix,
    scale: EffectScale,
    expression: LabelledMatrix,
    targets: [Gene]? = nil,
    settings: TrainingSettings = TrainingSettings(),
    sources: TrainingSources,
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
) throws(TrainingFault) -> Training {
    if let fault = settings.fault { throw fault }
    let common = Set(effect.lines).intersection(expression.lines).sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    guard !common.isEmpty else {
        throw .noCommonLines(inEffect: effect.lines.first ?? "", inExpression: expression.lines.first ?? "")
    }
    let split = LineSplit(count: common.count, testShare: settings.testShare, seed: settings.seed.value)
    guard split.training.count >= fewestTrainingLines, split.test.count >= fewestTestLines else {
        let share = settings.testShare
        let forTraining = (Double(fewestTrainingLines) / (1 - share)).rounded(.up)
        let forTest = (Double(fewestTestLines) / share).rounded(.up)
        throw .tooFewLines(common.count, needed: Int(max(forTraining, forTest)))
    }
    let columns = try targetColumns(targets, of: effect)
    let (dense, sparse) = denselyMeasured(expression.restricted(toLines: common))
    let trainer = TargetTrainer(
        effect: effect.restricted(toLines: common),
        expression: dense,
        rule: settings.rule
    )

    let trials = columns.map { trainer.trial($0, of: split) }
    let trainable = columns.indices.filter { trials[$0].fault == nil }
    let skipped = columns.indices.compactMap { place in
        trials[place].fault.map { SkippedTarget(gene: effect.genes[columns[place]], reason: $0) }
    }.sorted { $0.gene < $1.gene }
    guard !trainable.isEmpty else { throw .allSkipped(skipped) }

    // Twice over the targets: on the training lines to judge, on all lines to keep.
    let all = 2 * trainable.count
    let judged = trainer.fits(trainable.map { (columns[$0], trials[$0].training) }) { progress($0, all) }
    let kept = trainer.fits(trainable.map { (columns[$0], trials[$0].known) }) {
        progress(trainable.count + $0, all)
    }
    let models = trainable.indices.map { place in
        let trial = trials[trainable[place]]
        let heldOut = trainer.judge(judged[place], on: trial.test)
        return trainer.model(kept[place], lines: trial.known, heldOut: heldOut)
    }
    let range = trainer.expressionRange
    let model = EssentialityModel(
        sources: sources,
        settings: settings,
        scale: scale,
        lines: common.count,
        expressionGenes: dense.genes.count,
        leastExpression: range.lowerBound,
        greatestExpression: range.upperBound,
        targets: models
    )
    return Training(
        model: model,
        skipped: skipped,
        sparseGenes: sparse,
        trainingLines: split.training.count,
        testLines: split.test.count
    )
}

/// The columns of the targets, each once, in the order of their genes.
private func targetColumns(_ targets: [Gene]?, of effect: LabelledMatrix) throws(TrainingFault) -> [Int] {
    let places = Dictionary(uniqueKeysWithValues: zip(effect.genes, effect.genes.indices))
    let wanted = Set(targets ?? effect.genes).sorted()
    let unknown = wanted.filter { places[$0] == nil }
    guard unknown.isEmpty else { throw .unknownTargets(unknown, known: effect.genes.count) }
    return wanted.compactMap { places[$0] }
}

/// The genes measured in at least half of the lines, and the others.
///
/// A modifier's missing lines leave the fit, so a gene that is mostly missing would take them all away.
private func denselyMeasured(_ expression: LabelledMatrix) -> (dense: LabelledMatrix, sparse: [Gene]) {
    var missing = [Int](repeating: 0, count: expression.genes.count)
    for row in expression.lines.indices {
        for (column, value) in expression.values.row(row).enumerated() where value.isNaN {
            missing[column] += 1
        }
    }
    let isDense = { (column: Int) in missing[column] * 2 <= expression.lines.count }
    let kept = expression.genes.indices.filter(isDense)
    let sparse = expression.genes.indices.filter { !isDense($0) }.map { expression.genes[$0] }
    return (expression.keepingGenes(at: kept), sparse.sorted())
}
