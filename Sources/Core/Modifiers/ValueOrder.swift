/// Sorts the values of one gene or target again and again without allocating.
///
/// A radix sort of single-precision keys, then the few values that share a key in full precision.
struct ValueOrder {
    /// Places of the values, ascending by value, then by place; valid up to the last count sorted.
    private(set) var order: [Int32]
    private var keys: [UInt64]
    private var spare: [UInt64]
    private var counts: [Int32]
    private static let radix = 2_048

    init(most: Int) {
        order = [Int32](repeating: 0, count: most)
        keys = [UInt64](repeating: 0, count: most)
        spare = keys
        counts = [Int32](repeating: 0, count: 3 * Self.radix)
    }

    /// Orders finite values.
    mutating func sort(_ values: UnsafeBufferPointer<Double>) {
        let count = values.count
        for place in 0..<counts.count { counts[place] = 0 }
        keys.withUnsafeMutableBufferPointer { keys in
            spare.withUnsafeMutableBufferPointer { spare in
                counts.withUnsafeMutableBufferPointer { counts in
                    for place in 0..<count {
                        // because −0 and 0 are equal but differ in their bits
                        let bits = (Float(values[place]) + 0).bitPattern
                        let key = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
                        keys[place] = UInt64(key) << 32 | UInt64(place)
                        counts[Int(key & 2_047)] &+= 1
                        counts[2_048 + Int(key >> 11 & 2_047)] &+= 1
                        counts[4_096 + Int(key >> 22)] &+= 1
                    }
                    for pass in 0..<3 {
                        let base = pass * Self.radix
                        let shift = UInt64(32 + 11 * pass)
                        var start: Int32 = 0
                        for digit in base..<(base + Self.radix) {
                            let here = counts[digit]
                            counts[digit] = start
                            start &+= here
                        }
                        let from = pass == 1 ? spare : keys
                        let to = pass == 1 ? keys : spare
                        for place in 0..<count {
                            let key = from[place]
                            let digit = base + Int(key >> shift & 2_047)
                            to[Int(counts[digit])] = key
                            counts[digit] &+= 1
                        }
                    }
                }
            }
        }
        // After three passes the sorted keys lie in the spare.
        for place in 0..<count { order[place] = Int32(truncatingIfNeeded: spare[place] & 0xFFFF_FFFF) }
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, spare[end] >> 32 == spare[start] >> 32 { end += 1 }
            if end - start > 1 { insertionSort(values, start, end) }
            start = end
        }
    }

    /// Takes the order that some of the values had among more of them.
    ///
    /// - Parameters:
    ///   - whole: places of all values, ascending by value, then by place.
    ///   - places: for each of these its place among the values kept, or −1; ascending where they are kept.
    mutating func keep(of whole: UnsafeBufferPointer<UInt16>, _ places: UnsafeBufferPointer<Int32>) {
        order.withUnsafeMutableBufferPointer { order in
            var count = 0
            for old in whole {
                let place = places[Int(old)]
                guard place >= 0 else { continue }
                order[count] = place
                count &+= 1
            }
        }
    }

    private mutating func insertionSort(_ values: UnsafeBufferPointer<Double>, _ start: Int, _ end: Int) {
        for place in (start + 1)..<end {
            let moving = order[place]
            let value = values[Int(moving)]
            var hole = place
            while hole > start, values[Int(order[hole - 1])] > value {
                order[hole] = order[hole - 1]
                hole -= 1
            }
            order[hole] = moving
        }
    }

    /// Twice each value's average rank, less the mean: an integer of at most the count.
    ///
    /// - Returns: the sum of the squares.
    func centredRanks(
        of values: UnsafeBufferPointer<Double>,
        _ assign: (_ place: Int, _ rank: Int) -> Void
    ) -> Double {
        let count = values.count
        var start = 0
        var squares = 0
        while start < count {
            let value = values[Int(order[start])]
            var end = start + 1
            while end < count, values[Int(order[end])] == value { end += 1 }
            let rank = start + end - count
            squares += rank * rank * (end - start)
            for place in start..<end { assign(Int(order[place]), rank) }
            start = end
        }
        return Double(squares)
    }

    /// The value in the middle, or the mean of the two there, as NumPy's `median`.
    func median(of values: UnsafeBufferPointer<Double>) -> Double {
        let count = values.count
        let upper = values[Int(order[count / 2])]
        return count % 2 == 1 ? upper : (values[Int(order[count / 2 - 1])] + upper) / 2
    }

    /// A quantile by linear interpolation, in the arithmetic of NumPy's `quantile`.
    ///
    /// The same arithmetic to the last bit, since a line on an edge falls on one side of it or the other.
    func quantile(_ share: Double, of values: UnsafeBufferPointer<Double>) -> Double {
        let position = Double(values.count - 1) * share
        let floor = position.rounded(.down)
        let weight = position - floor
        let below = values[Int(order[Int(floor)])]
        let above = values[Int(order[min(Int(floor) + 1, values.count - 1)])]
        let step = above - below
        return weight >= 0.5 ? above - step * (1 - weight) : below + step * weight
    }
}
