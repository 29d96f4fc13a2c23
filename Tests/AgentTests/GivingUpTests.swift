import Agent
import Cycle
import FoundationEssentials
import Lab
import Screen
import Settings
import Store
import TestSupport
import Testing

/// Wells that never come: done markers and deadlines.
@Suite struct GivingUpTests {
    @Test func `a done marker of the batch gives up the wells still owed, and the round closes`() async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put(bench.results(try bench.readings(0).dropLast(5)), "a.csv")
            try await bench.settle(loop)
            #expect(try await bench.report().wellsOwed == 5)

            try bench.put("", "one-r000.done")
            try await bench.settle(loop)
            let singles = try #require(try await bench.report().rounds.first)
            #expect(singles.state == "closed")
            #expect(singles.wellsGivenUp == 5)
            #expect(try bench.names("batches") == ["one-r000", "one-r001"])
            #expect(try bench.names("accepted") == ["a.csv", "one-r000.done"])
            #expect(try await bench.notices().contains { $0.lines.contains("Given up: 5 wells") })
        }
    }

    @Test func `a done marker of one plate gives up the wells of that plate alone`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let plates = try bench.lab.batch(bench.batch(0)).plates
            try #require(plates.count == 2)
            try bench.put("", "\(plates[0].barcode).done")
            try await bench.settle(loop)
            let round = try #require(try await bench.report().rounds.first)
            #expect(round.wellsGivenUp == plates[0].wells.count)
            #expect(round.wellsOwed == plates[1].wells.count)
            #expect(round.state == "published")
        }
    }

    @Test func `a done marker waits for a file that still settles`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            try bench.put("", "one-r000.done")
            _ = try await loop.turn()
            bench.clock.advance(bench.watch.quietPeriod)
            try bench.put(bench.results(Array(readings.dropLast(2))), "z.csv")
            let pause = try await loop.turn()
            #expect(try bench.names("drop") == ["one-r000.done", "z.csv"])
            #expect(try await bench.report().wellsGivenUp == 0)
            #expect(pause == bench.watch.quietPeriod)

            bench.clock.advance(bench.watch.quietPeriod)
            _ = try await loop.turn()
            #expect(try bench.names("drop") == [])
            #expect(try await bench.report().rounds.first?.wellsGivenUp == 2)
            #expect(try await bench.report().rounds.first?.wellsMeasured == readings.count - 2)
        }
    }

    @Test func `a done marker of nothing known is set aside`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put("", "one-r007.done")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["unknown-done-marker"])
            #expect(try bench.names("rejected") == ["one-r007.done", "one-r007.done.rejected.json"])
            #expect(try await bench.report().wellsGivenUp == 0)
        }
    }

    @Test func `wells still owed at the deadline are given up, and not before`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "deadline: 1h")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put(bench.results(try bench.readings(0).dropLast(3)), "a.csv")
            try await bench.settle(loop)
            bench.clock.advance(3_590 - bench.watch.quietPeriod)
            #expect(try await loop.turn() == 10)
            #expect(try await bench.report().wellsOwed == 3)

            bench.clock.advance(10)
            _ = try await loop.turn()
            #expect(try await bench.report().rounds.first?.wellsGivenUp == 3)
            #expect(try bench.names("batches") == ["one-r000", "one-r001"])
        }
    }

    @Test func `a restarted daemon keeps the deadline of the round that is out`() async throws {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, "deadline: 1h", clock: clock)
            _ = try await bench.loop().turn()
            try bench.put(bench.results(try bench.readings(0).dropLast(3)), "a.csv")
            try await bench.settle(bench.loop())
            clock.advance(3_600)
            let anew = try await Bench(in: folder, "deadline: 1h", clock: clock)
            _ = try await anew.loop().turn()
            #expect(try await anew.report().rounds.first?.wellsGivenUp == 3)
        }
    }

    @Test func `a round of which nothing came closes, and ends the campaign where nothing can be chosen`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put("", "one-r000.done")
            try await bench.settle(loop)
            #expect(try await bench.report().phase == "finished")
            #expect(try bench.text("pairs.csv").split(separator: "\n").count == 1 + 28)
        }
    }

    @Test func `no pair of a gene whose single was given up is chosen`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let lost = Bench.screen.genes[2]
            try bench.put(bench.results(try bench.readings(0).filter { $0.content.single != lost }), "a.csv")
            try bench.put("", "one-r000.done")
            try await bench.settle(loop)
            for round in 1...3 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            let chosen = try await bench.pairsChosen()
            #expect(chosen.count == 9)
            #expect(!chosen.contains { $0.first == lost || $0.second == lost })
        }
    }

    @Test func `a well that comes after it was given up still counts`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            try bench.put(bench.results(readings.dropLast(5)), "a.csv")
            try bench.put("", "one-r000.done")
            try await bench.settle(loop)
            try bench.put(bench.results(readings.suffix(5)), "late.csv")
            try await bench.settle(loop)
            let singles = try #require(try await bench.report().rounds.first)
            #expect(singles.wellsGivenUp == 0)
            #expect(singles.wellsMeasured == readings.count)
            try bench.answer(1)
            try await bench.settle(loop)
            #expect(try bench.names("batches").last == "one-r002")
        }
    }

    @Test func `wells that come after the end still count`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for round in 0...2 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            let readings = try bench.readings(3)
            let late = try #require(try await bench.pairsChosen().last)
            try bench.put(bench.results(readings.filter { $0.content.pair != late }), "a.csv")
            try bench.put("", "one-r003.done")
            try await bench.settle(loop)
            #expect(try await bench.report().phase == "finished")
            #expect(try await bench.store.pair(late, in: bench.settings.id)?.reward == nil)
            let before = try bench.text("pairs.csv")

            try bench.put(bench.results(readings.filter { $0.content.pair == late }), "late.csv")
            try await bench.settle(loop)
            #expect(try await bench.store.pair(late, in: bench.settings.id)?.status == .measured)
            let line = try #require(
                try bench.text("pairs.csv").split(separator: "\n").first {
                    $0.hasPrefix("\(late.first),\(late.second),measured,")
                }
            )
            #expect(!before.contains(line))
            #expect(!line.contains("measured,,"))
            #expect(try await bench.notices().count { $0.kind == .campaignFinished } == 1)
        }
    }

    @Test func `a plate whose control wells never come holds up nothing`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.answer(0)
            try await bench.settle(loop)
            let knockouts = try bench.readings(1).filter { !$0.content.role.isControl }
            try bench.put(bench.results(knockouts.dropLast()), "a.csv")
            try bench.put("", "one-r001.done")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == [])
            #expect(try bench.names("batches").last == "one-r002")
            #expect(try await bench.report().rounds[1].bestReward == nil)
            try bench.answer(2)
            try await bench.settle(loop)
            #expect(try await bench.report().rounds[2].bestReward != nil)
        }
    }
}
