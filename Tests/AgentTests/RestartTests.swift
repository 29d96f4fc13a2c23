import Agent
import Cycle
import FoundationEssentials
import Lab
import Screen
import Settings
import Statistics
import Store
import TestSupport
import Testing

@Suite struct RestartTests {
    @Test func `a daemon started anew at every step writes the bytes of one left alone`() async throws {
        let undisturbed = try await JourneyTests.undisturbed()
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            _ = try await Bench(in: folder, clock: clock).loop().turn()
            for round in 0...3 {
                let bench = try await Bench(in: folder, clock: clock)
                let readings = try bench.readings(round)
                for (name, part) in [
                    ("even", readings.every(2, from: 0)), ("odd", readings.every(2, from: 1)),
                ] {
                    try bench.put(bench.results(part), "round-\(round)-\(name).csv")
                    let anew = try await Bench(in: folder, clock: clock)
                    try await anew.settle(anew.loop())
                }
            }
            let bench = try await Bench(in: folder, clock: clock)
            #expect(try await bench.report().phase == "finished")
            #expect(differences(try bench.written(), undisturbed) == [])
        }
    }

    /// The seeds draw the step at which each daemon dies.
    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `daemons that die anywhere write the bytes of one left alone, and say everything once`(
        seed: UInt64
    )
        async throws
    {
        let undisturbed = try await JourneyTests.undisturbed()
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            var generator = SeededGenerator(Seed(seed))
            var answered: Set<Int> = []
            var deaths = 0
            while true {
                let bench = try await Bench(in: folder, clock: clock)
                if try await bench.store.campaign(bench.settings.id)?.finished == true { break }
                try #require(deaths < 200, "the daemons get nowhere")
                let mishap = Mishap(atStep: 1 + generator.index(below: 7))
                let life = Task {
                    let loop = try await bench.loop(mishap)
                    try await bench.settle(loop)
                }
                // because a life that is cut short ends as it likes
                _ = await life.result
                deaths += 1
                let published = try await bench.store.rounds(of: bench.settings.id).filter {
                    $0.state == "published"
                }
                for round in published.map(\.round) where answered.insert(round).inserted {
                    try bench.answer(round)
                }
            }
            let bench = try await Bench(in: folder, clock: clock)
            #expect(differences(try bench.written(), undisturbed) == [])
            let wells = try await bench.report().rounds.reduce(0) { $0 + $1.wellsMeasured }
            #expect(try await bench.readingsOnRecord() == wells)
            let notices = try await bench.notices()
            #expect(notices.count == 4 * 4 + 1)
            #expect(Set(notices.map { "\($0.kind) \($0.key)" }).count == notices.count)
        }
    }

    @Test func `a file whose facts were committed but which was not moved is moved and counted once`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let first = try await Bench(in: folder, clock: clock)
            let loop = try await first.loop()
            _ = try await loop.turn()
            let file = first.results(try first.readings(0).every(2, from: 0))
            try first.put(file, "a.csv")
            try await first.settle(loop)
            let count = try await first.readingsOnRecord()
            #expect(count > 0)
            try FileManager.default.moveItem(
                atPath: first.folder.appending(path: "accepted/a.csv").path(),
                toPath: first.folder.appending(path: "drop/a.csv").path()
            )

            let second = try await Bench(in: folder, clock: clock)
            try await second.settle(second.loop())
            #expect(try second.names("drop") == [])
            #expect(try second.names("accepted") == ["a.csv"])
            #expect(try await second.readingsOnRecord() == count)
            #expect(try await second.notices().count { $0.kind == .plateTaken } == 1)
        }
    }

    @Test func `a sidecar left behind by such a file goes with it`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let file = bench.results(try bench.readings(0).every(2, from: 0))
            for _ in 0..<2 {
                try bench.put(file, "a.csv")
                try bench.put("{\"embedding_model\": \"phenom-1\"}", "a.csv.json")
                try await bench.settle(loop)
                #expect(try bench.names("drop") == [])
            }
            #expect(try bench.names("accepted").first == "a.csv")
            #expect(try bench.names("rejected") == [])
        }
    }

    enum Remains: CaseIterable {
        case nothing
        case halfOfAFile
        case manifestOfOtherFiles
    }

    @Test(arguments: Remains.allCases)
    func `a batch planned but not published is published whole, whatever lies in its folder`(
        remains: Remains
    )
        async throws
    {
        let undisturbed = try await JourneyTests.undisturbed()
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, clock: clock)
            _ = try await bench.loop().turn()
            try bench.answer(0)
            let life = Task { try await bench.settle(bench.loop(Mishap(after: "batch planned"))) }
            _ = await life.result
            #expect(try await bench.report().rounds.last?.state == "planned")
            #expect(try bench.names("batches") == ["one-r000"])

            let batch = bench.folder.appending(path: "batches/one-r001")
            let layout = try #require(undisturbed["one-r001/layout.csv"])
            if remains != .nothing {
                try FileManager.default.createDirectory(at: batch, withIntermediateDirectories: true)
                try bench.put(Array(layout.utf8.prefix(100)), "layout.csv", in: "batches/one-r001")
            }
            if remains == .manifestOfOtherFiles {
                try bench.put(Array("{}".utf8), "manifest.json", in: "batches/one-r001")
            }

            let anew = try await Bench(in: folder, clock: clock)
            _ = try await anew.loop().turn()
            #expect(try await anew.report().rounds.last?.state == "published")
            let expected = undisturbed.filter { $0.key.hasPrefix("one-r000") || $0.key.hasPrefix("one-r001") }
            let found = try anew.written().filter { $0.key != "pairs.csv" }
            #expect(differences(found, expected) == [])
        }
    }

    @Test func `pairs.csv is there after a restart that came before it was written`() async throws {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, clock: clock)
            _ = try await bench.loop().turn()
            try bench.answer(0)
            let life = Task { try await bench.settle(bench.loop(Mishap(after: "round complete"))) }
            _ = await life.result
            #expect(try await bench.report().rounds.last?.state == "closed")
            #expect(throws: (any Error).self) { try bench.text("pairs.csv") }

            let anew = try await Bench(in: folder, clock: clock)
            _ = try await anew.loop().turn()
            #expect(try anew.text("pairs.csv").split(separator: "\n").count == 1 + 28)
        }
    }

    @Test func `a batch that cannot be written is written once what stood in its way is gone`() async throws {
        let undisturbed = try await JourneyTests.undisturbed()
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put("", "../batches/one-r001")
            try bench.answer(0)
            await #expect(throws: (any Error).self) { try await bench.settle(loop) }
            #expect(try await bench.report().rounds.last?.state == "planned")

            try FileManager.default.removeItem(at: bench.folder.appending(path: "batches/one-r001"))
            for round in 1...3 {
                _ = try await loop.turn()
                try bench.answer(round)
                try await bench.settle(loop)
            }
            #expect(differences(try bench.written(), undisturbed) == [])
        }
    }
}
