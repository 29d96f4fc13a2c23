import Dispatch
import Expression
import Foundation
import LinearAlgebra
import Modifiers
import Regression
import Screen
import Statistics
import Synchronization
import Testing

@testable import Essentiality

/// Pieces on as many threads at once as there are pieces.
private struct CrowdOfWorkers: Workers {
    func forEach(_ count: Int, _ work: @Sendable (Int) -> Void) {
        DispatchQueue.concurrentPerform(iterations: count, execute: work)
    }
}

/// Keeps parts in memory, and counts those asked for and found.
private final class ChangeableRecord: TrainingRecord {
    private let parts = Mutex<[String: [UInt8]]>([:])
    private let hits = Mutex(0)

    func part(_ name: String) -> [UInt8]? {
        let found = parts.withLock { $0[name] }
        if found != nil { hits.withLock { $0 += 1 } }
        return found
    }

    func keep(_ name: String, _ bytes: [UInt8]) { parts.withLock { $0[name] = bytes } }

    var found: Int { hits.withLock { $0 } }
    var names: [String] { parts.withLock { $0.keys.sorted() } }
    func change(_ body: (inout [UInt8]) -> Void) {
        parts.withLock { parts in for name in parts.keys { body(&parts[name, default: []]) } }
    }
}

/// Two targets, one driven and one not.
///
/// `DRIVEN` follows the first three of ten genes, `CHANCE` none. Every fifth line lacks `DRIVEN`;
/// with `missingExpression` every seventh lacks the first gene.
private func planted(missingExpression: Bool = false) throws -> TrainingData {
    var generator = SeededGenerator(Seed(40))
    let lines = 90
    var expression = Matrix(rows: lines, columns: 10)
    var effect = Matrix(rows: lines, columns: 2)
    for line in 0..<lines {
        for gene in 0..<10 { expression[line, gene] = 4 + generator.normal() }
        let sum = expression[line, 0] + expression[line, 1] - expression[line, 2]
        effect[line, 0] = line % 5 == 0 ? .nan : 0.4 * sum + 0.2 * generator.normal()
        effect[line, 1] = generator.normal()
        if missingExpression && line % 7 == 0 { expression[line, 0] = .nan }
    }
    let names = (0..<lines).map { "L\(100 + $0)" }
    return try TrainingData(
        effect: LabelledMatrix(lines: names, genes: [Gene("DRIVEN"), Gene("CHANCE")], values: effect),
        expression: LabelledMatrix(lines: names, genes: (0..<10).map { Gene("E\($0)") }, values: expression)
    )
}

extension RosenskiTarget {
    fileprivate var essence: [[UInt64]] { [heldOut, lows, highs].map { $0.map(\.bitPattern) } }
}

@Suite struct RosenskiTests {
    init() { NumericsKernel.useOneThread() }

    private func target(_ symbol: String, _ targets: [RosenskiTarget]) throws -> RosenskiTarget {
        try #require(targets.first { $0.gene.symbol == symbol })
    }

    @Test func `a driven target is foretold, and its modifiers are those that drive it`() throws {
        let data = try planted()
        let trained = try RosenskiTrainer(data, folds: 3, models: [.ols, .tree], seed: Seed(1))
            .train(workers: OneWorker())
        let driven = try target("DRIVEN", trained)
        let columns = Set(driven.modifiers.map { data.genes[$0.column].symbol })
        #expect(columns.isSuperset(of: ["E0", "E1", "E2"]))
        // The noise is a quarter of the signal's SD, so that r is about .96.
        #expect(driven.accuracy.r > 0.9)
        #expect(driven.accuracy.lines == 72)
        #expect(driven.lastChoice.model == .ols)
        #expect(driven.choices.map(\.model) == [.ols, .ols, .ols])
        #expect(driven.measured.count { $0.isNaN } == 18)
        #expect(driven.heldOut.allSatisfy { $0.isFinite })
        #expect(driven.distances.allSatisfy { $0.isFinite })
        let within = driven.measured.indices.count {
            driven.lows[$0] <= driven.measured[$0] && driven.measured[$0] <= driven.highs[$0]
        }
        // 90 % of 72 lines: 65, give or take two standard errors.
        #expect((58...72).contains(within))
    }

