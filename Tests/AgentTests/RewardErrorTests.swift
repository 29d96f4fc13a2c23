import Agent
import Cycle
import FoundationEssentials
import Lab
import Screen
import Settings
import Store
import TestSupport
import Testing

@Suite struct RewardErrorTests {
    private func table(_ text: String) -> [[String: String]] {
        let lines = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    }

    @Test func `pairs.csv says of every reward what is noise, how sure it is and what it goes beyond`()
        async throws
    {
        let rows = table(try #require(try await JourneyTests.undisturbed()["pairs.csv"]))
        let measured = rows.filter { $0["status"] == "measured" }
        #expect(measured.count == 9)
        for row in measured {
            func number(_ name: String) throws -> Double { try #require(row[name].flatMap { Double($0) }) }
            #expect(try number("reward_debiased") == number("reward") - number("reward_noise"))
            let parts = try ["own", "a", "b", "controls"].map { try number("variance_\($0)") }
            let sd = try number("reward_sd")
            // A root and a sum of four.
            #expect((parts.reduce(0, +) - sd * sd).magnitude < 1e-9 * sd * sd)
            #expect(try number("low") <= number("high"))
            #expect(try number("p") <= number("q"))
            #expect(
                try (number("excess") - (number("reward_debiased") - number("expected"))).magnitude < 1e-9
            )
        }
        // The trend needs eight pairs.
        #expect(measured.compactMap { $0["excess_rank"].flatMap { Int($0) } }.sorted() == Array(1...9))
        let open = try #require(rows.first { $0["status"] == "open" })
        #expect(open["reward_sd"] == "" && open["suspicious"] == "")
    }

    @Test(arguments: [("debiased", "reward_debiased"), ("excess", "excess")])
    func `lists are ranked by what the campaign pursues, and batches chosen by it`(
        pursue: String,
        column: String
    ) async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "rewards: {pursue: \(pursue)}")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for round in 0...3 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            let rows = table(try bench.text("pairs.csv")).filter { $0["status"] == "measured" }
            let pursued = rows.compactMap { $0[column].flatMap { Double($0) } }
            #expect(pursued.count == 9)
            #expect(pursued == pursued.sorted(by: >))
            let report = try await bench.report()
            #expect(report.rewards?.pursues.rawValue == pursue)
            #expect(report.bestPairs.map(\.pursued) == pursued)
            #expect(report.rounds.last?.bestReward == pursued.first)
            let notice = try #require(try await bench.notices().last { $0.kind == .roundComplete })
            #expect(notice.lines.contains { $0.hasPrefix("Significant at q < 0.1: ") })
        }
    }

    /// The single of one gene is read again, far off, after everything was measured.
    @Test func `when a late single moves rewards all pairs of its gene are computed again and it is told`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for round in 0...3 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            let before = table(try bench.text("pairs.csv"))
            let gene = try #require(before.first?["gene_a"])
            let late = try bench.readings(0).filter { $0.content.single?.symbol == gene }.map { reading in
                WellReading(
                    well: reading.well,
                    content: reading.content,
                    embedding: reading.embedding.map { $0 + 4 },
                    cells: reading.cells,
                    synthetic: true
                )
            }
            try bench.put(bench.results(late), "late.csv")
            try await bench.settle(loop)

            let changes = table(try bench.text("changes.csv"))
            #expect(!changes.isEmpty)
            #expect(changes.allSatisfy { $0["because"]?.contains("single \(gene)") == true })
            #expect(changes.allSatisfy { $0["gene_a"] == gene || $0["gene_b"] == gene })
            let after = table(try bench.text("pairs.csv"))
            for row in after where row["status"] == "measured" {
                let old = try #require(
                    before.first { $0["gene_a"] == row["gene_a"] && $0["gene_b"] == row["gene_b"] }
                )
                let isOfGene = row["gene_a"] == gene || row["gene_b"] == gene
                #expect((old["reward"] != row["reward"]) == isOfGene)
            }
            let told = try await bench.notices().filter { $0.kind == .rewardsChanged }
            #expect(told.count == 1)
            #expect(try await bench.report().rewardChanges.count == changes.count)

            // Nothing has moved since, so nothing more is told, also not by another daemon.
            let again = try await Bench(in: folder, clock: bench.clock)
            try await again.settle(again.loop())
            #expect(try again.text("changes.csv") == bench.text("changes.csv"))
            #expect(try await again.notices().count { $0.kind == .rewardsChanged } == 1)
        }
    }

    @Test
    func
        `a finished campaign computes rewards anew where they are computed otherwise, and tells of no change`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "maximum-rounds: 1")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for round in 0...1 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            #expect(try await bench.report().phase == "finished")
            let before = try bench.text("pairs.csv")
            try bench.remove("pairs.csv")
            _ = try await loop.turn()
            #expect(!FileManager.default.fileExists(atPath: bench.path("pairs.csv")))

            let scaled = try await Bench(
                in: folder,
                "maximum-rounds: 1",
                "profile: {scaling: replicate-sd}",
                clock: bench.clock
            )
            _ = try await scaled.loop().turn()
            #expect(try scaled.text("pairs.csv") != before)
            #expect(
                try await scaled.store.rewardSummary(of: scaled.settings.id)?.method
                    == "centre@1 + replicate-sd@1"
            )
            #expect(!FileManager.default.fileExists(atPath: scaled.path("changes.csv")))
            #expect(try await scaled.notices().allSatisfy { $0.kind != .rewardsChanged })
        }
    }

    @Test func `a reward that stays within its error is no change`() throws {
        let pair = try #require(Pair(Gene("A"), Gene("B")))
        func record(_ reward: Double, severity: Double, sd: Double?) -> RewardRecord {
            let estimate = sd.map { sd in
                EstimateReport(
                    debiased: reward,
                    noise: 0,
                    sd: sd,
                    low: 0,
                    high: 0,
                    z: 0,
                    p: 0,
                    q: 0,
                    varianceOwn: 0,
                    varianceA: 0,
                    varianceB: 0,
                    varianceControls: 0
                )
            }
            return RewardRecord(
                pair: pair,
                reward: reward,
                cosine: 0,
                severityFirst: severity,
                severitySecond: 1,
                severityDouble: 1,
                wells: 2,
                estimate: estimate
            )
        }
        func changes(_ old: RewardRecord, _ new: RewardRecord) -> [RewardChange] {
            rewardChanges(from: [old], to: [new], round: 3)
        }
        #expect(changes(record(5, severity: 1, sd: 2), record(6.9, severity: 2, sd: 1)) == [])
        let found = changes(record(5, severity: 1, sd: 2), record(7.1, severity: 2, sd: 1))
        #expect(found.map(\.because) == [["single A"]])
        #expect(found.map(\.round) == [3])
        // Without an error, by a fifth.
        #expect(changes(record(5, severity: 1, sd: nil), record(6, severity: 2, sd: nil)) == [])
        #expect(changes(record(5, severity: 1, sd: nil), record(6.5, severity: 2, sd: nil)).count == 1)
        #expect(rewardChanges(from: [], to: [record(5, severity: 1, sd: 2)], round: 1) == [])
    }
}
