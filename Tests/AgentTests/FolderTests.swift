import Agent
import Cycle
import FoundationEssentials
import Settings
import Store
import TestSupport
import Testing

/// The campaign's folder away, replaced, or with parts missing.
@Suite struct FolderTests {
    enum Absence: CaseIterable {
        case missing
        /// What an unmounted share leaves behind.
        case empty
        case ofAnotherCampaign
    }

    private static func takeAway(_ bench: Bench, to place: URL, leaving absence: Absence) throws {
        try FileManager.default.moveItem(at: bench.folder, to: place)
        guard absence != .missing else { return }
        try FileManager.default.createDirectory(at: bench.folder, withIntermediateDirectories: true)
        guard absence == .ofAnotherCampaign else { return }
        try Data("another\n".utf8).write(to: bench.folder.appending(path: ".pairwell"))
    }

    private static func expectFault(_ bench: Bench, _ loop: CampaignLoop) async throws {
        let fault = try #require(await #expect(throws: (any Error).self) { _ = try await loop.turn() })
        #expect("\(fault)".contains(bench.path(".pairwell")))
        #expect(try await bench.report().fault == "\(fault)")
    }

    @Test(arguments: Absence.allCases)
    func `a folder that is away stops the campaign, and one that is back lets it go on`(
        absence: Absence
    )
        async throws
    {
        let undisturbed = try await JourneyTests.undisturbed()
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, "deadline: 1h", clock: clock)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.answer(0)
            let away = folder.appending(path: "away")
            try Self.takeAway(bench, to: away, leaving: absence)
            clock.advance(7_200)
            try await Self.expectFault(bench, loop)
            try await Self.expectFault(bench, loop)
            // A daemon started meanwhile takes the empty place for no new campaign.
            let anew = try await Bench(in: folder, "deadline: 1h", clock: clock)
            try await Self.expectFault(anew, anew.loop())
            #expect(
                FileManager.default.fileExists(atPath: bench.settings.folder) == (absence != .missing)
            )
            if absence != .missing {
                #expect(try bench.names("") == (absence == .empty ? [] : [".pairwell"]))
            }
            #expect(try await bench.report().wellsGivenUp == 0)

            if absence != .missing { try FileManager.default.removeItem(at: bench.folder) }
            try FileManager.default.moveItem(at: away, to: bench.folder)
            try await bench.settle(loop)
            #expect(try await bench.report().fault == nil)
            for round in 1...3 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            #expect(differences(try bench.written(), undisturbed) == [])
        }
    }

    @Test func `a fault that was mended while the daemon was down is gone after its first turn`() async throws
    {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, clock: clock)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let away = folder.appending(path: "away")
            try Self.takeAway(bench, to: away, leaving: .missing)
            try await Self.expectFault(bench, loop)
            try FileManager.default.moveItem(at: away, to: bench.folder)
            let anew = try await Bench(in: folder, clock: clock)
            _ = try await anew.loop().turn()
            #expect(try await anew.report().fault == nil)
        }
    }

    @Test func `a folder missing within is made again by a daemon started anew`() async throws {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, clock: clock)
            _ = try await bench.loop().turn()
            try bench.remove("accepted")
            try bench.answer(0)
            let anew = try await Bench(in: folder, clock: clock)
            try await anew.settle(anew.loop())
            #expect(try anew.names("accepted") == ["round-0-even.csv", "round-0-odd.csv"])
        }
    }

    @Test func `a folder missing within is made again after the campaign's was away`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let away = folder.appending(path: "away")
            try Self.takeAway(bench, to: away, leaving: .missing)
            try await Self.expectFault(bench, loop)
            try FileManager.default.moveItem(at: away, to: bench.folder)
            try bench.remove("accepted")
            try bench.answer(0)
            try await bench.settle(loop)
            #expect(try bench.names("accepted") == ["round-0-even.csv", "round-0-odd.csv"])
        }
    }

    @Test func `the open round's folder, deleted, is written again by a daemon started anew`() async throws {
        let undisturbed = try await JourneyTests.undisturbed()
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, clock: clock)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.answer(0)
            try await bench.settle(loop)
            try bench.remove("batches/one-r001")
            try bench.remove("pairs.csv")
            let anew = try await Bench(in: folder, clock: clock)
            _ = try await anew.loop().turn()
            let found = try anew.written()
            let expected = undisturbed.filter { $0.key.hasPrefix("one-r000") || $0.key.hasPrefix("one-r001") }
            #expect(differences(found.filter { $0.key != "pairs.csv" }, expected) == [])
            #expect(found["pairs.csv"]?.split(separator: "\n").count == 1 + 28)
            #expect(try await anew.notices().count { $0.kind == .batchReady } == 2)
        }
    }
}
