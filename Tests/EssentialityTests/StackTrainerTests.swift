import Dispatch
import Expression
import LinearAlgebra
import Modifiers
import Regression
import Screen
import Statistics
import Synchronization
import TestSupport
import Testing

@testable import Essentiality

/// Keeps parts in memory, and counts what was asked for.
final class MemoryRecord: TrainingRecord {
    private struct State {
        var parts: [String: [UInt8]] = [:]
        var kept: [String] = []
    }
    private let state = Mutex(State())
    private let limit: Int

    struct Full: Error {}

    /// A record that is full after `limit` parts.
    init(_ parts: [String: [UInt8]] = [:], limit: Int = .max) {
        self.limit = limit
        state.withLock { $0.parts = parts }
    }

    var parts: [String: [UInt8]] { state.withLock { $0.parts } }
    var kept: [String] { state.withLock { $0.kept } }

    func part(_ name: String) -> [UInt8]? { state.withLock { $0.parts[name] } }

    func keep(_ name: String, _ bytes: [UInt8]) throws {
        try state.withLock { state in
            guard state.kept.count < limit else { throw Full() }
            state.parts[name] = bytes
            state.kept.append(name)
        }
    }
}

/// All that a training says of its targets, in bytes.
private func fingerprint(_ targets: [StackedTarget]) -> [[UInt64]] {
    targets.map { target in
        let numbers =
            [target.mean, target.ridgeIntercept] + target.weights + target.ridgeCoefficients + target.heldOut
            + target.lows + target.highs + target.departures + target.distances
            + target.duals.map { Double($0) }
            + target.trees.values.map { Double($0) }
        return numbers.map(\.bitPattern) + target.modifiers.map { UInt64($0.column) }
    }
}

@Suite struct StackTrainerTests {
    init() { NumericsKernel.useOneThread() }

    /// Three blocks; some targets have modifiers.
    private func threeBlocks() throws -> TrainingData {
        let (expression, effect) = planted(lines: 30, genes: 24, targets: 1_100, signal: 2)
        return try TrainingData(effect: effect, expression: expression)
    }

