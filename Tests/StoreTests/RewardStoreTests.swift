import Cycle
import FoundationEssentials
import Screen
import Store
import TestSupport
import Testing

@Suite struct RewardStoreTests {
    private let pairs: [Pair]

    init() throws {
        pairs = try [("A", "B"), ("A", "C")].map { try #require(Pair(Gene($0.0), Gene($0.1))) }
    }

    private func estimate(adjusted: Bool) -> EstimateReport {
        var estimate = EstimateReport(
            debiased: -0.1,
            noise: 3.2,
            sd: 1.5,
            low: 0,
            high: 2.25,
            z: -0.2,
            p: 1e-300,
            q: 0.5,
            varianceOwn: 1,
            varianceA: 0.5,
            varianceB: 0.25,
            varianceControls: 0.5
        )
        estimate.suspicious = [SuspicionReport(kind: .plate, name: "P\"1", times: 4.5)]
        guard adjusted else { return estimate }
        estimate.expected = 1.75
        estimate.excess = -1.85
        estimate.excessSD = 2
        estimate.excessRank = 7
        estimate.excessP = 0.9
        estimate.excessQ = 0.95
        return estimate
    }

    private func record(
        _ pair: Pair,
        _ reward: Double?,
        pursued: Double?,
        _ estimate: EstimateReport?
    ) -> RewardRecord {
        RewardRecord(
            pair: pair,
            reward: reward,
            cosine: 0.5,
            severityFirst: 1,
            severitySecond: 2,
            severityDouble: 3,
            wells: 4,
            pursued: pursued,
            estimate: estimate
        )
    }

    private func withStore(_ body: (Store, CampaignID) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try await Store.open(at: folder.appending(path: "s.sqlite").path())
            let campaign = try #require(CampaignID("c"))
            try await Sample.enter(store, campaign)
            try await body(store, campaign)
        }
    }

    @Test func `rewards come back with their errors bit for bit, and rank by what is pursued`() async throws {
        try await withStore { store, campaign in
            let summary = RewardSummary(
                pursues: .excess,
                significant: 3,
                significantExcess: nil,
                suspicious: [SuspicionReport(kind: .single, name: "A", times: 8)]
            )
            let records = [
                record(pairs[0], 9, pursued: -1.85, estimate(adjusted: true)),
                record(pairs[1], 4, pursued: 4, estimate(adjusted: false)),
            ]
            try await store.refreshRewards(RewardsOnRecord(records, summary: summary), in: campaign)
            #expect(try await store.rewards(of: campaign) == records)
            let report = try #require(try await store.report(of: campaign))
            #expect(report.rewards == summary)
            #expect(report.bestPairs.map(\.pursued) == [4, -1.85])
            #expect(
                report.bestPairs.map(\.estimate) == [estimate(adjusted: false), estimate(adjusted: true)]
            )
            #expect(try await store.pairs(of: campaign).map(\.reward) == [9])
        }
    }

    @Test func `a reward without an error stays without one`() async throws {
        try await withStore { store, campaign in
            try await store.refreshRewards(
                [record(pairs[0], 9, pursued: nil, nil), record(pairs[1], nil, pursued: nil, nil)],
                in: campaign
            )
            let found = try await store.rewards(of: campaign)
            #expect(found.map(\.estimate) == [nil, nil])
            #expect(found.map(\.pursued) == [9, nil])
            #expect(try await store.report(of: campaign)?.bestPairs.count == 1)
        }
    }

    @Test func `changes are kept when rewards are replaced, the newest shown first`() async throws {
        try await withStore { store, campaign in
            let changes = (0..<12).map {
                RewardChange(
                    pair: pairs[$0 % 2],
                    before: Double($0),
                    after: -1,
                    sd: $0 == 0 ? nil : 0.5,
                    because: ["single A", "double"],
                    round: $0
                )
            }
            try await store.refreshRewards(
                RewardsOnRecord([], changes: Array(changes.prefix(5))),
                in: campaign
            )
            try await store.refreshRewards(
                RewardsOnRecord([], changes: Array(changes.dropFirst(5))),
                in: campaign
            )
            #expect(try await store.rewardChanges(of: campaign) == changes)
            #expect(
                try await store.report(of: campaign)?.rewardChanges == Array(changes.reversed().prefix(10))
            )
        }
    }

    @Test func `which guide a platemap named first is kept beside the well`() async throws {
        try await withStore { store, campaign in
            let guides = ["A", "B"].map { Guide("\($0)_g1", of: Gene($0)) }
            let layout = PlateLayout(
                barcode: Barcode("PILOT"),
                format: .wells96,
                wells: [
                    WellPosition(row: 0, column: 0): WellContent(role: .double, a: guides[0], b: guides[1]),
                    WellPosition(row: 0, column: 1): WellContent(role: .double, a: guides[1], b: guides[0]),
                ]
            )
            try await store.takePlatemap(
                FileFact(sha256: "pm", name: "pm.csv", kind: .platemap, at: 0),
                layouts: [layout],
                in: campaign,
                notices: []
            )
            let found = try #require(
                try await store.layouts(of: [layout.barcode], in: campaign)[layout.barcode]
            )
            #expect(found.sortedWells.map(\.content.isTurned) == [false, true])
            #expect(found == layout)
        }
    }
}
