import Essentiality
import LinearAlgebra
import Regression
import Statistics

/// The model's held-out predictions beside those of other ways, learnt anew on the folds it was trained with.
struct ModelComparison: Sendable {
    /// How well a target is told by one way.
    struct Score: Sendable, Hashable {
        /// 0 where predictions or measurements do not vary.
        let r: Double
        /// Over the SD of the measured effect; 1 is what the mean reaches.
        let relativeRMSE: Double

        init(measured: [Double], predicted: [Double]) {
            let known = measured.indices.filter { measured[$0].isFinite && predicted[$0].isFinite }
            let values = known.map { measured[$0] }
            let told = known.map { predicted[$0] }
            let r = pearson(told, values)
            self.r = r.isFinite ? r : 0
            let sd = populationSD(values)
            relativeRMSE = sd > 0 ? rootMeanSquaredError(told, values) / sd : 1
        }
    }

    static let shiftedWays: [Way] = [.kernel, .ridge, .single, .components]

    let compared: [TrainedTargets.Target]
    /// Of all targets of the model; more than are compared where it has many.
    let all: Int
    let stack: [Score]
    let ways: [Way: [Score]]
    /// For each shift the scores of some ways.
    let shifts: [PlatformShift: [Way: [Score]]]
    /// Whether targets that the kernel alone predicts were told the same; `nil` where that cannot be seen.
    let hasTrainingFolds: Bool?
    let folds: Int

    /// Compares, or says why not.
    static func made(
        _ lines: MeasuredLines,
        _ trained: TrainedTargets,
        seed: Seed,
        settings: EssentialityReportSettings,
        workers: some Workers
    ) -> Result<ModelComparison, MissingPart> {
        guard settings.folds <= lines.data.lines.count else {
            return .failure(
                MissingPart(sentence: "there are fewer lines than folds. Name fewer with --folds.")
            )
        }
        do throws(TrainingFault) {
            return .success(
                try ModelComparison(lines, trained, seed: seed, settings: settings, workers: workers)
            )
        } catch {
            return .failure(MissingPart(sentence: error.description))
        }
    }

    private struct FoldAnswer: Sendable {
        let test: [Int]
        /// Test lines × targets.
        let kernel: Matrix
        let shifts: [PlatformShift: [Way: [[Double]]]]
    }

    private init(
        _ lines: MeasuredLines,
        _ trained: TrainedTargets,
        seed: Seed,
        settings: EssentialityReportSettings,
        workers: some Workers
    ) throws(TrainingFault) {
        let own = seed.derived("report")
        var generator = SeededGenerator(own.derived("compared targets"))
        let places = Array(trained.targets.indices)
        let compared =
            places.count > settings.comparedTargets
            ? generator.shuffled(places).prefix(settings.comparedTargets).sorted() : places
        let data = lines.data
        let shifted = PlatformShift.allCases.map { $0.applied(to: data.expression, seed: own) }
        let ranks = workers.inOrder(shifted.count) { LineRanks(shifted[$0]) }
        let folds = KFold(count: data.lines.count, folds: settings.folds, seed: seed.value).folds
        let answers = workers.inOrder(folds.count) { number in
            Result { () throws(TrainingFault) in
                let models = try FoldModels(
                    lines,
                    compared: compared,
                    ranks: ranks[0],
                    fold: folds[number],
                    seed: own
                )
                var found: [PlatformShift: [Way: [[Double]]]] = [:]
                for (place, shift) in PlatformShift.allCases.enumerated() {
                    found[shift] = models.predictions(
                        shifted[place],
                        ranks: ranks[place],
                        ways: shift == .none ? Way.allCases : Self.shiftedWays
                    )
                }
                return FoldAnswer(test: models.test, kernel: models.kernelForAll(ranks[0]), shifts: found)
            }
        }
        var known: [FoldAnswer] = []
        for answer in answers { known.append(try answer.get()) }

        let targets = compared.map { trained.targets[$0] }
        func scores(_ shift: PlatformShift, _ way: Way) -> [Score] {
            targets.indices.map { number in
                var predicted = [Double](repeating: .nan, count: data.lines.count)
                for answer in known {
                    guard let values = answer.shifts[shift]?[way]?[number] else { continue }
                    for (place, line) in answer.test.enumerated() { predicted[line] = values[place] }
                }
                return Score(measured: targets[number].measured, predicted: predicted)
            }
        }
        self.compared = targets
        all = trained.targets.count
        stack = targets.map { Score(measured: $0.measured, predicted: $0.predicted) }
        ways = Dictionary(uniqueKeysWithValues: Way.allCases.map { ($0, scores(.none, $0)) })
        shifts = Dictionary(
            uniqueKeysWithValues: PlatformShift.allCases.map { shift in
                (shift, Dictionary(uniqueKeysWithValues: Self.shiftedWays.map { ($0, scores(shift, $0)) }))
            }
        )
        hasTrainingFolds = Self.foldsAgree(trained, known.map { ($0.test, $0.kernel) })
        self.folds = settings.folds
    }

    /// Targets without modifiers were told by the kernel alone, which tells the same only from the same folds.
    private static func foldsAgree(
        _ trained: TrainedTargets,
        _ folds: [(test: [Int], kernel: Matrix)]
    ) -> Bool? {
        guard trained.model.trainedBy == "default" else { return nil }
        let alone = trained.targets.filter { $0.modifiers.isEmpty && $0.accuracy.sd > 0 }
        guard !alone.isEmpty else { return nil }
        var cells = 0
        var same = 0
        for target in alone {
            for (test, kernel) in folds {
                let differences = test.indices.filter { target.predicted[test[$0]].isFinite }.map {
                    (kernel[$0, target.place] - target.predicted[test[$0]]).magnitude
                }
                guard let greatest = differences.max() else { continue }
                cells += 1
                if greatest < 1e-3 * target.accuracy.sd { same += 1 }
            }
        }
        // Without modifiers in all lines a target may have had some in a fold, and then was not told by the kernel
        // alone; but other folds would leave no prediction as it was.
        return same > 0 ? true : cells >= 20 ? false : nil
    }
}
