/// Files as `numpy.save` writes them, and as it would not.
struct NumPyBytes {
    var descr = "'<f8'"
    var fortran = "False"
    var shape = "(2, 3)"
    var version: UInt8 = 1
    var body: [UInt8] = []

    var bytes: [UInt8] {
        Self.file(
            header: "{'descr': \(descr), 'fortran_order': \(fortran), 'shape': \(shape), }",
            version: version,
            body: body
        )
    }

    static func file(header: String, version: UInt8 = 1, body: [UInt8] = []) -> [UInt8] {
        let text = Array(header.utf8) + [10]
        let size = little(text.count, version == 1 ? 2 : 4)
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + text + body
    }
}

/// A number in `count` bytes, low one first.
func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// Doubles as they stand in a file.
func bytes(of values: [Double]) -> [UInt8] {
    values.flatMap { little(Int(bitPattern: UInt(truncatingIfNeeded: $0.bitPattern)), 8) }
}

/// A zip archive of stored entries, of which everything may be untrue.
struct ZipBytes {
    struct Entry {
        var name: String
        var content: [UInt8]
        var method = 0
        /// What is claimed; nil for the truth.
        var size: Int?
        var packedSize: Int?
        var checksum: Int?
        var offset: Int?
        var flags = 0

        init(_ name: String, _ content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    var entries: [Entry]
    var count: Int?
    var listStart: Int?

    init(_ entries: [Entry]) { self.entries = entries }

    var bytes: [UInt8] {
        var body: [UInt8] = []
        var list: [UInt8] = []
        for entry in entries {
            let start = body.count
            let sizes =
                little(entry.packedSize ?? entry.content.count, 4)
                + little(entry.size ?? entry.content.count, 4)
            let sum = little(entry.checksum ?? crc32(entry.content), 4)
            let common = little(entry.flags, 2) + little(entry.method, 2) + [0, 0, 0, 0] + sum + sizes
            let name = Array(entry.name.utf8)
            body += little(0x0403_4B50, 4) + [20, 0] + common + little(name.count, 2) + [0, 0] + name
            body += entry.content
            list += little(0x0201_4B50, 4) + [20, 0, 20, 0] + common + little(name.count, 2)
            list += [UInt8](repeating: 0, count: 12) + little(entry.offset ?? start, 4) + name
        }
        let number = little(count ?? entries.count, 2)
        let end = little(0x0605_4B50, 4) + [0, 0, 0, 0] + number + number + little(list.count, 4)
        return body + list + end + little(listStart ?? body.count, 4) + [0, 0]
    }
}

/// The checksum of gzip and zip, bit by bit.
func crc32(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = .max
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
}
