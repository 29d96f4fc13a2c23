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
    private let ranks: LineRanks

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
            let lines = try SolvedKernel(kernel)
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
        let lines = try SolvedKernel(kernel)
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

    private var lineages: [String]? { data.lineages.contains { !$0.isEmpty } ? data.lineages : nil }

    // MARK: Modifier models

    private func outcomesOf(
        set number: Int,
        _ members: TrainingSets.Members,
        _ blocks: [Range<Int>],
        names: [Int],
        workers: some Workers,
        record: some TrainingRecord
    ) throws -> [SetOutcome] {
        let label = members.leftOut.map(String.init).joined(separator: "-")
        func name(_ place: Int) -> String { "block-\(names[place])-without-\(label)" }
        let known = blocks.indices.map { place in
            record.part(name(place)).flatMap { SetOutcome(bytes: $0) }
                .flatMap { $0.fits(targets: blocks[place].count, held: members.held) ? $0 : nil }
        }
        guard known.contains(where: { $0 == nil }) else { return known.compactMap(\.self) }
        let prepared = PreparedExpression(expression: data.expression, rows: members.training)
        let found = workers.map(blocks.count) { place in
            known[place] ?? outcome(of: blocks[place], members, prepared: prepared)
        }
        for place in blocks.indices where known[place] == nil {
            try record.keep(name(place), found[place].bytes)
        }
        return found
    }

    private func fits(
        _ block: Range<Int>,
        _ members: TrainingSets.Members,
        prepared: PreparedExpression
    ) -> [ModifierFit] {
        let responses = block.map { target in members.training.map { data.effect[$0, target] } }
        let chosen = modifiers(of: responses, in: prepared, rule: .rosenski)
        return block.indices.map { target in
            let place = target - block.lowerBound
            let known = members.training.indices.filter { !responses[place][$0].isNaN }
            return ModifierFit(
                chosen[place],
                expression: data.expression,
                rows: known.map { members.training[$0] },
                response: known.map { responses[place][$0] },
                seed: seed.derived("trees")
            )
        }
    }

    /// A penalty of the ridge for each target, pooled over those with modifiers.
    private func ridgePenalties(_ fits: [ModifierFit]) -> [Int] {
        let none = [Double](repeating: 1, count: ModifierRidge.grid.count)
        return pooledPenalties(fits.map { $0.ridge?.errors ?? none }, counts: fits.map(\.hasModifiers))
    }

    private func outcome(
        of block: Range<Int>,
        _ members: TrainingSets.Members,
        prepared: PreparedExpression
    ) -> SetOutcome {
        let fits = fits(block, members, prepared: prepared)
        let penalties = ridgePenalties(fits)
        var outcome = SetOutcome(hasModifiers: fits.map(\.hasModifiers), ridge: [], trees: [])
        for rows in members.held {
            var ridge: [[Float]] = []
            var trees: [[Float]] = []
            for (place, fit) in fits.enumerated() {
                guard let line = fit.ridge, let forest = fit.trees else {
                    let mean = [Float](repeating: Float(fit.mean), count: rows.count)
                    ridge.append(mean)
                    trees.append(mean)
                    continue
                }
                let design = fit.design(data.expression, rows: rows)
                ridge.append(line.predictions(design, penalty: penalties[place]).map { Float($0) })
                trees.append(forest.predict(design).map { Float($0) })
            }
            outcome.ridge.append(ridge)
            outcome.trees.append(trees)
        }
        return outcome
    }

    /// The modifier models of all lines, with their penalties.
    private struct FinalFits: Sendable {
        let fits: [ModifierFit]
        let penalties: [Int]
    }

    private func finalFits(
        _ members: TrainingSets.Members,
        _ blocks: [Range<Int>],
        workers: some Workers
    ) -> [FinalFits] {
        let prepared = PreparedExpression(expression: data.expression, rows: members.training)
        return workers.map(blocks.count) { place in
            let fits = fits(blocks[place], members, prepared: prepared)
            return FinalFits(fits: fits, penalties: ridgePenalties(fits))
        }
    }

    // MARK: Kernel and stack

    /// A kernel of some lines, taken apart once for all blocks.
    private struct SolvedKernel: Sendable {
        let gram: Matrix
        /// For targets that are known in every line.
        let complete: KernelSolution
        /// How far each line is from the others.
        let nearness: [Double]

        init(_ kernel: ExpressionKernel) throws {
            gram = kernel.gram
            complete = try Self.solution(gram, places: Array(0..<gram.rows))
            nearness = Essentiality.nearness(kernel.distances, leavingSelf: true)
        }

        func solution(_ places: [Int]) throws -> KernelSolution {
            places.count == gram.rows ? complete : try Self.solution(gram, places: places)
        }

        private static func solution(_ gram: Matrix, places: [Int]) throws -> KernelSolution {
            guard let solution = KernelSolution(gram: gram, places: places) else {
                throw TrainingFault.record(
                    "The kernel of the lines cannot be taken apart: a value of the expression is not finite."
                )
            }
            return solution
        }
    }

    /// The lines of a fold as the kernel of the others sees them.
    private struct HeldLines: Sendable {
        let similarity: Matrix
        /// How far each is from the lines learnt from.
        let nearness: [Double]

        init(_ kernel: ExpressionKernel, _ ranks: LineRanks, rows: [Int], lineages: [String]) {
            let (similarity, distances) = kernel.against(
                ranks,
                rows: rows,
                lineages: rows.map { lineages[$0] }
            )
            self.similarity = similarity
            nearness = Essentiality.nearness(distances)
        }
    }

    /// The kernel's models of a block on some lines.
    private struct KernelFits {
        /// Training lines × targets; 0 for lines in which a target is not known.
        var duals: FloatMatrix
        let means: [Double]
        /// For each target, a value for each training line: predicted without the line itself, NaN where unknown.
        let leftOut: [[Double]]
    }

    private func kernelFits(
        _ block: Range<Int>,
        _ lines: SolvedKernel,
        rows: [Int]
    ) throws -> KernelFits {
        var groups: [[Int]: [Int]] = [:]
        var order: [[Int]] = []
        for target in block {
            let known = rows.indices.filter { !data.effect[rows[$0], target].isNaN }
            if groups[known] == nil { order.append(known) }
            groups[known, default: []].append(target - block.lowerBound)
        }
        var paths: [(places: [Int], path: KernelSolution.Path, members: [Int])] = []
        var errors = [[Double]](repeating: [], count: block.count)
        for known in order {
            let members = groups[known, default: []]
            var responses = Matrix(rows: known.count, columns: members.count)
            for (row, place) in known.enumerated() {
                for (column, member) in members.enumerated() {
                    responses[row, column] = data.effect[rows[place], block.lowerBound + member]
                }
            }
            let path = try lines.solution(known).path(responses)
            for (column, member) in members.enumerated() { errors[member] = path.errors[column] }
            paths.append((known, path, members))
        }
        let penalties = pooledPenalties(errors, counts: block.map { _ in true })
        var duals = FloatMatrix(rows: rows.count, columns: block.count)
        var means = [Double](repeating: 0, count: block.count)
        var leftOut = [[Double]](
            repeating: [Double](repeating: .nan, count: rows.count),
            count: block.count
        )
        for (places, path, members) in paths {
            let own = path.duals(penalties: members.map { penalties[$0] })
            for (column, member) in members.enumerated() {
                means[member] = path.means[column]
                let residuals = path.residuals[penalties[member]]
                for (row, place) in places.enumerated() {
                    duals.storage[place * block.count + member] = Float(own[row, column])
                    leftOut[member][place] =
                        data.effect[rows[place], block.lowerBound + member] - residuals[row, column]
                }
            }
        }
        return KernelFits(duals: duals, means: means, leftOut: leftOut)
    }

    /// Predictions of the three models for lines that none of them saw, for a target's training lines in which it
    /// is known: the kernel's leave-one-out ones and those of the inner folds.
    private struct Inner {
        let weights: [[Double]]
        /// For each target by its known training lines: their places, and the stacked prediction.
        let stacked: [(places: [Int], values: [Double])]
    }

    /// Weights of the three models, for training lines without the folds `leftOut`; `fits` are the kernel's on them.
    private func inner(
        _ block: Range<Int>,
        _ number: Int,
        rows: [Int],
        leftOut: [Int],
        fits: KernelFits,
        hasModifiers: [Bool],
        outcomes: [[SetOutcome]]
    ) -> Inner {
        // Where each training line stands in its fold, and what the set without that fold said of it.
        var ridge = [[Float]](repeating: [Float](repeating: 0, count: rows.count), count: block.count)
        var trees = ridge
        for fold in 0..<sets.folds where !leftOut.contains(fold) {
            let set = sets.place(leftOut: leftOut + [fold])
            let members = sets.sets[set]
            guard let side = members.leftOut.firstIndex(of: fold) else { continue }
            let outcome = outcomes[set][number]
            var places: [Int: Int] = [:]
            for (place, line) in members.held[side].enumerated() { places[line] = place }
            for (place, line) in rows.enumerated() {
                guard let held = places[line] else { continue }
                for target in 0..<block.count {
                    ridge[target][place] = outcome.ridge[side][target][held]
                    trees[target][place] = outcome.trees[side][target][held]
                }
            }
        }
        var products: [StackWeights.Products] = []
        var columns: [(places: [Int], predictions: [[Double]])] = []
        for target in 0..<block.count {
            let places = rows.indices.filter { !fits.leftOut[target][$0].isNaN }
            let predictions = [
                places.map { fits.leftOut[target][$0] }, places.map { Double(ridge[target][$0]) },
                places.map { Double(trees[target][$0]) },
            ]
            let measured = places.map { data.effect[rows[$0], block.lowerBound + target] }
            products.append(StackWeights.Products(predictions, measured: measured))
            columns.append((places, predictions))
        }
        let weights = StackWeights.fitted(products, hasModifiers: hasModifiers)
        let stacked = columns.indices.map { target in
            let (places, predictions) = columns[target]
            let mean = fits.means[target]
            let values = places.indices.map { place in
                (0..<3).reduce(mean) { $0 + weights[target][$1] * (predictions[$1][place] - mean) }
            }
            return (places, values)
        }
        return Inner(weights: weights, stacked: stacked)
    }

    /// What a fold's lines were predicted to be by models that saw none of them.
    private func judged(
        _ block: Range<Int>,
        _ number: Int,
        fold: Int,
        lines solved: SolvedKernel,
        held: HeldLines,
        outcomes: [[SetOutcome]]
    ) throws -> HeldOutFold {
        let set = sets.place(leftOut: [fold])
        let members = sets.sets[set]
        let rows = members.training
        let lines = members.held[0]
        let fits = try kernelFits(block, solved, rows: rows)
        let outcome = outcomes[set][number]
        let inner = inner(
            block,
            number,
            rows: rows,
            leftOut: [fold],
            fits: fits,
            hasModifiers: outcome.hasModifiers,
            outcomes: outcomes
        )
        let kernelPart = multiply(held.similarity, fits.duals.doubled)
        let near = held.nearness
        let scale = DistanceScale(
            distances: solved.nearness,
            residuals: inner.stacked.enumerated().map { target, part in
                (
                    part.places,
                    zip(part.places, part.values).map {
                        data.effect[rows[$0], block.lowerBound + target] - $1
                    }
                )
            }
        )
        var predictions: [[Double]] = []
        var reaches: [[Double]] = []
        for target in 0..<block.count {
            let mean = fits.means[target]
            let weights = inner.weights[target]
            predictions.append(
                lines.indices.map { line in
                    mean + weights[0] * kernelPart[line, target]
                        + weights[1] * (Double(outcome.ridge[0][target][line]) - mean)
                        + weights[2] * (Double(outcome.trees[0][target][line]) - mean)
                }
            )
            let quantile = scale.quantiles[target]
            reaches.append(lines.indices.map { quantile * scale.factor(near[$0]) })
        }
        return HeldOutFold(lines: lines, distances: near, predictions: predictions, reaches: reaches)
    }

    /// The models that are kept, from all lines.
    private func kept(
        _ block: Range<Int>,
        _ number: Int,
        lines: SolvedKernel,
        outcomes: [[SetOutcome]],
        fits final: FinalFits,
        held: HeldOutBlock
    ) throws -> [StackedTarget] {
        let rows = Array(data.lines.indices)
        let fits = try kernelFits(block, lines, rows: rows)
        let inner = inner(
            block,
            number,
            rows: rows,
            leftOut: [],
            fits: fits,
            hasModifiers: final.fits.map(\.hasModifiers),
            outcomes: outcomes
        )
        return block.indices.map { target in
            let place = target - block.lowerBound
            let measured = rows.map { data.effect[$0, target] }
            return StackedTarget(
                gene: data.targets[target],
                mean: fits.means[place],
                weights: inner.weights[place],
                duals: rows.map { fits.duals.storage[$0 * block.count + place] },
                fit: final.fits[place],
                ridgePenalty: final.penalties[place],
                measured: measured,
                heldOut: held.predictions[place],
                reaches: held.reaches[place],
                distances: held.distances
            )
        }
    }
}

extension FloatMatrix {
    fileprivate var doubled: Matrix {
        Matrix(rows: rows, columns: columns, storage: storage.map { Double($0) })
    }
}
