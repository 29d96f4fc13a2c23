import LinearAlgebra

/// The columns of a design cut into bins of about equally many lines.
///
/// A bin holds whole groups of equal values, and cuts lie midway between neighbouring single-precision
/// values; a column of no more distinct values than bins keeps them all apart.
struct FeatureBins {
    static let limit = 64

    let rows: Int
    let columns: Int

    /// The bin of each value, row by row as in the design.
    private(set) var bins: [UInt8]

    /// `limit` places for each column; a value of bin b is below cut b and not below cut b − 1.
    private(set) var cuts: [Float]

    /// How many bins each column has.
    private(set) var counts: [Int]

    init(_ design: Matrix) {
        rows = design.rows
        columns = design.columns
        bins = [UInt8](repeating: 0, count: rows * columns)
        cuts = [Float](repeating: 0, count: columns * Self.limit)
        counts = [Int](repeating: 0, count: columns)
        var keys = [UInt64](repeating: 0, count: rows)
        for column in 0..<columns {
            for row in 0..<rows {
                let value = Float(design.storage[row * columns + column])
                keys[row] = UInt64(sortKey(value)) &<< 32 | UInt64(row)
            }
            keys.sort()
            cut(column, sorted: keys)
        }
    }

    /// Closes a bin whenever it holds its share of the lines that are left.
    private mutating func cut(_ column: Int, sorted keys: [UInt64]) {
        var distinct = 0
        for place in 0..<rows where place == 0 || keys[place] &>> 32 != keys[place - 1] &>> 32 {
            distinct += 1
        }
        var bin = 0
        var held = 0
        for place in 0..<rows {
            if place > 0, keys[place] &>> 32 != keys[place - 1] &>> 32 {
                let isFull = held * (Self.limit - bin) >= rows - place + held
                if distinct <= Self.limit || isFull {
                    let below = value(ofSortKey: UInt32(keys[place - 1] &>> 32))
                    let above = value(ofSortKey: UInt32(keys[place] &>> 32))
                    cuts[column * Self.limit + bin] = midpoint(below, above)
                    bin += 1
                    held = 0
                }
            }
            held += 1
            bins[Int(UInt32(truncatingIfNeeded: keys[place])) * columns + column] = UInt8(bin)
        }
        counts[column] = bin + 1
    }
}

/// A value above `below` and not above `above`, halfway where there is room.
private func midpoint(_ below: Float, _ above: Float) -> Float {
    let middle = 0.5 * below + 0.5 * above
    return middle > below && middle <= above ? middle : above
}

/// An integer that orders as the value does; both zeros alike.
private func sortKey(_ value: Float) -> UInt32 {
    let bits = (value + 0).bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
}

private func value(ofSortKey key: UInt32) -> Float {
    Float(bitPattern: key & 0x8000_0000 == 0 ? ~key : key & 0x7FFF_FFFF)
}
