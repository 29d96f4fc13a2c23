import Cycle
import Foundation
import Screen
import Store
import TestSupport
import Testing

/// Verdicts on readings, wells that failed, and what is owed again.
@Suite struct QualityStoreTests {
    private let campaign: CampaignID
    private let pair: Pair
    private let genes = [Gene("A"), Gene("B")]
    private let few = WellDrop(.fewCells, value: 3, bound: 100)

    init() throws {
        campaign = try #require(CampaignID("c"))
        pair = try #require(Pair(genes[0], genes[1]))
    }

    /// A control in A01, the singles of both genes in A02 and A03, their double in A04 and A05.
    private func layout(_ barcode: String) -> PlateLayout {
        let control = Guide("NT_1", of: nil)
        let contents =
            [WellContent(role: .nonTargeting, a: control, b: control), single(0), single(1), double, double]
        let wells = contents.enumerated().map { (WellPosition(row: 0, column: $0), $1) }
        return PlateLayout(
            barcode: Barcode(barcode),
            format: .wells96,
            wells: Dictionary(uniqueKeysWithValues: wells)
        )
    }

    private func single(_ gene: Int) -> WellContent {
        WellContent(role: .single, a: Guide("\(genes[gene])_g1", of: genes[gene]), b: Guide("NT_1", of: nil))
    }

    private var double: WellContent {
        WellContent(
            role: .double,
            a: Guide("A_g1", of: genes[0]),
            b: Guide("B_g1", of: genes[1])
        )
    }

    private func publish(_ round: Int, repeats: [WellRepeat] = [], _ store: Store) async throws {
        let planned = PlannedRound(
            round: round,
            batch: BatchID(campaign: campaign, round: round),
            policy: "ids",
            seed: 1,
            diagnostics: nil,
            choices: [],
            repeats: repeats,
            layouts: [layout("P\(round)")],
            files: []
        )
        try await store.plan(planned, rewards: [], in: campaign)
        try await store.markPublished(round: round, deadline: nil, in: campaign, notices: [])
    }

    private func id(_ plate: String, _ well: String, _ file: String) throws -> ReadingID {
        let position = try #require(WellPosition(well))
        return ReadingID(well: WellID(plate: Barcode(plate), position: position), file: file)
    }

    private func take(
        _ file: String,
        _ plate: String,
        _ wells: [String],
        dropped: [ReadingID: ReadingVerdict] = [:],
        _ store: Store
    ) async throws {
        let fact = FileFact(sha256: file, name: file, kind: .results, at: 0)
        try await store.takeResults(
            fact,
            readings: wells.map { Sample.reading(plate, $0, [1, 2]) },
            features: ["f"],
            checkpoint: nil,
            verdicts: dropped,
            in: campaign,
            notices: []
        )
    }

