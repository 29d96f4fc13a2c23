import Screen
import Statistics
import Tables
import Testing

struct HostileTableTests {
    @Test(arguments: ["", "\n\r\n\n", "\u{FEFF}"])
    func `an empty file is refused`(text: String) {
        #expect(rejection(Array(text.utf8))?.rule == "empty-file")
        #expect(rejection(Gzip.compress(Array(text.utf8)))?.rule == "empty-file")
    }

    @Test(arguments: ["<!DOCTYPE html>\n<html>", "\n <HTML><body>404</body></html>\n"])
    func `a web page is told to be one`(text: String) {
        let fault = rejection(text)
        #expect(fault?.rule == "not-text" && fault?.reason.contains("web page") == true)
        #expect(rejection("<plate,well,feature_0\nP,A01,1\n") == nil)
    }

    @Test func `a header without rows is refused`() {
        #expect(rejection("plate,well,feature_0\n\n")?.rule == "header-only")
    }

    @Test func `a gzip file cut anywhere is refused as truncated`() {
        let whole = Gzip.compress(Array(sample.utf8))
        for length in 2..<whole.count {
            #expect(rejection(Array(whole[..<length]))?.rule == "truncated-gzip", "cut to \(length)")
        }
        #expect(rejection(whole) == nil)
    }

