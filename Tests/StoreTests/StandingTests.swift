import Cycle
import FoundationEssentials
import Screen
import Store
import TestSupport
import Testing

/// What counts as measured, and how often a pair is tried.
@Suite struct StandingTests {
    private let campaign: CampaignID
    private let pair: Pair
    private let genes = [Gene("A"), Gene("B")]

    init() throws {
        campaign = try #require(CampaignID("c"))
        pair = try #require(Pair(genes[0], genes[1]))
    }

    /// A control in A01, the singles of both genes in A02 and A03, their double in A04.
    private func layout(_ barcode: String) -> PlateLayout {
        let control = Guide("NT_1", of: nil)
        let guides = genes.map { Guide("\($0)_g1", of: $0) }
        let contents = [
            WellContent(role: .nonTargeting, a: control, b: control),
            WellContent(role: .single, a: guides[0], b: control),
            WellContent(role: .single, a: guides[1], b: control),
            WellContent(role: .double, a: guides[0], b: guides[1]),
        ]
        let wells = contents.enumerated().map { (WellPosition(row: 0, column: $0), $1) }
        return PlateLayout(
            barcode: Barcode(barcode),
            format: .wells96,
            wells: Dictionary(uniqueKeysWithValues: wells)
        )
    }

    /// Puts a round out that tries the pair on a plate `P<round>`, or no pair where it is round 0.
    private func publish(_ round: Int, _ store: Store) async throws {
        let choice = Choice(
            pair: pair,
            rank: 1,
            mean: nil,
            sd: nil,
            regret: nil,
            information: nil,
            ratio: nil
        )
        let planned = PlannedRound(
            round: round,
            batch: BatchID(campaign: campaign, round: round),
            policy: "ids",
            seed: 1,
            diagnostics: nil,
            choices: round == 0 ? [] : [choice],
            layouts: [layout("P\(round)")],
            files: []
        )
        try await store.plan(planned, rewards: [], in: campaign)
        try await store.markPublished(round: round, deadline: nil, in: campaign, notices: [])
    }

    private func read(_ plate: String, _ wells: [String], _ store: Store) async throws {
        let digest = "\(plate) \(wells.joined(separator: " "))"
        let fact = FileFact(sha256: digest, name: digest, kind: .results, at: 0)
        try await Sample.take(fact, wells.map { Sample.reading(plate, $0, [1]) }, store, campaign)
    }

    private func close(_ round: Int, _ store: Store) async throws {
        try await store.giveUp(round: round, reason: "deadline", in: campaign)
        try await store.close(round: round, rewards: [], in: campaign, notices: [])
    }

    private func withStore(_ body: (Store) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try await Store.open(at: folder.appending(path: "s.sqlite").path())
            try await Sample.enter(store, campaign)
            try await body(store)
        }
    }

    @Test func `a single without a control on its plate is none, until the control comes`() async throws {
        try await withStore { store in
            try await publish(0, store)
            try await read("P0", ["A02", "A03"], store)
            #expect(try await store.standing(of: campaign).pairs.singles == [])
            #expect(try await store.standing(of: campaign).standing.genesWithoutSingle == 2)
            try await read("P0", ["A01"], store)
            #expect(try await store.standing(of: campaign).pairs.singles == Set(genes))
        }
    }

    @Test func `a control on another plate centres nothing`() async throws {
        try await withStore { store in
            try await publish(0, store)
            try await publish(1, store)
            try await read("P0", ["A01"], store)
            try await read("P1", ["A02", "A03", "A04"], store)
            let pairs = try await store.standing(of: campaign).pairs
            #expect(pairs.singles == [])
            #expect(pairs.measured == [])
        }
    }

    @Test func `an excluded pair is not open, and says so until it is measured`() async throws {
        try await withStore { store in
            try await publish(0, store)
            try await read("P0", ["A01", "A02", "A03"], store)
            try await close(0, store)
            let rules = AdmissiblePairs(excluded: [pair])
            try await Sample.enter(store, campaign, admissible: rules)
            let (standing, pairs) = try await store.standing(of: campaign)
            #expect(pairs.admissible == rules)
            #expect(standing.openPairs == 0)
            #expect(nextStep(for: standing) == .finish(.everyPairMeasured))
            #expect(try await store.pair(pair, in: campaign)?.status == .excluded)
            let report = try await store.report(of: campaign)
            #expect(report?.pairsTotal == 0 && report?.pairsExcluded == 1)

            // Allowed again, chosen and lost: what is excluded is not laid out again either.
            try await Sample.enter(store, campaign)
            #expect(try await store.standing(of: campaign).standing.openPairs == 1)
            try await publish(1, store)
            try await Sample.enter(store, campaign, admissible: rules)
            #expect(try await store.pair(pair, in: campaign)?.status == .pending)
            try await read("P1", ["A01", "A04"], store)
            #expect(try await store.pair(pair, in: campaign)?.status == .measured)
            let after = try await store.report(of: campaign)
            #expect(after?.pairsTotal == 1 && after?.pairsExcluded == 0)
        }
    }

    @Test func `a pair whose double has no control is tried twice in all`() async throws {
        try await withStore { store in
            try await publish(0, store)
            try await read("P0", ["A01", "A02", "A03"], store)
            try await close(0, store)
            for attempt in 1...2 {
                #expect(try await store.standing(of: campaign).standing.openPairs == 1)
                try await publish(attempt, store)
                #expect(try await store.standing(of: campaign).standing.openPairs == 0)
                try await read("P\(attempt)", ["A04"], store)
                try await close(attempt, store)
                let pairs = try await store.standing(of: campaign).pairs
                #expect(pairs.measured == [])
                #expect(pairs.failures == [pair: attempt])
            }
            let (standing, pairs) = try await store.standing(of: campaign)
            #expect(pairs.isAbandoned(pair))
            #expect(standing.openPairs == 0)
            #expect(nextStep(for: standing) == .finish(.everyPairMeasured))
            #expect(try await store.pair(pair, in: campaign)?.status == .abandoned)

            // The control that comes late makes the reading count.
            try await read("P1", ["A01"], store)
            let later = try await store.standing(of: campaign).pairs
            #expect(later.measured == [pair])
            #expect(!later.isAbandoned(pair))
        }
    }

    @Test func `a pair that was tried again is measured in the later round only`() async throws {
        try await withStore { store in
            try await publish(0, store)
            try await read("P0", ["A01", "A02", "A03"], store)
            try await close(0, store)
            try await publish(1, store)
            #expect(try await fates(store) == [1: .pending])
            try await close(1, store)
            #expect(try await fates(store) == [1: .open])
            try await publish(2, store)
            #expect(try await fates(store) == [1: .open, 2: .pending])
            try await read("P2", ["A01", "A04"], store)
            #expect(try await fates(store) == [1: .open, 2: .measured])
            #expect(try await store.report(of: campaign)?.pairsMeasured == 1)
        }
    }

    /// What became of the pair, by the round that tried it.
    private func fates(_ store: Store) async throws -> [Int: PairReport.Status] {
        let tries = try await store.rounds(of: campaign).filter { !$0.pairs.isEmpty }
        return Dictionary(uniqueKeysWithValues: tries.map { ($0.round, $0.pairs[0].status) })
    }
}
