/// Reads DELTA_BINARY_PACKED: a first number, then differences in blocks of their own width.
///
/// Sums wrap at 64 bits; cut to 32 they are what a writer of 32-bit numbers meant.
struct DeltaReader {
    private var cursor: ByteCursor
    private let miniblocks: Int
    private let miniblockLength: Int
    private var value: Int64
    /// How many numbers there are in all.
    let count: Int

    init(_ cursor: ByteCursor) throws(ParquetFault) {
        self.cursor = cursor
        let block = try self.cursor.varint()
        let miniblocks = try self.cursor.varint()
        let count = try self.cursor.varint()
        value = try self.cursor.zigzag()
        guard block > 0, block <= 1 << 24, miniblocks > 0, miniblocks <= block, block % miniblocks == 0,
            (block / miniblocks) % 8 == 0, let total = Int(exactly: count)
        else { throw .damaged("a block of differences has no valid size") }
        self.miniblocks = Int(miniblocks)
        miniblockLength = Int(block / miniblocks)
        self.count = total
    }

    /// Hands all numbers to `store`, with their places, and returns the cursor behind them.
    mutating func read(
        store: (_ place: Int, _ value: Int64) throws(ParquetFault) -> Void
    ) throws(ParquetFault) -> ByteCursor {
        if count == 0 { return cursor }
        try store(0, value)
        var done = 1
        while done < count {
            let least = try cursor.zigzag()
            let widths = try cursor.take(miniblocks)
            for width in widths where done < count {
                guard width <= 64 else { throw .damaged("a difference is wider than 64 bits") }
                let here = min(miniblockLength, count - done)
                let bytes = miniblockLength / 8 * Int(width)
                // Only a last miniblock may lack its padding.
                guard (here * Int(width) + 7) / 8 <= cursor.remaining else { throw .endsEarly }
                let bits = try PackedBits(cursor.take(min(bytes, cursor.remaining)), width: Int(width))
                for index in 0..<here {
                    value &+= least &+ Int64(bitPattern: bits[index])
                    try store(done + index, value)
                }
                done += here
            }
        }
        return cursor
    }

    /// The `count` lengths that start at the cursor, and the cursor behind them.
    static func lengths(
        _ cursor: ByteCursor,
        count: Int
    ) throws(ParquetFault) -> (lengths: [Int], end: ByteCursor) {
        var reader = try DeltaReader(cursor)
        guard reader.count == count else { throw .damaged("a page does not hold as many values as it says") }
        var lengths: [Int] = []
        lengths.reserveCapacity(min(count, cursor.bytes.count * 8))
        let end = try reader.read { _, value throws(ParquetFault) in
            let length = Int32(truncatingIfNeeded: value)
            guard length >= 0 else { throw .damaged("a length is below zero") }
            lengths.append(Int(length))
        }
        return (lengths, end)
    }
}
