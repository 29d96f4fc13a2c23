import CDeflate
import Screen

/// A zip archive in memory: what its list of contents says, each entry unpacked when it is asked for.
///
/// Entries are found through the list at the end, as the format asks, so that what stands between them is never
/// read. Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
struct ZipArchive {
    struct Entry {
        let name: String
        fileprivate let isPacked: Bool
        fileprivate let packedSize: Int
        fileprivate let checksum: UInt32
        fileprivate let header: Int
        let size: Int
    }

    let entries: [Entry]
    private let bytes: [UInt8]

    static func isZip(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
    }

    /// Throws `truncated-zip`, `corrupt-zip` and `too-large`.
    init(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) {
        self.bytes = bytes
        let list = try Self.list(of: bytes)
        // A file with more arrays than a table may have columns is none.
        guard list.count <= limits.maximumColumns + 16 else { throw limits.tooLarge }
        var entries: [Entry] = []
        var place = list.start
        for _ in 0..<list.count {
            guard place + 46 <= list.end, bytes.number(4, at: place) == 0x0201_4B50 else {
                throw Self.damaged
            }
            let name = bytes.number(2, at: place + 28)
            let beyond = bytes.number(2, at: place + 30) + bytes.number(2, at: place + 32)
            guard place + 46 + name + beyond <= list.end else { throw Self.damaged }
            entries.append(try Self.entry(bytes, at: place, name: place + 46..<place + 46 + name))
            place += 46 + name + beyond
        }
        self.entries = entries
    }

    /// The bytes of an entry, checked against its checksum.
    ///
    /// Throws `corrupt-zip`, and `too-large` above the limit.
    func unpack(_ entry: Entry, limits: TableLimits) throws(Rejection) -> [UInt8] {
        guard entry.size <= limits.maximumBytes else { throw limits.tooLarge }
        let packed = try range(of: entry)
        // Deflate makes at most 1,032 bytes of one, so none can claim more.
        guard entry.isPacked ? entry.size / 1032 <= packed.count : entry.size == packed.count else {
            throw Self.damaged
        }
        let content = entry.isPacked ? Self.inflate(bytes[packed], size: entry.size) : Array(bytes[packed])
        guard let content, libdeflate_crc32(0, content, content.count) == entry.checksum else {
            throw Self.damaged
        }
        return content
    }

    /// Where the packed bytes are: behind a header of their own, whose lengths alone are believed.
    private func range(of entry: Entry) throws(Rejection) -> Range<Int> {
        guard entry.header + 30 <= bytes.count, bytes.number(4, at: entry.header) == 0x0403_4B50 else {
            throw Self.damaged
        }
        let start =
            entry.header + 30 + bytes.number(2, at: entry.header + 26)
            + bytes.number(2, at: entry.header + 28)
        guard start <= bytes.count, entry.packedSize <= bytes.count - start else { throw Self.damaged }
        return start..<start + entry.packedSize
    }

    private static func inflate(_ packed: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
        guard let decompressor = libdeflate_alloc_decompressor() else { return nil }
        defer { libdeflate_free_decompressor(decompressor) }
        var isWhole = false
        let content = [UInt8](unsafeUninitializedCapacity: size) { target, count in
            packed.withUnsafeBytes { source in
                let result = libdeflate_deflate_decompress(
                    decompressor,
                    source.baseAddress,
                    source.count,
                    target.baseAddress,
                    size,
                    nil
                )
                isWhole = result == LIBDEFLATE_SUCCESS
            }
            count = isWhole ? size : 0
        }
        return isWhole ? content : nil
    }

    private static func entry(
        _ bytes: [UInt8],
        at place: Int,
        name: Range<Int>
    ) throws(Rejection) -> Entry {
        let flags = bytes.number(2, at: place + 8)
        let method = bytes.number(2, at: place + 10)
        let (packedSize, size) = (bytes.number(4, at: place + 20), bytes.number(4, at: place + 24))
        guard let name = String(validating: bytes[name], as: UTF8.self) else { throw damaged }
        guard flags & 1 == 0, method == 0 || method == 8 else {
            throw Rejection(
                rule: "zip-unsupported",
                reason: "'\(Rejection.shortened(name))' in the archive is encrypted or packed in a rare way.",
                expected: "an archive as numpy.savez and numpy.savez_compressed write it",
                remedy: "Save it again with numpy.savez or numpy.savez_compressed."
            )
        }
        // The longer form of the format, for what is beyond every limit here.
        guard packedSize < 0xFFFF_FFFF, size < 0xFFFF_FFFF else {
            throw Rejection(
                rule: "too-large",
                reason: "'\(Rejection.shortened(name))' in the archive holds more than 4 GB.",
                expected: "arrays within the limits",
                remedy: "Split the file, a plate or a few plates each, and drop the parts."
            )
        }
        return Entry(
            name: name,
            isPacked: method == 8,
            packedSize: packedSize,
            checksum: UInt32(bytes.number(4, at: place + 16)),
            header: bytes.number(4, at: place + 42),
            size: size
        )
    }

    /// Finds the record at the end of the file, before a comment of up to 64 KiB.
    private static func list(of bytes: [UInt8]) throws(Rejection) -> (start: Int, end: Int, count: Int) {
        let first = max(0, bytes.count - 22 - 0xFFFF)
        var place = bytes.count - 22
        while place >= first {
            if bytes[place] == 0x50, bytes.number(4, at: place) == 0x0605_4B50,
                place + 22 + bytes.number(2, at: place + 20) == bytes.count
            {
                let count = bytes.number(2, at: place + 10)
                let size = bytes.number(4, at: place + 12)
                let start = bytes.number(4, at: place + 16)
                guard start + size <= place else { throw damaged }
                return (start, start + size, count)
            }
            place -= 1
        }
        throw Rejection(
            rule: "truncated-zip",
            reason:
                "The zip archive (NumPy's .npz or an Excel workbook) stops in the middle: its end is missing.",
            expected: "a whole .npz file",
            remedy: "Copy the file again; export Excel workbooks as CSV."
        )
    }

    private static let damaged = Rejection(
        rule: "corrupt-zip",
        reason: "The zip archive is damaged: what it holds does not unpack or does not match its checksum.",
        expected: "a whole .npz file",
        remedy: "Copy the file again; if it is damaged where it was made, save it again."
    )
}

extension [UInt8] {
    /// The number of up to four bytes at a place, low ones first.
    fileprivate func number(_ count: Int, at place: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(self[place + $1]) << (8 * $1) }
    }
}
