import Lab
import Layouts
import Profiles
import Readouts
import Screen
import Tables

/// Reads, checks, centres and averages one large plate, plain and compressed.
struct TableBenchmark {
    let runs: Int

    func measure() throws -> [Measurement] {
        let bench = try BenchScreen(format: .wells1536, dimension: 1_024)
        let plate = try bench.fullPlate()
        let plain = bench.results(of: [plate])
        let packed = Gzip.compress(plain)
        return [
            try measure("CSV", plain, plate, bench) { plain },
            try measure("CSV.gz", packed, plate, bench) {
                try Gzip.decompress(packed, limits: .standard)
            },
        ]
    }

    private func measure(
        _ kind: String,
        _ file: [UInt8],
        _ plate: PlateLayout,
        _ bench: BenchScreen,
        text: () throws -> [UInt8]
    ) throws -> Measurement {
        let reader = ResultReader(bench)
        let controls = Set(
            plate.wells.filter { $0.value.role == .nonTargeting }.keys.map { "\(plate.barcode)_\($0.label)" }
        )
        var profiles: KnockoutProfiles?
        var means: [String: [Double]] = [:]
        let timing = try time(runs: runs, budget: 12) {
            let table = try TableReader.read(file)
            let readout = try reader.readout(table)
            let wells = try reader.check(readout, against: [plate])
            profiles = try knockoutProfiles(of: wells, settings: .standard)
        } against: {
            means = plainPairMeans(try text(), controls: controls)
        }
        let megabytes = decimal(Double(file.count) / 1e6, 1)
        return Measurement(
            "\(kind) of \(megabytes) MB, \(plate.wells.count) wells",
            timing.spread,
            memoryRise: timing.memoryRise,
            baselines: [("split and Double(text), nothing checked", timing.rival)],
            remark: agreement(profiles, means)
        )
    }

    private func agreement(_ profiles: KnockoutProfiles?, _ means: [String: [Double]]) -> String {
        var furthest = 0.0
        let doubles = profiles?.doubles ?? [:]
        for (pair, profile) in doubles {
            // The file names a well's genes in the order of the pair.
            let plain = means["\(pair.first)+\(pair.second)"] ?? []
            guard plain.count == profile.count else { return "NOT the same pairs" }
            for (one, other) in zip(profile, plain) { furthest = max(furthest, (one - other).magnitude) }
        }
        return
            "\(doubles.count) pair profiles, \(doubles.count == means.count ? "the same" : "NOT the same") "
            + "pairs; values differ by \(order(of: furthest)) at most"
    }
}

/// Reads result files of a campaign as the daemon does.
struct ResultReader {
    private let context: ReadoutContext
    private let expectations: ReadoutExpectations

    init(_ bench: BenchScreen) {
        context = ReadoutContext(
            genes: bench.screen.genes,
            guides: bench.guides.guides,
            controls: bench.guides.controls,
            format: bench.layout.format
        )
        expectations = ReadoutExpectations(
            features: bench.screen.features,
            genes: Set(bench.screen.genes)
        )
    }

    func readout(_ table: Table) throws -> Readout {
        guard case .readout(let readout) = try readDrop(table, fileName: "results.csv", context: context)
        else {
            preconditionFailure("a result file was taken for a platemap")
        }
        return readout
    }

    func check(_ readout: Readout, against plates: [PlateLayout]) throws -> [MeasuredWell] {
        let layouts = Dictionary(uniqueKeysWithValues: plates.map { ($0.barcode, $0) })
        return try checkReadout(readout, against: layouts, expecting: expectations)
    }
}
