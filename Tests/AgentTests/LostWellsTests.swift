import Agent
import Cycle
import FoundationEssentials
import Lab
import PlateFiles
import Screen
import Settings
import Statistics
import Store
import TestSupport
import Testing

/// Wells that are dropped or given up, and laid out again.
@Suite struct LostWellsTests {
    @Test func `with a quarter of all wells empty every pair that was chosen ends measured`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, Bench.judged)
            let rounds = try await bench.runLosing(0.25)
            let report = try await bench.report()
            #expect(report.phase == "finished")
            #expect(rounds >= 3)
            let chosen = try await bench.pairsChosen()
            #expect(chosen.count == 9 && Set(chosen).count == 9)
            for pair in chosen {
                let state = try await bench.store.pair(pair, in: bench.settings.id)
                #expect(state?.status == .measured && state?.reward != nil, "\(pair)")
            }
            let dropped = report.rounds.reduce(0) { $0 + $1.wellsDropped }
            let all = report.rounds.flatMap(\.plates).reduce(0) { $0 + $1.wells }
            #expect(Double(dropped) / Double(all) > 0.15)
            #expect(report.rounds.contains { !$0.repeats.isEmpty })
        }
    }

    @Test func `what was dropped is told with the results, in its table and of its pair`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, Bench.judged)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try await bench.answerAndSettle(0, loop)
            let readings = try bench.readings(1)
            let double = try #require(readings.first { $0.content.role == .double })
            let controls = readings.filter { $0.content.role == .nonTargeting }
            let far = controls[2].well
            let changed = readings.map { reading in
                if reading.well == double.well { return reading.withoutCells(Seed(1)) }
                return reading.well == far ? reading.moved(by: 40) : reading
            }
            try bench.put(bench.results(changed), "a.csv")
            try await bench.settle(loop)

            let notice = try #require(try await bench.notices().last { $0.kind == .plateTaken })
            #expect(notice.title.hasSuffix("results of one-R001-P01 are in; 2 wells dropped"))
            #expect(
                notice.lines[1]
                    == "one-R001-P01: \(readings.count) wells, 2 of them dropped: 1 with too few cells, 1 outlying control"
            )
            #expect(notice.lines.contains { $0.contains("laid out again in a later batch") })

            let table = try bench.text("dropped-wells.csv").split(separator: "\n")
            #expect(table.count == 3)
            #expect(table[0].hasPrefix("plate,well,role,gene_a,guide_a,gene_b,guide_b,state,reason,value,"))
            let pair = try #require(double.content.pair)
            let line = try #require(table.first { $0.contains(",few-cells,") })
            #expect(line.hasPrefix("one-R001-P01,\(double.well.position),double,\(pair.first),"))
            #expect(
                table.contains { $0.contains(",non-targeting,") && $0.contains(",dropped,outlying-control,") }
            )

            let wells = try await bench.store.wells(of: pair, in: bench.settings.id)
            let dropped = wells.filter { $0.dropped != nil }
            #expect(dropped.map(\.well) == [double.well.position.label])
            #expect(dropped.first?.dropped?.reason == .fewCells)
            #expect(try await bench.report().rounds[1].wellsDropped == 2)

            // The pair keeps the reward of the wells that are left, and the next batch has the lost one again.
            #expect(try await bench.store.pair(pair, in: bench.settings.id)?.wells == 3)
            let manifest = try bench.manifest(2)
            let again = try #require(manifest.repeats)
            #expect(again.count == 1)
            #expect(again[0].guideA == double.content.a?.name && again[0].guideB == double.content.b?.name)
            #expect((again[0].wells, again[0].attempt) == (1, 1))
            let laid = try bench.readings(2).filter { $0.content == double.content }
            #expect(laid.count == 1)
            let ready = try #require(try await bench.notices().last { $0.kind == .batchReady })
            #expect(ready.title.contains("3 pairs and repeats of 1 knockout"))
        }
    }

    @Test func `a pair whose wells are lost each time is given up after its repeats, and that is said`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, Bench.judged)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try await bench.answerAndSettle(0, loop)
            let unlucky = try #require(try await bench.pairsChosen().first)
            for round in 1...5 where try bench.names("batches").contains(bench.batch(round).text) {
                let readings = try bench.readings(round).filter { $0.content.pair != unlucky }
                try bench.put(bench.results(readings), "round-\(round).csv")
                try bench.put("", "\(bench.batch(round)).done")
                try await bench.settle(loop)
                let status = try await bench.store.pair(unlucky, in: bench.settings.id)?.status
                #expect(status == (round < 5 ? .pending : .abandoned), "after round \(round)")
            }
            #expect(try await bench.report().phase == "finished")
            // Of its two guide combinations one fits into a batch of three pairs.
            let repeats = try (2...5).map { try #require(try bench.manifest($0).repeats) }
            #expect(repeats.map { $0.map(\.attempt) } == [[1], [2], [1], [2]])
            let said = try await bench.notices().filter { notice in
                notice.lines.contains { $0.contains("Given up for good") && $0.contains("\(unlucky.first)") }
            }
            #expect(said.map(\.key) == ["one-r005"])
            #expect(try await bench.pairsChosen().count { $0 == unlucky } == 1)
        }
    }

    @Test func `the last round is followed by repeats alone where a pair has no well at all`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, Bench.judged, "maximum-rounds: 1")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try await bench.answerAndSettle(0, loop)
            let lost = try #require(try await bench.pairsChosen().last)
            try bench.put(bench.results(try bench.readings(1).filter { $0.content.pair != lost }), "a.csv")
            try bench.put("", "one-r001.done")
            try await bench.settle(loop)
            #expect(try bench.names("batches").last == "one-r002")
            let manifest = try bench.manifest(2)
            #expect(manifest.policy == "repeats" && manifest.pairs.isEmpty)
            #expect(manifest.repeats?.reduce(0) { $0 + $1.wells } == 4)
            try await bench.answerAndSettle(2, loop)
            #expect(try await bench.report().phase == "finished")
            #expect(try await bench.store.pair(lost, in: bench.settings.id)?.status == .measured)
        }
    }

    @Test func `a pair that kills the cells in every well is measured, and marked`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, Bench.judged)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try await bench.answerAndSettle(0, loop)
            let deadly = try #require(try await bench.pairsChosen().first)
            let readings = try bench.readings(1).map {
                $0.content.pair == deadly ? $0.withoutCells(Seed(2)) : $0
            }
            try bench.put(bench.results(readings), "a.csv")
            try await bench.settle(loop)
            #expect(try await bench.store.pair(deadly, in: bench.settings.id)?.status == .measured)
            let wells = try await bench.store.wells(of: deadly, in: bench.settings.id)
            #expect(wells.count { $0.role == .double && $0.kept?.reason == .fewCells } == 4)
            #expect(wells.allSatisfy { $0.dropped == nil })
            #expect(
                try bench.text("dropped-wells.csv").split(separator: "\n").count { $0.contains(",kept,") }
                    == 4
            )
            let notice = try #require(try await bench.notices().last { $0.kind == .plateTaken })
            #expect(notice.lines.contains { $0.hasPrefix("Few cells, but kept") && $0.hasSuffix("4 wells") })
        }
    }

    @Test func `other settings judge the readings on record anew, and the rewards with them`() async throws {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, Bench.judged, "maximum-rounds: 1", clock: clock)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try await bench.answerAndSettle(0, loop)
            let double = try #require(try bench.readings(1).first { $0.content.role == .double })
            let readings = try bench.readings(1).map {
                $0.well == double.well ? $0.withoutCells(Seed(1)) : $0
            }
            try bench.put(bench.results(readings), "a.csv")
            try await bench.settle(loop)
            let pair = try #require(double.content.pair)
            let before = try #require(try await bench.store.pair(pair, in: bench.settings.id))
            #expect(before.wells == 3)

            let lenient = "quality: {minimum-cells: 0, minimum-cell-share: 0}"
            let other = try await Bench(in: folder, lenient, "maximum-rounds: 1", clock: clock)
            _ = try await other.loop().turn()
            let after = try #require(try await other.store.pair(pair, in: bench.settings.id))
            #expect(after.wells == 4)
            #expect(after.reward != before.reward)
            #expect(
                try other.text("dropped-wells.csv").split(separator: "\n").count { $0.contains("few-cells") }
                    == 0
            )

            let again = try await Bench(in: folder, Bench.judged, "maximum-rounds: 1", clock: clock)
            _ = try await again.loop().turn()
            #expect(try await again.store.pair(pair, in: bench.settings.id)?.reward == before.reward)
        }
    }

    /// The seeds draw the step at which each daemon dies.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `daemons that die anywhere repeat the same wells as one left alone`(seed: UInt64) async throws {
        let undisturbed = try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, Bench.judged)
            _ = try await bench.runLosing(0.25)
            return try bench.written()
        }
        try #require(undisturbed["dropped-wells.csv"] != nil)
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            var generator = SeededGenerator(Seed(seed))
            var answered: Set<Int> = []
            var deaths = 0
            while true {
                let bench = try await Bench(in: folder, Bench.judged, clock: clock)
                if try await bench.store.campaign(bench.settings.id)?.finished == true { break }
                try #require(deaths < 300, "the daemons get nowhere")
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
                    try bench.answerLosing(0.25, round)
                }
            }
            let bench = try await Bench(in: folder, Bench.judged, clock: clock)
            try await bench.settle(bench.loop())
            #expect(differences(try bench.written(), undisturbed) == [])
        }
    }
}

