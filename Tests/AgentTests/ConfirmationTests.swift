import Agent
import Cycle
import FoundationEssentials
import Lab
import PlateFiles
import Rewards
import Screen
import Settings
import Store
import TestSupport
import Testing

/// Hits that are measured again because a person asked for it.
@Suite struct ConfirmationTests {
    @Test func `a list of pairs is the next round, with combinations they have not met and more replicates`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "confirmation: {replicates: 5}")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try await bench.answerAndSettle(0, loop)
            let chosen = try await bench.pairsChosen()
            try bench.put(
                "# ours\n\(chosen[1].second),\(chosen[1].first)\n\(chosen[0].first),\(chosen[0].second)\n",
                "mine.confirm"
            )
            // Not while the round they are in is out: the pairs have not been measured.
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["not-measured"])
            try bench.put(
                "# ours\n\(chosen[1].second),\(chosen[1].first)\n\(chosen[0].first),\(chosen[0].second)\n",
                "mine.confirm"
            )
            try await bench.answerAndSettle(1, loop)

            let manifest = try bench.manifest(2)
            #expect(manifest.policy == "confirmation")
            #expect(manifest.pairs.compactMap { Pair($0.geneA, $0.geneB) } == [chosen[1], chosen[0]])
            let before = Set(try bench.readings(1).map(\.content).filter { $0.pair != nil })
            let wells = try bench.readings(2).map(\.content).filter { $0.pair != nil }
            #expect(Set(wells.compactMap(\.pair)) == [chosen[0], chosen[1]])
            #expect(wells.allSatisfy { !before.contains($0) })
            // Two guides a gene: two combinations are matched, two are not; five wells of each.
            #expect(wells.count == 2 * 2 * 5)
            let batch = try await bench.report().rounds[2]
            #expect(Set(batch.pairs.map(\.geneA)) == Set([chosen[0].first, chosen[1].first]))

            // When it was first chosen is still known, and the campaign goes on behind it.
            try await bench.answerAndSettle(2, loop)
            let report = try #require(try await bench.store.pair(chosen[0], in: bench.settings.id))
            #expect(report.round == 1 && report.status == .measured)
            #expect(report.wells == 4 + 10)
            let listed = try await bench.store.pairs(of: bench.settings.id)
            for pair in [chosen[0], chosen[1]] {
                let entry = try #require(listed.first { Pair($0.geneA, $0.geneB) == pair })
                #expect(entry.round == 1)
            }
            let rounds = try await bench.report().rounds
            #expect(rounds[1].pairs.allSatisfy { $0.status == .measured })
            #expect(
                rounds[2].policy == "confirmation" && rounds[2].pairs.allSatisfy { $0.status == .measured }
            )
            #expect(rounds[1].bestReward == rounds[1].pairs.compactMap(\.pursued).max())
            #expect(try bench.manifest(3).policy != "confirmation")
        }
    }

    @Test func `a finished campaign takes up a list, and ends again`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop(settings: bench.ending(after: 1))
            _ = try await loop.turn()
            try await bench.answerAndSettle(0, loop)
            try await bench.answerAndSettle(1, loop)
            #expect(try await bench.report().phase == "finished")
            let pair = try #require(try await bench.pairsChosen().first)
            try bench.put("gene_a,gene_b\n\(pair.first),\(pair.second)\n", "again.confirm")
            try await bench.settle(loop)
            #expect(try await bench.report().phase == "waiting")
            #expect(try bench.manifest(2).policy == "confirmation")
            try await bench.answerAndSettle(2, loop)
            #expect(try await bench.report().phase == "finished")
            #expect(try await bench.notices().count { $0.kind == .campaignFinished } == 2)
            // The same list asks for nothing new.
            try bench.put("gene_a,gene_b\n\(pair.first),\(pair.second)\n", "again.confirm")
            try await bench.settle(loop)
            #expect(try bench.names("batches").count == 3)
        }
    }

    @Test func `a list that cannot be meant is set aside with its reason`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let genes = bench.settings.genes.map(\.symbol)
            for (name, text) in [
                ("a.confirm", "\(genes[0]),\(genes[0])\n"), ("b.confirm", "\(genes[0]),NOTAGENE\n"),
                ("c.confirm", "# nothing\n"), ("d.confirm", "\(genes[0]),\(genes[1])\n"), ("e.confirm", ""),
            ] { try bench.put(text, name) }
            try await bench.settle(loop)
            #expect(
                Set(try await bench.rulesBroken()) == [
                    "not-a-pair", "unknown-gene", "no-pairs", "not-measured",
                ]
            )
            #expect(try bench.names("rejected").contains("b.confirm.rejected.json"))
            #expect(try await bench.store.confirmations(of: bench.settings.id).isEmpty)
        }
    }

    @Test func `the same facts give the same confirmation, also after a restart`() async throws {
        var written: [[String: String]] = []
        for stops in [false, true] {
            try await withTemporaryFolder { folder in
                let bench = try await Bench(in: folder)
                let settings = bench.ending(after: 1)
                var loop = try await bench.loop(settings: settings)
                _ = try await loop.turn()
                try await bench.answerAndSettle(0, loop)
                try await bench.answerAndSettle(1, loop)
                let pairs = try await bench.pairsChosen()
                try bench.put(pairs.map { "\($0.first),\($0.second)\n" }.joined(), "all.confirm")
                if stops {
                    let life = Task {
                        let loop = try await bench.loop(
                            Mishap(after: "confirmation asked for"),
                            settings: settings
                        )
                        try await bench.settle(loop)
                    }
                    // because a life that is cut short ends as it likes
                    _ = await life.result
                    #expect(try bench.names("batches").count == 2)
                    loop = try await bench.loop(settings: settings)
                }
                try await bench.settle(loop)
                written.append(try bench.written())
            }
        }
        #expect(written[0].keys.contains("one-r002/manifest.json"))
        #expect(differences(written[0], written[1]) == [])
    }

    @Test func `hits say what their confirmation found, by its own wells alone`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop(settings: bench.ending(after: 10))
            _ = try await loop.turn()
            for round in 0...10 where try bench.names("batches").contains(bench.batch(round).text) {
                try await bench.answerAndSettle(round, loop)
            }
            let before = try await bench.hits()
            let best = try #require(before.entries.first)
            let rewards = try await bench.store.pairs(of: bench.settings.id).filter { $0.reward != nil }
            let dull = try #require(rewards.last)
            #expect(before.confirmations.isEmpty && best.confirmation == nil)
            try bench.put("\(best.geneA),\(best.geneB)\n\(dull.geneA),\(dull.geneB)\n", "two.confirm")
            try await bench.settle(loop)
            let asked = try #require(try await bench.hits().confirmations.first)
            let round = try #require(asked.round)
            #expect(asked.pairs.map(\.verdict) == [.notMeasured, .notMeasured])
            try await bench.answerAndSettle(round, loop)
            let after = try await bench.hits()
            let verdicts = try #require(after.confirmations.first).pairs.map(\.verdict)
            #expect(verdicts == [.confirmed, .notConfirmed])
            #expect(
                after.entries.first { $0.geneA == best.geneA && $0.geneB == best.geneB }?.confirmation
                    == .confirmed
            )
        }
    }
}

extension Bench {
    fileprivate func ending(after rounds: Int) -> CampaignSettings {
        var settings = settings
        settings.maximumRounds = rounds
        return settings
    }

    fileprivate func hits() async throws -> HitList {
        let rounds = try await store.rounds(of: settings.id)
        let plates = rounds.flatMap { round in round.plates.map { ($0.barcode, round.round) } }
        return try HitList(
            try await store.measuredWells(of: settings.id),
            requests: try await store.confirmations(of: settings.id),
            rounds: Dictionary(uniqueKeysWithValues: plates),
            settings: settings,
            order: .reward,
            below: 0.1
        )
    }
}
