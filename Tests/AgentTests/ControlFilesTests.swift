import Agent
import Cycle
import FoundationEssentials
import Lab
import Layouts
import PlateFiles
import Screen
import Settings
import Store
import TestSupport
import Testing

/// `controls.csv`, `controls.svg` and `guides.csv`.
@Suite struct ControlFilesTests {
    private func lines(_ text: String) -> [[Substring]] {
        text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }

    @Test func `a round that closes tells of its controls and guides`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            #expect(try !bench.names("").contains("controls.csv"))
            for round in 0...1 {
                try bench.answer(round)
                try await bench.settle(loop)
            }
            let plates = try await bench.report().rounds.prefix(2).flatMap(\.plates).map(\.barcode.text)
            let controls = try lines(bench.text("controls.csv"))
            let barcodes: [String] = controls.dropFirst().map { String($0[0]) }
            #expect(barcodes == plates.sorted())
            #expect(controls[1][1] == "round 0" && controls.last?[1] == "round 1")
            let counts: [Int] = controls.dropFirst().map { Int(String($0[2])) ?? 0 }
            #expect(counts.allSatisfy { $0 > 2 })
            let picture = try bench.text("controls.svg")
            #expect(picture.contains("Controls of one, plate by plate") && picture.hasSuffix("</svg>\n"))
            let guides = try lines(bench.text("guides.csv"))
            // Two guides of eight genes, and as many combinations of three pairs.
            #expect(guides.count == 23)
            let singles: [String] = guides.dropFirst().map { String($0[1]) }.filter(\.isEmpty)
            #expect(singles.count == 16)
            let verdicts: [String] = guides.dropFirst().map { String($0[9]) }
            #expect(!verdicts.contains("unknown"))
        }
    }

    @Test func `supplied singles are told of before the first round`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "singles: supplied")
            let loop = try await bench.loop()
            let plate = try bench.plate("ELSE-1", genes: Bench.screen.genes)
            try bench.put(layoutCSV([plate]), "platemap.csv")
            try bench.put(bench.results(Bench.screen.readings(of: [plate])), "results.csv")
            try await bench.settle(loop)
            let controls = try lines(bench.text("controls.csv"))
            #expect(controls[1].prefix(2) == ["ELSE-1", "platemap platemap.csv"])
            #expect(try lines(bench.text("guides.csv")).count == 1 + 16)
            let batches = try await bench.store.measuredWells(of: bench.settings.id).map(\.batch)
            #expect(Set(batches) == [.platemap("platemap.csv")])
        }
    }

    @Test func `they are there after a restart that came before they were written`() async throws {
        try await withTemporaryFolder { folder in
            let clock = HandClock()
            let bench = try await Bench(in: folder, clock: clock)
            _ = try await bench.loop().turn()
            try bench.answer(0)
            let life = Task { try await bench.settle(bench.loop(Mishap(after: "round complete"))) }
            _ = await life.result
            #expect(try !bench.names("").contains("guides.csv"))
            let anew = try await Bench(in: folder, clock: clock)
            _ = try await anew.loop().turn()
            for name in ["controls.csv", "controls.svg", "guides.csv"] {
                #expect(try anew.names("").contains(name))
            }
        }
    }

    @Test(arguments: [("none", "centre@1"), ("standardise", "standardise@1"), ("tvn", "tvn@2")])
    func `manifest and report name what was done to wells`(key: String, name: String) async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "profile: {normalisation: \(key)}")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.answer(0)
            try await bench.settle(loop)
            let manifests = try [0, 1].map { round in
                try BatchManifest(
                    json: Array(bench.text("batches/\(bench.batch(round))/manifest.json").utf8)
                )
            }
            #expect(manifests.map(\.profile) == [nil, name])
            #expect(try await bench.report().rewards?.method == name)
        }
    }

    @Test func `a normalisation that wants more controls stops the campaign with a remedy, and no more`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder, "profile: {normalisation: sphere-zca, scope: plate}")
            let loop = try await bench.loop()
            _ = try await loop.turn()
            try bench.answer(0)
            await #expect(throws: (any Error).self) { try await bench.settle(loop) }
            let fault = try #require(try await bench.report().fault)
            #expect(fault.contains("control wells of plate one-R000-P01"))
            #expect(try bench.names("accepted").count == 2)
            // Mended in the configuration, it goes on.
            let other = try await Bench(in: folder.appending(path: "other"))
            var settings = bench.settings
            settings.profile = other.settings.profile
            let mended = try await bench.loop(settings: settings)
            _ = try await mended.turn()
            #expect(try await bench.report().fault == nil)
            #expect(try bench.names("batches").last == "one-r001")
        }
    }
}
