import FoundationEssentials
import Layouts
import RealModule
import Screen
import Statistics
import TestSupport
import Testing

@testable import Lab

@Suite struct CampaignScoreTests {
    /// 5 genes, 10 pairs; the reward of column c is c, so that the top pairs are the last columns.
    static let truth: ScreenTruth = {
        let genes = ["A", "B", "C", "D", "E"].map { Gene($0) }
        let severities = zip(genes, [5.0, 4, 3, 2, 1])
        return ScreenTruth(
            index: PairIndex(genes: genes),
            rewards: (0..<10).map(Double.init),
            severities: Dictionary(uniqueKeysWithValues: Array(severities))
        )
    }()

    static func score(_ columns: [[Int]], rewards: [Int: Double] = [:]) -> CampaignScore {
        let pairs = truth.index.pairs
        return CampaignScore(
            batches: columns.enumerated().map { ($0, $1.map { pairs[$0] }) },
            rewards: Dictionary(uniqueKeysWithValues: rewards.map { (pairs[$0], $1) }),
            truth: truth,
            share: 0.2
        )
    }

    @Test func `a round counts the top pairs found so far beside chance and severity`() {
        let score = Self.score([[], [9, 0], [1, 8]])
        #expect(score.top == 2)
        #expect(score.rounds.map(\.pairs) == [0, 2, 4])
        #expect(score.rounds.map(\.found) == [0, 0.5, 1])
        #expect(score.rounds.map(\.random) == [0, 0.2, 0.4])
        // By ‖h_i‖ ‖h_j‖ the first four are AB, AC, BC, AD: none of the last two columns.
        #expect(score.rounds.map(\.severity) == [0, 0, 0])
        #expect(Self.truth.severityRanking.prefix(3) == [0, 1, 4])
        #expect(score.found(atPairs: 3) == 0.5)
    }

    @Test func `rewards are compared with the truth by rank`() throws {
        let score = Self.score([[1, 5, 9]], rewards: [1: 10, 5: 30, 9: 20])
        // Ranks 1, 3, 2 against 1, 2, 3.
        #expect(try #require(score.rewardAgreement).isApproximatelyEqual(to: 0.5, relativeTolerance: 1e-12))
        #expect(score.best.map(\.trueRank) == [5, 1, 9])
        #expect(Self.score([[1]], rewards: [1: 10]).rewardAgreement == nil)
    }

    @Test func `several campaigns give mean, worst and best`() {
        let summary = ScoreSummary([Self.score([[9], [8]]), Self.score([[0], [1], [2]])])
        #expect(summary.rows.map(\.found) == [0.25, 0.5])
        #expect(summary.rows.map(\.worst) == [0, 0])
        #expect(summary.rows.map(\.best) == [0.5, 1])
        #expect(
            summary.csv == """
                round,pairs,found,worst,best,random,severity
                0,1,0.2500,0.0000,0.5000,0.1000,0.0000
                1,2,0.5000,0.0000,1.0000,0.2000,0.0000

                """
        )
    }

    @Test func `the table for people names every column and ends with the last round`() {
        let text = ScoreSummary([Self.score((0..<10).map { [$0] })]).text(maximumRows: 3)
        let lines = text.split(separator: "\n")
        #expect(lines[0] == "Share of the 2 highest rewards (of 10 pairs) found")
        #expect(lines[1] == "    round    pairs Pairwell severity   random")
        #expect(lines.last == "        9       10    100 %    100 %    100 %")
    }

    @Test func `the chart and the page are as recorded`() throws {
        let summary = ScoreSummary([Self.score([[], [9, 0], [1, 8]], rewards: [9: 3, 0: 1, 1: 2, 8: 9])])
        let page = ScorePage(
            title: "A <small> screen",
            lead: "Five genes.",
            summary: summary,
            pictures: [.init(name: "P1", address: "batches/x-r002/P1.svg")]
        )
        try expectGolden(page.html, "page.html")
    }

    @Test func `a campaign without rounds has a page too`() {
        #expect(
            ScorePage(title: "t", lead: "l", summary: ScoreSummary([])).html.contains("No round is complete")
        )
    }

    @Test func `a campaign folder is scored from its layouts and its pairs table`() async throws {
        try await withTemporaryFolder { folder in
            let pairs = Self.truth.index.pairs
            for (round, chosen) in [[], [pairs[9]], [pairs[0], pairs[8]]].enumerated() {
                let batch = folder.appending(path: "batches/x-r00\(round)")
                try FileManager.default.createDirectory(at: batch, withIntermediateDirectories: true)
                var wells = [WellPosition(row: 5, column: 5): WellContent(role: .untreated)]
                for (column, pair) in chosen.enumerated() {
                    wells[WellPosition(row: 0, column: column)] = WellContent(
                        role: .double,
                        a: Guide("\(pair.first)_1", of: pair.first),
                        b: Guide("\(pair.second)_1", of: pair.second)
                    )
                }
                let plate = PlateLayout(barcode: Barcode("P\(round)"), format: .wells96, wells: wells)
                try Data(layoutCSV([plate]).utf8).write(to: batch.appending(path: "layout.csv"))
                // The last batch is not complete yet.
                if round < 2 { try Data("{}".utf8).write(to: batch.appending(path: "manifest.json")) }
            }
            let table =
                "gene_a,gene_b,status,reward\nA,B,measured,1.5\nA,C,open,\nD,E,measured,2.5\nC,D,measured,2\n"
            try Data(table.utf8).write(to: folder.appending(path: "pairs.csv"))
            let score = try CampaignScore(campaign: folder, truth: Self.truth, share: 0.2)
            #expect(score.rounds.map(\.number) == [0, 1])
            #expect(score.rounds.map(\.found) == [0, 0.5])
            #expect(score.rewardCount == 3)
            #expect(try #require(score.rewardAgreement).isApproximatelyEqual(to: 1, relativeTolerance: 1e-12))
        }
    }
}
