import Agent
import Cycle
import PlateFiles
import Screen
import Settings
import Store
import TestSupport
import Testing

@Suite struct JourneyTests {
    /// The files of an undisturbed campaign of three rounds.
    static func undisturbed() async throws -> [String: String] { try await files.value }

    /// Made once, for the many tests that compare with them.
    private static let files = Task {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for round in 0...3 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            return try bench.written()
        }
    }

    @Test func `a campaign goes from singles through three rounds to its end`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            #expect(try bench.names("batches") == ["one-r000"])
            #expect(try await bench.report().phase == "waiting")

            for round in 0...3 {
                #expect(try bench.names("batches").last == bench.batch(round).text)
                try bench.answer(round)
                try await bench.settle(loop)
                #expect(try bench.names("drop") == [])
            }

            let report = try await bench.report()
            #expect(report.phase == "finished")
            #expect(report.rounds.map(\.state) == ["closed", "closed", "closed", "closed"])
            #expect(report.rounds.map(\.pairs.count) == [0, 3, 3, 3])
            #expect(report.wellsOwed == 0)
            #expect(report.pairsMeasured == 9)
            #expect(Set(try await bench.pairsChosen()).count == 9)
            #expect(try bench.names("accepted").count == 8)
            #expect(try bench.names("rejected") == [])
        }
    }

    @Test func `each batch has its manifest and layouts, and every pair its line in pairs.csv`() async throws
    {
        let files = try await Self.undisturbed()
        for round in 0...3 {
            let manifest = try BatchManifest(
                json: Array(#require(files["one-r00\(round)/manifest.json"]).utf8)
            )
            #expect(manifest.batch.text == "one-r00\(round)")
            #expect(manifest.pairs.count == (round == 0 ? 0 : 3))
            #expect(manifest.layoutFiles.allSatisfy { files["one-r00\(round)/\($0.path)"] != nil })
            #expect(manifest.inputSHA256.count == 2 * round)
            let layout = try #require(files["one-r00\(round)/layout.csv"])
            #expect(layout.contains("one-R00\(round)-P01"))
            #expect(layout.contains("double") == (round > 0))
        }
        let lines = try #require(files["pairs.csv"]).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(lines.count == 1 + 28)
        #expect(lines.dropFirst().count { $0[2] == "measured" && !$0[3].isEmpty } == 9)
        #expect(lines.dropFirst().count { $0[2] == "open" && $0[3].isEmpty } == 19)
        // By what the campaign pursues: R without its noise.
        let pursued = lines.dropFirst().compactMap { Double($0[4]) }
        #expect(pursued.count == 9 && pursued == pursued.sorted(by: >))
    }

    @Test func `the outbox holds a notice of every batch, file, round and of the end, in their order`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for round in 0...3 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            let round: [Notice.Kind] = [.batchReady, .plateTaken, .plateTaken, .roundComplete]
            #expect(
                try await bench.notices().map(\.kind) == round + round + round + round + [.campaignFinished]
            )
        }
    }

    @Test func `a finished campaign says so once and goes on when its limit is raised`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            for round in 0...3 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            try await bench.settle(loop)
            #expect(try await bench.notices().count { $0.kind == .campaignFinished } == 1)

            var settings = bench.settings
            settings.maximumRounds = 4
            let longer = try await bench.loop(settings: settings)
            _ = try await longer.turn()
            #expect(try bench.names("batches").last == "one-r004")
            try bench.answer(4)
            try await bench.settle(longer)
            #expect(try await bench.report().phase == "finished")
            #expect(try await bench.notices().count { $0.kind == .campaignFinished } == 2)
            #expect(
                try bench.text("pairs.csv").split(separator: "\n").count { $0.contains(",measured,") } == 12
            )
        }
    }
}
