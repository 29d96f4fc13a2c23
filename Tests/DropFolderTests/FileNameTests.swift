import Testing

@testable import DropFolder

struct FileNameTests {
    private func name(_ text: String) throws -> FileName { try #require(FileName(text)) }

    @Test(arguments: ["", ".", "..", "a/b", "nul\0"])
    func `what cannot be a name is none`(_ text: String) {
        #expect(FileName(text) == nil)
    }

    @Test func `a name of 256 bytes is none`() {
        #expect(FileName([UInt8](repeating: 97, count: 255)) != nil)
        #expect(FileName([UInt8](repeating: 97, count: 256)) == nil)
    }

    @Test(arguments: [
        (".plate.csv", true), ("plate.tmp", true), ("plate.csv.PART", true), ("plate.partial", true),
        ("plate.csv~", true), ("plate.csv", false), ("tmp", false), ("plate.tmp.csv", false), ("part", false),
    ])
    func `files still on their way are known by their names`(_ text: String, _ temporary: Bool) throws {
        #expect(try name(text).isTemporary == temporary)
    }

    @Test func `an ordinary name is safe as it is`() throws {
        for text in ["plate-07.csv.gz", "Plate 7 (second).tsv", "Plättchen.csv", "no-ending"] {
            #expect(try name(text).safe.display == text)
        }
    }

    @Test func `newlines, escapes and direction marks become underscores`() throws {
        #expect(try name("a\nb\u{1B}[2J\u{202E}c\u{85}d\u{7F}.csv").safe.display == "a_b_[2J_c_d_.csv")
        #expect(try name("a\nb.csv").display == "a?b.csv")
    }

    @Test func `bytes that are no UTF-8 become underscores and are kept in the name itself`() throws {
        let bytes: [UInt8] = [0x70, 0xFF, 0xFE, 0x2E, 0x63, 0x73, 0x76]
        let odd = try #require(FileName(bytes))
        #expect(odd.bytes == bytes)
        #expect(odd.display == "p\u{FFFD}\u{FFFD}.csv")
        #expect(odd.safe.display == "p__.csv")
    }

    @Test func `a long name keeps its ending and leaves room for a note`() throws {
        let long = try name(String(repeating: "ä", count: 120) + ".csv.gz").safe
        #expect(long.display.hasSuffix("_.csv.gz"))
        #expect(long.bytes.count + FileName.rejectionSuffix.utf8.count + 8 <= 255)
        #expect(try name(String(repeating: ".a", count: 127)).safe.bytes.count <= 233)
    }

    @Test func `no dropped file can pass for the note beside another`() throws {
        #expect(try name("plate.csv.rejected.json").safe.display == "plate.csv.rejected.json_")
        #expect(try name("plate.csv.Rejected.JSON").safe.display == "plate.csv.Rejected.JSON_")
    }

    @Test func `safe names are safe already`() throws {
        for text in ["a\nb.csv", ".x.rejected.json", String(repeating: "b", count: 250) + ".csv"] {
            let safe = try name(text).safe
            #expect(safe.safe == safe)
        }
    }

    @Test func `a number goes before the ending`() throws {
        #expect(try name("plate.csv").numbered(2).display == "plate-2.csv")
        #expect(try name("plate.csv.gz").numbered(3).display == "plate-3.csv.gz")
        #expect(try name("plate").numbered(2).display == "plate-2")
    }
}
