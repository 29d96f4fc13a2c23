import Agent
import Cycle
import FoundationEssentials
import Lab
import Screen
import Settings
import Store
import TestSupport
import Testing

/// Files that must not be taken.
@Suite struct SetAsideTests {
    @Test func `a sidecar that names another checkpoint sets its file aside with it`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "checkpoint: phenom-1")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            try bench.put(bench.results(readings), "a.csv")
            try bench.put("{\"embedding_model\": \"phenom-2\", \"operator\": \"KJ\"}", "a.csv.json")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["other-checkpoint"])
            #expect(try bench.names("drop") == [])
            #expect(try bench.names("rejected") == ["a.csv", "a.csv.json", "a.csv.rejected.json"])
            #expect(try await bench.readingsOnRecord() == 0)

            try bench.put(bench.results(readings), "a.csv")
            try bench.put("{\"embedding_model\": \"phenom-1\"}", "a.csv.json")
            try await bench.settle(loop)
            #expect(try bench.names("accepted") == ["a.csv", "a.csv.json"])
            #expect(try await bench.readingsOnRecord() == readings.count)
        }
    }

    @Test func `a file waits for a sidecar that has not settled`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "checkpoint: phenom-1")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put(bench.results(try bench.readings(0)), "a.csv")
            _ = try await loop.turn()
            bench.clock.advance(bench.watch.quietPeriod)
            try bench.put("{\"embedding_model\": \"phenom-2\"}", "a.csv.json")
            _ = try await loop.turn()
            #expect(try bench.names("drop") == ["a.csv", "a.csv.json"])
            bench.clock.advance(bench.watch.quietPeriod)
            _ = try await loop.turn()
            #expect(try await bench.rulesBroken() == ["other-checkpoint"])
        }
    }

    @Test func `a sidecar that is no JSON sets its file aside`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put(bench.results(try bench.readings(0)), "a.csv")
            try bench.put("phenom-1", "a.csv.json")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["bad-sidecar"])
            #expect(try bench.names("drop") == [])
        }
    }

    @Test(arguments: [0, -0.25])
    func `a campaign that takes logarithms refuses a value that has none`(value: Double) async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "profile: {logarithm: true}")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            let shifted = bench.table(readings) { row, values in
                values = values.map { $0 + 50 }
                if row == 1 { values[0] = value }
            }
            try bench.put(shifted, "a.csv")
            try await bench.settle(loop)
            let file = try #require(try await bench.report().filesSetAside.first)
            #expect(file.rejection?.rule == "not-positive")
            #expect(file.rejection?.row == 3)
            #expect(file.rejection?.column == "feature_0")
            #expect(try await bench.readingsOnRecord() == 0)

            let positive = bench.table(readings) { _, values in values = values.map { $0 + 50 } }
            try bench.put(positive, "a.csv")
            try await bench.settle(loop)
            #expect(try bench.names("batches") == ["one-r000", "one-r001"])
        }
    }

    @Test func `a file dropped again unmended is set aside again, and said once`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for _ in 0..<2 {
                try bench.put("plate,well\nX,A01\n", "a.csv")
                try await bench.settle(loop)
            }
            #expect(try bench.names("drop") == [])
            #expect(try bench.names("rejected") == ["a.csv", "a.csv.rejected.json"])
            #expect(try await bench.notices().count { $0.kind == .fileRejected } == 1)
        }
    }
}
