/// One target's essentiality over the lines of a block of genes, made ready for all three tests.
struct Response {
    /// The shares at which essentiality is cut, as printed in the paper: 0.166 is not 1/6.
    static let shares = [0.166, 0.333, 0.5, 0.666, 0.833]

    /// Centred, of unit length.
    private(set) var unit: [Double]
    /// Twice the centred ranks.
    private(set) var ranks: [Double]
    /// 1 / length of the ranks.
    private(set) var rankScale = 0.0
    /// For each of the first five bins the lines in it, as bits.
    private(set) var bins: [UInt64]
    /// The lines in each bin.
    private(set) var counts = [Int32](repeating: 0, count: 6)
    /// Degrees of freedom of the chi-squared test: the filled bins less one.
    private(set) var degrees = 0
    /// Whether anything can be tested: three lines or more, not all equal.
    private(set) var isTestable = false

    private var edges: [Double]
    private let words: Int

    var lines: Int { unit.count }

    init(lines: Int) {
        words = (lines + 63) / 64
        unit = [Double](repeating: 0, count: lines)
        ranks = unit
        bins = [UInt64](repeating: 0, count: 5 * words)
        edges = [Double](repeating: 0, count: 5)
    }

    /// Takes the next target: finite values, one a line.
    mutating func fill(sorting order: inout ValueOrder, _ value: (_ line: Int) -> Double) {
        for line in unit.indices { unit[line] = value(line) }
        for place in bins.indices { bins[place] = 0 }
        for bin in 0..<6 { counts[bin] = 0 }
        isTestable = false
        guard unit.count >= 3 else { return }
        // because a pointer into one property bars the use of the others
        var values: [Double] = []
        var placed: [Double] = []
        swap(&values, &unit)
        swap(&placed, &ranks)
        isTestable = values.withUnsafeMutableBufferPointer { values in
            let fixed = UnsafeBufferPointer(values)
            order.sort(fixed)
            let squares = placed.withUnsafeMutableBufferPointer { placed in
                order.centredRanks(of: fixed) { placed[$0] = Double($1) }
            }
            rankScale = 1 / squares.squareRoot()
            bin(fixed, in: order)
            return makeUnit(values)
        }
        swap(&values, &unit)
        swap(&placed, &ranks)
    }

    private mutating func bin(_ values: UnsafeBufferPointer<Double>, in order: borrowing ValueOrder) {
        for edge in 0..<5 { edges[edge] = order.quantile(Self.shares[edge], of: values) }
        for line in values.indices {
            // Right-closed: a line on an edge belongs below it.
            var bin = 0
            for edge in 0..<5 where edges[edge] < values[line] { bin += 1 }
            counts[bin] += 1
            if bin < 5 { bins[bin * words + line / 64] |= 1 << UInt64(line % 64) }
        }
        degrees = max(counts.count { $0 > 0 } - 1, 0)
    }
}
