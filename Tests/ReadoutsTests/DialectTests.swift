import Readouts
import Screen
import Testing

struct DialectTests {
    private let barcode = Campaign.barcode

    @Test func `RxRx3 files are read by well_id`() throws {
        let readout = try readout(
            """
            well_id,experiment_name,plate,address,gene,treatment,SMILES,concentration,perturbation_type,cell_type,\
            feature_0,feature_1
            demo-R001-P01_B01,demo,1,B01,MCL1,MCL1_g1,,,CRISPR,HUVEC,0.5,-1
            demo-R001-P01_P24,demo,1,P24,,,,,CRISPR,HUVEC,0.25,2e-3
            """
        )
        #expect(readout.dialect == .rxrx3)
        #expect(readout.features == ["feature_0", "feature_1"])
        #expect(
            readout.wells.map(\.well) == ["B01", "P24"].map { WellID(plate: barcode, position: well($0)) }
        )
        #expect(readout.wells.map(\.embedding) == [[0.5, -1], [0.25, 0.002]])
        #expect(readout.wells.map(\.line) == [2, 3])
        #expect(readout.wells[0].named.claims.map(\.text) == ["MCL1", "MCL1_g1"])
        #expect(readout.wells[1].named.claims.isEmpty)
        #expect(rejection("well_id,feature_0\ndemo-R001-P01_B01,1\ndemo-R001-P01_P24,2\n") == nil)
    }

    @Test(arguments: [
        // The whole prefix; the prefix's end; the plate column; experiment and plate; no well_id.
        ("well_id", "gene-079_8_B01", "gene-079_8"),
        ("well_id", "gene-079_8_B01", "8"),
        ("well_id", "a_b_c_B01", "b_c"),
        ("well_id,plate", "gene-079_8_B01,BR7", "BR7"),
        ("well_id,experiment_name,plate", "x_B01,gene-079,8", "gene-079_8"),
        ("experiment_name,plate,address", "gene-079,8,B01", "gene-079_8"),
        ("experiment_name,plate,address", "gene-079,8,B01", "8"),
        ("well_id,plate", "B01,BR7", "BR7"),
    ])
    func `the plate is the first reading that has a layout`(
        columns: String,
        row: String,
        known: String
    ) throws {
        var context = Campaign.context
        context.knownBarcodes = [Barcode(known), Barcode("something else")]
        let readout = try readout("\(columns),feature_0\n\(row),1\n", context: context)
        #expect(readout.plates == [Barcode(known)])
        #expect(readout.wells.map(\.well.position) == [well("B01")])
    }

    @Test func `a well_id without a known plate keeps all that stands before the address`() throws {
        let readout = try readout("well_id,feature_0\ngene-079_8_H29,1\n")
        #expect(readout.plates == [Barcode("gene-079_8")])
        #expect(rejection("well_id,feature_0\ngene-079_8_H29,1\n")?.value == "gene-079_8")
    }

    @Test func `a row that contradicts itself is refused`() {
        var context = Campaign.context
        context.knownBarcodes = [Barcode("P1"), Barcode("P2")]
        let plates = rejection("well_id,plate,feature_0\nP1_A01,P2,1\n", context: context)
        #expect(plates?.rule == "contradicting-plate")
        #expect(plates?.column == "plate")
        let wells = rejection("well_id,address,feature_0\ndemo-R001-P01_B01,B02,1\n")
        #expect(wells?.rule == "contradicting-well")
        #expect(wells?.row == 2)
    }

    @Test(
        arguments: ["Metadata_Plate", "Metadata_Assay_Plate_Barcode"],
        ["Metadata_Well", "Metadata_well_position"]
    )
    func `JUMP profiles are read, and only features are features`(plate: String, place: String) throws {
        let readout = try readout(
            """
            ,Metadata_Source,\(plate),\(place),Metadata_Symbol,Metadata_cell_count,Metadata_Round,Cells_Count,\
            Cells_Area,Nuclei_Texture,remark,emb_0
            0,source_4,\(barcode),B01,MCL1,812,3,810,1.5,2.5,fine,0
            1,source_4,\(barcode),C01,BCL2L1+MCL1,,3,,-1.5,3.5,,1
            """
        )
        #expect(readout.dialect == .jump)
        #expect(readout.features == ["Cells_Area", "Nuclei_Texture", "emb_0"])
        #expect(readout.wells.map(\.embedding) == [[1.5, 2.5, 0], [-1.5, 3.5, 1]])
        #expect(readout.wells.map(\.cellCount) == [812, nil])
        #expect(readout.plates == [barcode])
    }

    @Test func `the plain form is read, whatever the capitals and the separator`() throws {
        let readout = try readout("Plate;Well;f0;Cell_Count\ndemo-R001-P01;b1;0.5;100\n")
        #expect(readout.dialect == .plain)
        #expect(readout.features == ["f0"])
        #expect(readout.wells.first?.well == WellID(plate: barcode, position: well("B01")))
        #expect(readout.wells.first?.cellCount == 100)
    }

    @Test func `a column of remarks is no feature, and one bad cell in a feature is an error`() throws {
        let text = plain(["B01,1,dust", "C01,2,"], columns: "f0,remark")
        #expect(try readout(text).features == ["f0"])
        let mixed = rejection(plain(["B01,1,dust", "C01,2,0.5"], columns: "f0,f1"))
        #expect(mixed?.rule == "not-a-number")
        #expect(mixed?.column == "f1")
        #expect(mixed?.row == 2)
    }

    @Test func `files of other columns are refused with the columns found`() {
        let fault = rejection("name,value\na,1\n")
        #expect(fault?.rule == "unknown-columns")
        #expect(fault?.reason.contains("'name', 'value'") == true)
        #expect(rejection("plate,f0\nP,1\n")?.reason.contains("No column names the well") == true)
        #expect(rejection("well,f0\nA01,1\n")?.reason.contains("No column names the plate") == true)
        #expect(rejection("plate well f0\nP A01 1\n")?.remedy.contains("Separate the columns") == true)
    }

    @Test func `a file without features is refused`() {
        #expect(rejection("plate,well,remark\n\(barcode),B01,fine\n")?.rule == "no-features")
    }

    @Test func `a list of barcodes is read as such, and refused as a drop`() throws {
        let text = "Assay_Plate_Barcode,Plate_Map_Name\nBR2,map_a\nBR1,map_a\nBR3,map_b\n"
        #expect(rejection(text)?.rule == "barcode-list")
        let list = try table(text)
        #expect(
            try readBarcodeList(list) == [
                "map_a": [Barcode("BR1"), Barcode("BR2")], "map_b": [Barcode("BR3")],
            ]
        )
        #expect(try readBarcodeList(table("plate,well,f0\nP,A01,1\n")) == nil)
        let twice = try table("Assay_Plate_Barcode,Plate_Map_Name\nBR2,map_a\nBR2,map_b\n")
        #expect { try readBarcodeList(twice) } throws: { ($0 as? Rejection)?.rule == "duplicate-plate" }
    }
}
