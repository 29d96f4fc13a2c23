import Parquet
import Screen
import TestSupport
import Testing

struct HostileParquetTests {
    private let float = fourBytes(Int(Float(1.5).bitPattern))

    @Test func `a forged file that tells the truth is read`() throws {
        let table = try ParquetReader.read(ForgedFile(pages: ForgedFile.page(float, count: 1)).bytes)
        #expect(table.columns.first?.values.doubles == [1.5])
        #expect(table.rowCount == 1)
    }

    @Test(arguments: ["", "P", "PAR", "PAX1", "x,y\n1,2\n"])
    func `what is not Parquet is told from it`(text: String) {
        #expect(!ParquetReader.isParquet(Array(text.utf8)))
    }

    @Test func `a file cut anywhere is refused as truncated`() throws {
        let whole = try Array(fixture("pandas.parquet"))
        for length in 4..<whole.count {
            let cut = Array(whole[..<length])
            #expect(ParquetReader.isParquet(cut))
            #expect(refusal(cut)?.rule == "truncated-parquet", "cut to \(length)")
        }
    }

    @Test func `a page that does not match its checksum is refused`() throws {
        let whole = try Array(fixture("checksums.parquet"))
        let good = try ParquetReader.read(whole)
        // Bytes 60 to 64 are values of the first page, packed by zstd.
        var damaged = whole
        damaged[62] ^= 1
        let fault = refusal(damaged)
        #expect(fault?.rule == "corrupt-parquet")
        #expect(fault?.column == good.columns.first?.name)
        #expect(fault?.reason.contains("checksum") == true)
    }

    @Test func `a description nested without end is refused`() {
        let nested = [UInt8](repeating: 0x1C, count: 1_000_000)
        expectDamaged(ForgedFile(pages: ForgedFile.page(float, count: 1), extra: (12, nested)))
        let lists = [UInt8](repeating: 0x19, count: 1_000_000)
        expectDamaged(ForgedFile(pages: ForgedFile.page(float, count: 1), extra: (9, lists)))
    }

    @Test(arguments: [0x7FFF_FFFF, UInt64.max, 1 << 62])
    func `a length beyond the file is refused`(length: UInt64) {
        for kind: UInt8 in [8, 9, 11] {
            let lie = (kind == 9 ? [0xF3] : []) + varint(length)
            expectDamaged(ForgedFile(pages: ForgedFile.page(float, count: 1), extra: (kind, lie)))
        }
    }

    @Test func `a footer longer than the file is refused`() {
        let bytes = Array("PAR1".utf8) + fourBytes(0x7FFF_FFFF) + Array("PAR1".utf8)
        #expect(refusal(bytes)?.rule == "corrupt-parquet")
    }

    @Test(arguments: [(-4, 9), (0, 9), (1 << 40, 9), (4, 1 << 40), (4, .max), (.max, 9)])
    func `a column outside the file is refused`(offset: Int, size: Int) {
        let page = ForgedFile.page(float, count: 1)
        expectDamaged(ForgedFile(pages: page, offset: offset, size: size))
    }

    @Test(arguments: [0, 2, 1 << 40])
    func `columns that do not add up are refused`(children: Int) {
        expectDamaged(ForgedFile(pages: ForgedFile.page(float, count: 1), children: children))
    }

    @Test func `rows that are not there are refused`() {
        let page = ForgedFile.page(float, count: 2)
        expectDamaged(ForgedFile(rows: 2, pages: page))
        expectDamaged(ForgedFile(rows: 1_000_000, pages: page))
        expectDamaged(ForgedFile(rows: 1, pages: page))
        expectDamaged(ForgedFile(rows: -1, pages: page))
        #expect(refusal(ForgedFile(rows: .max, pages: page).bytes)?.rule == "too-large")
        expectDamaged(ForgedFile(rows: .max, groups: 2, pages: page))
    }

    @Test func `a million empty rows are read from a few bytes, a billion are refused`() throws {
        func empty(_ rows: Int) -> ForgedFile {
            let levels = varint(UInt64(rows) << 1) + [0]
            let page = ForgedFile.page(fourBytes(levels.count) + levels, count: rows)
            return ForgedFile(optional: true, rows: rows, pages: page)
        }
        let table = try ParquetReader.read(empty(1_000_000).bytes)
        #expect(table.columns.first?.values.doubles?.allSatisfy(\.isNaN) == true)
        #expect(refusal(empty(1_000_000_000).bytes)?.rule == "too-large")
        let limits = ParquetLimits(maximumBytes: 1 << 20)
        #expect(refusal(empty(1_000_000).bytes, limits: limits)?.rule == "too-large")
    }

    @Test(arguments: [1, 2, 6])
    func `a page that claims to unpack to a gigabyte is refused unread`(codec: Int) {
        let page = ForgedFile.page([1, 2, 3, 4], count: 1, unpacked: 1 << 29)
        expectDamaged(ForgedFile(codec: codec, pages: page))
    }