    @Test func `the held-out lines of a fold are predicted by ordinary least squares on the other lines`()
        throws
    {
        let data = try planted()
        let trained = try RosenskiTrainer(data, folds: 3, models: [.ols], seed: Seed(1))
            .train(workers: OneWorker())
        let driven = try target("DRIVEN", trained)
        let column = try #require(data.targets.firstIndex(of: Gene("DRIVEN")))
        for (fold, choice) in zip(KFold(count: 90, folds: 3, seed: 1).folds, driven.choices) {
            let known = fold.training.filter { !data.effect[$0, column].isNaN }
            let design = designMatrix(data.expression, rows: known, columns: choice.modifiers, means: [])
            let plain = try #require(
                OrdinaryLeastSquares(design: design, response: known.map { data.effect[$0, column] })
            )
            let held = designMatrix(data.expression, rows: fold.test, columns: choice.modifiers, means: [])
            // The same sums in the same order.
            #expect(plain.predict(held) == fold.test.map { driven.heldOut[$0] })
            #expect(choice.validation.count == Int((0.1 * Double(known.count)).rounded(.up)))
            #expect(Set(choice.validation).isSubset(of: known))
            #expect(choice.errors.isEmpty)
        }
    }

    @Test func `a target without modifiers is predicted by the mean of its training lines`() throws {
        let data = try planted()
        let trained = try RosenskiTrainer(data, folds: 3, seed: Seed(1)).train(workers: OneWorker())
        let chance = try target("CHANCE", trained)
        #expect(chance.modifiers.isEmpty)
        #expect(chance.choices.allSatisfy { $0.model == nil && $0.validation.isEmpty })
        let column = try #require(data.targets.firstIndex(of: Gene("CHANCE")))
        for fold in KFold(count: 90, folds: 3, seed: 1).folds {
            let mean = fold.training.reduce(0) { $0 + data.effect[$1, column] } / Double(fold.training.count)
            // Sums of 60 numbers in some order.
            #expect(fold.test.allSatisfy { abs(chance.heldOut[$0] - mean) < 1e-12 })
        }
        #expect(chance.model.name == "mean")
        #expect(abs(chance.model.prediction([]) - chance.mean) < 1e-12)
    }

    @Test func `any number of workers gives the same bits`() throws {
        let data = try planted()
        let trainer = RosenskiTrainer(data, folds: 3, seed: Seed(5))
        let alone = try trainer.train(workers: OneWorker())
        let together = try trainer.train(workers: CrowdOfWorkers())
        #expect(alone.map(\.essence) == together.map(\.essence))
        #expect(alone.map(\.choices) == together.map(\.choices))
        #expect(alone.map(\.model) == together.map(\.model))
        let tried = try target("DRIVEN", alone).lastChoice.errors.map(\.model)
        // A model that cannot be fitted to these lines would be missing.
        #expect(tried == PaperModelKind.paper)
    }

    @Test func `another seed holds out other lines`() throws {
        let data = try planted()
        let one = try RosenskiTrainer(data, folds: 3, models: [.ols], seed: Seed(5)).train(
            workers: OneWorker()
        )
        let other = try RosenskiTrainer(data, folds: 3, models: [.ols], seed: Seed(6)).train(
            workers: OneWorker()
        )
        #expect(one.map(\.essence) != other.map(\.essence))
    }

    @Test func `a target is trained alike whichever others are`() throws {
        let data = try planted()
        let all = try RosenskiTrainer(data, folds: 3, models: [.xgboost], seed: Seed(5))
            .train(workers: OneWorker())
        let names = data.lines
        let alone = try TrainingData(
            effect: LabelledMatrix(lines: names, genes: data.targets, values: data.effect),
            expression: LabelledMatrix(lines: names, genes: data.genes, values: data.expression),
            targets: [Gene("DRIVEN")]
        )
        let own = try RosenskiTrainer(alone, folds: 3, models: [.xgboost], seed: Seed(5))
            .train(workers: OneWorker())
        #expect(own.count == 1)
        let driven = try target("DRIVEN", all)
        #expect(own[0].essence == driven.essence)
        #expect(own[0].model == driven.model)
    }

    @Test(arguments: PaperModelKind.allCases)
    func `only the models named are taken, and each comes back from its text`(_ kind: PaperModelKind) throws {
        let data = try planted()
        let trained = try RosenskiTrainer(data, folds: 3, models: [kind], seed: Seed(2))
            .train(workers: OneWorker())
        let driven = try target("DRIVEN", trained)
        #expect(driven.choices.map(\.model) == [kind, kind, kind])
        #expect(driven.model.name == kind.rawValue)
        let text = try JSONEncoder().encode(driven.model)
        let back = try JSONDecoder().decode(PaperModel.self, from: text)
        #expect(back == driven.model)
        var generator = SeededGenerator(Seed(3))
        let modifiers = driven.modifiers.map { _ in 4 + generator.normal() }
        let value = driven.model.prediction(modifiers)
        #expect(value.isFinite)
        #expect(back.prediction(modifiers) == value)
    }

    @Test func `a modifier not measured is taken to be at its mean`() throws {
        let driven = try target(
            "DRIVEN",
            RosenskiTrainer(planted(), folds: 3, models: [.ols], seed: Seed(2)).train(workers: OneWorker())
        )
        var modifiers = driven.modifiers.map { _ in 5.0 }
        modifiers[0] = .nan
        let without = driven.model.prediction(modifiers)
        modifiers[0] = driven.model.means[0]
        #expect(without == driven.model.prediction(modifiers))
        modifiers[0] = 9
        #expect(without != driven.model.prediction(modifiers))
        #expect(driven.model.prediction(modifiers + [1]).isNaN)
    }

    @Test func `a model whose means are not those of its columns is refused`() throws {
        let driven = try target(
            "DRIVEN",
            RosenskiTrainer(planted(), folds: 3, models: [.ols], seed: Seed(2)).train(workers: OneWorker())
        )
        let text = try JSONEncoder().encode(PaperModel(driven.model.fit, means: driven.model.means + [1]))
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(PaperModel.self, from: text) }
    }

    @Test func `lines that lack a modifier do not teach, and are predicted`() throws {
        let data = try planted(missingExpression: true)
        let trained = try RosenskiTrainer(data, folds: 3, models: [.ols], seed: Seed(1))
            .train(workers: OneWorker())
        let driven = try target("DRIVEN", trained)
        let column = try #require(data.genes.firstIndex(of: Gene("E0")))
        #expect(driven.modifiers.contains { $0.column == column })
        #expect(driven.heldOut.allSatisfy { $0.isFinite })
        let target = try #require(data.targets.firstIndex(of: Gene("DRIVEN")))
        let columns = driven.modifiers.map(\.column)
        let complete = data.lines.indices.filter {
            !data.effect[$0, target].isNaN && !data.expression[$0, column].isNaN
        }
        let plain = OrdinaryLeastSquares(
            design: designMatrix(data.expression, rows: complete, columns: columns, means: []),
            response: complete.map { data.effect[$0, target] }
        )
        #expect(complete.count < driven.accuracy.lines)
        #expect(driven.model.fit == plain.map { .ols($0) })
    }

    @Test func `a share held out is judged by itself, and the paper's split is scikit-learn's`() throws {
        let data = try planted()
        let trainer = RosenskiTrainer(data, split: .holdOut(0.25), models: [.ols], seed: Seed(4))
        let trained = try trainer.train(workers: OneWorker())
        let test = Set(LineSplit(count: 90, testShare: 0.25, seed: 4).test)
        #expect(test.count == 23)
        for target in trained {
            for line in data.lines.indices {
                #expect(target.heldOut[line].isNaN == !test.contains(line))
                #expect(target.lows[line].isNaN == !test.contains(line))
                #expect(target.highs[line].isNaN == !test.contains(line))
                #expect(target.distances[line].isNaN == !test.contains(line))
            }
            #expect(target.choices.count == 1)
        }
        #expect(try target("DRIVEN", trained).accuracy.r > 0.9)
        #expect(try target("CHANCE", trained).accuracy.lines == 23)
    }

    @Test func `a training that goes on takes what was found and ends with the same`() throws {
        let data = try planted()
        let trainer = RosenskiTrainer(data, folds: 3, models: [.ols, .xgboost, .tree], seed: Seed(8))
        let record = ChangeableRecord()
        let first = try trainer.train(workers: OneWorker(), record: record)
        #expect(record.names.count == 2)
        #expect(record.found == 0)
        let second = try trainer.train(workers: OneWorker(), record: record)
        #expect(record.found == 2)
        #expect(first.map(\.essence) == second.map(\.essence))
        #expect(first.map(\.choices) == second.map(\.choices))
        #expect(first.map(\.lastChoice) == second.map(\.lastChoice))
        #expect(first.map(\.model) == second.map(\.model))
        // Other settings do not take it, and broken bytes are found out.
        let other = RosenskiTrainer(data, folds: 3, models: [.ols], seed: Seed(8))
        _ = try other.train(workers: OneWorker(), record: record)
        #expect(record.found == 2)
        record.change { $0.removeLast(3) }
        let third = try trainer.train(workers: OneWorker(), record: record)
        #expect(first.map(\.essence) == third.map(\.essence))
    }

    @Test func `what shards of the targets kept, the whole training takes`() throws {
        let data = try planted()
        let record = ChangeableRecord()
        for place in data.targets.indices {
            let part = data.keepingTargets(place..<(place + 1))
            _ = try RosenskiTrainer(part, folds: 3, models: [.ols, .tree], seed: Seed(8))
                .train(workers: OneWorker(), record: record)
        }
        #expect(record.found == 0)
        let trainer = RosenskiTrainer(data, folds: 3, models: [.ols, .tree], seed: Seed(8))
        let gathered = try trainer.train(workers: OneWorker(), record: record)
        #expect(record.found == data.targets.count)
        #expect(gathered.map(\.essence) == (try trainer.train(workers: OneWorker())).map(\.essence))
    }

    @Test func `progress ends with all pieces`() throws {
        let trainer = RosenskiTrainer(try planted(), folds: 3, models: [.tree], seed: Seed(8))
        var steps: [Int] = []
        _ = try trainer.train(workers: OneWorker()) { steps.append($0) }
        #expect(steps.last == trainer.pieces)
        #expect(steps == steps.sorted())
    }

    @Test(arguments: [RosenskiSplit.folds(3), .holdOut(0.25)])
    func `the model's file predicts as the models do`(_ split: RosenskiSplit) throws {
        let data = try planted()
        let trainer = RosenskiTrainer(data, split: split, models: [.ols, .xgboost], seed: Seed(8))
        let trained = try trainer.train(workers: OneWorker())
        let bytes = modelBytes(
            data,
            kernel: trainer.kernel(),
            targets: trained.map { StackedTarget($0) },
            scale: .zScore,
            trainedBy: "rosenski",
            folds: 3,
            seed: 0,
            sources: ["a", "b"],
            others: try trained.map {
                OtherModel(name: $0.model.name, text: Array(try JSONEncoder().encode($0.model)))
            }
        )
        let model = try EssentialityModel(ModelBytes(copying: bytes))
        #expect(model.trainedBy == "rosenski")
        for (place, target) in trained.enumerated() {
            #expect(model.modelName(place) == target.model.name)
            #expect(model.accuracy(place) == target.accuracy)
            let reach = model.stack.reach(place)
            #expect(reach.below < 0 && reach.above > 0 && reach.numbers.allSatisfy(\.isFinite))
            let kept = model.modifiers.range(place).map { model.modifiers.means[$0] }
            #expect(kept == target.model.means)
        }
        let others = try trained.indices.map { place in
            let text = try #require(model.others.text(place))
            return try JSONDecoder().decode(PaperModel.self, from: Data(text))
        }
        #expect(others == trained.map(\.model))
    }

    @Test func `an interval reaches as far as the residuals of the other groups do`() {
        // Thirty-nine lines of group 0 with residuals −19 … 19, and one of group 1 with 100.
        let measured = (-19...19).map { Double($0) } + [100, .nan, 7]
        let heldOut = [Double](repeating: 0, count: 42)
        let groups: [Int?] = [Int](repeating: 0, count: 39) + [1, 1, nil]
        let (lows, highs) = heldOutIntervals(
            measured: measured,
            heldOut: heldOut,
            departures: heldOut,
            groups: groups
        )
        // Of one residual there are no tails.
        #expect((lows[0] + 100).magnitude < 1e-9 && (highs[0] - 100).magnitude < 1e-9)
        // The 2nd and the ⌈.95 × 40⌉ = 38th of 39.
        for line in [39, 40] {
            #expect((lows[line] + 18).magnitude < 1e-9 && (highs[line] - 18).magnitude < 1e-9)
        }
        #expect(lows[41].isNaN && highs[41].isNaN)
    }

    @Test func `a list of models is read, and a wrong one refused with the names there are`() throws {
        #expect(try PaperModelKind.named("ols, xgboost+network") == [.ols, .xgboostNetwork])
        for wrong in ["", "ols,", "ols,ols", "forest"] {
            #expect(throws: TrainingFault.self) { try PaperModelKind.named(wrong) }
        }
        #expect(!PaperModelKind.paper.contains(.gpNoise))
        #expect(PaperModelKind.paper.count == 8)
    }

    @Test func `models are chosen by lines that they never saw`() throws {
        var generator = SeededGenerator(Seed(60))
        let design = Matrix(rows: 80, columns: 4, storage: (0..<320).map { _ in generator.normal() })
        let response = (0..<80).map { design[$0, 0] + 0.3 * generator.normal() }
        let selection = ModelSelection(design, response, seed: Seed(9))
        let (fit, errors) = try selection.best(of: [.knn, .ols, .tree])
        #expect(errors.map(\.model) == [.knn, .ols, .tree])
        #expect(fit?.kind == errors.min { $0.rmse < $1.rmse }?.model)
        let held = selection.validation
        #expect(held.count == 8)
        let others = (0..<80).filter { !held.contains($0) }
        let plain = try #require(
            OrdinaryLeastSquares(design: design.keepingRows(others), response: others.map { response[$0] })
        )
        let rmse = rootMeanSquaredError(plain.predict(design.keepingRows(held)), held.map { response[$0] })
        // The lines stand in another order, so that sums differ in their last bits.
        #expect(abs(rmse - errors[1].rmse) < 1e-10)
    }

    @Test func `trees and networks do not stop on the lines that they are chosen by`() throws {
        var generator = SeededGenerator(Seed(61))
        let design = Matrix(rows: 80, columns: 4, storage: (0..<320).map { _ in generator.normal() })
        let response = (0..<80).map { design[$0, 0] + 0.3 * generator.normal() }
        let models: [PaperModelKind] = [.xgboost, .network, .xgboostNetwork]
        let held = ModelSelection(design, response, seed: Seed(9)).validation
        func squares(_ shift: Double) throws -> [Double] {
            var shifted = response
            for row in held { shifted[row] += shift }
            return try ModelSelection(design, shifted, seed: Seed(9)).best(of: models).errors.map {
                $0.rmse * $0.rmse
            }
        }
        let (below, plain, above) = (try squares(-2), try squares(0), try squares(2))
        for place in models.indices {
            // The mean of (e + c)² and (e − c)² less that of e² is c², if predictions do not move with c.
            let bend = (above[place] + below[place]) / 2 - plain[place]
            #expect(abs(bend - 4) < 1e-9)
        }
    }
}
