import Agent
import Cycle
import FoundationEssentials
import Lab
import Layouts
import Screen
import Settings
import Store
import TestSupport
import Testing
import Worklists

/// Singles on plates made elsewhere.
@Suite struct SuppliedPlateTests {
    @Test(arguments: ["platemap.csv", "z-layout.csv"])
    func `results that lie before their platemap in the folder are taken after it`(
        platemap: String
    )
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            #expect(try await bench.report().phase == "waiting-for-singles")
            #expect(try bench.names("batches") == [])

            let plate = try bench.plate("ELSE-1", genes: Bench.screen.genes)
            try bench.put(bench.results(Bench.screen.readings(of: [plate])), "a-results.csv")
            try bench.put(layoutCSV([plate]), platemap)
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == [])
            #expect(try bench.names("accepted") == ["a-results.csv", platemap])
            #expect(try await bench.readingsOnRecord() == plate.wells.count)
            #expect(try bench.names("batches") == ["one-r001"])
        }
    }

    @Test
    func `singles.done begins round 1 without the genes that have none, and chooses none of their pairs`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            let lost = Bench.screen.genes[0]
            let plate = try bench.plate("ELSE-1", genes: Array(Bench.screen.genes.dropFirst()))
            try bench.put(layoutCSV([plate]), "platemap.csv")
            try bench.put(bench.results(Bench.screen.readings(of: [plate])), "results.csv")
            try await bench.settle(loop)
            let waiting = try await bench.report()
            #expect(waiting.phase == "waiting-for-singles")
            #expect(waiting.nextAction.contains("1 gene has none yet"))

            try bench.put("", "singles.done")
            try await bench.settle(loop)
            for round in 1...3 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            let report = try await bench.report()
            #expect(report.phase == "finished")
            #expect(report.rounds.map(\.round) == [1, 2, 3])
            let chosen = try await bench.pairsChosen()
            #expect(chosen.count == 9)
            #expect(!chosen.contains { $0.first == lost || $0.second == lost })
        }
    }

    @Test func `a double whose single is missing is held without a reward, and never chosen`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            let genes = Bench.screen.genes
            let held = try #require(Pair(genes[0], genes[1]))
            let plate = try bench.plate("ELSE-1", genes: Array(genes.dropFirst()), pairs: [held])
            try bench.put(layoutCSV([plate]), "platemap.csv")
            try bench.put(bench.results(Bench.screen.readings(of: [plate])), "results.csv")
            try bench.put("", "singles.done")
            try await bench.settle(loop)
            try bench.answer(1)
            try await bench.settle(loop)
            #expect(try await bench.report().pairsHeld == 1)
            let report = try #require(try await bench.store.pair(held, in: bench.settings.id))
            #expect(report.status == .held)
            #expect(report.reward == nil)
            #expect(report.wells == 2)
            #expect(!(try await bench.pairsChosen()).contains(held))
            #expect(try bench.text("pairs.csv").contains("\(held.first),\(held.second),held,,"))

            // The missing single, on a plate of its own.
            let rest = try bench.plate("ELSE-2", genes: [genes[0]])
            try bench.put(layoutCSV([rest]), "platemap-2.csv")
            try bench.put(bench.results(Bench.screen.readings(of: [rest])), "results-2.csv")
            try await bench.settle(loop)
            try bench.answer(2)
            try await bench.settle(loop)
            let settled = try #require(try await bench.store.pair(held, in: bench.settings.id))
            #expect(settled.status == .measured)
            #expect(settled.reward != nil)
        }
    }

    @Test
    func `a barcode list, a JUMP platemap of its plates and their results may lie in the folder together`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            let plates = try ["BR-1", "BR-2"].map { try bench.plate($0, genes: Bench.screen.genes) }
            try bench.put(jumpPlatemap(plates[0]), "singles-platemap.txt")
            let list = "Assay_Plate_Barcode,Plate_Map_Name\nBR-1,singles-platemap\nBR-2,singles-platemap\n"
            try bench.put(list, "zz-barcode_platemap.csv")
            try bench.put(bench.results(Bench.screen.readings(of: plates)), "a-results.csv")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == [])
            #expect(try await bench.readingsOnRecord() == plates.reduce(0) { $0 + $1.wells.count })
            #expect(try bench.names("batches") == ["one-r001"])
        }
    }

    @Test func `a single on a plate whose control wells never came is missing`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            let lost = Bench.screen.genes[0]
            let known = try bench.plate("ELSE-1", genes: Array(Bench.screen.genes.dropFirst()))
            let other = try bench.plate("ELSE-2", genes: [lost])
            try bench.put(layoutCSV([known, other]), "platemap.csv")
            let first = Bench.screen.readings(of: [other]).first { $0.content.single == lost }
            let readings = Bench.screen.readings(of: [known]) + [try #require(first)]
            try bench.put(bench.results(readings), "results.csv")
            try bench.put("", "singles.done")
            try await bench.settle(loop)
            for round in 1...3 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            let chosen = try await bench.pairsChosen()
            #expect(!chosen.contains { $0.first == lost || $0.second == lost })
        }
    }
}
