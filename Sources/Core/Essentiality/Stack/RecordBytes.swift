/// Puts numbers one after the other, as this machine has them in memory.
struct RecordWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ value: Int32) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    /// A count, then the values.
    mutating func append<Value: BitwiseCopyable>(_ values: [Value]) {
        append(Int32(values.count))
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}

/// Reads what `RecordWriter` wrote; every answer is `nil` once the bytes are not what was asked for.
struct RecordReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func integer() -> Int32? {
        guard bytes.count - place >= 4 else { return nil }
        defer { place += 4 }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Int32.self) }
    }

    mutating func count(most: Int) -> Int? {
        guard let value = integer(), value >= 0, Int(value) <= most else { return nil }
        return Int(value)
    }

    mutating func array<Value: BitwiseCopyable>() -> [Value]? {
        let size = MemoryLayout<Value>.stride
        guard let count = count(most: (bytes.count - place) / size) else { return nil }
        defer { place += count * size }
        return bytes.withUnsafeBytes { raw in
            (0..<count).map { raw.loadUnaligned(fromByteOffset: place + $0 * size, as: Value.self) }
        }
    }
}
