import Statistics

/// P-values at evenly spaced scores, to bound those between without computing them.
///
/// p falls as the score rises, so the p-value of a score known to lie in an interval lies between the values
/// at the nodes around it. Each bound is widened by a relative 1e-9, far above the rounding of the tail
/// functions, so bounds hold for the p-values as computed and not only for the exact ones.
struct TailTable: Sendable {
    private let step: Double
    private let values: [Double]
    /// The most by which a single-precision score errs: this much, plus `relative` of the score.
    let absolute: Double
    let relative: Double

    private static let slack = 1e-9

    /// For |r| over `lines`.
    ///
    /// A sum of n products in single precision, in any order, errs by less than n·2⁻²⁴·Σ|x||y|, and
    /// Σ|x||y| is at most 1 for unit vectors (Cauchy and Schwarz); the rest of the bound is the rounding of
    /// the vectors and of the scale to single precision.
    static func correlation(lines: Int) -> TailTable {
        let nodes = 16_384
        let values = (0...nodes).map { pearsonPValue(r: Double($0) / Double(nodes), n: lines) }
        return TailTable(
            step: 1 / Double(nodes),
            values: values,
            absolute: 1.01 * Double(lines + 8) * 0x1p-24 + 1e-9,
            relative: 0
        )
    }

    /// For the statistic of a table of two rows, which is at most the number of lines.
    ///
    /// The counts are exact; some twelve roundings of positive terms follow.
    static func chiSquared(lines: Int, degrees: Int) -> TailTable {
        let nodes = 32_768
        let step = Double(max(lines, 1)) / Double(nodes)
        let values = (0...nodes).map { chiSquaredTail(Double($0) * step, degrees: degrees) }
        return TailTable(step: step, values: values, absolute: 1e-9, relative: 2e-6)
    }

    /// The least and the greatest p-value of a gene with this single-precision score.
    func bounds(_ score: Double) -> (low: Double, high: Double) {
        let reach = absolute + relative * score
        let above = ((score + reach) / step).rounded(.up) + 1
        let below = ((score - reach) / step).rounded(.down) - 1
        let low = above > Double(values.count - 1) ? 0 : values[Int(above)] * (1 - Self.slack)
        let high = below < 0 ? 1 : values[min(Int(below), values.count - 1)] * (1 + Self.slack)
        return (low, min(high, 1))
    }

    /// Single-precision scores that decide whether p · `ratio` is below `level`.
    ///
    /// A gene below `possible` is surely not; one from `certain` surely is; one between must be computed.
    func thresholds(level: Double, ratio: Double) -> (possible: Float, certain: Float) {
        // The first node that might pass, and the first that must.
        let first = firstNode { $0 * (1 - Self.slack) * ratio < level }
        let sure = firstNode { $0 * (1 + Self.slack) * ratio < level }
        let possible: Float
        if first == 0 {
            possible = 0
        } else {
            let node = Double(first - 1) * step
            possible = max(Float(node - absolute - relative * node).nextDown, 0)
        }
        guard sure < values.count else { return (possible, .infinity) }
        let node = Double(sure) * step
        return (possible, Float(node + absolute + relative * node).nextUp)
    }

    private func firstNode(_ passes: (Double) -> Bool) -> Int {
        values.withUnsafeBufferPointer { values in
            var low = 0
            var high = values.count
            while low < high {
                let middle = (low + high) / 2
                if passes(values[middle]) { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }
}

/// The tables of one number of lines.
struct TailTables: Sendable {
    private let lines: Int
    private var correlation: TailTable?
    /// By degrees of freedom.
    private var chiSquared = [TailTable?](repeating: nil, count: 6)

    /// None yet.
    init(lines: Int = -1) { self.lines = lines }

    /// All that a screen may ask for.
    static func all(lines: Int) -> TailTables {
        var tables = TailTables(lines: lines)
        tables.correlation = .correlation(lines: lines)
        tables.chiSquared = (0...5).map { .chiSquared(lines: lines, degrees: $0) }
        return tables
    }

    /// The table of a test, made where it is not there yet; tables of another number of lines are given up.
    mutating func table(_ test: AssociationTest, lines: Int, degrees: Int) -> TailTable {
        if lines != self.lines { self = TailTables(lines: lines) }
        switch test {
        case .pearson, .spearman:
            let table = correlation ?? .correlation(lines: lines)
            correlation = table
            return table
        case .chiSquared:
            let table = chiSquared[degrees] ?? .chiSquared(lines: lines, degrees: degrees)
            chiSquared[degrees] = table
            return table
        }
    }
}
