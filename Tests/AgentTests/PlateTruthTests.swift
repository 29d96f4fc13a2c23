import Agent
import Cycle
import FoundationEssentials
import Lab
import Layouts
import PlateTruth
import Screen
import Settings
import Store
import TestSupport
import Testing

/// Results of a plate that was turned, mirrored, shifted or swapped on its way.
@Suite struct PlateTruthTests {
    /// A loop with positive controls, and plates that are nearly full.
    private static func loop(_ bench: Bench, _ mode: PlateTruthMode = .hold) async throws -> CampaignLoop {
        var settings = bench.settings
        settings.guides.controls[.positive] = [Guide("POS_1", of: nil)]
        settings.layout.emptyEdge = 0
        settings.layout.positivesPerPlate = 8
        settings.plateTruth = mode
        let loop = try await bench.loop(settings: settings)
        _ = try await loop.turn()
        return loop
    }

    /// The readings as a file names their wells after the error has happened.
    private static func misread(
        _ readings: [WellReading],
        _ error: TrueLayout,
        as plate: Barcode? = nil
    ) -> [WellReading] {
        readings.compactMap { reading in
            error.readPosition(of: reading.well.position, on: .wells96).map { position in
                WellReading(
                    well: WellID(plate: plate ?? reading.well.plate, position: position),
                    content: reading.content,
                    embedding: reading.embedding,
                    cells: reading.cells,
                    synthetic: reading.synthetic
                )
            }
        }
    }

    private static func table(_ bench: Bench, _ readings: [WellReading]) -> String {
        bench.table(readings) { _, _ in }
    }

    /// What the store holds, a line a reading.
    private static func onRecord(_ bench: Bench) async throws -> Set<String> {
        let wells = try await bench.store.measuredWells(of: bench.settings.id)
        return Set(wells.map { "\($0.well) \($0.content.name) \($0.embedding)" })
    }

    private static func asDesigned(_ readings: [WellReading]) -> Set<String> {
        Set(readings.map { "\($0.well) \($0.content.name) \($0.embedding)" })
    }

    private static func accept(
        _ name: String,
        as words: String...,
        on bench: Bench
    ) async throws -> [PlateRelease] {
        try await acceptFile(
            name,
            as: words,
            at: "2024-01-01T00:00:00Z",
            settings: bench.settings,
            store: bench.store
        )
    }

    static let errors: [TrueLayout] = [
        .rotated, .mirroredLeftRight, .mirroredTopBottom, .shifted(.down), .shifted(.left),
    ]

    @Test(arguments: errors)
    func `an error is named, and the file is read rightly once it is accepted`(error: TrueLayout) async throws
    {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await Self.loop(bench)
            let readings = try bench.readings(0)
            let misread = Self.misread(readings, error)
            try bench.put(Self.table(bench, misread), "a.csv")
            try await bench.settle(loop)

            let file = try #require(try await bench.report().filesSetAside.first)
            let rejection = try #require(file.rejection)
            #expect(rejection.rule == "other-layout", "\(rejection)")
            #expect(rejection.value == error.description)
            #expect(rejection.remedy.contains("pairwell accept a.csv --as \(error)."))
            let plate = try #require(file.plates?.first)
            #expect(plate.outcome == "other" && plate.likeliest == error.description && plate.tenfolds > 4)
            #expect(try bench.names("rejected") == ["a.csv", "a.csv.rejected.json"])
            #expect(try await bench.readingsOnRecord() == 0)

            let releases = try await Self.accept("a.csv", as: error.description, on: bench)
            #expect(releases.map(\.layout) == [error.description])
            #expect(try bench.names("drop") == ["a.csv.accept"])
            try await bench.settle(loop)
            try await bench.settle(loop)
            #expect(try bench.names("drop") == [])
            #expect(try bench.names("accepted") == ["a.csv", "a.csv.accept"])
            #expect(try bench.names("rejected") == [])
            let truth = Self.misread(misread, .designed).compactMap { reading in
                error.designedPosition(of: reading.well.position, on: .wells96).map {
                    "\(WellID(plate: reading.well.plate, position: $0)) \(reading.content.name) \(reading.embedding)"
                }
            }
            #expect(try await Self.onRecord(bench) == Set(truth))
            let taken = try #require(try await bench.report().filesTaken.first { $0.kind == "results" })
            #expect(taken.plates?.first?.readAs == error.description)
        }
    }

    @Test func `the owed wells of a shifted plate stay owed`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await Self.loop(bench)
            let readings = try bench.readings(0)
            let shifted = Self.misread(readings, .shifted(.down))
            #expect(shifted.count < readings.count)
            try bench.put(Self.table(bench, shifted), "a.csv")
            try await bench.settle(loop)
            _ = try await Self.accept("a.csv", as: "shifted-down", on: bench)
            try await bench.settle(loop)
            try await bench.settle(loop)
            #expect(try await bench.readingsOnRecord() == shifted.count)
            #expect(try await bench.report().wellsOwed == readings.count - shifted.count)
        }
    }

    @Test func `a file is taken as designed where a person says so`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await Self.loop(bench)
            // only the wells that the layout fills both ways, so that nothing but looks speaks
            let layout = try bench.lab.batch(bench.batch(0)).plates[0]
            let turned = Self.misread(try bench.readings(0), .rotated).filter {
                layout.wells[$0.well.position] != nil
            }
            try bench.put(Self.table(bench, turned), "a.csv")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == ["other-layout"])
            _ = try await Self.accept("a.csv", as: "designed", on: bench)
            try await bench.settle(loop)
            try await bench.settle(loop)
            #expect(try await bench.readingsOnRecord() == turned.count)
            let wells = try await bench.store.measuredWells(of: bench.settings.id)
            #expect(Set(wells.map(\.well)) == Set(turned.map(\.well)))
        }
    }

    @Test func `a good plate passes and its verdict is on record`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await Self.loop(bench)
            try bench.put(Self.table(bench, try bench.readings(0)), "a.csv")
            try await bench.settle(loop)
            #expect(try await bench.rulesBroken() == [])
            let plate = try #require(try await bench.report().filesTaken.first?.plates?.first)
            #expect(plate.outcome == "designed" && plate.readAs == nil)
        }
    }

    @Test func `a campaign that only warns takes the plate and says so`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await Self.loop(bench, .warn)
            let layout = try bench.lab.batch(bench.batch(0)).plates[0]
            let turned = Self.misread(try bench.readings(0), .rotated).filter {
                layout.wells[$0.well.position] != nil
            }
            try bench.put(Self.table(bench, turned), "a.csv")
            try await bench.settle(loop)
            #expect(try await bench.readingsOnRecord() == turned.count)
            let notice = try #require(try await bench.notices().first { $0.kind == .plateTaken })
            #expect(notice.lines.contains { $0.hasPrefix("Doubt: ") && $0.contains("turned by 180 degrees") })
        }
    }

    @Test func `a campaign that does not look takes the plate`() async throws {
        try await withTemporaryFolder { folder in
            let bench = try await Bench(in: folder)
            let loop = try await Self.loop(bench, .off)
            let layout = try bench.lab.batch(bench.batch(0)).plates[0]
            let turned = Self.misread(try bench.readings(0), .rotated).filter {
                layout.wells[$0.well.position] != nil
            }
            try bench.put(Self.table(bench, turned), "a.csv")
            try await bench.settle(loop)
            #expect(try await bench.readingsOnRecord() == turned.count)
            #expect(try await bench.report().filesTaken.first?.plates == nil)
        }
    }
}
