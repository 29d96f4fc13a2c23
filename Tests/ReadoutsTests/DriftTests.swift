import Readouts
import Screen
import Testing

struct DriftTests {
    private func context(of text: String) throws -> ReadoutContext {
        var context = Campaign.context
        context.profile = try sniff(text).profile
        return context
    }

    private func drift(_ text: String, from first: String) throws -> Rejection? {
        droppedRejection(text, context: try context(of: first))
    }

    @Test(arguments: [
        Fixture.rxrx3, Fixture.jump, Fixture.embedding, Fixture.efaar, Fixture.harmony, Fixture.gen5,
    ])
    func `a file is read by its own profile as it is without one`(text: String) throws {
        let context = try context(of: text)
        let alone = try taken(text)
        let held = try taken(text, context: context)
        #expect(held.map(\.well) == alone.map(\.well))
        #expect(held.map(\.embedding) == alone.map(\.embedding))
        #expect(held.map(\.cellCount) == alone.map(\.cellCount))
    }

    @Test func `a missing, a new and a renamed column are named`() throws {
        let text = Fixture.rxrx3
        let missing = try #require(try drift(text.replacing(",feature_11\n", with: ",extra\n"), from: text))
        #expect(missing.rule == "profile-drift")
        #expect(missing.row == 1)
        #expect(
            missing.reason
                == "The file is not as the campaign's reading profile says; missing: 'feature_11'."
        )
        #expect(missing.expected == "the columns of the reading profile (rxrx3, 12 features)")
        #expect(missing.remedy.contains("pairwell profile FILE --campaign NAME"))
        let added = try drift(
            text.replacing(",SMILES,", with: ",feature_12,").replacing(",,,CRISPR", with: ",1,,CRISPR"),
            from: text
        )
        #expect(added?.reason.hasSuffix("says; new: 'feature_12'.") == true)
        let renamed = try drift(text.replacing("feature_3,", with: "Feature 3,"), from: text)
        #expect(renamed?.reason.hasSuffix("says; renamed: 'Feature 3' for 'feature_3'.") == true)
        let gene = try drift(text.replacing(",gene,", with: ",gen,"), from: text)
        #expect(gene?.reason.hasSuffix("says; missing: 'gene'.") == true)
    }

    @Test func `features in another order are told from the first that moved`() throws {
        let text = Fixture.embedding
        let swapped = text.replacing("efficientnet_4,efficientnet_5", with: "efficientnet_5,efficientnet_4")
        #expect(
            try drift(swapped, from: text)?.reason.hasSuffix(
                "says; features in another order, from 'efficientnet_5' on."
            ) == true
        )
        // Without a profile the order does not matter.
        #expect(droppedRejection(swapped) == nil)
    }

    @Test func `another dialect is named as such`() throws {
        let fault = try drift(Fixture.jump, from: Fixture.rxrx3)
        #expect(fault?.reason.contains("its columns are those of another dialect, 'jump'") == true)
        #expect(fault?.reason.contains("missing: 'well_id', 'address', 'plate'") == true)
        #expect(fault?.reason.contains("and 12 more") == true)
        let grid = try drift(GridTests.grids, from: Fixture.harmony)
        #expect(grid?.reason.contains("another dialect, 'grid'") == true)
        let table = try drift(Fixture.harmony, from: GridTests.grids)
        #expect(table?.reason.contains("another dialect, 'reader'") == true)
        let titles = try drift(GridTests.grids.replacing("Intensity\n", with: "OD\n"), from: GridTests.grids)
        #expect(titles?.reason.hasSuffix("says; missing: 'Intensity'; new: 'OD'.") == true)
    }

    @Test func `what says nothing may come, go and stand elsewhere`() throws {
        let first =
            "plate,well,remark,Metadata_Site,f0,f1\ndemo-R001-P01,B01,fine,1,1,2\ndemo-R001-P01,C01,,1,2,3\n"
            .replacing("Metadata_Site", with: "site")
        let other = "f0;site_note;f1;well;plate\n1;dust;2;B01;demo-R001-P01\n2;;3;C01;demo-R001-P01\n"
        #expect(try drift(other, from: first) == nil)
        // A column that would be compared with the layout says something.
        let gene = other.replacing("site_note", with: "gene").replacing("dust", with: "MCL1")
        #expect(try drift(gene, from: first)?.reason.hasSuffix("says; new: 'gene'.") == true)
        // A lone number beside a set is no feature, with a profile or without.
        let more = Fixture.embedding.replacing("is_control", with: "confluence")
        #expect(try drift(more, from: Fixture.embedding) == nil)
    }

    @Test func `a profile maps names that nobody could guess`() throws {
        var context = Campaign.context
        context.profile = ReadingProfile(
            dialect: .plain,
            plate: .columns(["Platte"]),
            well: .columns(["Napf"]),
            cellCount: "Zellen",
            claims: [.init(column: "Gen", kind: .gene)],
            features: ["Fläche", "7"]
        )
        let text = "Gerät;X\n\nPlatte;Napf;Zellen;Gen;Fläche;7\ndemo-R001-P01;B01;50;MCL1;1.5;2\n"
        let wells = try taken(text, context: context)
        #expect(wells.map(\.embedding) == [[1.5, 2]])
        #expect(wells.map(\.cellCount) == [50])
        #expect(
            droppedRejection(text.replacing("MCL1", with: "USP7"), context: context)?.rule
                == "content-conflict"
        )
        #expect(droppedRejection(text)?.rule != nil)
    }

    @Test func `platemaps and lists of barcodes are not held to the profile`() throws {
        let context = try context(of: Fixture.rxrx3)
        let map = "plate,well,role,gene_a,guide_a,gene_b,guide_b\nX,A01,non-targeting,,NT_1,,\n"
        guard case .platemap = try dropped(map, context: context) else { throw OtherDrop() }
        let jump = "well_position\tbroad_sample\nA01\tNT_1\n"
        guard case .platemap = try dropped(jump, fileName: "X.txt", context: context) else {
            throw OtherDrop()
        }
        #expect(
            droppedRejection("Assay_Plate_Barcode,Plate_Map_Name\nX,map\n", context: context)?.rule
                == "barcode-list"
        )
        #expect(droppedRejection("a,b\n1,2\n", context: context)?.rule == "profile-drift")
    }

    @Test func `a plate that the file's name gives may wait for its platemap`() throws {
        var context = Campaign.context
        context.profile = ReadingProfile(
            dialect: .plain,
            plate: .fileName,
            well: .columns(["well"]),
            features: ["f0"]
        )
        let text = "well,f0\nB01,1\nC01,2\n"
        #expect(try taken(text, fileName: "run 7 demo-R001-P01.csv", context: context).count == 2)
        let fault = droppedRejection(text, fileName: "BR7.profiles.csv.gz", context: context)
        #expect(fault?.rule == "unknown-plate")
        #expect(fault?.value == "BR7")
        context.profile?.plate = .headerBlock(key: "Barcode")
        #expect(droppedRejection(text, context: context)?.rule == "no-plate")
    }
}
