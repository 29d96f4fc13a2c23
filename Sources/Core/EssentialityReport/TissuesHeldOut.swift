import Essentiality
import Interpretation
import LinearAlgebra
import Regression
import Screen
import Statistics

/// The kernel's errors in each tissue where its other lines were seen, and where none was (figure 4).
///
/// Both predict the same lines from the same fold's training lines; the second lacks those of the tissue. Only
/// the kernel's part of the model is learnt anew.
struct TissuesHeldOut: Sendable {
    let targets: [TrainedTargets.Target]
    /// Targets × tissues.
    let predictions: [TissuePredictions]
    let report: HeldOutReport
    /// For each target, absolute errors over all lines of these tissues, none held out.
    let global: [[Double]]

    static func made(
        _ lines: MeasuredLines,
        _ trained: TrainedTargets,
        seed: Seed,
        settings: EssentialityReportSettings,
        workers: some Workers
    ) -> Result<TissuesHeldOut, MissingPart> {
        guard trained.hasLineages else { return .failure(lineagesMissing) }
        let tissues = trained.tissues(ofLeast: settings.tissueLines).prefix(settings.tissues)
        guard tissues.count > 1 else {
            return .failure(
                MissingPart(
                    sentence:
                        "fewer than two lineages have \(settings.tissueLines) lines. More lines of a lineage are needed."
                )
            )
        }
        let predictable = trained.best.filter { $0.accuracy.r > 0.2 }
        let targets = Array((predictable.isEmpty ? trained.best : predictable).prefix(settings.tissueTargets))
        guard !targets.isEmpty else {
            return .failure(MissingPart(sentence: "no target is foretold better than by chance (r above 0)."))
        }
        guard settings.folds <= lines.data.lines.count else {
            return .failure(
                MissingPart(sentence: "there are fewer lines than folds. Name fewer with --folds.")
            )
        }
        do throws(TrainingFault) {
            return .success(
                try TissuesHeldOut(
                    lines,
                    targets,
                    Array(tissues),
                    seed: seed,
                    folds: settings.folds,
                    workers: workers
                )
            )
        } catch {
            return .failure(MissingPart(sentence: error.description))
        }
    }

    /// A model's training lines, and the lines it is asked for.
    private struct Split: Sendable {
        let training: [Int]
        let test: [Int]
        /// `nil` where the tissue is seen.
        let tissue: Int?
    }

    private init(
        _ lines: MeasuredLines,
        _ targets: [TrainedTargets.Target],
        _ tissues: [(name: String, lines: [Int])],
        seed: Seed,
        folds: Int,
        workers: some Workers
    ) throws(TrainingFault) {
        let data = lines.data
        let ranks = LineRanks(data.expression)
        let looked = Set(tissues.flatMap(\.lines))
        var splits: [Split] = []
        for fold in KFold(count: data.lines.count, folds: folds, seed: seed.value).folds {
            let training = fold.training.sorted()
            splits.append(
                Split(
                    training: training,
                    test: fold.test.filter { looked.contains($0) }.sorted(),
                    tissue: nil
                )
            )
            for (number, tissue) in tissues.enumerated() {
                let members = Set(tissue.lines)
                let test = fold.test.filter { members.contains($0) }.sorted()
                let rest = training.filter { !members.contains($0) }
                guard !test.isEmpty, rest.count > 2 else { continue }
                splits.append(Split(training: rest, test: test, tissue: number))
            }
        }
        let columns = targets.map { lines.columns[$0.place] }
        let work = splits
        let answers = workers.inOrder(work.count) { number in
            Result { () throws(TrainingFault) in
                let forecast = try KernelForecast(
                    data,
                    targets: columns,
                    ranks: ranks,
                    training: work[number].training
                )
                return forecast(
                    ranks,
                    rows: work[number].test,
                    lineages: work[number].test.map { data.lineages[$0] }
                )
            }
        }
        let none = [Double](repeating: .nan, count: data.lines.count)
        var seen = [[Double]](repeating: none, count: targets.count)
        var heldOut = seen
        for (split, answer) in zip(work, answers) {
            let values = try answer.get()
            for (place, line) in split.test.enumerated() {
                for target in targets.indices {
                    if split.tissue == nil {
                        seen[target][line] = values[place, target]
                    } else {
                        heldOut[target][line] = values[place, target]
                    }
                }
            }
        }
        let predictions = targets.indices.flatMap { number in
            tissues.map { tissue in
                TissuePredictions(
                    target: targets[number].gene.symbol,
                    tissue: tissue.name,
                    measured: tissue.lines.map { targets[number].measured[$0] },
                    seen: tissue.lines.map { seen[number][$0] },
                    heldOut: tissue.lines.map { heldOut[number][$0] }
                )
            }
        }
        let all = looked.sorted()
        self.targets = targets
        self.predictions = predictions
        report = HeldOutReport(predictions)
        global = targets.indices.map { number in
            all.map { (seen[number][$0] - targets[number].measured[$0]).magnitude }.filter(\.isFinite)
        }
    }
}

let lineagesMissing = MissingPart(
    sentence:
        "the model knows no lineages of its lines. Name them with --lines, such as DepMap's Model.csv, here or better in "
        + "the training."
)
