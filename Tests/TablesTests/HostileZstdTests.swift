import FoundationEssentials
import Screen
import Tables
import TestSupport
import Testing

struct HostileZstdTests {
    @Test(arguments: ["level.csv.zst", "no-size.csv.zst"])
    func `a zstd file cut anywhere is refused as truncated`(file: String) throws {
        let whole = try Array(fixture(file))
        for length in 4..<whole.count {
            #expect(rejection(Array(whole[..<length]))?.rule == "truncated-zstd", "cut to \(length)")
        }
        #expect(rejection(whole) == nil)
    }

    @Test func `a zstd file with a flipped bit is never read as something else`() throws {
        let whole = try Array(fixture("level.csv.zst"))
        let good = try rows(of: TableReader.read(whole))
        let rules: Set = ["corrupt-zstd", "truncated-zstd", "zstd-window", "too-large"]
        var same = 0
        for place in 4..<whole.count {
            var damaged = whole
            damaged[place] ^= 0x10
            do throws(Rejection) {
                #expect(try rows(of: TableReader.read(damaged)) == good, "byte \(place)")
                same += 1
            } catch {
                #expect(rules.contains(error.rule), "byte \(place)")
            }
        }
        // Some bits say nothing.
        #expect(same < 10)
        #expect(rejection(whole + Array("garbage".utf8))?.rule == "corrupt-zstd")
        #expect(rejection(whole + [0x28])?.rule == "truncated-zstd")
    }

    @Test func `frames of raw blocks are read, however they state their size`() throws {
        let text = Array("plate,well\nP1,A01\n".utf8)
        for size in [nil, text.count] {
            let file = frame(size: size, blocks: [raw(text, isLast: true)])
            #expect(try rows(of: TableReader.read(file)) == [["P1", "A01"]])
        }
        let two = frame(
            size: nil,
            blocks: [raw(Array(text[..<9]), isLast: false), raw(Array(text[9...]), isLast: true)]
        )
        #expect(try rows(of: TableReader.read(two)) == [["P1", "A01"]])
        #expect(rejection(frame(size: 0, blocks: [raw([], isLast: true)]))?.rule == "empty-file")
    }

    @Test func `a small file that would unpack to gigabytes is refused at the limit`() {
        let blocks = Array(repeatElement(run(of: 49, count: 1 << 17, isLast: false), count: 30_000))
        let unsized = frame(size: nil, blocks: blocks + [run(of: 49, count: 1, isLast: true)])
        #expect(unsized.count < 200_000)
        let limits = TableLimits(maximumBytes: 1 << 22)
        #expect(rejection(unsized, limits: limits)?.rule == "too-large")
        let total = 30_000 << 17 + 1
        let sized = frame(size: total, blocks: blocks + [run(of: 49, count: 1, isLast: true)])
        let fault = rejection(sized, limits: limits)
        #expect(fault?.rule == "too-large" || fault?.rule == "zstd-window")
        let many = Array(
            repeatElement(
                frame(size: 1 << 17, blocks: [run(of: 49, count: 1 << 17, isLast: true)]),
                count: 99
            ).joined()
        )
        #expect(rejection(many, limits: limits)?.rule == "too-large")
    }

    @Test func `a claim of a size or window beyond all measure is refused`() {
        let text = raw(Array("a,b\n1,2\n".utf8), isLast: true)
        for size in [1 << 40, 1 << 60, .max] {
            #expect(rejection(frame(size: size, blocks: [text])) != nil)
        }
        // A window of 2^41 bytes, and one of 2^28, just above what is allowed.
        for exponent: UInt8 in [31, 18] {
            let file: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, exponent << 3] + text
            #expect(rejection(file)?.rule == "zstd-window")
        }
    }

    /// One frame; with a size it has no window of its own.
    private func frame(size: Int?, blocks: [[UInt8]]) -> [UInt8] {
        let head: [UInt8] = size.map { [0xE0] + little($0, 8) } ?? [0x00, 0x58]
        return [0x28, 0xB5, 0x2F, 0xFD] + head + Array(blocks.joined())
    }

    private func raw(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        little(bytes.count << 3 | (isLast ? 1 : 0), 3) + bytes
    }

    private func run(of byte: UInt8, count: Int, isLast: Bool) -> [UInt8] {
        little(count << 3 | 1 << 1 | (isLast ? 1 : 0), 3) + [byte]
    }
}
