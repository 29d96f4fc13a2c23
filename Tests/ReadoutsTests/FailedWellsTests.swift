import Readouts
import Screen
import Tables
import Testing

/// Lists of wells that failed, and columns of results that say so.
@Suite struct FailedWellsTests {
    private func list(_ text: String) throws -> FailedWells? {
        try readFailedWells(readTable(Array(text.utf8)))
    }

    private let layouts = [
        Barcode("P1"): PlateLayout(
            barcode: Barcode("P1"),
            format: .wells96,
            wells: [
                WellPosition(row: 1, column: 6): WellContent(role: .untreated),
                WellPosition(row: 1, column: 7): WellContent(role: .untreated),
            ]
        )
    ]

    @Test func `a plate, a well and a reason are a list of failed wells`() throws {
        let found = try #require(try list("Plate;Well;Reason\nP1;B7;no liquid\nP1;B08;\n"))
        let failed = try checkFailedWells(found, against: layouts)
        #expect(failed.keys.sorted().map(\.description) == ["P1 B07", "P1 B08"])
        #expect(failed.sorted { $0.key < $1.key }.map(\.value.note) == ["no liquid", nil])
        #expect(failed.values.allSatisfy { $0.reason == .failedDispense })
    }

    @Test
    func `a dispenser's report of exceptions is read behind its lines, and what went well is passed over`()
        throws
    {
        let report = """
            Run ID,14232
            Run Date/Time,11/21/2026 08:14

            [EXCEPTIONS]
            Source Plate Barcode,Source Well,Destination Plate Barcode,Destination Well,Transfer Volume,Actual Volume,Transfer Status
            S1,A1,P1,B7,25,0,MM0202007: Fluid not thick enough
            S1,A2,P1,B8,25,25,OK

            """
        let failed = try checkFailedWells(try #require(try list(report)), against: layouts)
        #expect(failed.count == 1)
        #expect(failed.first?.value.note == "MM0202007: Fluid not thick enough")
    }

    @Test(arguments: [
        "plate,well,reason,feature_0,feature_1\nP1,B07,,0.5,0.25\n",
        "plate,well,role,gene_a,guide_a,gene_b,guide_b,reason\nP1,B07,untreated,,,,,x\n",
        "plate,well,remarks\nP1,B07,x\n",
        "well_position,broad_sample,reason\nB07,x,y\n",
    ])
    func `results, platemaps and others are no such lists`(_ text: String) throws {
        #expect(try list(text) == nil)
    }

    @Test(arguments: [
        ("plate,well,reason\nP2,B07,x\n", "unknown-plate", 2),
        ("plate,well,reason\nP1,C01,x\n", "empty-well", 2),
        ("plate,well,reason\nP1,B07,x\nP1,I01,x\n", "unknown-well", 3),
    ])
    func `wells that there are not are refused`(_ text: String, rule: String, line: Int) throws {
        let found = try #require(try list(text))
        let rejection = #expect(throws: Rejection.self) { try checkFailedWells(found, against: layouts) }
        #expect(rejection?.rule == rule)
        #expect(rejection?.row == line)
    }

    @Test func `of several lines of one well the first note by its text counts, whatever their order`() throws
    {
        let lines = ["P1,B07,b", "P1,B07,a", "P1,B07,c"]
        for order in [lines, lines.reversed()] {
            let found = try #require(try list("plate,well,reason\n" + order.joined(separator: "\n") + "\n"))
            #expect(try checkFailedWells(found, against: layouts).values.map(\.note) == ["a"])
        }
    }

    @Test(
        arguments: [
            ("dispense_failed", "1", WellDrop(.failedDispense)), ("dispense_failed", "false", nil),
            ("Metadata_dispense_failed", "TRUE", WellDrop(.failedDispense)), ("dispense_status", "ok", nil),
            ("dispense_status", "clogged tip", WellDrop(.failedDispense, note: "clogged tip")),
            ("dispense_status", "", nil),
        ] as [(String, String, WellDrop?)]
    )
    func `a column of results may say that a well failed, and is no feature`(
        column: String,
        cell: String,
        drop: WellDrop?
    ) throws {
        let text = "plate,well,\(column),feature_0,feature_1\nP1,B07,\(cell),0.5,0.25\nP1,B08,0,0.1,0.2\n"
        let context = ReadoutContext(genes: [], knownBarcodes: [Barcode("P1")])
        guard
            case .readout(let readout) = try readDrop(
                readTable(Array(text.utf8)),
                fileName: "a.csv",
                context: context
            )
        else {
            Issue.record("these are results")
            return
        }
        #expect(readout.features == ["feature_0", "feature_1"])
        #expect(readout.failures.values.first == drop)
        #expect(readout.failures.count == (drop == nil ? 0 : 1))
    }
}
