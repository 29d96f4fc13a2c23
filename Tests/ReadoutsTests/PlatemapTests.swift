import Layouts
import Readouts
import Screen
import Statistics
import Testing
import Worklists

struct PlatemapTests {
    @Test func `our own table is read back as the layouts it was written from`() throws {
        let second = PlateLayout(
            barcode: Barcode("demo, R001 \"P02\""),
            format: .wells384,
            wells: Campaign.layout.wells.merging([well("D04"): Campaign.content(.cutting, "AAVS1_1")]) {
                one,
                _ in one
            }
        )
        let text = layoutCSV([Campaign.layout, second])
        #expect(try platemap(text).layouts == [second, Campaign.layout])
        #expect(rejection(text) == nil)
        var context = Campaign.context
        context.format = nil
        #expect(try platemap(text, context: context).layouts == [second, Campaign.layout])
    }

    @Test func `our own JUMP platemap is read back, anchors as singles`() throws {
        let text = try jumpPlatemap(Campaign.layout)
        let map = try platemap(text, fileName: platemapName(Campaign.barcode) + ".txt")
        #expect(map.layouts.map(\.barcode) == [Campaign.barcode])
        #expect(try checkPlatemap(map, against: Campaign.layouts).isEmpty)
        #expect(try checkPlatemap(map, against: [:]).map(\.barcode) == [Campaign.barcode])
        #expect(map.layouts.first?.wells[well("B02")]?.role == .single)
        #expect(map.layouts.first?.wells[well("A02")]?.role == .untreated)
        #expect(map.layouts.first?.wells[well("A03")]?.role == .positive)
    }

    @Test(arguments: ["BR1.txt", "BR1.TSV.gz", "in/BR1.csv", "BR1_platemap.txt", "BR1.platemap.txt", "BR1"])
    func `a JUMP platemap is of the plate its file is named after`(fileName: String) throws {
        let map = try platemap("well_position\tbroad_sample\nA01\tNT_1\n", fileName: fileName)
        #expect(map.layouts.map(\.barcode) == [Barcode("BR1")])
    }

    @Test func `a list of barcodes tells which plates a JUMP platemap is of`() throws {
        var context = Campaign.context
        context.barcodesOfPlatemap = ["singles_platemap": [Barcode("BR2"), Barcode("BR1")]]
        let text = "well_position\tbroad_sample\nA01\tNT_1\nA02\tMCL1_g1+NT_2\n"
        let map = try platemap(text, fileName: "singles_platemap.txt", context: context)
        #expect(map.layouts.map(\.barcode.text) == ["BR1", "BR2"])
        #expect(map.layouts[0].wells == map.layouts[1].wells)
    }

