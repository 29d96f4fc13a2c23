import Readouts
import Screen
import Testing

struct HostileReadoutTests {
    private let barcode = Campaign.barcode
    /// Every well that the layout fills.
    private let whole = Campaign.layout.sortedWells.enumerated().map { "\($1.position),\($0),0.5" }

    @Test func `a good file is taken whole, by well, with what the layout has there`() throws {
        let readout = try readout(plain(whole.reversed()))
        let wells = try checkReadout(readout, against: Campaign.layouts, expecting: Campaign.expecting())
        #expect(wells.map(\.well.position) == Campaign.layout.sortedWells.map(\.position))
        #expect(wells.map(\.content) == Campaign.layout.sortedWells.map(\.content))
        #expect(wells.map(\.embedding) == (0..<7).map { [Double($0), 0.5] })
    }

    @Test(arguments: ["NaN", "nan", "inf", "-Inf", "NA", "1e999"])
    func `a value that is missing or infinite is refused with its place`(text: String) {
        let fault = rejection(plain(["B01,1,2", "C01,1,\(text)"]))
        #expect(fault?.rule == "not-finite")
        #expect(fault?.row == 3)
        #expect(fault?.column == "f1")
        #expect(fault?.value == text)
        #expect(fault?.remedy.contains("Leave the well's whole row out") == true)
    }

    @Test(arguments: ["n.d.", "", "0x10", "1 2", "12%"])
    func `a value that is no number is refused with its place`(text: String) {
        let fault = rejection(plain(["B01,1,2", "C01,1,\(text)"]))
        #expect(fault?.rule == "not-a-number")
        #expect(fault?.row == 3)
        #expect(fault?.column == "f1")
        #expect(fault?.value == text)
    }

    @Test func `decimal commas are read`() throws {
        let readout = try readout("plate;well;f0;f1\n\(barcode);B01;1;0,5\n\(barcode);C01;1,25;2\n")
        #expect(readout.features == ["f0", "f1"])
        #expect(readout.wells.map(\.embedding) == [[1, 0.5], [1.25, 2]])
    }

    @Test func `an unknown plate is refused with what to do and what it may have been`() {
        let fault = rejection("plate,well,f0\ndemo-R001-P0l,B01,1\n")
        #expect(fault?.rule == "unknown-plate")
        #expect(fault?.row == 2)
        #expect(fault?.value == "demo-R001-P0l")
        #expect(fault?.remedy.contains("drop its platemap") == true)
        #expect(fault?.remedy.contains("demo-R001-P01") == true)
        #expect(rejection("plate,well,f0\nDEMO_R1_P1,B01,1\n")?.remedy.contains("demo-R001-P01") == true)
        #expect(rejection("plate,well,f0\nzzz,B01,1\n")?.remedy.contains("Similar") == false)
    }

    @Test(arguments: [
        ("Q01", "unknown-well"), ("A25", "unknown-well"), ("A0", "unknown-well"), ("17", "unknown-well"),
        ("BB12", "unknown-well"), ("AF48", "unknown-well"), ("", "unknown-well"), ("D05", "empty-well"),
    ])
    func `a well that the plate does not have or leaves empty is refused`(label: String, rule: String) {
        let fault = rejection(plain(["B01,1,2", "\(label),3,4"]))
        #expect(fault?.rule == rule)
        #expect(fault?.row == 3)
    }

    @Test func `two rows for one well are refused with both lines`() {
        let fault = rejection(plain(["B01,1,2", "C01,3,4", "b1,1,2"]))
        #expect(fault?.rule == "duplicate-well")
        #expect(fault?.row == 4)
        #expect(fault?.reason.contains("line 2") == true)
        let measured: Set = [WellID(plate: barcode, position: well("B01"))]
        #expect(rejection(plain(["B01,1,2"]), expecting: Campaign.expecting(measured: measured)) == nil)
    }

