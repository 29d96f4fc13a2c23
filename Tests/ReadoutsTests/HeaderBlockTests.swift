import Readouts
import Screen
import Statistics
import Tables
import Testing

struct HeaderBlockTests {
    @Test func `a table behind Harmony's block is read, with the plate from the block`() throws {
        let sniffed = try sniff(Fixture.harmony)
        #expect(sniffed.profile.dialect == .reader)
        #expect(sniffed.profile.plate == .headerBlock(key: "Plate Name"))
        #expect(sniffed.profile.well == .rowAndColumn(row: "Row", column: "Column", countsFrom: 1))
        #expect(sniffed.profile.cellCount == "Nuclei - Number of Objects")
        #expect(
            sniffed.profile.features == [
                "Nuclei - Nucleus Area [µm²] - Mean per Well", "Nuclei - Intensity DNA - Mean per Well",
            ]
        )
        #expect(sniffed.profile.headerBlock == ["Database Name", "Plate Name", "Measurement", "Evaluation"])
        #expect(sniffed.reasons[1] == "Plate: no column names it; line 4 says 'Plate Name': 'demo-R001-P01'.")
        let wells = try taken(Fixture.harmony)
        #expect(wells.map(\.well.position.label) == ["A01", "A02", "B01", "C01"])
        #expect(wells.map(\.cellCount) == [300, 301, 302, 303])
        #expect(wells.map { $0.embedding[0] } == [120.5, 121.5, 122.5, 123.5])
    }

    @Test func `a block that a spreadsheet padded is one too, and remarks behind the table are left out`()
        throws
    {
        let wells = try taken(Fixture.gen5)
        #expect(wells.map(\.embedding) == [[10.5, 0.25], [11.5, 0.5], [9.5, 0.75], [8.5, 1.25]])
        #expect(wells.allSatisfy { $0.well.plate == Campaign.barcode })
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `lines keep their numbers behind a block`(end: String) {
        let text = Fixture.gen5.replacing("0.75", with: "OVRFLW").replacing("\n", with: end)
        let fault = droppedRejection(text)
        #expect(fault?.rule == "not-a-number")
        #expect(fault?.row == 10)
        #expect(fault?.column == "OD:600")
    }

    @Test func `a block that does not name the plate leaves that to the file's name`() throws {
        let text = Fixture.gen5.replacing("Barcode:,demo-R001-P01,,\n", with: "")
        #expect(try sniff(text, fileName: "2024-05-01 demo-R001-P01 OD.csv").profile.plate == .fileName)
        #expect(try taken(text, fileName: "2024-05-01 demo-R001-P01 OD.csv").count == 4)
        let fault = droppedRejection(text, fileName: "2024-05-01.csv")
        #expect(fault?.rule == "unknown-columns")
        #expect(fault?.reason.contains("No column names the plate") == true)
        // 'Plate 1' is no barcode, unless there is such a plate.
        var context = Campaign.context
        context.knownBarcodes = [Barcode("Plate 1")]
        #expect(try sniff(text, context: context).profile.plate == .headerBlock(key: "Plate Number"))
    }

    @Test func `a plate of the block that is not known is refused by name, for its platemap to come`() {
        let fault = droppedRejection(Fixture.gen5.replacing("demo-R001-P01", with: "BR00117006"))
        #expect(fault?.rule == "unknown-plate")
        #expect(fault?.value == "BR00117006")
    }

    @Test func `rows after a blank line are rows, and lines that are none are refused`() {
        let gap = Fixture.gen5.replacing("A02,", with: "\n\nA02,").replacing(
            ",,,\nReading ended,12:34,,\n",
            with: ""
        )
        #expect(droppedRejection(gap) == nil)
        let odd = Fixture.gen5.replacing("A02,", with: "\nnote,\nA02,")
        #expect(droppedRejection(odd)?.rule == "ragged-row")
        #expect(droppedRejection(odd)?.row == 10)
    }

    @Test func `a table that begins at once has no block`() throws {
        guard case .rows(let table, let block) = try readTable(Array("plate,well,f0\nP,A01,1\n".utf8)) else {
            throw OtherDrop()
        }
        #expect(block == nil)
        #expect(table.lineNumber(ofRow: 0) == 2)
        guard case .rows(_, let zipped) = try readTable(Gzip.compress(Array(Fixture.gen5.utf8))) else {
            throw OtherDrop()
        }
        #expect(zipped?.lineCount == 6)
        #expect(zipped?.footerLine == 13)
    }

    @Test func `wells side by side are refused with what to do`() {
        let wells = (1...12).map { "A\($0)" }.joined(separator: ",")
        let text =
            "Software Version,3.08.01\nTime,T° OD:600,\(wells)\n0:00:00,37,1,2,3,4,5,6,7,8,9,10,11,12\n"
        let fault = droppedRejection(text)
        #expect(fault?.rule == "wells-as-columns")
        #expect(fault?.row == 2)
        #expect(fault?.remedy.contains("one row a well") == true)
    }

    @Test func `no mutation of an export crashes or hangs the reader`() {
        var random = SeededGenerator(Seed(11))
        let seeds = [Fixture.harmony, Fixture.gen5, Fixture.jump, GridTests.grids].map { Array($0.utf8) }
        var taken = 0
        for round in 0..<4_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...Int.random(in: 0..<6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(randomByte(&random), at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                case 3:
                    bytes.replaceSubrange(place..<place, with: bytes[place..<min(bytes.count, place + 40)])
                default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 0..<30, using: &random)))
                }
            }
            do {
                _ = try readDrop(readTable(bytes), fileName: "x.csv", context: Campaign.context)
                taken += 1
            } catch {
                #expect(!error.remedy.isEmpty)
            }
        }
        #expect((100..<3_900).contains(taken))
    }
}

private func randomByte(_ random: inout SeededGenerator) -> UInt8 {
    let bytes = Array(",\t;\n\r\"A1".utf8)
    return bytes[Int.random(in: 0..<bytes.count, using: &random)]
}
