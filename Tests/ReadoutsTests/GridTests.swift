import Readouts
import Screen
import Tables
import Testing

struct GridTests {
    /// Two measures of a 96-well plate as pictures; only A01, A02, B01 and C01 were measured.
    static let grids = """
        Software Version,3.08.01
        Plate Barcode,demo-R001-P01

        Nuclei Area
        ,1,2,3,4,5,6,7,8,9,10,11,12
        A,10.5,11.5,,,,,,,,,,
        B,9.5,,,,,,,,,,,
        C,8.5,,,,,,,,,,,

        Intensity
        ,1,2,3,4,5,6,7,8,9,10,11,12
        A,0.25,0.5,,,,,,,,,,
        B,0.75,,,,,,,,,,,
        C,1.25,,,,,,,,,,,

        """

    @Test func `each grid is a feature, and each well with numbers a row`() throws {
        let sniffed = try sniff(GridTests.grids)
        #expect(sniffed.profile.dialect == .grid)
        #expect(sniffed.profile.features == ["Nuclei Area", "Intensity"])
        #expect(sniffed.profile.plate == .headerBlock(key: "Plate Barcode"))
        #expect(
            sniffed.reasons == [
                "Plate reader: each measure is a picture of the plate.",
                "Plate: line 2 says 'Plate Barcode': 'demo-R001-P01'.", "Well: the place in the grid.",
                "Features: 2, named as the grids are: 'Nuclei Area', 'Intensity'.",
            ]
        )
        let wells = try taken(GridTests.grids)
        #expect(wells.map(\.well.position.label) == ["A01", "A02", "B01", "C01"])
        #expect(wells.map(\.embedding) == [[10.5, 0.25], [11.5, 0.5], [9.5, 0.75], [8.5, 1.25]])
    }

    @Test func `Gen5 writes the measure behind the rows`() throws {
        let text =
            "Barcode: demo-R001-P01\n\nResults\n\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\n"
            + "A\t1\t2\t\t\t\t\t\t\t\t\t\t\tOD:600\nB\t3\t\t\t\t\t\t\t\t\t\t\t\tOD:600\n"
        #expect(try sniff(text).profile.features == ["OD:600"])
        #expect(try taken(text).map(\.embedding) == [[1], [2], [3]])
    }

    @Test(arguments: [
        ("B,9.5,", "B,OVRFLW,", "not-a-number", 7, "1"), ("B,0.75,", "B,,", "not-a-number", 13, "1"),
        ("Intensity\n", "Nuclei Area\n", "grid-title", 11, nil),
    ])
    func `what cannot be read is refused with its place`(
        old: String,
        new: String,
        rule: String,
        row: Int,
        column: String?
    ) {
        let fault = droppedRejection(GridTests.grids.replacing(old, with: new))
        #expect(fault?.rule == rule)
        #expect(fault?.row == row)
        #expect(fault?.column == column)
    }

    @Test func `a grid without a name is refused`() {
        let text = ",1,2,3,4,5,6,7,8,9,10,11,12\nA,1,2,3,4,5,6,7,8,9,10,11,12\n"
        let fault = droppedRejection(text, fileName: "demo-R001-P01.csv")
        #expect(fault?.rule == "grid-title")
        #expect(fault?.remedy.contains("one row a well") == true)
    }

    @Test func `a 1536-well grid reaches row AF`() throws {
        let numbers = (1...48).map(String.init).joined(separator: ",")
        let rows = (0..<32).map { row in
            "\(WellPosition(row: row, column: 0).rowName),\(row),\(String(repeating: ",", count: 46))"
        }
        let text = "Area\n,\(numbers)\n\(rows.joined(separator: "\n"))\n"
        guard case .readout(let readout) = try dropped(text, fileName: "demo-R001-P01.csv") else {
            throw OtherDrop()
        }
        #expect(readout.wells.count == 32)
        #expect(readout.wells.last?.well.position.label == "AF01")
        #expect(readout.wells.last?.line == 34)
    }
}