    @Test(arguments: [3, 5, 8, 99])
    func `a codec that is not known is refused`(codec: Int) {
        let fault = refusal(ForgedFile(codec: codec, pages: ForgedFile.page(float, count: 1)).bytes)
        #expect(fault?.rule == "parquet-unsupported")
        #expect(fault?.column == "x")
    }

    @Test func `a page listed a hundred thousand times ends at the limit`() {
        let pages = Array(repeatElement(ForgedFile.page([], count: 0), count: 10_000).joined())
        let last = ForgedFile.page(float, count: 1)
        let file = ForgedFile(groups: 100_000, pages: pages + last)
        #expect(refusal(file.bytes, limits: ParquetLimits(maximumBytes: 1 << 26))?.rule == "too-large")
    }

    @Test func `groups and columns of a byte each are counted before they are kept`() {
        // An empty struct is one zero byte.
        var file = ForgedFile(pages: ForgedFile.page(float, count: 1))
        file.emptyGroups = 1_000_000
        #expect(refusal(file.bytes, limits: ParquetLimits(maximumBytes: 1 << 23))?.rule == "too-large")
        file.emptyGroups = 0
        file.emptyChunks = 1_000_000
        #expect(refusal(file.bytes, limits: ParquetLimits(maximumBytes: 1 << 23))?.rule == "too-large")
    }

    @Test func `an index outside the dictionary is refused`() {
        let dictionary = ForgedFile.dictionary(float, count: 1)
        expectDamaged(
            ForgedFile(pages: dictionary + ForgedFile.page([1, 2, 1], count: 1, encoding: 8))
        )
        expectDamaged(ForgedFile(pages: ForgedFile.page([1, 2, 0], count: 1, encoding: 8)))
        expectDamaged(ForgedFile(pages: ForgedFile.dictionary(float, count: 0x7FFF_FFFF)))
        expectDamaged(
            ForgedFile(pages: dictionary + dictionary + ForgedFile.page([1, 2, 0], count: 1, encoding: 8))
        )
    }

    @Test func `texts that share their beginnings cannot grow without bound`() {
        let count = 1_000_000
        let length = 10_000
        let shared = steps(first: 0, then: length, count: count)
        let own = steps(first: length, then: 0, count: count)
        let body = shared + own + [UInt8](repeating: UInt8(ascii: "a"), count: length)
        let file = ForgedFile(type: 6, rows: count, pages: ForgedFile.page(body, count: count, encoding: 7))
        #expect(file.bytes.count < 100_000)
        #expect(refusal(file.bytes)?.rule == "too-large")
    }

    @Test(arguments: [1, 10, -1])
    func `an encoding or a marking of empty cells that is not known is refused`(encoding: Int) {
        let values = ForgedFile(pages: ForgedFile.page(float, count: 1, encoding: encoding))
        #expect(refusal(values.bytes)?.rule == "parquet-unsupported")
        let levels = ForgedFile(optional: true, pages: ForgedFile.page(float, count: 1, levels: 4))
        #expect(refusal(levels.bytes)?.rule == "parquet-unsupported")
        #expect(refusal(levels.bytes)?.reason.contains("bit-packed") == true)
    }

    @Test(arguments: [0, 3, 4, 5, 6, 7, 9])
    func `an encoding that the values cannot have is refused`(encoding: Int) {
        // Truth values are plain or in runs, and one byte is no run.
        let file = ForgedFile(type: 0, rows: 9, pages: ForgedFile.page([1], count: 9, encoding: encoding))
        expectDamaged(file)
    }

    /// DELTA_BINARY_PACKED of `first` once and `then` ever after, in blocks of 128.
    private func steps(first: Int, then: Int, count: Int) -> [UInt8] {
        let step = then - first
        var bytes = varint(128) + varint(1) + varint(UInt64(count)) + varint(zigzag(first))
        // Differences are above the block's least: the first, `step`, is 14 bits, and all others are 0.
        let least = min(step, 0)
        let width = 15
        bytes += varint(zigzag(least)) + [UInt8(width)]
        var bits = [UInt8](repeating: 0, count: 128 * width / 8)
        for index in 0..<128 {
            let value = (index == 0 ? step : 0) - least
            for bit in 0..<width where value >> bit & 1 == 1 {
                bits[(index * width + bit) / 8] |= 1 << UInt8((index * width + bit) % 8)
            }
        }
        bytes += bits
        for _ in 0..<count / 128 { bytes += [0, 0] }
        return bytes
    }

    private func expectDamaged(
        _ file: ForgedFile,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(refusal(file.bytes)?.rule == "corrupt-parquet", sourceLocation: location)
    }
}

private func refusal(_ bytes: [UInt8], limits: ParquetLimits = .standard) -> Rejection? {
    do throws(Rejection) {
        _ = try ParquetReader.read(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

extension ParquetValues {
    fileprivate var doubles: [Double]? {
        if case .doubles(let doubles) = self { doubles } else { nil }
    }
}
