import Cycle
import Foundation
import Screen
import Store
import TestSupport
import Testing

@Suite struct StoreTests {
    @Test func `every commit is flushed to disk`() async throws {
        try await withStore { store, _ in
            // 2 is FULL; GRDB opens with NORMAL
            let level = try await store.synchronousLevel()
            #expect(level == 2)
        }
    }

    @Test func `a file is taken once whatever its name`() async throws {
        try await withStore { store, campaign in
            try await store.plan(Sample.round(0, in: campaign), rewards: [], in: campaign)
            let reading = Sample.reading("P1", "A01", [1, 2])
            let first = FileFact(sha256: "aa", name: "one.csv", kind: .results, at: 0)
            let again = FileFact(sha256: "aa", name: "two.csv", kind: .results, at: 9)
            #expect(try await Sample.take(first, [reading], store, campaign))
            #expect(try await store.hasTaken("aa", in: campaign))
            #expect(try await Sample.take(again, [reading], store, campaign) == false)
            #expect(try await store.measuredWells(of: campaign).count == 1)
        }
    }

    @Test func `results for a well that does not exist change nothing`() async throws {
        try await withStore { store, campaign in
            try await store.plan(Sample.round(0, in: campaign), rewards: [], in: campaign)
            let readings = [Sample.reading("P1", "A01", [1, 2]), Sample.reading("P1", "H12", [1, 2])]
            let file = FileFact(sha256: "aa", name: "one.csv", kind: .results, at: 0)
            await #expect(throws: (any Error).self) { try await Sample.take(file, readings, store, campaign) }
            #expect(try await store.measuredWells(of: campaign).isEmpty)
            #expect(try await store.hasTaken("aa", in: campaign) == false)
        }
    }

    @Test func `embeddings come back bit for bit and in an order of their own`() async throws {
        try await withStore { store, campaign in
            try await store.plan(Sample.round(0, in: campaign), rewards: [], in: campaign)
            let values = [0.1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
            try await Sample.take(
                FileFact(sha256: "bb", name: "b", kind: .results, at: 0),
                [Sample.reading("P1", "A02", values), Sample.reading("P1", "A01", values)],
                store,
                campaign
            )
            try await Sample.take(
                FileFact(sha256: "aa", name: "a", kind: .results, at: 1),
                [Sample.reading("P1", "A02", [9, 9, 9, 9])],
                store,
                campaign
            )
            let wells = try await store.measuredWells(of: campaign)
            #expect(wells.map(\.well.position.label) == ["A01", "A02", "A02"])
            // readings of one well are ordered by their file's digest, not by arrival
            #expect(wells[1].embedding == [9, 9, 9, 9])
            #expect(wells[2].embedding.map(\.bitPattern) == values.map(\.bitPattern))
        }
    }

    @Test func `a well is owed until it is read or given up`() async throws {
        try await withStore { store, campaign in
            try await store.plan(Sample.round(0, in: campaign), rewards: [], in: campaign)
            #expect(try await store.standing(of: campaign).standing.latest?.owed == 2)
            try await Sample.take(
                FileFact(sha256: "aa", name: "a", kind: .results, at: 1),
                [Sample.reading("P1", "A02", [1])],
                store,
                campaign
            )
            #expect(try await store.standing(of: campaign).standing.latest?.owed == 1)
            try await store.giveUp(round: 0, reason: "deadline", in: campaign)
            #expect(try await store.standing(of: campaign).standing.latest?.owed == 0)
            let report = try #require(try await store.rounds(of: campaign).first)
            #expect((report.wellsMeasured, report.wellsGivenUp) == (1, 1))
        }
    }

    @Test func `planning a round twice keeps the first`() async throws {
        try await withStore { store, campaign in
            try await store.plan(Sample.round(0, in: campaign), rewards: [], in: campaign)
            try await store.plan(
                Sample.round(0, in: campaign, files: [("x", Data([1]))]),
                rewards: [],
                in: campaign
            )
            #expect(try await store.files(ofRound: 0, in: campaign).isEmpty)
        }
    }

    @Test func `a notice is entered with its fact and owed once to each destination`() async throws {
        try await withStore { store, campaign in
            try await store.plan(Sample.round(0, in: campaign), rewards: [], in: campaign)
            let notice = Notice(campaign: campaign, kind: .batchReady, key: "r0", title: "t", lines: ["l"])
            let posting = NoticePosting(id: "n1", notice: notice, destinations: ["chat", "hook"], at: 5)
            try await store.markPublished(round: 0, deadline: nil, in: campaign, notices: [posting])
            try await store.markPublished(round: 0, deadline: nil, in: campaign, notices: [posting])
            #expect(try await store.dueDeliveries(to: "chat", now: 4, limit: 9).isEmpty)
            #expect(try await store.dueDeliveries(to: "chat", now: 5, limit: 9).map(\.notice) == [notice])
            try await store.setDelivery("n1", to: "chat", state: .delivered, attempts: 1)
            #expect(try await store.dueDeliveries(to: "chat", now: 5, limit: 9).isEmpty)
            try await store.setDelivery(
                "n1",
                to: "hook",
                state: .waiting,
                attempts: 1,
                due: 50,
                reason: "503"
            )
            #expect(try await store.dueDeliveries(to: "hook", now: 49, limit: 9).isEmpty)
            #expect(try await store.nextDelivery(to: "hook") == 50)
            #expect(try await store.dueDeliveries(to: "hook", now: 50, limit: 9).map(\.attempts) == [1])
        }
    }

    @Test func `the store opens again with all it held`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "s.sqlite").path()
            let campaign = try #require(CampaignID("c"))
            let first = try await Store.open(at: path)
            try await Sample.enter(first, campaign)
            try await first.plan(Sample.round(0, in: campaign), rewards: [], in: campaign)
            try await first.close()
            let second = try await Store.open(at: path)
            #expect(try await second.barcodes(of: campaign) == [Barcode("P1")])
            #expect(
                try await second.layouts(of: [Barcode("P1")], in: campaign)[Barcode("P1")] == Sample.layout
            )
        }
    }

    @Test func `a folder that is missing is named with the remedy`() async throws {
        let fault = await #expect(throws: StoreFault.self) {
            try await Store.open(at: "/nonexistent/s.sqlite")
        }
        let message = try #require(fault).description
        #expect(message.contains("/nonexistent/s.sqlite") && message.contains("folder exists"))
    }

    private func withStore(_ body: (Store, CampaignID) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try await Store.open(at: folder.appending(path: "s.sqlite").path())
            let campaign = try #require(CampaignID("c"))
            try await Sample.enter(store, campaign)
            try await body(store, campaign)
        }
    }
}