    @Test func `features must be those of the first file, in any order`() throws {
        let expecting = Campaign.expecting(features: ["f0", "f1"])
        let swapped = try readout(plain(["B01,1,2", "C01,3,4"], columns: "f1,f0"))
        let wells = try checkReadout(swapped, against: Campaign.layouts, expecting: expecting)
        #expect(wells.map(\.embedding) == [[2, 1], [4, 3]])
        let short = rejection(plain(["B01,1", "C01,3"], columns: "f0"), expecting: expecting)
        #expect(short?.rule == "wrong-dimension")
        #expect(short?.reason == "The file has 1 feature; the campaign's first file had 2.")
        let other = rejection(plain(["B01,1,2", "C01,3,4"], columns: "f0,f2"), expecting: expecting)
        #expect(other?.rule == "other-features")
        #expect(other?.remedy.contains("missing 'f1'; not expected 'f2'") == true)
    }

    @Test func `a plate that lost its control wells is refused, one that is not complete is taken`() {
        let lost = whole.filter { !$0.hasPrefix("A01") }
        let fault = rejection(plain(lost))
        #expect(fault?.rule == "no-control-wells")
        #expect(fault?.remedy.contains("'A01'") == true)
        // Any well of the role will do, from this file or from an earlier one.
        #expect(rejection(plain(whole)) == nil)
        let known: Set = [WellID(plate: barcode, position: well("A01"))]
        #expect(rejection(plain(lost), expecting: Campaign.expecting(measured: known)) == nil)
        // A part of the plate: the rest, with its controls, may come later.
        #expect(rejection(plain(lost.filter { !$0.hasPrefix("P24") })) == nil)
        // No layout of this plate can ever give this role a well.
        let never = rejection(
            plain(["B01,1,2", "C01,3,4"]),
            expecting: Campaign.expecting(centring: .cutting)
        )
        #expect(never?.rule == "no-control-wells")
        #expect(never?.reason.contains("cutting") == true)
    }

    @Test func `wells that all look the same are refused`() {
        let fault = rejection(plain(["B01,1,2", "C01,1,2", "P24,1,2"]))
        #expect(fault?.rule == "no-variance")
        #expect(rejection(plain(["B01,1,2"])) == nil)
    }

    @Test func `cell counts may be missing but not nonsense`() {
        #expect(rejection(plain(["B01,1,", "C01,2,NaN", "P24,3,12.5"], columns: "f0,cell_count")) == nil)
        for text in ["many", "-1", "inf"] {
            let fault = rejection(plain(["B01,1,\(text)"], columns: "f0,cell_count"))
            #expect(fault?.rule == "not-a-count")
            #expect(fault?.column == "cell_count")
        }
    }

    @Test func `the checkpoint is the column's, else the sidecar's, else the campaign's`() throws {
        var context = Campaign.context
        context.defaultCheckpoint = "phenom-1"
        let silent = plain(["B01,1,", "C01,2,"], columns: "f0,embedding_model")
        #expect(try readout(silent, context: context).checkpoint == "phenom-1")
        context.sidecarCheckpoint = "phenom-2"
        #expect(try readout(silent, context: context).checkpoint == "phenom-2")
        let stated = plain(["B01,1,phenom-3", "C01,2,phenom-3"], columns: "f0,Metadata_embedding_model")
        let readout = try readout(stated, context: context)
        #expect(readout.checkpoint == "phenom-3")
        #expect(readout.features == ["f0"])
        let fault = rejection(stated, context: context, expecting: Campaign.expecting(checkpoint: "phenom-1"))
        #expect(fault?.rule == "other-checkpoint")
        #expect(fault?.column == "Metadata_embedding_model")
        #expect(fault?.value == "phenom-3")
        #expect(fault?.expected == "phenom-1")
        #expect(rejection(stated, expecting: Campaign.expecting(checkpoint: "phenom-3")) == nil)
        let mixed = rejection(plain(["B01,1,a", "C01,2,b"], columns: "f0,checkpoint"))
        #expect(mixed?.rule == "mixed-checkpoints")
        #expect(mixed?.row == 3)
    }

    @Test func `a rejection reads as a sentence`() {
        #expect(
            rejection(plain(["B01,1,2", "C01,1,NaN"]))?.description
                == "line 3, column 'f1' holds 'NaN': The value is missing or infinite, and one such value spoils its "
                + "whole plate. Leave the well's whole row out if the well failed; otherwise embed it again."
        )
    }
}
