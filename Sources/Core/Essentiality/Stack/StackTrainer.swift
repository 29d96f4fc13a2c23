import LinearAlgebra
import Modifiers
import Regression
package import Statistics

/// Trains the default predictor: a kernel of all expression, and ridge and trees on modifiers, stacked for each
/// target on lines that none of them had seen (docs/Essentiality.md).
///
/// Targets are trained in blocks of `blockSize`, within which penalties and weights are pooled; the same block
/// gives the same models on any number of workers, in any process.
package struct StackTrainer: Sendable {
    /// Targets that share pooled penalties and weights.
    package static let blockSize = 512

    let data: TrainingData
    let sets: TrainingSets
    let foldOfLine: [Int]
    let seed: Seed
    let ranks: LineRanks

    /// - Parameters:
    ///   - data: lines, expression and effect.
    ///   - folds: at least 3, at most the lines.
    ///   - seed: of the folds, as scikit-learn's `KFold(shuffle=True, random_state=)`, and of the trees.
    package init(_ data: TrainingData, folds: Int, seed: Seed) {
        precondition(folds >= 3 && folds <= data.lines.count, "nested folds need three folds")
        self.data = data
        self.seed = seed
        var foldOfLine = [Int](repeating: 0, count: data.lines.count)
        for (number, fold) in KFold(count: data.lines.count, folds: folds, seed: seed.value).folds
            .enumerated()
        {
            for line in fold.test { foldOfLine[line] = number }
        }
        self.foldOfLine = foldOfLine
        sets = TrainingSets(foldOfLine: foldOfLine, folds: folds)
        ranks = LineRanks(data.expression)
    }

    /// All blocks of the data's targets.
    package var blocks: [Range<Int>] {
        stride(from: 0, to: data.targets.count, by: Self.blockSize).map {
            $0..<min($0 + Self.blockSize, data.targets.count)
        }
    }

    /// Pieces of work that a training of some blocks has.
    package func pieces(blocks: Int) -> Int { blocks * (sets.sets.count + sets.folds + 1) }

    /// Trains some blocks.
    ///
    /// - Parameters:
    ///   - numbers: of the blocks of targets.
    ///   - workers: do the blocks of a step at once.
    ///   - record: keeps what each step found; asked first.
    ///   - progress: told after each step how many pieces are done.
    /// - Returns: the models of the blocks' targets, in order, with the kernel they share.
    /// - Throws: what the record throws, and `TrainingFault` where a value of the expression is not finite.
    package func train(
        blocks numbers: [Int],
        workers: some Workers,
        record: some TrainingRecord = NoRecord(),
        progress: (_ done: Int) -> Void = { _ in }
    ) throws -> (kernel: ExpressionKernel, targets: [StackedTarget]) {
        let blocks = numbers.map { self.blocks[$0] }
        var done = 0
        func advance() {
            done += blocks.count
            progress(done)
        }
        let outcomes = try outcomes(numbers, workers: workers, record: record, advance: advance)
        let last = sets.place(leftOut: [])
        let final = finalFits(sets.sets[last], blocks, workers: workers)
        advance()
        var judgements = blocks.map { HeldOutBlock(lines: data.lines.count, targets: $0.count) }
        for fold in 0..<sets.folds {
            let members = sets.sets[sets.place(leftOut: [fold])]
            let kernel = ExpressionKernel(ranks, rows: members.training, lineages: lineages)
            let lines = try SolvedKernel(kernel, data, rows: members.training)
            let held = HeldLines(kernel, ranks, rows: members.held[0], lineages: data.lineages)
            let fitted = try workers.map(blocks.count) { place in
                Result {
                    try judged(blocks[place], place, fold: fold, lines: lines, held: held, outcomes: outcomes)
                }
            }.map { try $0.get() }
            for place in blocks.indices { judgements[place].add(fitted[place]) }
            advance()
        }
        let kernel = ExpressionKernel(ranks, rows: sets.sets[last].training, lineages: lineages)
        let lines = try SolvedKernel(kernel, data, rows: sets.sets[last].training)
        let withoutLine = judgements
        let trained = try workers.map(blocks.count) { place in
            Result {
                try kept(
                    blocks[place],
                    place,
                    lines: lines,
                    outcomes: outcomes,
                    fits: final[place],
                    held: withoutLine[place]
                )
            }
        }.map { try $0.get() }
        advance()
        return (kernel, trained.flatMap(\.self))
    }

    /// Does and keeps the longest part of a training of some blocks: the modifier models of all but the last set.
    ///
    /// - Parameters:
    ///   - numbers: of the blocks.
    ///   - workers: do the blocks of a step at once.
    ///   - record: keeps what each step found; a `train` that asks it goes on from there.
    ///   - progress: told after each step how many pieces are done.
    /// - Throws: what `record` throws.
    package func prepare(
        blocks numbers: [Int],
        workers: some Workers,
        record: some TrainingRecord,
        progress: (_ done: Int) -> Void = { _ in }
    ) throws {
        var done = 0
        _ = try outcomes(numbers, workers: workers, record: record) {
            done += numbers.count
            progress(done)
        }
    }

    /// By set and block.
    private func outcomes(
        _ numbers: [Int],
        workers: some Workers,
        record: some TrainingRecord,
        advance: () -> Void
    ) throws -> [[SetOutcome]] {
        var found: [[SetOutcome]] = []
        for (number, members) in sets.sets.enumerated() where !members.leftOut.isEmpty {
            found.append(
                try outcomesOf(
                    set: number,
                    members,
                    numbers.map { blocks[$0] },
                    names: numbers,
                    workers: workers,
                    record: record
                )
            )
            advance()
        }
        return found
    }

    var lineages: [String]? { data.lineages.contains { !$0.isEmpty } ? data.lineages : nil }
}
