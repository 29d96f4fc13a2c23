import LinearAlgebra
import Modifiers
import Regression
import Screen
package import Statistics

/// Trains models by the protocol of Rosenski, Shifman and Kaplan (2023): modifiers by three tests, then the model
/// that foretells a tenth of the training lines best.
///
/// Everything is done anew for each fold on its training lines alone. Lines that lack a modifier take no part in
/// the training, as in the paper, unless too few would be left; where a line to be predicted lacks one, its mean
/// over the training lines stands in. Each target has seeds of its own, so that neither the other targets nor the
/// number of workers matter.
package struct RosenskiTrainer: Sendable {
    /// Targets whose modifiers are sought at once, and between reports of progress.
    static let blockSize = 64

    let data: TrainingData
    let split: RosenskiSplit
    let models: [PaperModelKind]
    let seed: Seed
    let sets: [LineSet]
    private let groups: [Int?]

    /// - Parameters:
    ///   - data: lines, expression and effect.
    ///   - split: how lines are held out.
    ///   - models: to choose from, the first of equal ones; at least one, none twice.
    ///   - seed: of the split and of all chance in the models.
    package init(
        _ data: TrainingData,
        split: RosenskiSplit,
        models: [PaperModelKind] = PaperModelKind.paper,
        seed: Seed
    ) {
        precondition(!models.isEmpty && Set(models).count == models.count, "a model to take, none twice")
        if case .folds(let folds) = split {
            precondition(folds >= 2 && folds <= data.lines.count, "a fold needs a line and lines beside it")
        }
        self.data = data
        self.split = split
        self.models = models
        self.seed = seed
        sets = split.sets(lines: data.lines.count, seed: seed)
        groups = split.groups(sets, lines: data.lines.count)
    }

    /// The same with the lines in folds.
    package init(
        _ data: TrainingData,
        folds: Int,
        models: [PaperModelKind] = PaperModelKind.paper,
        seed: Seed
    ) {
        self.init(data, split: .folds(folds), models: models, seed: seed)
    }

    /// Pieces of work that the training has.
    package var pieces: Int { sets.count + 1 + data.targets.count }

    /// How alike all lines are, by which a model's file tells how far a sample is from them.
    package func kernel() -> ExpressionKernel {
        ExpressionKernel(LineRanks(data.expression), rows: Array(data.lines.indices), lineages: lineages)
    }

    /// Trains all targets.
    ///
    /// - Parameters:
    ///   - workers: do targets at once.
    ///   - record: keeps what was found for each target; asked first. Models of all lines are fitted again.
    ///   - progress: told now and then how many pieces are done.
    /// - Returns: the targets in the order of the data.
    /// - Throws: `TrainingFault` where a library fails, and what the record throws.
    package func train(
        workers: some Workers,
        record: some TrainingRecord = NoRecord(),
        progress: (_ done: Int) -> Void = { _ in }
    ) throws -> [RosenskiTarget] {
        let known = data.targets.indices.map { target in
            record.part(recordName(target)).flatMap {
                JudgedTarget(
                    bytes: $0,
                    symbol: data.targets[target].symbol,
                    lines: data.lines.count,
                    folds: sets.count
                )
            }
        }
        let open = known.indices.filter { known[$0] == nil }
        let distances = distances(workers)
        var done = 0
        func advance(_ pieces: Int) {
            done += pieces
            progress(done)
        }
        // columns[set][target], of targets not in the record
        var found: [[[Int]]] = []
        for set in sets {
            var columns = [[Int]](repeating: [], count: data.targets.count)
            let modifiers = modifiers(of: open, lines: set.training, workers)
            for (target, genes) in zip(open, modifiers) { columns[target] = genes.map(\.column) }
            found.append(columns)
            advance(1)
        }
        let columns = found
        let modifiers = modifiers(
            of: Array(data.targets.indices),
            lines: Array(data.lines.indices),
            workers
        )
        advance(1)
        var trained: [RosenskiTarget] = []
        for block in blocks(data.targets.count) {
            let part = workers.map(block.count) { place in
                let target = block.lowerBound + place
                return Result {
                    try self.trained(
                        target,
                        columns: columns.map { $0[target] },
                        modifiers: modifiers[target],
                        known: known[target],
                        distances: distances,
                        record: record
                    )
                }
            }
            for target in part { trained.append(try target.get()) }
            advance(block.count)
        }
        return trained
    }

    // MARK: All targets

    private var lineages: [String]? { data.lineages.contains { !$0.isEmpty } ? data.lineages : nil }

    private func blocks(_ count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: Self.blockSize).map { $0..<min($0 + Self.blockSize, count) }
    }

    private func modifiers(of targets: [Int], lines: [Int], _ workers: some Workers) -> [[ModifierGene]] {
        guard !targets.isEmpty else { return [] }
        let prepared = PreparedExpression(expression: data.expression, rows: lines)
        let blocks = blocks(targets.count)
        return workers.map(blocks.count) { number in
            let responses = targets[blocks[number]].map { target in lines.map { data.effect[$0, target] } }
            return Modifiers.modifiers(of: responses, in: prepared, rule: .rosenski)
        }.flatMap(\.self)
    }

    /// How far each line held out is from those of its training set.
    private func distances(_ workers: some Workers) -> [Double] {
        let ranks = LineRanks(data.expression)
        let near = workers.map(sets.count) { number in
            let set = sets[number]
            let kernel = ExpressionKernel(ranks, rows: set.training, lineages: nil)
            let none = set.test.map { _ in "" }
            return nearness(kernel.against(ranks, rows: set.test, lineages: none).distances)
        }
        var distances = [Double](repeating: .nan, count: data.lines.count)
        for (set, near) in zip(sets, near) {
            for (line, distance) in zip(set.test, near) { distances[line] = distance }
        }
        return distances
    }

    /// Names the settings too, so that a record of other ones is never taken for this one's, and the gene, not its
    /// place, so that shards of the targets share a record.
    private func recordName(_ target: Int) -> String {
        let settings = "\(split) \(models.map(\.rawValue).joined(separator: ",")) \(seed.value)"
        func digest(_ text: String) -> String { String(Seed(0).derived(text).value, radix: 16) }
        return "rosenski-\(digest(settings))-\(digest(data.targets[target].symbol))"
    }

    // MARK: One target

    private func trained(
        _ target: Int,
        columns: [[Int]],
        modifiers: [ModifierGene],
        known: JudgedTarget?,
        distances: [Double],
        record: some TrainingRecord
    ) throws -> RosenskiTarget {
        let gene = data.targets[target]
        let own = seed.derived(gene.symbol)
        let measured = data.lines.indices.map { data.effect[$0, target] }
        let all = TargetLines(
            data,
            target: target,
            lines: Array(data.lines.indices),
            columns: modifiers.map(\.column),
            seed: own.derived("all lines")
        )
        let judged: JudgedTarget
        let model: PaperModel
        do throws(XGBoostFailure) {
            if let known {
                judged = known
                model = try all.model(known.last.model)
            } else {
                let last = try all.chosen(from: models)
                model = last.model
                judged = try self.judged(target, columns: columns, last: last.choice, seed: own)
            }
        } catch {
            throw TrainingFault.record("The models of \(gene) cannot be trained: \(error).")
        }
        if known == nil { try record.keep(recordName(target), judged.bytes(of: gene.symbol)) }
        let departures = departures(of: judged.heldOut, measured: measured)
        let intervals = heldOutIntervals(
            measured: measured,
            heldOut: judged.heldOut,
            departures: departures,
            groups: groups
        )
        let correlations = LineageCorrelations(
            measured: measured,
            predicted: judged.heldOut,
            lineages: data.lineages,
            groups: folds
        )
        return RosenskiTarget(
            gene: gene,
            mean: Statistics.mean(measured.filter { !$0.isNaN }),
            modifiers: modifiers,
            model: model,
            choices: judged.choices,
            lastChoice: judged.last,
            measured: measured,
            heldOut: judged.heldOut,
            departures: departures,
            lows: intervals.lows,
            highs: intervals.highs,
            distances: distances,
            accuracy: TargetAccuracy(
                measured: measured,
                heldOut: judged.heldOut,
                within: correlations.knownWithin
            )
        )
    }

    /// Of each line held out, its set; lines of one set were told by one model.
    private var folds: [Int?] {
        var folds = [Int?](repeating: nil, count: data.lines.count)
        for (number, set) in sets.enumerated() {
            for line in set.test { folds[line] = number }
        }
        return folds
    }

    /// What predictions are above the mean of the lines learnt from; NaN for lines that were not held out.
    private func departures(of heldOut: [Double], measured: [Double]) -> [Double] {
        var departures = [Double](repeating: .nan, count: heldOut.count)
        for set in sets {
            let known = set.training.map { measured[$0] }.filter { !$0.isNaN }
            let mean = known.isEmpty ? 0 : Statistics.mean(known)
            for line in set.test { departures[line] = heldOut[line] - mean }
        }
        return departures
    }

    private func judged(
        _ target: Int,
        columns: [[Int]],
        last: ModelChoice,
        seed: Seed
    ) throws(XGBoostFailure) -> JudgedTarget {
        var heldOut = [Double](repeating: .nan, count: data.lines.count)
        var choices: [ModelChoice] = []
        for (number, set) in sets.enumerated() {
            let lines = TargetLines(
                data,
                target: target,
                lines: set.training,
                columns: columns[number],
                seed: seed.derived("fold", number)
            )
            let (model, choice) = try lines.chosen(from: models)
            let design = designMatrix(
                data.expression,
                rows: set.test,
                columns: columns[number],
                means: model.means
            )
            for (line, value) in zip(set.test, model.predict(design)) { heldOut[line] = value }
            choices.append(choice)
        }
        return JudgedTarget(heldOut: heldOut, choices: choices, last: last)
    }
}
