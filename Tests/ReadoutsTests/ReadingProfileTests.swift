import FoundationEssentials
import Readouts
import Screen
import Statistics
import Testing

struct ReadingProfileTests {
    private func decoded(_ text: String) throws -> ReadingProfile {
        try JSONDecoder().decode(ReadingProfile.self, from: Data(text.utf8))
    }

    private func text(_ profile: ReadingProfile) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(profile), as: UTF8.self)
    }

    @Test(arguments: [
        Fixture.rxrx3, Fixture.jump, Fixture.embedding, Fixture.efaar, Fixture.harmony, Fixture.gen5,
        GridTests.grids,
    ])
    func `a profile written and read again is the same`(file: String) throws {
        var profile = try sniff(file).profile
        profile.controlNames = ["house mix": .nonTargeting]
        #expect(try decoded(text(profile)) == profile)
    }

    @Test func `runs of numbered features are written briefly`() throws {
        let profile = ReadingProfile(
            dialect: .plain,
            plate: .columns(["plate"]),
            well: .columns(["well"]),
            features: ["a", "f7", "f8", "f9", "f10", "f12", "f013", "b", "1", "2", "3", "4"]
        )
        #expect(
            try text(profile)
                == #"{"dialect":"plain","features":["a",{"first":7,"last":10,"stem":"f"},"f12","f013","b","#
                + #"{"first":1,"last":4,"stem":""}],"plate":{"columns":["plate"]},"version":1,"#
                + #""well":{"columns":["well"]}}"#
        )
        #expect(try decoded(text(profile)) == profile)
    }

    private static let good =
        #"{"version":1,"dialect":"plain","plate":{"columns":["p"]},"well":{"columns":["w"]},"features":["f"]}"#

    @Test(arguments: [
        (#""version":1"#, #""version":2"#, "must be 1, not 2"),
        (#""dialect":"plain""#, #""dialect":"plain","featurs":[]"#, "has a key 'featurs'"),
        (#"["f"]"#, "[]", "must name at least one feature"), (#"["f"]"#, #"["f","f"]"#, "names 'f' twice"),
        (#"["f"]"#, #"["f","w"]"#, "names 'w', which also says something else"),
        (#"["f"]"#, #"[{"stem":"f","first":3,"last":1}]"#, "must be 'first' or more"),
        (#"["f"]"#, #"[{"stem":"f","first":0,"last":99999999999}]"#, "at most 99999 more"),
        (
            #"["f"]"#, #"[{"stem":"f","first":0,"last":99999},{"stem":"g","first":0,"last":9}]"#,
            "must not be more than 100000"
        ),
        (#"{"columns":["p"]}"#, "{}", "must have exactly one key of 'columns', 'header_block', 'file_name'"),
        (#"{"columns":["p"]}"#, #"{"file_name":false}"#, "can only be true"),
        (#"{"columns":["p"]}"#, #"{"columns":[]}"#, "must name at least one column"),
        (#"{"columns":["w"]}"#, #"{"columns":[]}"#, "must name at least one column"),
        (#"{"columns":["w"]}"#, #"{"row":"r","column":"c","counts_from":2}"#, "must be 0 or 1"),
        (#"{"columns":["w"]}"#, #"{"grid":true}"#, "for the dialect 'grid'"),
        (#""plain""#, #""grid""#, "for the dialect 'grid'"),
    ])
    func `a profile that cannot be one is refused with the reason`(old: String, new: String, reason: String) {
        let text = ReadingProfileTests.good.replacing(old, with: new)
        do {
            _ = try decoded(text)
            Issue.record("taken: \(text)")
        } catch {
            #expect("\(error)".contains(reason))
        }
    }

    @Test func `no mutation of a profile crashes its reader`() throws {
        let text = try text(sniff(Fixture.jump).profile)
        var random = SeededGenerator(Seed(3))
        var taken = 0
        for _ in 0..<5_000 {
            var bytes = Array(text.utf8)
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 12))
                case 2: bytes.insert(contentsOf: #"[{"x":-1e999,}]"#.utf8, at: place)
                default: bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &random))
                }
            }
            // because whether it is one or not is not the question here
            if (try? JSONDecoder().decode(ReadingProfile.self, from: Data(bytes))) != nil { taken += 1 }
        }
        #expect(taken < 5_000)
        for hostile in ["", "null", "[]", "7", String(repeating: "[", count: 100_000), #"{"version":1e400}"#]
        {
            #expect(throws: (any Error).self) { try decoded(hostile) }
        }
    }
}