    @Test func `workers and their order change no bit, nor do the blocks trained with`() throws {
        let trainer = StackTrainer(try threeBlocks(), folds: 3, seed: Seed(2))
        #expect(trainer.blocks == [0..<512, 512..<1_024, 1_024..<1_100])
        let all = try trainer.train(blocks: [0, 1, 2], workers: OneWorker())
        let expected = fingerprint(all.targets)
        #expect(
            try fingerprint(trainer.train(blocks: [0, 1, 2], workers: ManyWorkers()).targets) == expected
        )
        #expect(
            try fingerprint(trainer.train(blocks: [0, 1, 2], workers: BackwardWorker()).targets) == expected
        )
        for (number, block) in trainer.blocks.enumerated() {
            let alone = try trainer.train(blocks: [number], workers: OneWorker())
            #expect(fingerprint(alone.targets) == Array(expected[block]))
            #expect(alone.kernel.z == all.kernel.z)
        }
        #expect(
            all.targets.contains { !$0.modifiers.isEmpty } && all.targets.contains(where: \.modifiers.isEmpty)
        )
    }

    @Test func `progress comes to the number of pieces`() throws {
        let trainer = StackTrainer(try toyTrainingData(), folds: 4, seed: Seed(2))
        var told: [Int] = []
        _ = try trainer.train(blocks: [0], workers: OneWorker()) { told.append($0) }
        // Six pairs, four single folds and all lines; four folds judged; the models kept.
        #expect(told == Array(1...16) && trainer.pieces(blocks: 1) == 16)
    }

    @Test func `folds are those of scikit-learn's shuffled KFold`() throws {
        let trainer = StackTrainer(try toyTrainingData(), folds: 5, seed: Seed(7))
        for (number, fold) in KFold(count: 40, folds: 5, seed: 7).folds.enumerated() {
            #expect(trainer.sets.sets[trainer.sets.place(leftOut: [number])].held == [fold.test])
        }
    }

    @Test func `a training goes on from its record and comes to the same`() throws {
        let trainer = StackTrainer(try threeBlocks(), folds: 3, seed: Seed(2))
        let full = MemoryRecord()
        let expected = try fingerprint(
            trainer.train(blocks: [0, 1, 2], workers: OneWorker(), record: full).targets
        )
        // Three pairs and three single folds of each block.
        #expect(full.kept.count == 18)

        let again = MemoryRecord(full.parts)
        #expect(
            try fingerprint(trainer.train(blocks: [0, 1, 2], workers: OneWorker(), record: again).targets)
                == expected
        )
        #expect(again.kept.isEmpty)

        let stopped = MemoryRecord(limit: 8)
        #expect(throws: MemoryRecord.Full.self) {
            _ = try trainer.train(blocks: [0, 1, 2], workers: OneWorker(), record: stopped)
        }
        let rest = MemoryRecord(stopped.parts)
        #expect(
            try fingerprint(trainer.train(blocks: [0, 1, 2], workers: ManyWorkers(), record: rest).targets)
                == expected
        )
        #expect(rest.kept.count == 10)
    }

    @Test func `a record that is damaged or of other data is made anew`() throws {
        let data = try toyTrainingData()
        let trainer = StackTrainer(data, folds: 5, seed: Seed(1))
        let record = MemoryRecord()
        let expected = try fingerprint(
            trainer.train(blocks: [0], workers: OneWorker(), record: record).targets
        )
        var parts = record.parts
        for (number, name) in parts.keys.sorted().enumerated() {
            switch number % 3 {
            case 0: parts[name]?.removeLast()
            case 1: parts[name] = []
            default:
                let few = SetOutcome(
                    hasModifiers: [Bool](repeating: true, count: 6),
                    ridge: [[[Float]]](repeating: [[Float]](repeating: [1], count: 6), count: 2),
                    trees: [[[Float]]](repeating: [[Float]](repeating: [1], count: 6), count: 2)
                )
                parts[name] = few.bytes
            }
        }
        let damaged = MemoryRecord(parts)
        #expect(
            try fingerprint(trainer.train(blocks: [0], workers: OneWorker(), record: damaged).targets)
                == expected
        )
        #expect(damaged.kept.count == 15)
    }

    @Test func `a target without modifiers takes the kernel alone`() throws {
        let (targets, _) = try trained(toyTrainingData())
        let none = targets.filter(\.modifiers.isEmpty)
        #expect(!none.isEmpty && none.allSatisfy { $0.weights == [1, 0, 0] && $0.trees.count == 0 })
        let some = targets.filter { !$0.modifiers.isEmpty }
        #expect(!some.isEmpty && some.allSatisfy { $0.weights[1] + $0.weights[2] > 0 && $0.trees.count > 0 })
    }

    @Test func `what is planted is found and what is noise is not`() throws {
        let (expression, effect) = planted(lines: 120, genes: 200, targets: 240, signal: 2, seed: 3)
        let data = try TrainingData(effect: effect, expression: expression)
        let (targets, _) = try trained(data)
        let real = targets.filter { $0.gene < Gene("T200") }
        let noise = targets.filter { !($0.gene < Gene("T200")) }
        #expect(real.count == 200 && noise.count == 40)
        #expect(mean(real.map(\.accuracy.r)) > 0.7)
        // The SD of a mean of 40 correlations over 120 lines is 0.015; what the folds' means lose is negative.
        let chance = mean(noise.map(\.accuracy.r))
        #expect(chance < 0.045 && chance > -0.25)
        let inside = targets.flatMap { target in
            target.measured.indices.map {
                target.lows[$0] <= target.measured[$0] && target.measured[$0] <= target.highs[$0] ? 1.0 : 0
            }
        }
        #expect((mean(inside) - 0.9).magnitude < 0.03)
        // Predictions of noise run against their own residuals; their intervals hold for all that.
        let ofNoise = noise.flatMap { target in
            target.measured.indices.map {
                target.lows[$0] <= target.measured[$0] && target.measured[$0] <= target.highs[$0] ? 1.0 : 0
            }
        }
        #expect((mean(ofNoise) - 0.9).magnitude < 0.03)
    }

    @Test func `a held-out line changes nothing of what is said of it`() throws {
        let data = try toyTrainingData()
        let trainer = StackTrainer(data, folds: 5, seed: Seed(1))
        let expected = try trainer.train(blocks: [0], workers: OneWorker()).targets
        let line = 12
        var effect = data.effect
        for target in 0..<6 { effect[line, target] = 9 }
        let changed = try TrainingData(
            effect: LabelledMatrix(lines: data.lines, genes: data.targets, values: effect),
            expression: LabelledMatrix(lines: data.lines, genes: data.genes, values: data.expression),
            lineages: Dictionary(uniqueKeysWithValues: zip(data.lines, data.lineages))
        )
        let found = try StackTrainer(changed, folds: 5, seed: Seed(1)).train(
            blocks: [0],
            workers: OneWorker()
        ).targets
        for target in expected {
            let other = try #require(found.first { $0.gene == target.gene })
            #expect(
                other.heldOut[line] == target.heldOut[line] && other.lows[line] == target.lows[line]
                    && other.highs[line] == target.highs[line]
            )
            #expect(other.heldOut != target.heldOut)
        }
    }

    @Test func `missing effects are not learnt from and are foretold`() throws {
        let (expression, complete) = planted(lines: 60, genes: 30, targets: 12, signal: 2)
        var values = complete.values
        var generator = SeededGenerator(Seed(5))
        for place in values.storage.indices where generator.uniform() < 0.15 { values.storage[place] = .nan }
        let gaps = LabelledMatrix(lines: complete.lines, genes: complete.genes, values: values)
        let (targets, bytes) = try trained(TrainingData(effect: gaps, expression: expression))
        #expect(targets.count == 12)
        for target in targets {
            let known = target.measured.filter { !$0.isNaN }.count
            #expect(target.accuracy.lines == known && known < 60)
            #expect(
                target.heldOut.allSatisfy(\.isFinite) && (target.lows + target.highs).allSatisfy(\.isFinite)
            )
            for line in 0..<60 where target.measured[line].isNaN { #expect(target.duals[line] == 0) }
        }
        #expect(mean(targets.map(\.accuracy.r)) > 0.5)
        #expect(try model(bytes).targets.count == 12)
    }

    @Test func `a target known in the lines of one fold only spoils no other`() throws {
        let (expression, complete) = planted(lines: 60, genes: 30, targets: 12, signal: 2)
        let folds = KFold(count: 60, folds: 3, seed: 1).folds
        let expected = try trained(TrainingData(effect: complete, expression: expression), folds: 3).targets
        var values = complete.values
        for line in 0..<60 where !folds[0].test.contains(line) { values[line, 11] = .nan }
        let thin = LabelledMatrix(lines: complete.lines, genes: complete.genes, values: values)
        let (targets, bytes) = try trained(TrainingData(effect: thin, expression: expression), folds: 3)
        let last = try #require(targets.first { $0.gene == complete.genes[11] })
        #expect(last.heldOut.allSatisfy(\.isFinite) && (last.lows + last.highs).allSatisfy(\.isFinite))
        for target in targets where target.gene != last.gene {
            let other = try #require(expected.first { $0.gene == target.gene })
            // Pooled with one target less, so not the same; yet no worse.
            #expect((target.accuracy.r - other.accuracy.r).magnitude < 0.1)
            #expect(target.weights.reduce(0, +) > 0.5)
        }
        #expect(try model(bytes).targets.count == 12)
    }

    @Test func `missing expression is no crash, nor is a line of which nothing is known`() throws {
        let missing = try readExpression(table("toy_expression_missing.csv"))
        let (targets, bytes) = try trained(TrainingData(effect: toyEffect(), expression: missing))
        #expect(targets.allSatisfy { $0.heldOut.allSatisfy(\.isFinite) })
        let model = try model(bytes)
        let rows = missing.lines.indices.map { Array(missing.values.row($0)) }
        let found = try model.predictions(samples(missing.genes, rows))
        #expect(found.allSatisfy { $0.genes.allSatisfy { $0.value.isFinite && $0.low <= $0.high } })

        var values = try toyExpression().values
        for gene in 0..<60 { values[7, gene] = .nan }
        let empty = LabelledMatrix(lines: missing.lines, genes: missing.genes, values: values)
        let rest = try trained(TrainingData(effect: toyEffect(), expression: empty)).targets
        #expect(rest.allSatisfy { $0.heldOut.allSatisfy(\.isFinite) })
    }

    @Test func `expression without any variation teaches nothing`() throws {
        let flat = try LabelledMatrix(
            lines: toyExpression().lines,
            genes: toyExpression().genes,
            values: Matrix(rows: 40, columns: 60, storage: [Double](repeating: 1, count: 2_400))
        )
        #expect(throws: TrainingFault.constantExpression(genes: 60)) {
            _ = try TrainingData(effect: toyEffect(), expression: flat)
        }
    }
}
