import Readouts
import Screen
import Tables
import Testing

@testable import Lab

/// What the lab drops, read by the daemon's own reader.
@Suite struct DropsAreReadTests {
    private static func read(_ file: PlannedFile, of batches: [LabBatch]) throws -> [MeasuredWell] {
        let screen = RoundPlanTests.screen
        let plates = batches.flatMap(\.plates)
        let layouts = Dictionary(uniqueKeysWithValues: plates.map { ($0.barcode, $0) })
        let context = ReadoutContext(
            genes: screen.genes,
            guides: screen.guides,
            controls: screen.controls,
            knownBarcodes: Set(layouts.keys)
        )
        let table = try TableReader.read(file.bytes, limits: .standard)
        guard case .readout(let readout) = try readDrop(table, fileName: file.name, context: context) else {
            Issue.record("\(file.name) is not read as results")
            return []
        }
        return try checkReadout(
            readout,
            against: layouts,
            expecting: ReadoutExpectations(features: screen.features, genes: Set(screen.genes))
        )
    }

    @Test(arguments: 2...12)
    func `good files are taken and broken ones set aside`(round: Int) throws {
        let batches = [try RoundPlanTests.batch(round - 1), try RoundPlanTests.batch(round)]
        for file in try RoundPlanTests.plan(round, RoundPlanTests.wild).files {
            switch file.purpose {
            case .broken: #expect(throws: Rejection.self) { try Self.read(file, of: batches) }
            case .doneMarker: #expect(file.bytes.isEmpty)
            case .results, .duplicate, .repeated, .straggler:
                let wells = try Self.read(file, of: batches)
                #expect(wells.count == file.wells)
                #expect(wells.allSatisfy { $0.cellCount != nil })
            }
        }
    }

    @Test(arguments: BrokenKind.allCases)
    func `every kind of broken file is set aside`(kind: BrokenKind) throws {
        let batch = try RoundPlanTests.batch(1)
        let readings = Array(RoundPlanTests.screen.readings(of: batch.plates).prefix(12))
        let made = brokenFile(kind, of: readings, features: RoundPlanTests.screen.features, number: 1)
        let file = PlannedFile(name: "x\(made.ending)", bytes: made.bytes, purpose: .broken(kind), wells: 0)
        #expect(throws: Rejection.self) { try Self.read(file, of: [batch]) }
    }

    @Test func `each part of a split plate has control wells`() throws {
        let batch = try RoundPlanTests.batch(5)
        for file in try RoundPlanTests.plan(5, RoundPlanTests.wild).files where file.purpose == .results {
            let wells = try Self.read(file, of: [batch])
            #expect(wells.contains { $0.content.role == .nonTargeting })
        }
    }
}
