import FoundationEssentials
import Screen
import Tables
import TestSupport
import Testing

struct HostileArchiveTests {
    private let numbers = NumPyBytes(body: bytes(of: [1, 2, 3, 4, 5, 6])).bytes
    private let wells = NumPyBytes(
        descr: "'<U2'",
        shape: "(2,)",
        body: Array("A\0\0\01\0\0\0A\0\0\02\0\0\0".utf8)
    ).bytes

    @Test func `an archive that tells the truth is read, also with a comment behind it`() throws {
        let zip = ZipBytes([.init("x.npy", numbers), .init("well.npy", wells)])
        let table = try TableReader.read(zip.bytes)
        #expect(table.header == ["well", "feature_0", "feature_1", "feature_2"])
        #expect(table.text(row: 1, column: 0) == "A2")
        let commented = zip.bytes[..<(zip.bytes.count - 2)] + [3, 0] + Array("PK?".utf8)
        #expect(try TableReader.read(Array(commented)).rowCount == 2)
    }

    @Test(arguments: ["stored.npz", "packed.npz"])
    func `an archive cut anywhere is refused`(file: String) throws {
        let whole = try Array(fixture(file))
        for length in 4..<whole.count {
            #expect(rejection(Array(whole[..<length]))?.rule == "truncated-zip", "cut to \(length)")
        }
    }

    @Test(arguments: ["stored.npz", "packed.npz"])
    func `an archive with a flipped bit is refused or the same`(file: String) throws {
        let whole = try Array(fixture(file))
        let good = try rows(of: TableReader.read(whole))
        var refused = 0
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= 0x10
            do throws(Rejection) {
                let table = try TableReader.read(damaged)
                // Names and dates carry no checksum.
                #expect(rows(of: table).joined().sorted() == good.joined().sorted(), "byte \(place)")
            } catch {
                refused += 1
            }
        }
        #expect(refused > whole.count / 2)
    }

    @Test func `a claim that is not true is refused`() {
        var lies: [ZipBytes.Entry] = []
        for field in 0..<6 {
            var entry = ZipBytes.Entry("x.npy", numbers)
            switch field {
            case 0: entry.checksum = 1
            case 1: entry.size = numbers.count + 1
            case 2: entry.packedSize = numbers.count + 1_000_000
            case 3: entry.offset = 1
            case 4: entry.offset = 0x7FFF_FFFF
            default: entry.method = 8
            }
            lies.append(entry)
        }
        for lie in lies { #expect(rejection(ZipBytes([lie]).bytes)?.rule == "corrupt-zip") }
        var zip = ZipBytes([.init("x.npy", numbers)])
        zip.count = 2
        #expect(rejection(zip.bytes)?.rule == "corrupt-zip")
        zip.count = 1
        zip.listStart = 0x7FFF_FFFF
        #expect(rejection(zip.bytes)?.rule == "corrupt-zip")
    }

    @Test func `entries that are encrypted, packed in a rare way or too long are refused by name`() {
        var entry = ZipBytes.Entry("x.npy", numbers)
        entry.flags = 1
        #expect(rejection(ZipBytes([entry]).bytes)?.rule == "zip-unsupported")
        entry.flags = 0
        entry.method = 14
        #expect(rejection(ZipBytes([entry]).bytes)?.rule == "zip-unsupported")
        entry.method = 8
        entry.size = 0xFFFF_FFFF
        #expect(rejection(ZipBytes([entry]).bytes)?.rule == "too-large")
        // Within four gigabytes, and far above what so few bytes can hold.
        entry.size = 1 << 28
        #expect(rejection(ZipBytes([entry]).bytes)?.rule == "corrupt-zip")
        entry.size = 1 << 30
        #expect(rejection(ZipBytes([entry]).bytes)?.rule == "too-large")
    }

    @Test func `an archive that lists the same array again and again ends at the limit`() {
        let array = NumPyBytes(
            descr: "'|u1'",
            shape: "(100000,)",
            body: [UInt8](repeating: 1, count: 100_000)
        ).bytes
        var zip = ZipBytes([.init("a.npy", array)])
        var repeated = ZipBytes.Entry("b.npy", [])
        (repeated.size, repeated.packedSize, repeated.offset) = (array.count, array.count, 0)
        repeated.checksum = crc32(array)
        zip.entries += repeatElement(repeated, count: 1000)
        #expect(rejection(zip.bytes, limits: TableLimits(maximumBytes: 1 << 23))?.rule == "too-large")
        #expect(rejection(zip.bytes, limits: TableLimits(maximumColumns: 100))?.rule == "too-large")
    }

    @Test func `arrays that make no table are refused with the reason`() {
        func reason(_ entries: [ZipBytes.Entry]) -> String? {
            let fault = rejection(ZipBytes(entries).bytes)
            return fault?.rule == "npz-contents" ? fault?.reason : nil
        }
        let x = ZipBytes.Entry("x.npy", numbers)
        let well = ZipBytes.Entry("well.npy", wells)
        let five = NumPyBytes(descr: "'|u1'", shape: "(5,)", body: [1, 2, 3, 4, 5]).bytes
        #expect(reason([x, .init("y.npy", numbers)])?.contains("'x' and 'y'") == true)
        #expect(reason([x, well, .init("five.npy", five)])?.contains("'five' has 5") == true)
        #expect(reason([well, .init("five.npy", five)])?.contains("2 rows") == true)
        let cube = NumPyBytes(shape: "(1, 2, 3)", body: bytes(of: [1, 2, 3, 4, 5, 6])).bytes
        #expect(reason([x, .init("cube.npy", cube)]) != nil)
        #expect(rejection(ZipBytes([x, well, well]).bytes)?.rule == "duplicate-column")
        #expect(rejection(ZipBytes([]).bytes)?.rule == "not-text")
        #expect(rejection(ZipBytes([.init("a.txt", [65])]).bytes)?.rule == "not-text")
    }

    @Test func `text that is none is refused with the array's name`() {
        // A surrogate, a number beyond all characters, a zero inside.
        for units in [[0xD800, 0], [0x110000, 0], [0, 65]] {
            let body = (units + [65, 66]).flatMap { little($0, 4) }
            let array = NumPyBytes(descr: "'<U2'", shape: "(2,)", body: body).bytes
            let fault = rejection(ZipBytes([.init("x.npy", numbers), .init("well.npy", array)]).bytes)
            #expect(fault?.rule == "not-utf8")
            #expect(fault?.column == "well")
        }
        let latin = NumPyBytes(descr: "'|S1'", shape: "(2,)", body: [0xB5, 65]).bytes
        #expect(rejection(ZipBytes([.init("well.npy", latin)]).bytes)?.rule == "not-utf8")
    }
}
