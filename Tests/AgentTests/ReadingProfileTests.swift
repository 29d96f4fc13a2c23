import Agent
import Cycle
import FoundationEssentials
import Lab
import Screen
import Settings
import TestSupport
import Testing

/// A campaign whose results are read by a profile in its folder.
@Suite struct ReadingProfileTests {
    /// A profile of the lab's files.
    private func profile(_ lines: [String: String] = [:]) -> String {
        var text = """
            {
              "version": 1,
              "dialect": "rxrx3",
              "plate": {"columns": ["plate"]},
              "well": {"id": "well_id", "columns": ["address"]},
              "cell_count": "cell_count",
              "claims": [{"column": "gene", "kind": "gene"}, {"column": "treatment", "kind": "treatment"}],
              "features": [\(Bench.screen.features.map { "\"\($0)\"" }.joined(separator: ", "))]
            }

            """
        for (old, new) in lines { text = text.replacing(old, with: new) }
        return text
    }

    private func write(_ text: String, in bench: Bench) throws {
        try bench.put(Array(text.utf8), ReadingProfileFile.name, in: ".")
    }

    @Test
    func `files are read by it and carry its digest, and one that drifts is set aside with the difference`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            let readings = try bench.readings(0)
            try write(profile(), in: bench)
            try bench.put(bench.results(readings.every(2, from: 0)), "a.csv")
            let other = String(decoding: bench.results(readings.every(2, from: 1)), as: UTF8.self)
            try bench.put(other.replacing("address", with: "Well"), "b.csv")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["profile-drift"])
            let report = try await bench.report()
            #expect(
                report.filesSetAside[0].rejection?.reason.hasSuffix("missing: 'address'; new: 'Well'.")
                    == true
            )
            let digest = try #require(report.filesTaken[0].readingProfile)
            #expect(digest.count == 64)

            // The lab changes its export for good, and says so.
            try write(profile(["\"address\"": "\"Well\""]), in: bench)
            try bench.put(other.replacing("address", with: "Well"), "b.csv")
            try await bench.settle(loop)
            let taken = try await bench.report().filesTaken
            #expect(taken.map(\.name) == ["b.csv", "a.csv"])
            #expect(taken[0].readingProfile != digest && taken[0].readingProfile != nil)

            try bench.remove(ReadingProfileFile.name)
            try bench.answer(1)
            try await bench.settle(loop)
            #expect(try await bench.report().filesTaken[0].readingProfile == nil)
        }
    }

    @Test(arguments: [
        ("{\"version\": 1, \"dialect\"", "cut short"), ("", "cut short"),
        ("[1, 2]", "is not of the right kind"),
        ("{\"version\": 2}", "'version' must be 1, not 2"), ("{\"verison\": 1}", "has a key 'verison'"),
        ("{\"version\": 1}", "'features' is missing"), ("\u{0}\u{1}", "cut short"),
    ])
    func `a broken one is told of as a problem, and results wait until it is mended`(
        text: String,
        reason: String
    )
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try write(text, in: bench)
            try bench.put(bench.results(try bench.readings(0)), "a.csv")
            await #expect(throws: (any Error).self) { try await bench.settle(loop) }
            await #expect(throws: (any Error).self) { _ = try await loop.turn() }
            let fault = try #require(try await bench.report().fault)
            #expect(fault.contains(reason))
            #expect(fault.contains("reading-profile.json cannot be used"))
            #expect(try bench.names("drop") == ["a.csv"])
            #expect(try await bench.notices().count { $0.kind == .campaignStuck } == 1)

            // However long it takes, and whatever else says that nothing more comes.
            try bench.put("", "one-r000.done")
            bench.clock.advance(1_000)
            await #expect(throws: (any Error).self) { _ = try await loop.turn() }
            await #expect(throws: (any Error).self) { try await bench.settle(loop) }
            #expect(try bench.names("drop") == ["a.csv", "one-r000.done"])
            #expect(try await bench.report().rounds.map(\.state) == ["published"])

            try write(profile(), in: bench)
            try await bench.settle(loop)
            #expect(try await bench.report().fault == nil)
            #expect(try bench.names("drop") == [])
            #expect(try bench.names("batches") == ["one-r000", "one-r001"])
        }
    }

    @Test func `a link, a folder and a huge file are no profiles`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            try write(profile(), in: bench)
            let path = bench.path(ReadingProfileFile.name)
            try FileManager.default.moveItem(atPath: path, toPath: path + ".there")
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".there")
            await #expect(throws: (any Error).self) { try await bench.settle(loop) }
            #expect(try await bench.report().fault?.contains("symbolic link") == true)
            try bench.remove(ReadingProfileFile.name)
            try bench.put(
                Array(repeating: 32, count: ReadingProfileFile.maximumBytes + 1),
                ReadingProfileFile.name,
                in: "."
            )
            await #expect(throws: (any Error).self) { try await bench.settle(loop) }
            #expect(try await bench.report().fault?.contains("larger than this daemon takes") == true)
            try bench.remove(ReadingProfileFile.name)
            // A folder of that name is nobody's profile.
            try bench.obstruct(ReadingProfileFile.name)
            try await bench.settle(loop)
            #expect(try await bench.report().fault == nil)
        }
    }

    @Test func `results wait while it is written, and are read by what it says then`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.put(bench.results(try bench.readings(0)), "a.csv")
            _ = try await loop.turn()
            bench.clock.advance(bench.watch.quietPeriod)
            try write(String(profile().dropLast(50)), in: bench)
            _ = try await loop.turn()
            #expect(try bench.names("drop") == ["a.csv"])
            bench.clock.advance(1)
            try write(profile(), in: bench)
            _ = try await loop.turn()
            #expect(try await bench.report().fault == nil)
            #expect(try bench.names("drop") == ["a.csv"])
            bench.clock.advance(bench.watch.quietPeriod)
            _ = try await loop.turn()
            #expect(try bench.names("drop") == [])
            #expect(try await bench.report().filesTaken[0].readingProfile != nil)
        }
    }
}
