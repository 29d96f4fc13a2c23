/// Truth values: a bit each, or in runs.
enum FlagKind: ValueKind {
    static let empty: Bool? = nil

    static func leastBytes(of count: Int, in encoding: Encoding) -> Int {
        encoding == .plain ? count / 8 : 0
    }

    static func read(
        _ bytes: UnsafeRawBufferPointer,
        _ encoding: Encoding,
        into values: UnsafeMutableBufferPointer<Bool?>,
        budget: Budget
    ) throws(ParquetFault) {
        switch encoding {
        case .plain:
            guard PackedBits.capacity(of: bytes.count, width: 1) >= values.count else { throw .endsEarly }
            let bits = PackedBits(bytes, width: 1)
            for index in values.indices { values[index] = bits[index] == 1 }
        case .runLength:
            var cursor = ByteCursor(bytes)
            let length = try cursor.uint32()
            try readRuns(cursor.take(length), into: values)
        default: throw encoding.misplaced
        }
    }

    private static func readRuns(
        _ bytes: UnsafeRawBufferPointer,
        into values: UnsafeMutableBufferPointer<Bool?>
    ) throws(ParquetFault) {
        var runs = try RunReader(bytes, width: 1)
        var done = 0
        while done < values.count {
            switch try runs.next(atMost: values.count - done) {
            case .repeated(let flag, let count):
                values[done..<done + count].update(repeating: flag == 1)
                done += count
            case .packed(let bits, let count):
                for index in 0..<count { values[done + index] = bits[index] == 1 }
                done += count
            }
        }
    }
}
