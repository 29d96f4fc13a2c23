/// Text: strings with their lengths before them, apart from them, or sharing their beginnings.
enum TextKind: ValueKind {
    static let empty: String? = nil

    static func leastBytes(of count: Int, in encoding: Encoding) -> Int {
        encoding == .plain ? count * 4 : 0
    }

    static func read(
        _ bytes: UnsafeRawBufferPointer,
        _ encoding: Encoding,
        into values: UnsafeMutableBufferPointer<String?>,
        budget: Budget
    ) throws(ParquetFault) {
        switch encoding {
        case .plain:
            var cursor = ByteCursor(bytes)
            for index in values.indices {
                let length = try cursor.uint32()
                values[index] = try text(cursor.take(length), budget)
            }
        case .deltaLengthByteArray:
            try budget.charge(values.count * MemoryLayout<Int>.stride)
            let (lengths, end) = try DeltaReader.lengths(ByteCursor(bytes), count: values.count)
            var cursor = end
            for (index, length) in lengths.enumerated() {
                values[index] = try text(cursor.take(length), budget)
            }
        case .deltaByteArray: try readShared(bytes, into: values, budget)
        default: throw encoding.misplaced
        }
    }

    /// Each string is the beginning of the one before it and an end of its own.
    private static func readShared(
        _ bytes: UnsafeRawBufferPointer,
        into values: UnsafeMutableBufferPointer<String?>,
        _ budget: Budget
    ) throws(ParquetFault) {
        try budget.charge(2 * values.count * MemoryLayout<Int>.stride)
        let (shared, middle) = try DeltaReader.lengths(ByteCursor(bytes), count: values.count)
        let (lengths, end) = try DeltaReader.lengths(middle, count: values.count)
        var cursor = end
        var current: [UInt8] = []
        for index in values.indices {
            guard shared[index] <= current.count else { throw .damaged("a text refers to what is not there") }
            current.removeSubrange(shared[index]...)
            current.append(contentsOf: try cursor.take(lengths[index]))
            values[index] = try text(current, budget)
        }
    }

    /// Charges what the string costs beyond its place in the column: shared beginnings can turn a few
    /// bytes into gigabytes.
    @inline(__always)
    private static func text(
        _ bytes: some Collection<UInt8>,
        _ budget: Budget
    ) throws(ParquetFault) -> String {
        // Up to 15 bytes stand in the string itself.
        if bytes.count > 15 { try budget.charge(bytes.count + 32) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        return text
    }
}