    @Test(arguments: [
        ("MCL1_g1", "single"), ("MCL1_g1+NT_1", "single"), ("NT_1+MCL1_g1", "single"),
        ("AAVS1_1+MCL1_g1", "single"),
        ("USP7_g1 + MCL1_g2", "double"), ("NT_1", "non-targeting"), ("NT_1+NT_2", "non-targeting"),
        ("AAVS1_1", "cutting"), ("PLK1_g1+NT_1", "positive"), ("", "untreated"), ("empty", "untreated"),
        ("MCL1_MCL1_g1", "single"),
    ])
    func `the role of a JUMP sample follows from its guides`(sample: String, role: String) throws {
        let text = "well_position\tbroad_sample\tsolvent\nA01\tNT_1\twater\nB02\t\(sample)\twater\n"
        #expect(
            try platemap(text, fileName: "BR1.txt").layouts.first?.wells[well("B02")]?.role.rawValue == role
        )
    }

    @Test(arguments: [
        ("MCL1_g9", "unknown-guide"), ("MCL1", "unknown-guide"), ("MCL1_g1+", "unknown-guide"),
        ("MCL1_g1+USP7_g1+NT_1", "role-conflict"), ("MCL1_g1+MCL1_g2", "role-conflict"),
        ("NT_1+AAVS1_1", "role-conflict"), ("MCL1_g1+PLK1_g1", "role-conflict"),
        ("NT_1+empty", "role-conflict"),
        ("BRDN0001480888", "unknown-guide"),
    ])
    func `a JUMP sample that makes no sense is refused with its line`(sample: String, rule: String) {
        let text = "well_position\tbroad_sample\nA01\tNT_1\nB02\t\(sample)\n"
        let fault = rejection(text, fileName: "BR1.txt")
        #expect(fault?.rule == rule)
        #expect(fault?.row == 3)
        #expect(fault?.column == "broad_sample")
    }

    @Test func `guides of a small library may be short, and a gene with one guide goes by its name`() throws {
        let context = ReadoutContext(
            genes: [Gene("A"), Gene("B")],
            guides: [Gene("A"): [Guide("g1", of: Gene("A"))], Gene("B"): [Guide("g1", of: Gene("B"))]],
            controls: [.nonTargeting: [Guide("NT", of: nil)]]
        )
        let text = "well_position\tbroad_sample\nA01\tNT\nH12\tA+B\nB01\tB_g1+A_g1\n"
        let layout = try #require(try platemap(text, fileName: "BR1.txt", context: context).layouts.first)
        #expect(layout.format == .wells96)
        #expect(layout.wells[well("H12")]?.pair == Pair(Gene("A"), Gene("B")))
        #expect(layout.wells[well("B01")] == layout.wells[well("H12")])
        #expect(
            rejection("well_position\tbroad_sample\nA01\tg1\n", context: context)?.rule == "unknown-guide"
        )
    }

    @Test(
        arguments: [
            ("B02,double,MCL1,MCL1_g1,USP7,USP7_g1", nil), ("B02,Single,MCL1,MCL1_g1,,NT_1", nil),
            ("B02,single,,NT_1,MCL1,MCL1_g1", nil), ("B02,anchor,MCL1,MCL1_g1,,", nil),
            ("B02,positive,PLK1,PLK1_g1,,NT_1", nil), ("B02,untreated,,,,", nil), ("B02,empty,,,,", nil),
            ("B02,doubel,MCL1,MCL1_g1,USP7,USP7_g1", "unknown-role"), ("B02,,MCL1,MCL1_g1,,", "unknown-role"),
            ("B02,double,MCL1,MCL1_g1,,NT_1", "role-conflict"),
            ("B02,double,MCL1,MCL1_g1,MCL1,MCL1_g2", "role-conflict"),
            ("B02,single,MCL1,MCL1_g1,USP7,USP7_g1", "role-conflict"),
            ("B02,single,,NT_1,,NT_2", "role-conflict"),
            ("B02,non-targeting,MCL1,MCL1_g1,,", "role-conflict"),
            ("B02,non-targeting,,AAVS1_1,,", "role-conflict"),
            ("B02,untreated,,NT_1,,", "role-conflict"), ("B02,single,MCL2,MCL1_g1,,", "unknown-gene"),
            ("B02,single,MCL1,USP7_g1,,", "unknown-guide"), ("B02,single,MCL1,MCL1_g7,,", "unknown-guide"),
            ("B02,single,MCL1,,,", "unknown-guide"), ("B02,single,MCL1,MCL1_g1,,NT_9", "unknown-guide"),
            ("B02,single,,MCL1_g1,,", "unknown-guide"), ("B02,positive,PLK1,PLK1_g2,,", "unknown-gene"),
            ("Q02,untreated,,,,", "unknown-well"), ("AF48,untreated,,,,", "unknown-well"),
            ("x,untreated,,,,", "unknown-well"),
            ("A01,untreated,,,,", "duplicate-well"), ("a1,untreated,,,,", "duplicate-well"),
        ] as [(String, String?)]
    )
    func `a line of our own platemap is taken or refused by rule`(line: String, rule: String?) {
        let text =
            "plate,well,role,gene_a,guide_a,gene_b,guide_b\nBR1,A01,non-targeting,,NT_1,,\nBR1,\(line)\n"
        let fault = rejection(text)
        #expect(fault?.rule == rule)
        #expect(fault == nil || fault?.row == 3)
    }

    @Test func `a misspelt gene is refused with the gene it may have been`() {
        let text = "plate,well,role,gene_a,guide_a,gene_b,guide_b\nBR1,A01,single,BCL2LI,BCL2L1_g1,,\n"
        let fault = rejection(text)
        #expect(fault?.column == "gene_a")
        #expect(fault?.remedy.contains("BCL2L1") == true)
    }

    @Test func `a plate without wells to centre on is refused before anything is measured`() {
        let text = "plate,well,role,gene_a,guide_a,gene_b,guide_b\nBR1,A01,single,MCL1,MCL1_g1,,\n"
        #expect(rejection(text)?.rule == "no-control-wells")
    }

    @Test func `a known plate keeps its layout`() throws {
        let changed = PlateLayout(
            barcode: Campaign.barcode,
            format: .wells384,
            wells: Campaign.layout.wells.merging([well("C01"): Campaign.content(.untreated)]) { _, other in
                other
            }
        )
        let fault = rejection(layoutCSV([changed]))
        #expect(fault?.rule == "plate-conflict")
        #expect(fault?.reason.contains("BCL2L1_g1 + MCL1_g2") == true)
        #expect(rejection(layoutCSV([Campaign.layout])) == nil)
    }

    @Test func `a barcode that no plate could bear is refused`() {
        let header = "plate,well,role,gene_a,guide_a,gene_b,guide_b\n"
        #expect(rejection(header + ",A01,untreated,,,,\n")?.rule == "bad-barcode")
        #expect(rejection(header + "../x,A01,untreated,,,,\n")?.rule == "bad-barcode")
        let text = "well_position\tbroad_sample\nA01\tNT_1\n"
        #expect(rejection(text, fileName: ".txt")?.remedy.contains("Name the file after") == true)
        #expect(rejection(text, fileName: "a\nb.txt")?.rule == "bad-barcode")
    }

    @Test func `a table with a role and no column of wells is refused and stops nothing`() {
        #expect(rejection("well_id,plate,role\nX,A01,non-targeting\n")?.rule == "no-features")
    }
}
