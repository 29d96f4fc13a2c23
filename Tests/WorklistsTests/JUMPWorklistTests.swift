import Screen
import Testing
import Worklists

@Suite struct JUMPWorklistTests {
    private let bcl = Guide("BCL2L1_g1", of: Gene("BCL2L1"))
    private let mcl = Guide("MCL1_g1", of: Gene("MCL1"))
    private let cutting = Guide("AAVS1_g1", of: nil)
    private let control = Guide("NT_g1", of: nil)

    private func plate(_ barcode: String, _ contents: [String: WellContent]) throws -> PlateLayout {
        var wells: [WellPosition: WellContent] = [:]
        for (label, content) in contents { wells[try #require(WellPosition(label))] = content }
        return PlateLayout(barcode: Barcode(barcode), format: .wells384, wells: wells)
    }

    private func example() throws -> PlateLayout {
        try plate(
            "R2",
            [
                "B01": WellContent(role: .double, a: mcl, b: bcl),
                "A12": WellContent(role: .single, a: mcl, b: control),
                "A02": WellContent(role: .nonTargeting, a: control, b: control),
                "P24": WellContent(role: .untreated),
                "C03": WellContent(role: .cutting, a: cutting, b: cutting),
                "C04": WellContent(role: .positive, a: Guide("PLK1_g1", of: Gene("PLK1")), b: control),
                "C05": .empty,
            ]
        )
    }

    @Test func `a platemap names each well by its guides, row by row`() throws {
        #expect(
            try jumpPlatemap(example())
                == "well_position\tbroad_sample\nA02\tNT_g1+NT_g1\nA12\tMCL1_g1+NT_g1\nB01\tBCL2L1_g1+MCL1_g1\n"
                + "C03\tAAVS1_g1+AAVS1_g1\nC04\tPLK1_g1+NT_g1\nP24\t\n"
        )
    }

    @Test func `the barcode table names the platemap's file`() throws {
        let plates = try [plate("R2", [:]), plate("R1", [:])]
        #expect(
            barcodePlatemap(plates) == """
                Assay_Plate_Barcode,Plate_Map_Name
                R1,R1.platemap
                R2,R2.platemap

                """
        )
    }

    @Test func `metadata has one line a sample, and negcon is the centring role alone`() throws {
        let plates = try [example(), plate("R3", ["D07": WellContent(role: .double, a: bcl, b: mcl)])]
        let expected = [
            "broad_sample\tgene\tgene2\tguide\tguide2\tpert_type\tcontrol_type",
            "AAVS1_g1+AAVS1_g1\t\t\tAAVS1_g1\tAAVS1_g1\tcontrol\tcutting",
            "BCL2L1_g1+MCL1_g1\tBCL2L1\tMCL1\tBCL2L1_g1\tMCL1_g1\ttrt\t",
            "MCL1_g1+NT_g1\tMCL1\t\tMCL1_g1\tNT_g1\ttrt\t",
            "NT_g1+NT_g1\t\t\tNT_g1\tNT_g1\tcontrol\tnegcon",
            "PLK1_g1+NT_g1\tPLK1\t\tPLK1_g1\tNT_g1\tcontrol\tposcon",
        ]
        #expect(try jumpMetadata(plates) == expected.map { $0 + "\n" }.joined())
        let centredOnCutting = try jumpMetadata(plates, centring: .cutting)
        #expect(centredOnCutting.contains("AAVS1_g1+AAVS1_g1\t\t\tAAVS1_g1\tAAVS1_g1\tcontrol\tnegcon\n"))
        #expect(centredOnCutting.contains("control\tnon-targeting\n"))
    }

    @Test(arguments: ["A\tB", "A\nB", "A+B", ""])
    func `a name that would break the table is refused with its well`(name: String) throws {
        let bad = try plate("R9", ["C07": WellContent(role: .double, a: Guide(name, of: Gene("A")), b: mcl)])
        let fault = #expect(throws: WorklistFault.self) { try jumpPlatemap(bad) }
        #expect(fault?.description.hasPrefix("plate R9, well C07: ") == true)
        #expect(fault?.description.contains("\t") == false)
        #expect(throws: WorklistFault.self) { try jumpMetadata([bad]) }
    }

    @Test func `a gene symbol with a tab is refused`() throws {
        let bad = try plate(
            "R9",
            ["C07": WellContent(role: .double, a: Guide("g", of: Gene("A\tB")), b: mcl)]
        )
        #expect(throws: WorklistFault.self) { try jumpMetadata([bad]) }
    }
}