    @Test func `a gzip file with a flipped bit is never read as something else`() throws {
        let whole = Gzip.compress(Array(sample.utf8))
        let good = try rows(of: TableReader.read(whole))
        // The first ten bytes hold a time and other marks that change nothing.
        for place in 10..<whole.count {
            var damaged = whole
            damaged[place] ^= 0x10
            let fault = rejection(damaged)
            #expect(
                fault?.rule == "corrupt-gzip" || fault?.rule == "truncated-gzip"
                    || fault?.rule == "too-large",
                "byte \(place)"
            )
        }
        #expect(good.count == 2)
    }

    @Test func `members of a gzip file are joined, zeros after them are padding, other bytes are damage`()
        throws
    {
        let half = Array(sample.utf8)
        let joined = Gzip.compress(Array(half[..<20])) + Gzip.compress(Array(half[20...]))
        #expect(try rows(of: TableReader.read(joined)) == rows(of: TableReader.read(half)))
        #expect(rejection(joined + [0, 0, 0]) == nil)
        #expect(rejection(joined + Array("garbage".utf8))?.rule == "corrupt-gzip")
        #expect(rejection(joined + [0x1F, 0x8B, 8])?.rule == "truncated-gzip")
    }

    @Test func `a small gzip file that would unpack to gigabytes is refused at the limit`() {
        let member = Gzip.compress([UInt8](repeating: UInt8(ascii: "1"), count: 1 << 20))
        let bomb = Array(repeatElement(member, count: 3000).joined())
        #expect(bomb.count < 4 << 20)
        #expect(rejection(bomb, limits: TableLimits(maximumBytes: 1 << 22))?.rule == "too-large")
        // Refused while it unpacks, not after.
        #expect {
            try Gzip.decompress(bomb, limits: TableLimits(maximumBytes: 1 << 22))
        } throws: {
            ($0 as? Rejection)?.rule == "too-large"
        }
    }

    @Test func `text, columns and cells beyond the limits are refused`() {
        #expect(rejection(Array(sample.utf8), limits: TableLimits(maximumBytes: 40))?.rule == "too-large")
        #expect(rejection(Array(sample.utf8), limits: TableLimits(maximumColumns: 2))?.rule == "too-large")
        // As many columns as there are bytes, none of which may be kept.
        let commas = [UInt8](repeating: 44, count: 1 << 22)
        #expect(rejection(commas, limits: TableLimits(maximumColumns: 10))?.rule == "too-large")
        #expect(rejection(Array("a,b\n".utf8) + commas + [49, 10])?.rule == "ragged-row")
        let cells = rejection(Array(sample.utf8), limits: TableLimits(maximumCells: 5))
        #expect(cells?.rule == "too-large")
        #expect(cells?.row == 3)
    }

    @Test func `bytes that are not text are refused, with the line`() {
        #expect(rejection([UInt8](repeating: 0, count: 1 << 20))?.rule == "not-text")
        #expect(rejection(sample.utf8.flatMap { [$0, 0] })?.rule == "not-text")
        let latin = rejection(Array("plate,well\r\nP1,A01\r\nP1,".utf8) + [0xB5, 10])
        #expect(latin?.rule == "not-utf8")
        #expect(latin?.row == 3)
        #expect(rejection([0x50, 0x4B, 3, 4, 0, 0])?.reason.contains("Excel") == true)
        #expect(rejection(Gzip.compress(Gzip.compress(Array(sample.utf8))))?.reason.contains("twice") == true)
    }

    @Test(arguments: [true, false])
    func `text in UTF-16 that breaks off or has half a character is refused with the line`(isLittle: Bool) {
        func encoded(_ units: [UInt16]) -> [UInt8] {
            ([0xFEFF] + units).flatMap { unit -> [UInt8] in
                let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
                return isLittle ? bytes : bytes.reversed()
            }
        }
        let text = Array("plate,gene\nP1,µ𝛼\n".utf16)
        #expect(rejection(encoded(text)) == nil)
        #expect(rejection(encoded(text) + [65])?.rule == "not-utf8")
        for broken: [UInt16] in [[0xD835], [0xDEFC], [0xD835, 65], [0xD835, 0xD835]] {
            let fault = rejection(encoded(text + broken))
            #expect(fault?.rule == "not-utf8")
            #expect(fault?.row == 3)
        }
        #expect(rejection(encoded(text + [0]))?.rule == "not-text")
        #expect(rejection(encoded([]))?.rule == "empty-file")
        let limit = TableLimits(maximumBytes: 20)
        #expect(rejection(encoded(text), limits: limit)?.rule == "too-large")
    }

    @Test func `every invalid sequence is found and every character is let through`() {
        // Overlong, surrogate, beyond the last plane, lone continuation, cut short.
        let broken: [[UInt8]] = [
            [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xFF],
            [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3],
        ]
        for bytes in broken {
            #expect(rejection(Array("a,b\n1,".utf8) + bytes)?.rule == "not-utf8", "\(bytes)")
            #expect(rejection(Array("a,b\n1,".utf8) + bytes + Array("xxxxxxxxxx".utf8))?.rule == "not-utf8")
        }
        var generator = SeededGenerator(Seed(31))
        for _ in 0..<2000 {
            guard let scalar = UnicodeScalar(UInt32(generator.index(below: 0x110000))), scalar.value != 0
            else {
                continue
            }
            #expect(rejection("a,b\n1,x\(String(scalar))y\n") == nil)
        }
    }

    @Test func `rows of another length than the header are refused with their line`() {
        let short = rejection("a,b,c\n1,2,3\n\n4,5\n")
        #expect(short?.rule == "ragged-row")
        #expect(short?.row == 4)
        #expect(short?.description.contains("2 cells, the header has 3") == true)
        let long = rejection("a,b\n1,2,3\n")
        #expect(long?.rule == "ragged-row")
        #expect(long?.remedy.contains("quotes") == true)
        let mixed = rejection("plate,well,feature_0\nP1;A01;0,5\n")
        #expect(mixed?.rule == "ragged-row")
        let mixedTabs = rejection("plate,well,feature_0\nP1\tA01\t0.5\n")
        #expect(mixedTabs?.remedy.contains("tab") == true)
    }

    @Test func `columns of the same name are refused`() {
        let fault = rejection("plate,well,f,f\nP1,A01,1,2\n")
        #expect(fault?.rule == "duplicate-column")
        #expect(fault?.column == "f")
        #expect(rejection("plate,,\nP1,A01,1\n")?.reason.contains("no name") == true)
    }

    @Test func `bars between columns are refused by name`() {
        #expect(rejection("plate|well|feature_0\nP1|A01|1\n")?.rule == "wrong-separator")
    }

    @Test func `quotes that do not close or go on are refused with their line`() {
        let open = rejection("a,b\n1,2\n\"3,4\n5,6\n")
        #expect(open?.rule == "bad-quotes")
        #expect(open?.row == 3)
        let after = rejection("a,b\n\"1\"x,2\n")
        #expect(after?.rule == "bad-quotes")
        #expect(after?.row == 2)
    }

    @Test func `no random bytes bring the reader down`() {
        var generator = SeededGenerator(Seed(99))
        let alphabet = Array("a1,;\t\"\n\r .-é".utf8)
        for round in 0..<3000 {
            let bytes: [UInt8] = (0..<generator.index(below: 60)).map { _ in
                round % 3 == 0
                    ? UInt8(generator.index(below: 256)) : alphabet[generator.index(below: alphabet.count)]
            }
            for bytes in [bytes, [0x1F, 0x8B, 8, 0] + bytes] {
                // because what matters is that it returns; every rule has its own test
                guard let table = try? TableReader.read(bytes) else { continue }
                #expect(rows(of: table).allSatisfy { $0.count == table.header.count })
            }
        }
    }
}

private let sample = "plate,well,feature_0\nP1,A01,0.25\nP1,A02,-3e-2\n"

func rejection(_ bytes: [UInt8], limits: TableLimits = .standard) -> Rejection? {
    do throws(Rejection) {
        _ = try TableReader.read(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

func rejection(_ text: String) -> Rejection? { rejection(Array(text.utf8)) }
