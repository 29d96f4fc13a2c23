import FoundationEssentials
import Logging
import Synchronization
import Testing

@testable import Telemetry

struct LogTests {
    final class Lines: Sendable {
        private let kept = Mutex<[String]>([])
        var all: [String] { kept.withLock { $0 } }
        func add(_ line: String) { kept.withLock { $0.append(line) } }
    }

    let lines = Lines()

    func logger(_ format: LogFormat, _ level: Logger.Level = .info) -> Logger {
        Logger(label: "pairwell.test") { label in
            LogWriter(label: label, level: level, format: format, now: { 1_714_572_187.25 }, write: lines.add)
        }
    }

    @Test func `an event is one JSON line with its metadata sorted`() {
        var logger = logger(.json)
        logger[metadataKey: "z"] = "last"
        logger.warning("readout set aside", metadata: ["readout.file": "p7.csv", "counts": ["1", "2"]])
        let expected =
            #"{"time":"2024-05-01T14:03:07.250Z","level":"warning","logger":"pairwell.test","#
            + #""message":"readout set aside","#
            + #""metadata":{"counts":["1","2"],"readout.file":"p7.csv","z":"last"}}"#
        #expect(lines.all == [expected + "\n"])
    }

    @Test func `whatever a stranger's file holds stays one valid JSON line`() throws {
        let hostile = "a\"b\\c\nd\r\u{1B}[31m\u{2028}\u{0}é🧬\t"
        logger(.json).info("taken", metadata: ["file": "\(hostile)", "\(hostile)": "x"])
        let line = try #require(lines.all.first)
        #expect(line.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
        #expect(!line.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        struct Line: Decodable {
            let metadata: [String: String]
        }
        let read = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
        #expect(read.metadata["file"] == hostile)
    }

    @Test func `a long value is cut between characters`() throws {
        logger(.json).info("taken", metadata: ["file": "\(String(repeating: "é🧬", count: 50_000))"])
        let line = try #require(lines.all.first)
        #expect(line.utf8.count < LogLine.longestValue + 300)
        #expect(line.contains("…\"}"))
        #expect(!line.contains("\u{FFFD}"))
    }

    @Test func `a deep or wide value is bounded`() throws {
        var value = Logger.MetadataValue.string("x")
        for _ in 0..<30 { value = .array([value]) }
        let wide = (0..<5_000).map { ("k\($0)", Logger.MetadataValue.string("v")) }
        logger(.json).info(
            "taken",
            metadata: ["deep": value, "wide": .dictionary(Dictionary(uniqueKeysWithValues: wide))]
        )
        #expect(try #require(lines.all.first).utf8.count < 5_000)
    }

    @Test func `a person at a terminal reads time, level, message and facts`() {
        logger(.plain).notice("batch ready\u{1B}[2J", metadata: ["pairs": "10", "campaign": "demo"])
        #expect(lines.all == ["14:03:07 notice   batch ready?[2J  campaign=demo  pairs=10\n"])
    }

    @Test func `events below the level are dropped`() {
        logger(.json, .warning).info("nothing")
        #expect(lines.all.isEmpty)
    }

    @Test(
        arguments: zip(
            [0.0, 951_782_400.999, 4_102_444_799.9],
            [
                "1970-01-01T00:00:00.000Z", "2000-02-29T00:00:00.999Z", "2099-12-31T23:59:59.900Z",
            ]
        )
    )
    func `times are ISO 8601 in UTC`(_ seconds: Double, _ text: String) {
        #expect(timestamp(seconds) == text)
    }
}
