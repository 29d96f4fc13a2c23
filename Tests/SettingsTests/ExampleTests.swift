import Cycle
import FoundationEssentials
import Layouts
import Posterior
import Profiles
import Screen
import Selection
import Statistics
import TestSupport
import Testing

@testable import Settings

struct ExampleTests {
    private let example: String

    init() throws { example = try projectFile("config/pairwell.yaml") }

    @Test func `the example is valid as it stands`() throws {
        let configuration = try parsed(example)
        #expect(configuration.stateFolder == "/var/lib/pairwell")
        #expect(configuration.listen == ListenAddress(host: "127.0.0.1", port: 8_470))
        #expect(configuration.watch == WatchSettings())
        let campaign = try #require(configuration.campaigns.first)
        #expect(campaign.folder == "/srv/pairwell/apoptosis")
        #expect(campaign.genes.map(\.symbol) == ["BAX", "BCL2", "BCL2L1", "BID", "MCL1", "PMAIP1"])
        #expect(campaign.guides.guides[Gene("MCL1")]?.map(\.name) == ["MCL1_g1", "MCL1_g2"])
        #expect(campaign.batchSize == 3)
    }

    @Test func `the example shows the defaults`() throws {
        let campaign = try #require(try parsed(example).campaigns.first)
        #expect(campaign.posterior == .standard)
        #expect(campaign.policy == .standard)
        #expect(campaign.profile == ProfileSettings())
        var layout = LayoutSettings()
        layout.emptyEdge = 1
        #expect(campaign.layout == layout)
        let bare = try #require(try parsed(minimal()).campaigns.first)
        #expect(bare.posterior == .standard)
        #expect(bare.policy == .standard)
        #expect(bare.profile == ProfileSettings())
        #expect(bare.layout == LayoutSettings())
        #expect(bare.batchSize == 10)
        #expect(bare.seed == Seed(1))
        #expect(bare.singles == .emit)
    }

    @Test func `the example names every key, and with its comments taken away stays valid`() throws {
        // All that can be given at once is: alternatives, and sections written twice, are left as comments.
        let alternatives = [
            "genes-file", "guides-file", "guides-per-gene", "template", "beta", "debiased", "costs",
            "require", "exclude", "queries", "relations",
            "arms",
        ]
        var lines: [String] = []
        for line in example.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let hash = line.firstIndex(of: "#"), line[..<hash].allSatisfy({ $0 == " " }) else {
                if line != "notices: []" { lines.append(String(line)) }
                continue
            }
            let text = line[line.index(after: hash)...].dropFirst()
            let key = text.drop { $0 == " " || $0 == "-" }.prefix { $0.isLetter || $0 == "-" }
            let isKey = text.dropFirst(text.prefix { $0 == " " || $0 == "-" }.count + key.count).hasPrefix(
                ":"
            )
            if isKey, key == key.lowercased(), !alternatives.contains(String(key)), !text.contains(". ") {
                lines.append("\(line[..<hash])\(text)")
            }
        }
        let text = lines.joined(separator: "\n")
        let everything = try parse(text: text, fileName: "p.yaml", baseFolder: "/etc") {
            _ throws(UnreadableFile) in
            throw UnreadableFile("does not exist")
        }
        #expect(everything.configuration.notices.count == 2)
        #expect(everything.configuration.campaigns.first?.maximumRounds == 20)
        #expect(everything.configuration.campaigns.first?.deadlineHours == 72)
        #expect(everything.configuration.campaigns.first?.notices == ["lab-chat"])
        let genes = Set(everything.configuration.campaigns.flatMap(\.genes).map(\.symbol))
        for key in everything.knownKeys {
            let last = String(key.split(separator: ".").last ?? "")
            guard !genes.contains(last) else { continue }
            #expect(example.contains("\(last):"), "config/pairwell.yaml does not show '\(key)'")
        }
    }

    @Test func `the file is loaded from disk, relative paths start beside it`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "pairwell.yaml")
            try Data(minimal().replacing("/srv/one", with: "../one").utf8).write(to: file)
            let configuration = try loadConfiguration(path: file.path())
            let parent = folder.deletingLastPathComponent().standardizedFileURL.path()
            #expect(
                configuration.campaigns.first?.folder == parent + (parent.hasSuffix("/") ? "one" : "/one")
            )
        }
    }

    @Test func `a missing file and one that is no text are one fault each`() async throws {
        try await withTemporaryFolder { folder in
            let missing = folder.appending(path: "none.yaml").path()
            let errors = try #require(throws: ConfigurationErrors.self) {
                try loadConfiguration(path: missing)
            }
            #expect(
                errors.description == """
                    \(missing): the file does not exist. Name it with --config; config/pairwell.yaml is an example.
                    """
            )
            let binary = folder.appending(path: "binary.yaml")
            try Data([0xFF, 0xFE, 0x00]).write(to: binary)
            let others = try #require(throws: ConfigurationErrors.self) {
                try loadConfiguration(path: binary.path())
            }
            #expect(others.description.contains("the file is not UTF-8 text"))
        }
    }
}
