import FoundationEssentials
import Readouts
import Screen
import TestSupport
import Testing

struct SniffTests {
    @Test func `RxRx3-core is read by well_id, with its features and what it says of the wells`() throws {
        let sniffed = try sniff(Fixture.rxrx3)
        let profile = sniffed.profile
        #expect(profile.dialect == .rxrx3)
        #expect(profile.well == .id("well_id", columns: ["address"]))
        #expect(profile.plate == .columns(["plate"]))
        #expect(profile.experiment == "experiment_name")
        #expect(profile.features == Fixture.numbered("feature_", 0..<12))
        #expect(
            profile.claims == [
                .init(column: "gene", kind: .gene), .init(column: "treatment", kind: .treatment),
            ]
        )
        #expect(
            sniffed.reasons == [
                "RxRx3: it has 'well_id' or 'address'.",
                "Plate: what stands before the last '_' of 'well_id', 'plate' ('P01'). "
                    + "The first that is the barcode of a known plate counts.",
                "Well: what stands behind the last '_' of 'well_id'; and 'address', 4 of 4 cells are positions.",
                "Experiment: 'experiment_name', which with the plate may be its barcode.",
                "Compared with the layout: 'gene' (gene), 'treatment' (treatment).",
                "Features: 12, 'feature_0' to 'feature_11'.",
            ]
        )
        #expect(
            try taken(Fixture.rxrx3).map(\.content.role) == [.nonTargeting, .untreated, .single, .double]
        )
    }

    @Test func `of a JUMP profile, numbers of objects and places in the image are left out`() throws {
        let sniffed = try sniff(Fixture.jump)
        #expect(sniffed.profile.dialect == .jump)
        #expect(sniffed.profile.cellCount == "Metadata_Count_Cells")
        #expect(
            sniffed.profile.features == [
                "Cells_AreaShape_Area", "Cells_Correlation_Correlation_DNA_AGP",
                "Cytoplasm_Intensity_MeanIntensity_ER", "Cytoplasm_Texture_Entropy_RNA_3_00_256",
                "Nuclei_AreaShape_Zernike_0_0", "Nuclei_Granularity_1_Mito",
                "Nuclei_RadialDistribution_FracAtD_DNA_1of4", "Image_Granularity_2_DNA",
                "Mito_AreaShape_Area",
            ]
        )
        #expect(
            sniffed.leftOut.map(\.column) == [
                "Cells_AreaShape_Center_X", "Cells_Number_Object_Number", "Nuclei_Location_Center_Y",
                "Nuclei_Parent_Cells", "Image_Width_OrigDNA", "Image_ExecutionTime_01LoadData",
            ]
        )
        #expect(
            sniffed.reasons.suffix(3) == [
                "Left out: 'Image_Width_OrigDNA', 'Image_ExecutionTime_01LoadData': about the image's file, "
                    + "not about cells.",
                "Left out: 'Cells_Number_Object_Number', 'Nuclei_Parent_Cells': the number of an object.",
                "Left out: 'Cells_AreaShape_Center_X', 'Nuclei_Location_Center_Y': where in the image an object "
                    + "lies, not how it looks.",
            ]
        )
        #expect(try taken(Fixture.jump).map(\.cellCount) == [810, 811, 812, 813])
    }

    @Test func `an embedding that nothing but numbers names is told from lone numbers beside it`() throws {
        let sniffed = try sniff(Fixture.embedding)
        #expect(sniffed.profile.well == .columns(["Metadata_Well", "Metadata_CPD_WELL_POSITION"]))
        #expect(sniffed.profile.features == Fixture.numbered("efficientnet_", 0..<16))
        #expect(sniffed.leftOut.map(\.column) == ["viability", "is_control"])
        #expect(sniffed.leftOut.map(\.why) == ["a lone number beside a set of 16 features", "a mark"])
        #expect(try taken(Fixture.embedding).count == 4)
    }

    @Test(arguments: ["emb_", "embedding_", "dim_", "feature_", "X", "", "z0"])
    func `embeddings go by any stem, even none`(stem: String) throws {
        let names = Fixture.numbered(stem, 0..<10)
        let values = names.indices.map { "\($0).5" }.joined(separator: ",")
        let text = "plate,well,confluence,\(names.joined(separator: ","))\ndemo-R001-P01,B01,80,\(values)\n"
        #expect(try sniff(text).profile.features == names)
        // Seven are too few to say that they alone are the features.
        let few =
            "plate,well,confluence,\(names.prefix(7).joined(separator: ","))\n"
            + "demo-R001-P01,B01,80,1,2,3,4,5,6,7\n"
        #expect(try sniff(few).profile.features == ["confluence"] + names.prefix(7))
    }

    @Test func `EFAAR's tables are told from RxRx3's`() throws {
        let sniffed = try sniff(Fixture.efaar)
        #expect(sniffed.profile.dialect == .efaar)
        #expect(sniffed.profile.features == Fixture.numbered("feature_", 0..<9))
        #expect(sniffed.leftOut.map(\.column) == ["ncbi_gene_id"])
        #expect(sniffed.profile.claims.map(\.column) == ["gene", "perturbation"])
        #expect(try taken(Fixture.efaar).count == 4)
    }

    @Test func `a gene symbol with an underscore is taken whole from its own column`() throws {
        var context = Campaign.context
        context.genes.append(Gene("HLA_A"))
        let text =
            "well_id,gene,treatment,feature_0\ndemo-R001-P01_B01,HLA_A,HLA_A_guide_4,1\n"
            + "demo-R001-P01_A01,,CRISPR_control,2\n"
        guard case .readout(let readout) = try dropped(text, context: context) else { throw OtherDrop() }
        #expect(readout.wells[0].named.claims.map(\.text) == ["HLA_A", "HLA_A_guide_4"])
        let layout = PlateLayout(
            barcode: Campaign.barcode,
            format: .wells384,
            wells: [
                well("B01"): WellContent(role: .single, a: Guide("HLA_A_guide_4", of: Gene("HLA_A"))),
                well("A01"): WellContent(role: .nonTargeting),
            ]
        )
        #expect(throws: Never.self) {
            try checkReadout(readout, against: [Campaign.barcode: layout], expecting: Campaign.expecting())
        }
    }

    @Test func `CellProfiler's own export names plate and well behind Image_Metadata`() throws {
        let text = """
            ImageNumber,Image_Metadata_PlateID,Image_Metadata_CPD_WELL_POSITION,Image_Metadata_Site,Image_Count_Cells,f0
            1,demo-R001-P01,b01,1,812,0.5
            """
        let profile = try sniff(text).profile
        #expect(profile.dialect == .jump)
        #expect(profile.plate == .columns(["Image_Metadata_PlateID"]))
        #expect(profile.well == .columns(["Image_Metadata_CPD_WELL_POSITION"]))
        #expect(profile.cellCount == "Image_Count_Cells")
        #expect(profile.features == ["f0"])
    }

    @Test func `a column without a number is no feature, one with some is`() throws {
        let names = Fixture.numbered("emb_", 0..<9)
        let text =
            "plate,well,Cells_Texture_Entropy,\(names.joined(separator: ","))\n"
            + "demo-R001-P01,B01,NaN,1,2,3,4,5,6,7,8,nan\ndemo-R001-P01,C01,NaN,1,2,3,4,5,6,7,8,9\n"
        let sniffed = try sniff(text)
        #expect(sniffed.profile.features == names)
        #expect(sniffed.leftOut.map(\.column) == ["Cells_Texture_Entropy"])
        #expect(sniffed.leftOut.map(\.why) == ["holds no number in any row"])
        #expect(
            sniffed.reasons.contains(
                "1 of them has no number in some rows, 'emb_8' in 1 of 2: results with such rows are set aside."
            )
        )
        // The campaign's own features are features whatever they hold, so that the cell is named.
        var context = Campaign.context
        context.features = names + ["Cells_Texture_Entropy"]
        #expect(droppedRejection(text, context: context)?.column == "Cells_Texture_Entropy")
    }

    @Test func `a second column that names no well at all is not one of wells`() throws {
        let text = "plate,well,position,f0\ndemo-R001-P01,B01,7,1\ndemo-R001-P01,C01,8,2\n"
        #expect(try sniff(text).profile.well == .columns(["well"]))
        let both = "plate,well,position,f0\ndemo-R001-P01,B01,C01,1\ndemo-R001-P01,C01,8,2\n"
        #expect(try sniff(both).profile.well == .columns(["well", "position"]))
        #expect(droppedRejection(both)?.rule == "contradicting-well")
    }

    @Test(arguments: [
        ("1,1", "2,1", 1, ["A01", "B01"]), ("0,0", "1,0", 0, ["A01", "B01"]),
        ("A,1", "C,1", 1, ["A01", "C01"]),
        ("1.0,1.0", "16.0,24.0", 1, ["A01", "P24"]),
    ])
    func `wells may be numbered by row and column`(
        one: String,
        other: String,
        first: Int,
        wells: [String]
    ) throws {
        let text = "plate,Row,Col,f0\ndemo-R001-P01,\(one),1\ndemo-R001-P01,\(other),2\n"
        #expect(try sniff(text).profile.well == .rowAndColumn(row: "Row", column: "Col", countsFrom: first))
        #expect(try taken(text).map(\.well.position.label) == wells)
        let bad = "plate,Row,Col,f0\ndemo-R001-P01,\(one),1\ndemo-R001-P01,33,2,2\n"
        #expect(droppedRejection(bad)?.rule == "unknown-well")
        for cell in ["33", "1.5", "-1", "", "ZZ"] {
            let fault = droppedRejection("plate,Row,Col,f0\ndemo-R001-P01,\(cell),1,1\n")
            #expect(fault?.rule == "unknown-well")
            #expect(fault?.column == "Row")
            #expect(fault?.row == 2)
        }
    }

    @Test(arguments: ["", "Unnamed: 0", "__index_level_0__", "index"])
    func `row numbers that pandas wrote are no feature`(name: String) throws {
        let sniffed = try sniff("\(name),plate,well,f0\n0,demo-R001-P01,B01,1\n1,demo-R001-P01,C01,2\n")
        #expect(sniffed.profile.features == ["f0"])
    }

    @Test(.enabled(if: screensFolder != nil))
    func `the wells of a finished screen are read by their barcodes and three measures`() throws {
        let folder = try #require(screensFolder)
        let bytes = try Data(contentsOf: folder.appending(path: "drosophila_mapk/wells.csv.gz"))
        guard case .rows(let table, let block) = try readTable([UInt8](bytes)) else { throw OtherDrop() }
        let sniffed = try sniffProfile(
            table,
            block: block,
            fileName: "wells.csv.gz",
            context: ReadoutContext(genes: [])
        )
        #expect(block == nil)
        #expect(sniffed.profile.plate == .columns(["Plate", "Platebarcode"]))
        #expect(sniffed.profile.well == .columns(["Well"]))
        #expect(sniffed.profile.features == ["nrCells", "area", "intensity"])
        #expect(sniffed.profile.difference(of: .rows(table, block)) == nil)
    }

    @Test func `the same file gives the same profile, and its first column of a kind wins`() throws {
        let text = "well,plate,barcode,cell_count,n_cells,f0\nB01,demo-R001-P01,demo-R001-P01,5,6,1\n"
        let profiles = Set(try (0..<20).map { _ in try sniff(text).profile })
        #expect(profiles.count == 1)
        #expect(profiles.first?.cellCount == "cell_count")
        #expect(profiles.first?.plate == .columns(["plate", "barcode"]))
        #expect(try sniff(text).profile.features == ["f0"])
    }
}