extension Bench {
    /// The configuration's own defaults.
    static let judged = "quality: {}"

    func manifest(_ round: Int) throws -> BatchManifest {
        try BatchManifest(json: Array(text("batches/\(batch(round))/manifest.json").utf8))
    }

    func answerAndSettle(_ round: Int, _ loop: CampaignLoop) async throws {
        try answer(round)
        try await settle(loop)
    }

    /// Answers a round in two files; a share of its wells, drawn by plate and place, has lost its cells.
    func answerLosing(_ share: Double, _ round: Int) throws {
        let readings = try readings(round).map { reading in
            let place = reading.well.position.row * 100 + reading.well.position.column
            var generator = SeededGenerator(Seed(21).derived("lost \(reading.well.plate)", place))
            return generator.uniform() < share ? reading.withoutCells(Seed(3)) : reading
        }
        try put(results(readings.every(2, from: 0)), "round-\(round)-even.csv")
        try put(results(readings.every(2, from: 1)), "round-\(round)-odd.csv")
    }

    /// Runs a campaign to its end; returns the last round.
    func runLosing(_ share: Double) async throws -> Int {
        let loop = try await loop()
        _ = try await loop.turn()
        var round = 0
        while try names("batches").contains(batch(round).text) {
            try #require(round < 20, "the campaign gets nowhere")
            try answerLosing(share, round)
            try await settle(loop)
            round += 1
        }
        return round - 1
    }
}
