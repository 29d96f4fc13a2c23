import Agent
import Cycle
import Lab
import Settings
import Store
import TestSupport
import Testing

/// Nothing is decided while something lies in the drop folder that may still be taken.
@Suite struct ClearFolderTests {
    /// `a.csv` completes round 0, `b.csv` reads every third of its wells again.
    private static func dropBoth(_ bench: Bench) throws {
        let readings = try bench.readings(0)
        let again = readings.every(3, from: 0).map { Bench.screen.repeated($0, attempt: 1) }
        try bench.put(bench.results(readings), "a.csv")
        try bench.put(bench.results(again), "b.csv")
    }

    /// What a daemon writes of two such files that it took one after another.
    private static let undisturbed = Task {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try dropBoth(bench)
            try await bench.settle(loop)
            #expect(try bench.names("batches") == ["one-r000", "one-r001"])
            return try bench.written()
        }
    }

    @Test func `a daemon that dies between two files closes the round with both`() async throws {
        let undisturbed = try await Self.undisturbed.value
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, clock: clock)
            _ = try await bench.loop().turn()
            try Self.dropBoth(bench)
            let life = Task { try await bench.settle(bench.loop(Mishap(after: "results taken"))) }
            _ = await life.result
            let count = try bench.readings(0).count
            #expect(try await bench.readingsOnRecord() == count)
            #expect(try await bench.report().rounds.map(\.state) == ["published"])

            let anew = try await Bench(in: folder, clock: clock)
            try await anew.settle(anew.loop())
            #expect(try await anew.readingsOnRecord() > count)
            #expect(differences(try anew.written(), undisturbed) == [])
        }
    }

    @Test(arguments: 1...10)
    func `a daemon that dies at any step on the way to both files writes the same`(step: Int) async throws {
        let undisturbed = try await Self.undisturbed.value
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, clock: clock)
            _ = try await bench.loop().turn()
            try Self.dropBoth(bench)
            let life = Task { try await bench.settle(bench.loop(Mishap(atStep: step))) }
            _ = await life.result
            let anew = try await Bench(in: folder, clock: clock)
            try await anew.settle(anew.loop())
            #expect(differences(try anew.written(), undisturbed) == [])
        }
    }

    @Test func `results that came while the daemon was down are taken before the deadline that passed`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, "deadline: 1h", clock: clock)
            _ = try await bench.loop().turn()
            let readings = try bench.readings(0)
            try bench.put(bench.results(readings.dropLast(4)), "a.csv")
            clock.advance(7_200)

            let anew = try await Bench(in: folder, "deadline: 1h", clock: clock)
            let loop = try await anew.loop()
            let pause = try await loop.turn()
            #expect(pause == anew.watch.quietPeriod)
            #expect(try await anew.report().wellsGivenUp == 0)
            #expect(try await anew.report().wellsOwed == readings.count)
            clock.advance(anew.watch.quietPeriod)
            _ = try await loop.turn()
            let singles = try #require(try await anew.report().rounds.first)
            #expect(singles.wellsMeasured == readings.count - 4)
            #expect(singles.wellsGivenUp == 4)
            #expect(try anew.names("batches") == ["one-r000", "one-r001"])
        }
    }

    @Test func `a file that never settles holds up a complete round, but not for longer than the patience`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            try bench.put(bench.results(readings), "a.csv")
            // It is seen first at 0 s, and has grown at every look.
            for look in 0...12 {
                try bench.put(String(repeating: "x", count: look + 1), "growing.csv")
                _ = try await loop.turn()
                let report = try await bench.report()
                #expect(report.rounds.map(\.state) == ["published"], "after \(look * 10) s")
                #expect(report.wellsOwed == (look == 0 ? readings.count : 0))
                bench.clock.advance(10)
            }
            try bench.put(String(repeating: "x", count: 100), "growing.csv")
            _ = try await loop.turn()
            #expect(try await bench.report().rounds.map(\.state) == ["closed", "published"])
            #expect(try bench.names("drop") == ["growing.csv"])

            // What it becomes is taken all the same.
            let again = readings.every(3, from: 0).map { Bench.screen.repeated($0, attempt: 1) }
            try bench.put(bench.results(again), "growing.csv")
            try await bench.settle(loop)
            #expect(try bench.names("drop") == [])
            #expect(try await bench.readingsOnRecord() == readings.count + again.count)
        }
    }

    @Test func `a file that came and went holds up nothing, and its successor has a patience of its own`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put("x", "growing.csv")
            _ = try await loop.turn()
            try bench.remove("drop/growing.csv")
            _ = try await loop.turn()
            bench.clock.advance(200)
            try bench.put(bench.results(try bench.readings(0)), "a.csv")
            _ = try await loop.turn()
            bench.clock.advance(bench.watch.quietPeriod)
            try bench.put("xx", "growing.csv")
            _ = try await loop.turn()
            #expect(try await bench.report().rounds.map(\.state) == ["published"])
            try bench.remove("drop/growing.csv")
            _ = try await loop.turn()
            #expect(try await bench.report().rounds.map(\.state) == ["closed", "published"])
        }
    }
}