enum Sample {
    static let layout = PlateLayout(
        barcode: Barcode("P1"),
        format: .wells96,
        wells: [
            WellPosition(row: 0, column: 0): WellContent(role: .nonTargeting, a: Guide("NT_1", of: nil)),
            WellPosition(row: 0, column: 1): WellContent(
                role: .single,
                a: Guide("A_g1", of: Gene("A")),
                b: Guide("NT_1", of: nil)
            ),
        ]
    )

    static func enter(
        _ store: Store,
        _ campaign: CampaignID,
        admissible: AdmissiblePairs = .all
    ) async throws {
        try await store.enterCampaign(
            campaign,
            settings: "{}",
            settingsDigest: "d",
            genes: [Gene("A"), Gene("B")],
            policy: "ids",
            centring: .nonTargeting,
            emitsSingles: true,
            maximumRounds: nil,
            admissible: admissible
        )
    }

    static func round(
        _ round: Int,
        in campaign: CampaignID,
        files: [(path: String, bytes: Data)] = []
    ) -> PlannedRound {
        PlannedRound(
            round: round,
            batch: BatchID(campaign: campaign, round: round),
            policy: "ids",
            seed: 1,
            diagnostics: nil,
            choices: [],
            layouts: [layout],
            files: files
        )
    }

    static func reading(_ plate: String, _ well: String, _ embedding: [Double]) -> MeasuredWell {
        MeasuredWell(
            well: WellID(
                plate: Barcode(plate),
                position: WellPosition(well) ?? WellPosition(row: 0, column: 0)
            ),
            content: .empty,
            embedding: embedding
        )
    }

    @discardableResult
    static func take(
        _ file: FileFact,
        _ readings: [MeasuredWell],
        _ store: Store,
        _ campaign: CampaignID
    ) async throws -> Bool {
        try await store.takeResults(
            file,
            readings: readings,
            features: ["f"],
            checkpoint: nil,
            in: campaign,
            notices: []
        )
    }
}
