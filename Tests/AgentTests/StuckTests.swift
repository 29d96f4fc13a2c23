import Agent
import Cycle
import Lab
import Screen
import Settings
import Store
import TestSupport
import Testing

/// Faults that a person has to mend, and what goes on beside them.
@Suite struct StuckTests {
    @Test func `a file that cannot be set aside does not hold up the others, and is told of`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            try bench.obstruct("rejected/m.csv.rejected.json")
            try bench.put(bench.results(readings.every(2, from: 0)), "a.csv")
            try bench.put("plate,well\nX,A01\n", "m.csv")
            try bench.put(bench.results(readings.every(2, from: 1)), "z.csv")
            await #expect(throws: (any Error).self) { try await bench.settle(loop) }
            #expect(try await bench.readingsOnRecord() == readings.count)
            #expect(try bench.names("drop") == ["m.csv"])
            let fault = try #require(try await bench.report().fault)
            #expect(fault.contains("m.csv.rejected.json"))
            #expect(try await bench.report().rounds.map(\.state) == ["published"])

            bench.clock.advance(121)
            await #expect(throws: (any Error).self) { _ = try await loop.turn() }
            #expect(try bench.names("batches") == ["one-r000", "one-r001"])
            #expect(try await bench.report().fault == fault)

            try bench.remove("rejected/m.csv.rejected.json")
            _ = try await loop.turn()
            #expect(try await bench.report().fault == nil)
            #expect(try bench.names("rejected") == ["m.csv", "m.csv.rejected.json"])
            #expect(try await bench.notices().count { $0.kind == .fileRejected } == 1)
        }
    }

    @Test func `nor does a done marker that cannot be set aside`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.obstruct("rejected/a.done.rejected.json")
            try bench.put(bench.results(try bench.readings(0).dropLast(5)), "a.csv")
            try bench.put("", "a.done")
            try bench.put("", "one-r000.done")
            await #expect(throws: (any Error).self) { try await bench.settle(loop) }
            #expect(try await bench.report().rounds.first?.wellsGivenUp == 5)
            #expect(try bench.names("batches") == ["one-r000", "one-r001"])
            #expect(try await bench.report().fault?.contains("a.done.rejected.json") == true)
        }
    }

    @Test func `a feature that cannot be scaled stops the campaign with one notice until that is mended`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, "profile: {scaling: replicate-sd}", clock: clock)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            try bench.put(bench.table(readings) { _, values in values[2] = 7 }, "a.csv")
            await #expect(throws: (any Error).self) { try await bench.settle(loop) }
            await #expect(throws: (any Error).self) { _ = try await loop.turn() }
            let anew = try await Bench(in: folder, "profile: {scaling: replicate-sd}", clock: clock)
            let next = try await anew.loop()
            await #expect(throws: (any Error).self) { _ = try await next.turn() }

            let stuck = try await bench.notices().filter { $0.kind == .campaignStuck }
            #expect(stuck.count == 1)
            #expect(stuck.first?.lines.first?.contains("cannot be scaled") == true)
            let report = try await bench.report()
            #expect(report.fault == stuck.first?.lines.first)
            #expect(report.rounds.map(\.state) == ["published"])
            #expect(report.wellsMeasured == readings.count)

            // Scaling is none where the configuration does not say.
            let mended = try await Bench(in: folder, clock: clock)
            try await mended.settle(mended.loop())
            #expect(try await bench.report().fault == nil)
            #expect(try bench.names("batches") == ["one-r000", "one-r001"])
        }
    }

    @Test func `a campaign whose pairs lack singles ends saying so, and goes on when they come`() async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let known = Set(Bench.screen.genes.prefix(2))
            let readings = try bench.readings(0)
            let early = readings.filter { $0.content.single.map(known.contains) ?? true }
            try bench.put(bench.results(early), "a.csv")
            try bench.put("", "one-r000.done")
            try await bench.settle(loop)
            #expect(try await bench.pairsChosen().count == 1)
            try bench.answer(1)
            try await bench.settle(loop)
            let report = try await bench.report()
            #expect(report.phase == "finished")
            #expect(report.nextAction.contains("a gene without a single knockout"))
            let last = try #require(try await bench.notices().last)
            #expect(last.kind == .campaignFinished)
            #expect(last.key == "singles-missing 1")

            let late = readings.filter { $0.content.single.map { !known.contains($0) } ?? false }
            try bench.put(bench.results(late), "late.csv")
            try await bench.settle(loop)
            #expect(try await bench.report().phase == "waiting")
            #expect(try bench.names("batches").last == "one-r002")
        }
    }
}
