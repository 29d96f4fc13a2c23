import Agent
import Cycle
import Lab
import Layouts
import Screen
import Settings
import Store
import TestSupport
import Testing

/// Results that are set aside until their platemap comes.
@Suite struct ReturningResultsTests {
    @Test func `results come back by themselves once their platemap is there, and count once`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let plate = try bench.plate("ELSE-1", genes: Bench.screen.genes)
            let results = bench.results(Bench.screen.readings(of: [plate]))
            try bench.put(results, "results.csv")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["unknown-plate"])
            #expect(try bench.names("rejected") == ["results.csv", "results.csv.rejected.json"])
            #expect(try bench.text("rejected/results.csv.rejected.json").contains("ELSE-1"))
            #expect(try await bench.readingsOnRecord() == 0)

            try bench.put(layoutCSV([plate]), "platemap.csv")
            try await bench.settle(loop)
            #expect(try bench.names("drop") == ["results.csv"])
            #expect(try bench.names("rejected") == [])
            #expect(try bench.names("batches") == [])
            try await bench.settle(loop)
            #expect(try bench.names("drop") == [])
            #expect(try bench.names("accepted") == ["platemap.csv", "results.csv"])
            #expect(try await bench.readingsOnRecord() == plate.wells.count)
            #expect(try bench.names("batches") == ["one-r001"])

            // Whoever drops them again, as the first note said, changes nothing.
            try bench.put(results, "results.csv")
            try await bench.settle(loop)
            #expect(try await bench.readingsOnRecord() == plate.wells.count)
            #expect(try await bench.notices().count { $0.kind == .plateTaken } == 1)
        }
    }

    @Test func `results of a plate that stays unknown stay where they are`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let plates = try ["ELSE-1", "ELSE-2"].map { try bench.plate($0, genes: Bench.screen.genes) }
            try bench.put(bench.results(Bench.screen.readings(of: [plates[1]])), "other.csv")
            try bench.put("plate,well\nELSE-1,A01\n", "broken.csv")
            try await bench.settle(loop)
            let before = try bench.names("rejected")
            try bench.put(layoutCSV([plates[0]]), "platemap.csv")
            try await bench.settle(loop)
            #expect(try bench.names("rejected") == before)
            #expect(try bench.names("drop") == [])
        }
    }

    @Test func `a daemon that dies before it has put them back leaves that to the next`() async throws {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, "singles: supplied", clock: clock)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let plate = try bench.plate("ELSE-1", genes: Bench.screen.genes)
            try bench.put(bench.results(Bench.screen.readings(of: [plate])), "results.csv")
            try await bench.settle(loop)
            try bench.put(layoutCSV([plate]), "platemap.csv")
            let life = Task { try await bench.settle(bench.loop(Mishap(after: "platemap taken"))) }
            _ = await life.result
            #expect(try await bench.store.barcodes(of: bench.settings.id) == [plate.barcode])
            #expect(try bench.names("rejected") == ["results.csv", "results.csv.rejected.json"])

            let anew = try await Bench(in: folder, "singles: supplied", clock: clock)
            let next = try await anew.loop()
            try await anew.settle(next)
            try await anew.settle(next)
            #expect(try anew.names("rejected") == [])
            #expect(try await anew.readingsOnRecord() == plate.wells.count)
            #expect(try anew.names("batches") == ["one-r001"])
        }
    }

    @Test func `a sidecar comes back with its results`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let plate = try bench.plate("ELSE-1", genes: Bench.screen.genes)
            try bench.put(bench.results(Bench.screen.readings(of: [plate])), "results.csv")
            try bench.put("{\"embedding_model\": \"phenom-1\"}", "results.csv.json")
            try await bench.settle(loop)
            try bench.put(layoutCSV([plate]), "platemap.csv")
            try await bench.settle(loop)
            #expect(try bench.names("drop") == ["results.csv", "results.csv.json"])
            #expect(try bench.names("rejected") == [])
            try await bench.settle(loop)
            #expect(try bench.names("accepted") == ["platemap.csv", "results.csv", "results.csv.json"])
            #expect(try await bench.store.campaign(bench.settings.id)?.checkpoint == "phenom-1")
        }
    }

    @Test func `a file set aside under another name keeps its sidecar beside it`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for barcode in ["ELSE-1", "ELSE-2"] {
                let plate = try bench.plate(barcode, genes: Bench.screen.genes)
                try bench.put(bench.results(Bench.screen.readings(of: [plate])), "a.csv")
                try bench.put("{}", "a.csv.json")
                try await bench.settle(loop)
            }
            #expect(
                try bench.names("rejected") == [
                    "a-2.csv", "a-2.csv.json", "a-2.csv.rejected.json",
                    "a.csv", "a.csv.json", "a.csv.rejected.json",
                ]
            )
        }
    }

    @Test(arguments: ["one-R004-P01", "one-R1200-P100", "one-R000-P01"])
    func `a platemap may not take a barcode that a batch could get`(barcode: String) async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let plate = try bench.plate(barcode, genes: Bench.screen.genes)
            try bench.put(layoutCSV([plate]), "platemap.csv")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["reserved-barcode"])
            #expect(try await bench.report().filesSetAside.first?.rejection?.value == barcode)
            #expect(try await bench.store.barcodes(of: bench.settings.id) == [])
        }
    }
}
