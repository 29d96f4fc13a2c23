import Agent
import Cycle
import FoundationEssentials
import Lab
import PlateFiles
import Settings
import Statistics
import TestSupport
import Testing

@Suite struct ArrivalOrderTests {
    /// What a campaign writes whose rounds come in `parts` files each, dropped one after another in an order
    /// drawn from `seed`.
    private static func written(parts: Int, seed: UInt64) async throws -> [String: String] {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await bench.loop()
            _ = try await loop.turn()
            var generator = SeededGenerator(Seed(seed))
            for round in 0...3 {
                let readings = try bench.readings(round)
                for part in generator.shuffled(Array(0..<parts)) {
                    try bench.put(bench.results(readings.every(parts, from: part)), "r\(round)-\(part).csv")
                    try await bench.settle(loop)
                }
            }
            #expect(try await bench.report().phase == "finished")
            return try bench.written()
        }
    }

    @Test func `files in another order give the same bytes`() async throws {
        let first = try await Self.written(parts: 4, seed: 1)
        let second = try await Self.written(parts: 4, seed: 2)
        #expect(differences(first, second) == [])
    }

    @Test func `wells split otherwise over files give the same batches`() async throws {
        let whole = try await Self.written(parts: 1, seed: 1)
        let split = try await Self.written(parts: 5, seed: 3)
        // because a manifest names the files that it was made from
        #expect(differences(whole, split).allSatisfy { $0.hasSuffix("manifest.json") })
        for round in 1...3 {
            let manifests = try [whole, split].map { files in
                try BatchManifest(json: Array(#require(files["one-r00\(round)/manifest.json"]).utf8))
            }
            #expect(manifests[0].pairs == manifests[1].pairs)
            #expect(manifests[0].layoutFiles == manifests[1].layoutFiles)
            #expect(manifests[0].inputSHA256.count == round)
            #expect(manifests[1].inputSHA256.count == 5 * round)
        }
    }

    @Test func `wells imaged twice give the same batches whichever file is first`() async throws {
        var results: [[String: String]] = []
        for names in [["a.csv", "b.csv"], ["b.csv", "a.csv"]] {
            results.append(
                try await withTemporaryFolder { folder in
                    let bench = try await Bench(in: folder)
                    let loop = try await bench.loop()
                    _ = try await loop.turn()
                    let readings = try bench.readings(0)
                    let again = readings.every(3, from: 0).map { Bench.screen.repeated($0, attempt: 1) }
                    let last = bench.results(Array(readings.suffix(1)))
                    let files = [bench.results(Array(readings.dropLast())), bench.results(again)]
                    for (name, file) in zip(names, names == ["a.csv", "b.csv"] ? files : files.reversed()) {
                        try bench.put(file, name)
                        try await bench.settle(loop)
                    }
                    try bench.put(last, "last.csv")
                    try await bench.settle(loop)
                    #expect(try await bench.readingsOnRecord() == readings.count + again.count)
                    #expect(try bench.names("batches").count == 2)
                    return try bench.written()
                }
            )
        }
        #expect(differences(results[0], results[1]) == [])
    }
}