    private func withStore(retries: Int = 2, _ body: (Store) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try await Store.open(at: folder.appending(path: "s.sqlite").path())
            try await store.enterCampaign(
                campaign,
                settings: "{}",
                settingsDigest: "d",
                genes: genes,
                policy: "ids",
                centring: .nonTargeting,
                emitsSingles: true,
                maximumRounds: nil,
                retries: retries
            )
            try await body(store)
        }
    }

    @Test func `a dropped well is neither owed nor measured, and a good reading heals it`() async throws {
        try await withStore { store in
            try await publish(0, store)
            let bad = try id("P0", "A04", "f1")
            try await take("f1", "P0", ["A01", "A04"], dropped: [bad: .dropped(few)], store)
            #expect(try await store.standing(of: campaign).standing.latest?.owed == 3)
            #expect(try await store.standing(of: campaign).pairs.measured == [])
            let report = try #require(try await store.rounds(of: campaign).first)
            #expect((report.wellsMeasured, report.wellsDropped, report.wellsOwed) == (1, 1, 3))
            let well = try #require(try await store.wells(of: pair, in: campaign).first { $0.well == "A04" })
            #expect((well.readings, well.dropped) == (0, few))
            #expect(try await store.measuredWells(of: campaign).map(\.well.position.label) == ["A01"])
            #expect(try await store.measuredPositions(of: [Barcode("P0")], in: campaign).count == 2)

            // A well that is dropped is not given up besides.
            try await store.giveUp(round: 0, reason: "deadline", in: campaign)
            #expect(try await store.rounds(of: campaign).first?.wellsGivenUp == 3)

            try await take("f2", "P0", ["A04"], store)
            #expect(try await store.standing(of: campaign).pairs.measured == [pair])
            let healed = try #require(
                try await store.wells(of: pair, in: campaign).first { $0.well == "A04" }
            )
            #expect((healed.readings, healed.dropped) == (1, nil))
            #expect(try await store.remarkedWells(of: campaign).isEmpty)
        }
    }

    @Test func `facts of readings come back with their verdicts, and verdicts may change`() async throws {
        try await withStore { store in
            try await publish(0, store)
            let (a, b) = (try id("P0", "A04", "f1"), try id("P0", "A05", "f1"))
            try await take("f1", "P0", ["A04", "A05"], dropped: [a: .dropped(few), b: .kept(few)], store)
            let facts = try await store.readingFacts(of: campaign)
            #expect(facts.map(\.id) == [a, b])
            #expect(facts.map(\.verdict) == [.dropped(few), .kept(few)])
            #expect(facts.map(\.content) == [double, double])
            #expect(try await store.remarkedWells(of: campaign).map(\.isDropped) == [true, false])

            #expect(try await store.rulesOfJudgement(of: campaign) == nil)
            try await store.judge([a: .usable, b: .dropped(few)], by: "new", in: campaign)
            #expect(try await store.rulesOfJudgement(of: campaign) == "new")
            #expect(try await store.readingFacts(of: campaign).map(\.verdict) == [.usable, .dropped(few)])
            #expect(try await store.measuredWells(of: campaign).map(\.well.position.label) == ["A04"])
            #expect(try await store.hasNewerResults(in: campaign))
        }
    }

    @Test func `a well that failed is owed no more, before it is read and after`() async throws {
        try await withStore { store in
            try await publish(0, store)
            let well = try id("P0", "A04", "").well
            let drop = WellDrop(.failedDispense, note: "tip lost")
            let list = FileFact(sha256: "l1", name: "list", kind: .failedWells, at: 0)
            try await store.takeFailedWells(list, [well: drop], verdicts: [:], in: campaign, notices: [])
            #expect(try await store.standing(of: campaign).standing.latest?.owed == 4)
            #expect(try await store.failedWells(in: campaign) == [well: drop])
            #expect(try await store.takenDigests(of: campaign) == ["l1"])
            #expect(try await store.hasNewerResults(in: campaign))

            let reading = try id("P0", "A04", "f1")
            try await take("f1", "P0", ["A04"], dropped: [reading: .dropped(drop)], store)
            #expect(try await store.readingFacts(of: campaign).map(\.failure) == [drop])
            #expect(try await store.measuredWells(of: campaign).isEmpty)
            // Two lists: the note that comes first by its text, whichever came first.
            let other = FileFact(sha256: "l2", name: "list", kind: .failedWells, at: 0)
            let later = WellDrop(.failedDispense, note: "air in line")
            try await store.takeFailedWells(other, [well: later], verdicts: [:], in: campaign, notices: [])
            #expect(try await store.failedWells(in: campaign) == [well: later])
        }
    }

    @Test func `what a closed round lost is owed again until it comes or the budget is spent`() async throws {
        try await withStore { store in
            try await publish(0, store)
            try await take("f0", "P0", ["A01", "A02", "A03", "A04"], store)
            #expect(try await store.standing(of: campaign).pairs.repeats.owed == [])
            let closing = try await store.repeats(closing: 0, in: campaign)
            #expect(closing.owed == [WellRepeat(content: double, wells: 1, attempt: 1)])
            try await close(0, store)
            var repeats = try await store.standing(of: campaign).pairs.repeats
            #expect(repeats == closing)
            #expect(repeats.unknownPairs == [])

            try await publish(1, repeats: repeats.owed, store)
            #expect(try await store.standing(of: campaign).pairs.repeats.owed == [])
            #expect(try await store.standing(of: campaign).pairs.pending == [pair])
            #expect(try await store.rounds(of: campaign).last?.repeats.map(\.attempt) == [1])
            // P1 has five wells laid out, of which one double is the repeat and one stands for another choice
            try await take("f1", "P1", ["A01", "A02", "A03"], store)
            try await close(1, store)
            repeats = try await store.standing(of: campaign).pairs.repeats
            #expect(repeats.owed == [WellRepeat(content: double, wells: 2, attempt: 2)])
            try await take("late", "P1", ["A04", "A05"], store)
            #expect(try await store.standing(of: campaign).pairs.repeats.owed == [])
        }
    }

    @Test func `the wells of a plate without a usable control are lost`() async throws {
        try await withStore { store in
            try await publish(0, store)
            let control = try id("P0", "A01", "f0")
            let all = ["A01", "A02", "A03", "A04", "A05"]
            try await take("f0", "P0", all, dropped: [control: .dropped(few)], store)
            try await close(0, store)
            let states = try await store.standing(of: campaign).pairs
            #expect(states.singles == [] && states.measured == [])
            #expect(states.repeats.owed.map(\.content) == [double, single(0), single(1)])
            #expect(states.repeats.owed.map(\.wells) == [2, 1, 1])
            #expect(states.repeats.unknownPairs == [pair])
            #expect(states.repeats.unknownGenes == Set(genes))
            #expect(try await store.pair(pair, in: campaign)?.status == .owedAgain)
            try await take("f1", "P0", ["A01"], store)
            #expect(try await store.standing(of: campaign).pairs.repeats == OwedRepeats())
        }
    }

    @Test func `without retries nothing is owed again`() async throws {
        try await withStore(retries: 0) { store in
            try await publish(0, store)
            try await close(0, store)
            #expect(try await store.standing(of: campaign).pairs.repeats == OwedRepeats())
        }
    }

    private func close(_ round: Int, _ store: Store) async throws {
        try await store.giveUp(round: round, reason: "deadline", in: campaign)
        try await store.close(round: round, rewards: [], in: campaign, notices: [])
    }
}
