import Agent
import Cycle
import Lab
import Screen
import Settings
import Store
import TestSupport
import Testing

/// `*.json` files in the drop folder that belong to nothing.
@Suite struct OrphanSidecarTests {
    @Test(arguments: ["a.csv.json", "results.json", "one-r000.done.json", "a.csv.json.json"])
    func `one that stays alone is set aside once the patience is over, and holds up nothing meanwhile`(
        name: String
    )
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put("{\"embedding_model\": \"phenom-1\"}", name)
            try bench.answer(0)
            try await bench.settle(loop)
            #expect(try bench.names("batches").count == 2)
            bench.clock.advance(120 - bench.watch.quietPeriod)
            _ = try await loop.turn()
            #expect(try bench.names("drop") == [name])

            bench.clock.advance(1)
            _ = try await loop.turn()
            #expect(try bench.names("drop") == [])
            #expect(try bench.names("rejected") == [name, "\(name).rejected.json"])
            let file = try #require(try await bench.report().filesSetAside.first)
            #expect(file.rejection?.rule == "orphan-sidecar")
            #expect(file.rejection?.remedy.contains("together with its results file") == true)
            #expect(try await bench.notices().count { $0.kind == .fileRejected } == 1)
        }
    }

    @Test func `one whose results file is still growing waits with it`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put("{\"embedding_model\": \"phenom-1\"}", "a.csv.json")
            for look in 1...20 {
                try bench.put(String(repeating: "x", count: look), "a.csv")
                _ = try await loop.turn()
                bench.clock.advance(10)
            }
            #expect(try bench.names("drop") == ["a.csv", "a.csv.json"])
            try bench.put(bench.results(try bench.readings(0)), "a.csv")
            try await bench.settle(loop)
            #expect(try bench.names("accepted") == ["a.csv", "a.csv.json"])
            #expect(try await bench.store.campaign(bench.settings.id)?.checkpoint == "phenom-1")
        }
    }

    @Test func `one that was set aside is taken when dropped again with its results`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let sidecar = "{\"embedding_model\": \"phenom-1\"}"
            try bench.put(sidecar, "a.csv.json")
            try await bench.settle(loop)
            bench.clock.advance(121)
            _ = try await loop.turn()
            #expect(try bench.names("drop") == [])
            try bench.put(sidecar, "a.csv.json")
            try bench.put(bench.results(try bench.readings(0)), "a.csv")
            try await bench.settle(loop)
            #expect(try bench.names("accepted") == ["a.csv", "a.csv.json"])
        }
    }
}
