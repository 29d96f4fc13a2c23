/// Writes Thrift's compact protocol, to make Parquet files that no writer would.
struct CompactWriter {
    private(set) var bytes: [UInt8] = []
    private var last = 0

    /// A struct's fields and its end.
    static func structure(_ body: (inout CompactWriter) -> Void) -> [UInt8] {
        var writer = CompactWriter()
        body(&writer)
        return writer.bytes + [0]
    }

    mutating func integer(_ id: Int, _ value: Int) {
        header(id, kind: 6)
        bytes += varint(zigzag(value))
    }

    mutating func flag(_ id: Int, _ value: Bool) {
        header(id, kind: value ? 1 : 2)
    }

    mutating func text(_ id: Int, _ value: String) {
        header(id, kind: 8)
        bytes += varint(UInt64(value.utf8.count)) + Array(value.utf8)
    }

    mutating func structure(_ id: Int, _ structure: [UInt8]) {
        header(id, kind: 12)
        bytes += structure
    }

    /// A list that says it holds `count` structs, whatever `elements` are.
    mutating func list(_ id: Int, count: Int, _ elements: [UInt8]) {
        header(id, kind: 9)
        bytes += [0xFC] + varint(UInt64(count)) + elements
    }

    mutating func raw(_ id: Int, kind: UInt8, _ raw: [UInt8]) {
        header(id, kind: kind)
        bytes += raw
    }

    private mutating func header(_ id: Int, kind: UInt8) {
        precondition((1...15).contains(id - last), "fields in order")
        bytes.append(UInt8(id - last) << 4 | kind)
        last = id
    }
}

func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var left = value
    while left >= 0x80 {
        bytes.append(UInt8(left & 0x7F) | 0x80)
        left >>= 7
    }
    return bytes + [UInt8(left)]
}

func zigzag(_ value: Int) -> UInt64 {
    UInt64(bitPattern: Int64(value << 1 ^ value >> 63))
}

/// Four bytes, low one first.
func fourBytes(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
