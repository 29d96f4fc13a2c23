import Agent
import FoundationEssentials
import Screen
import Settings
import Store
import TestSupport
import Testing

/// `plates/examples/pilot-platemap.csv` fits the campaign of `config/pairwell.yaml`.
@Suite struct ExamplePlatemapTests {
    private static func projectFile(_ name: String) throws -> Data {
        try Data(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../\(name)")
        )
    }

    @Test func `the example platemap is taken by the example campaign`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let example = try parseConfiguration(
                text: String(decoding: Self.projectFile("config/pairwell.yaml"), as: UTF8.self),
                fileName: "pairwell.yaml",
                baseFolder: folder.path()
            )
            var settings = try #require(example.campaigns.first)
            settings.folder = bench.settings.folder
            settings.singles = .supplied
            let loop = try await bench.loop(settings: settings)
            _ = try await loop.turn()
            try bench.put(
                [UInt8](Self.projectFile("plates/examples/pilot-platemap.csv")),
                "pilot-platemap.csv"
            )
            try await bench.settle(loop)
            #expect(try bench.names("accepted") == ["pilot-platemap.csv"])
            #expect(try bench.names("rejected") == [])
            let layouts = try await bench.store.layouts(of: [Barcode("PILOT-01")], in: settings.id)
            let contents = try #require(layouts[Barcode("PILOT-01")]).wells.values
            #expect(
                Set(contents.filter { $0.role == .single }.compactMap { $0.a?.gene }) == Set(settings.genes)
            )
        }
    }
}
