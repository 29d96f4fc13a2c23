import Agent
import Cycle
import FoundationEssentials
import Lab
import Layouts
import PlateTruth
import Screen
import Settings
import Store
import TestSupport
import Testing

/// What can go wrong between setting a file aside and accepting it.
@Suite struct ReleaseTests {
    /// A campaign with `a.csv` in `rejected/`: a turned plate of which the layout fills other wells.
    private static func withTurnedPlate(
        _ body: @Sendable (Bench, CampaignLoop) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            var settings = bench.settings
            settings.guides.controls[.positive] = [Guide("POS_1", of: nil)]
            settings.layout.positivesPerPlate = 8
            settings.layout.emptyEdge = 0
            let loop = try await bench.loop(settings: settings)
            _ = try await loop.turn()
            let turned = try bench.readings(0).map { reading in
                WellReading(
                    well: WellID(
                        plate: reading.well.plate,
                        position: WellPosition(
                            row: 7 - reading.well.position.row,
                            column: 11 - reading.well.position.column
                        )
                    ),
                    content: reading.content,
                    embedding: reading.embedding,
                    cells: reading.cells,
                    synthetic: reading.synthetic
                )
            }
            try bench.put(bench.table(turned) { _, _ in }, "a.csv")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["other-layout"])
            try await body(bench, loop)
        }
    }

    @discardableResult
    private static func accept(
        _ name: String,
        as words: String...,
        on bench: Bench
    ) async throws -> [PlateRelease] {
        try await acceptFile(
            name,
            as: words,
            at: "2024-01-01T00:00:00Z",
            settings: bench.settings,
            store: bench.store
        )
    }

    private static func fault(
        _ name: String,
        as word: String = "rotated",
        on bench: Bench
    ) async throws -> String {
        let fault = await #expect(throws: AcceptFault.self) { try await accept(name, as: word, on: bench) }
        return try #require(fault).description
    }

    @Test func `a file that is not there, or lies elsewhere, is not accepted`() async throws {
        try await Self.withTurnedPlate { bench, _ in
            for name in ["b.csv", "../drop/b.csv", "..", "", "/", "../../one.yaml", "a.csv.rejected.json"] {
                let fault = try await Self.fault(name, on: bench)
                #expect(!fault.isEmpty, "\(name)")
            }
            #expect(try await Self.fault("b.csv", on: bench).contains("there is no file 'b.csv' in "))
            #expect(try bench.names("drop") == [])
        }
    }

    @Test func `a path to the file counts by its name`() async throws {
        try await Self.withTurnedPlate { bench, _ in
            try await Self.accept(bench.path("rejected/a.csv"), as: "rotated", on: bench)
            #expect(try bench.names("drop") == ["a.csv.accept"])
        }
    }

    @Test(arguments: [
        ("turned", "is no layout"), ("plate:", "is no layout"), ("plate:NOWHERE", "has no plate 'NOWHERE'"),
        ("ELSEWHERE=rotated", "has no plate 'ELSEWHERE'"), ("=rotated", "has no plate ''"),
    ])
    func `a layout that cannot be is refused before anything is written`(
        word: String,
        words: String
    ) async throws {
        try await Self.withTurnedPlate { bench, _ in
            let fault = try await Self.fault("a.csv", as: word, on: bench)
            #expect(fault.contains(words), "\(fault)")
            #expect(try bench.names("drop") == [])
        }
    }

    @Test func `a file that was changed since is not accepted, and its release holds for no other bytes`()
        async throws
    {
        try await Self.withTurnedPlate { bench, loop in
            let text = try bench.text("rejected/a.csv")
            try bench.put(Array((text + "\n").utf8), "a.csv", in: "rejected")
            #expect(try await Self.fault("a.csv", on: bench).contains("it was changed since"))

            try bench.put(Array(text.utf8), "a.csv", in: "rejected")
            try await Self.accept("a.csv", as: "rotated", on: bench)
            // changed between the command and the daemon
            try bench.put(Array((text + "\n").utf8), "a.csv", in: "rejected")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken().first == "nothing-to-release")
            #expect(try bench.names("drop") == [])
            #expect(try await bench.readingsOnRecord() == 0)
        }
    }

    @Test func `accepting twice says that it is done`() async throws {
        try await Self.withTurnedPlate { bench, loop in
            try await Self.accept("a.csv", as: "rotated", on: bench)
            try await Self.accept("a.csv", as: "rotated", on: bench)
            try await bench.settle(loop)
            #expect(try await Self.fault("a.csv", on: bench).contains("no longer in"))
            try await bench.settle(loop)
            let count = try await bench.readingsOnRecord()
            #expect(count > 0)
            let fault = try await Self.fault("a.csv", on: bench)
            #expect(fault.contains("has been taken") && fault.contains("as rotated"), "\(fault)")
            #expect(try await bench.readingsOnRecord() == count)
        }
    }

    @Test func `another word on a file that is taken comes too late`() async throws {
        try await Self.withTurnedPlate { bench, loop in
            try await Self.accept("a.csv", as: "rotated", on: bench)
            let marker = try bench.text("drop/a.csv.accept")
            try await bench.settle(loop)
            try await bench.settle(loop)
            let count = try await bench.readingsOnRecord()
            #expect(count > 0)
            try bench.put(marker.replacing("rotated", with: "designed"), "late.accept")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken().first == "already-taken")
            #expect(try await bench.readingsOnRecord() == count)
        }
    }

    @Test(arguments: [
        "", "{}", "[1]", "rotated",
        "{\"file\": \"../drop/x\", \"sha256\": \"00\", \"plates\": [], \"at\": \"\"}",
        "{\"file\": \"a.csv\", \"sha256\": \"00\", \"plates\": [{\"plate\": \"X\", \"layout\": \"rotated\"}], \"at\": \"\"}",
    ])
    func `a marker made by hand that makes no sense is set aside`(text: String) async throws {
        try await Self.withTurnedPlate { bench, loop in
            try bench.put(text, "a.csv.accept")
            try await bench.settle(loop)
            let rule = try #require(try await bench.rulesBroken().first)
            #expect(["bad-release", "nothing-to-release", "empty-file"].contains(rule), "\(rule)")
            #expect(try bench.names("rejected").contains("a.csv"))
            #expect(try bench.names("drop") == [])
        }
    }

    @Test func `a file set aside for another reason is not accepted`() async throws {
        try await Self.withTurnedPlate { bench, loop in
            try bench.put("plate,well\nX,A01\n", "b.csv")
            try await bench.settle(loop)
            let fault = try await Self.fault("b.csv", on: bench)
            #expect(fault.contains("for another reason"), "\(fault)")
        }
    }

    @Test func `a daemon stopped at any moment of a release reads the file all the same`() async throws {
        for line in ["file released", "results taken"] {
            try await Self.withTurnedPlate { bench, _ in
                try await Self.accept("a.csv", as: "rotated", on: bench)
                let stopped = try await bench.loop(Mishap(after: line))
                // because a loop that is stopped ends in an error of its own
                _ = try? await Task {
                    try await bench.settle(stopped)
                    try await bench.settle(stopped)
                }.value
                let loop = try await bench.loop()
                try await bench.settle(loop)
                try await bench.settle(loop)
                #expect(try bench.names("drop") == [], "\(line)")
                #expect(try await bench.readingsOnRecord() > 0, "\(line)")
                #expect(try bench.names("rejected").allSatisfy { !$0.hasPrefix("a.csv") }, "\(line)")
            }
        }
    }

    @Test func `a sidecar goes back with its file`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let all = try bench.readings(0)
            let plate = try #require(all.first).well.plate
            let readings = all.filter { $0.well.plate == plate }.map { reading in
                WellReading(
                    well: WellID(
                        plate: reading.well.plate,
                        position: WellPosition(
                            row: 7 - reading.well.position.row,
                            column: 11 - reading.well.position.column
                        )
                    ),
                    content: reading.content,
                    embedding: reading.embedding,
                    cells: reading.cells,
                    synthetic: reading.synthetic
                )
            }
            try bench.put(bench.table(readings) { _, _ in }, "a.csv")
            try bench.put("{\"embedding_model\": \"phenom-1\"}", "a.csv.json")
            try await bench.settle(loop)
            #expect(try bench.names("rejected") == ["a.csv", "a.csv.json", "a.csv.rejected.json"])
            try await Self.accept("a.csv", as: "\(plate)=rotated", on: bench)
            try await bench.settle(loop)
            try await bench.settle(loop)
            #expect(try bench.names("accepted") == ["a.csv", "a.csv.accept", "a.csv.json"])
            #expect(try await bench.store.campaign(bench.settings.id)?.checkpoint == "phenom-1")
        }
    }
}
