import Agent
import Cycle
import Screen
import Settings
import Store
import TestSupport
import Testing

@Suite struct PairEstimatesTests {
    @Test func `estimates are of every pair without a reward, in the order of the next batch`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, clock: HandClock())
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for round in 0...1 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            let planner = RoundPlanner(bench.settings, version: "test")
            let wells = try await bench.store.measuredWells(of: bench.settings.id)
            let found = try #require(try await bench.store.estimates(from: wells, by: planner))

            let reports = try await bench.store.pairs(of: bench.settings.id)
            let unmeasured = reports.filter { [.open, .pending].contains($0.status) }
            #expect(found.pairs.count == unmeasured.count)
            #expect(found.candidates == unmeasured.count { $0.status == .open })
            let open = found.pairs.filter { $0.status == .open }
            #expect(open.compactMap(\.rank) == Array(1...open.count))
            let waiting = found.pairs.filter { $0.status == .pending }
            #expect(!waiting.isEmpty && waiting.allSatisfy { $0.rank == nil && $0.topProbability == nil })
            let areInOrder = found.pairs.allSatisfy {
                0 <= $0.low && $0.low <= $0.reward && $0.reward < $0.high
            }
            #expect(areInOrder)

            let (standing, states) = try await bench.store.standing(of: bench.settings.id)
            let round = try #require(standing.latest?.round)
            let next = try planner.planBatch(
                round: round + 1,
                evidence: planner.evidence(of: wells),
                states: states,
                rounds: try await bench.store.roundsOfPairs(of: bench.settings.id),
                shadows: [:],
                choosesPairs: true,
                facts: []
            )
            let batch = next.choices.map(\.pair)
            let first = open.prefix(batch.count).compactMap { Pair($0.geneA, $0.geneB) }
            #expect(!batch.isEmpty && first == batch)
        }
    }

    @Test func `there are none before anything is measured`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, clock: HandClock())
            _ = try await bench.loop().turn()
            let planner = RoundPlanner(bench.settings, version: "test")
            #expect(try await bench.store.estimates(from: [], by: planner) == nil)
        }
    }
}
