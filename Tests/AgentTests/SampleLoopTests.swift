import Agent
import Cycle
import Essentiality
import Expression
import FoundationEssentials
import LinearAlgebra
import Screen
import Settings
import Statistics
import Store
import TestSupport
import Testing

@Suite struct SampleLoopTests {
    /// Two targets of 90 cell lines that hang on three of five expressed genes.
    static func model() throws -> EssentialityModel {
        var generator = SeededGenerator(Seed(3))
        let lines = (0..<90).map { "LINE-\($0)" }
        var expression = Matrix(rows: lines.count, columns: 5)
        var effect = Matrix(rows: lines.count, columns: 2)
        for line in lines.indices {
            for gene in 0..<5 { expression[line, gene] = 8 * generator.uniform() }
            effect[line, 0] = 0.2 * expression[line, 0] - 0.1 * expression[line, 1] - 1
            effect[line, 1] = 0.3 * expression[line, 2] - 1
            for target in 0..<2 { effect[line, target] += 0.02 * generator.normal() }
        }
        let data = try TrainingData(
            effect: LabelledMatrix(lines: lines, genes: ["T1", "T2"].map { Gene($0) }, values: effect),
            expression: LabelledMatrix(
                lines: lines,
                genes: (1...5).map { Gene("E\($0)") },
                values: expression
            )
        )
        let trained = try StackTrainer(data, folds: 3, seed: Seed(0)).train(blocks: [0], workers: OneWorker())
        let bytes = modelBytes(
            data,
            kernel: trained.kernel,
            targets: trained.targets,
            scale: .geneEffect,
            folds: 3,
            seed: 0,
            sources: ["e", "x"]
        )
        return try EssentialityModel(ModelBytes(copying: bytes))
    }

    static let sample = "sample,E1,E2,E3,E4,E5\ntumour-7,1.5,2.25,3.5,0.75,6.5\n"

    private static func loop(_ bench: Bench, _ mishap: Mishap = .none) throws -> SampleLoop {
        let clock = bench.clock.daemonClock(mishap)
        return SampleLoop(
            bench.settings,
            watch: bench.watch,
            store: bench.store,
            predictor: Predictor(model: try model()),
            desk: try bench.desk(),
            clock: clock,
            vitals: Vitals(clock: clock),
            logger: Mishap.none.logger,
            noticeEntered: {}
        )
    }

    private static func settle(_ loop: SampleLoop, _ bench: Bench) async throws {
        _ = try await loop.turn()
        bench.clock.advance(bench.watch.quietPeriod)
        _ = try await loop.turn()
    }

    @Test func `an expression file is answered by a file of predictions and a record`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            _ = try await bench.loop()
            let loop = try Self.loop(bench)
            try bench.put(Array(Self.sample.utf8), "s.csv", in: "samples")
            try await Self.settle(loop, bench)
            #expect(try bench.names("samples") == [])
            #expect(try bench.names("accepted") == ["s.csv"])
            #expect(try bench.names("predictions") == ["s.predictions.csv"])
            let text = try bench.text("predictions/s.predictions.csv")
            #expect(text.contains("tumour-7") && text.contains("T1") && text.contains("T2"))
            let report = try #require(try await bench.store.sample(named: "tumour-7"))
            #expect(report.state == "done")
            #expect(report.file == "s.csv")
            #expect(report.predictions.map(\.gene.symbol) == ["T1", "T2"])
            // 0.2 x 1.5 - 0.1 x 2.25 - 1 and 0.3 x 3.5 - 1, up to the noise that the model was trained with.
            let expected = [-0.925, 0.05]
            for (prediction, value) in zip(report.predictions, expected) {
                #expect((prediction.value - value).magnitude < 0.35)
                #expect(prediction.low < prediction.value && prediction.value < prediction.high)
            }
            #expect(report.scale == "gene-effect")
        }
    }

    @Test func `the same file dropped again is answered once`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            _ = try await bench.loop()
            for _ in 0..<2 {
                try bench.put(Array(Self.sample.utf8), "s.csv", in: "samples")
                try await Self.settle(try Self.loop(bench), bench)
                #expect(try bench.names("samples") == [])
            }
            #expect(try await bench.store.samples(limit: 10, offset: 0).total == 1)
            #expect(try bench.names("predictions") == ["s.predictions.csv"])
            #expect(try bench.names("accepted") == ["s.csv"])
        }
    }

    @Test func `a file whose predictions were written but not recorded is answered once more, the same`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            _ = try await bench.loop()
            try bench.put(Array(Self.sample.utf8), "s.csv", in: "samples")
            // The first look at the clock stands between the file and the record.
            let life = Task { try await Self.settle(try Self.loop(bench, Mishap(atStep: 1)), bench) }
            _ = await life.result
            #expect(try bench.names("samples") == ["s.csv"])
            #expect(try await bench.store.samples(limit: 10, offset: 0).total == 0)
            let written = try bench.text("predictions/s.predictions.csv")

            try await Self.settle(try Self.loop(bench), bench)
            #expect(try bench.names("samples") == [])
            #expect(try await bench.store.samples(limit: 10, offset: 0).total == 1)
            #expect(try bench.names("predictions") == ["s.predictions.csv"])
            #expect(try bench.text("predictions/s.predictions.csv") == written)
        }
    }

    @Test func `another file of the same name gets an answer of its own`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            _ = try await bench.loop()
            let loop = try Self.loop(bench)
            for level in ["6.5", "1.25"] {
                let text = Self.sample.replacing("6.5", with: level).replacing("3.5", with: level)
                try bench.put(Array(text.utf8), "s.csv", in: "samples")
                try await Self.settle(loop, bench)
            }
            #expect(try await bench.store.samples(limit: 10, offset: 0).total == 2)
            #expect(try bench.names("predictions").count == 2)
        }
    }

    @Test func `a file that cannot be read is set aside, and the next is answered`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            _ = try await bench.loop()
            let loop = try Self.loop(bench)
            try bench.put(Array(Self.sample.replacing("3.5", with: "low").utf8), "bad.csv", in: "samples")
            try bench.put(Array(Self.sample.utf8), "good.csv", in: "samples")
            try await Self.settle(loop, bench)
            #expect(try bench.names("samples") == [])
            #expect(try bench.names("rejected") == ["bad.csv", "bad.csv.rejected.json"])
            #expect(try await bench.rulesBroken() == ["not-a-number"])
            #expect(try bench.names("predictions") == ["good.predictions.csv"])
            #expect(try await bench.notices().map(\.kind) == [.fileRejected])
        }
    }
}
