/// Reads Parquet's mix of runs: one number repeated, or numbers packed side by side.
///
/// It writes levels, indices of a dictionary, and truth values.
struct RunReader {
    enum Run {
        case repeated(Int, count: Int)
        case packed(PackedBits, count: Int)
    }

    private var cursor: ByteCursor
    private let width: Int

    /// `width` bits a number, at most 32.
    init(_ bytes: UnsafeRawBufferPointer, width: Int) throws(ParquetFault) {
        guard width <= 32 else { throw .damaged("an index is wider than 32 bits") }
        cursor = ByteCursor(bytes)
        self.width = width
    }

    /// The next run, cut to `limit` numbers; never an empty one.
    mutating func next(atMost limit: Int) throws(ParquetFault) -> Run {
        while true {
            let header = try cursor.varint()
            let length = Int(truncatingIfNeeded: header >> 1)
            if length == 0 { continue }
            guard header & 1 == 1 else {
                var value = 0
                for place in 0..<(width + 7) / 8 { value |= try Int(cursor.byte()) << (8 * place) }
                return .repeated(value, count: min(length, limit))
            }
            // Packed numbers come in groups of eight; some writers leave out the last group's padding.
            let count = length > limit / 8 ? limit : length * 8
            let needed = (count * width + 7) / 8
            guard needed <= cursor.remaining else { throw .endsEarly }
            let full = length.multipliedReportingOverflow(by: width)
            let taken = full.overflow ? cursor.remaining : min(full.partialValue, cursor.remaining)
            return try .packed(PackedBits(cursor.take(taken), width: width), count: count)
        }
    }
}

/// Which rows of a page hold a value.
struct Presence {
    let total: Int
    let filled: Int
    /// A truth value a row, or nil when every row is filled.
    let rows: [Bool]?

    /// Every row is filled.
    init(all total: Int) {
        self.init(total: total, filled: total, rows: nil)
    }

    /// Reads the definition levels of `total` rows, 1 for a filled row and 0 for an empty one.
    init(levels: UnsafeRawBufferPointer, total: Int) throws(ParquetFault) {
        var runs = try RunReader(levels, width: 1)
        var rows: [Bool] = []
        var filled = 0
        var done = 0
        while done < total {
            switch try runs.next(atMost: total - done) {
            case .repeated(let level, let count):
                guard level <= 1 else { throw .damaged("a row has no valid level") }
                if level == 1 && count == total {
                    self.init(all: total)
                    return
                }
                rows.append(contentsOf: repeatElement(level == 1, count: count))
                filled += level * count
                done += count
            case .packed(let bits, let count):
                for index in 0..<count {
                    let level = bits[index]
                    rows.append(level == 1)
                    filled += Int(level)
                }
                done += count
            }
        }
        self.init(total: total, filled: filled, rows: filled == total ? nil : rows)
    }

    private init(total: Int, filled: Int, rows: [Bool]?) {
        self.total = total
        self.filled = filled
        self.rows = rows
    }
}
