import LinearAlgebra

/// The first pass over posterior samples: each draw's best column, and the mean of every column.
struct BestColumns {
    let mean: [Double]
    let expectedMaximum: Double
    /// The draws that share a best column, ascending by that column; draws ascend within a group.
    let groups: [[Int]]

    init(of samples: Matrix) {
        let (rows, columns) = (samples.rows, samples.columns)
        guard rows > 0, columns > 0 else {
            mean = []
            expectedMaximum = 0
            groups = []
            return
        }
        var sums = [Double](repeating: 0, count: columns)
        var sumOfBest = 0.0
        var sharing: [Int: [Int]] = [:]
        samples.storage.withUnsafeBufferPointer { storage in
            for row in 0..<rows {
                let draw = UnsafeBufferPointer(rebasing: storage[(row * columns)..<((row + 1) * columns)])
                let best = firstMaximum(of: draw)
                sharing[best, default: []].append(row)
                sumOfBest += draw[best]
                sums.withUnsafeMutableBufferPointer { sums in
                    for column in 0..<columns { sums[column] += draw[column] }
                }
            }
        }
        expectedMaximum = sumOfBest / Double(rows)
        mean = sums.map { $0 / Double(rows) }
        precondition(mean.allSatisfy(\.isFinite), "posterior samples are finite numbers")
        groups = sharing.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// The second pass: the variance of every column, and the part of it that lies between groups of draws.
struct GroupSpread {
    /// Population variance.
    private(set) var total: [Double]
    /// Variance of the groups' means, each weighted by its share of the draws.
    private(set) var between: [Double]

    /// Columns that are worked on together: their sums stay in the first-level cache while the draws stream by.
    private static let blockWidth = 1024

    init(of samples: Matrix, groups: [[Int]], mean: [Double]) {
        let columns = samples.columns
        total = Array(repeating: 0, count: columns)
        between = Array(repeating: 0, count: columns)
        guard samples.rows > 0 else { return }
        let draws = Double(samples.rows)
        var sums = [Double](repeating: 0, count: GroupSpread.blockWidth)

        samples.storage.withUnsafeBufferPointer { storage in
            for start in stride(from: 0, to: columns, by: GroupSpread.blockWidth) {
                let width = min(GroupSpread.blockWidth, columns - start)
                for group in groups {
                    for column in 0..<width { sums[column] = 0 }
                    for row in group {
                        let place = row * columns + start
                        let block = UnsafeBufferPointer(rebasing: storage[place..<(place + width)])
                        add(block, from: start, mean: mean, to: &sums)
                    }
                    let (share, size) = (Double(group.count) / draws, Double(group.count))
                    for column in 0..<width {
                        let shift = sums[column] / size - mean[start + column]
                        between[start + column] += share * shift * shift
                    }
                }
            }
        }
        for column in 0..<columns { total[column] /= draws }
    }

    /// `between` minus the share of the variance within groups that groups of few draws show by chance
    /// (one-way analysis of variance), not below zero.
    func debiased(samples: Int, groups: Int) -> [Double] {
        guard samples > groups else { return between }
        let factor = Double(groups - 1) / Double(samples - groups)
        return zip(total, between).map { total, between in
            max(between - max(total - between, 0) * factor, 0)
        }
    }

    /// Adds one draw of a block to the group's sums and to the squared deviations of its columns.
    private mutating func add(
        _ block: UnsafeBufferPointer<Double>,
        from start: Int,
        mean: [Double],
        to sums: inout [Double]
    ) {
        mean.withUnsafeBufferPointer { mean in
            sums.withUnsafeMutableBufferPointer { sums in
                total.withUnsafeMutableBufferPointer { total in
                    for column in 0..<block.count {
                        let value = block[column]
                        let deviation = value - mean[start + column]
                        sums[column] += value
                        total[start + column] += deviation * deviation
                    }
                }
            }
        }
    }
}

/// Where the greatest value stands first; 0 of nothing.
func firstMaximum(of values: UnsafeBufferPointer<Double>) -> Int {
    var best = 0
    for place in values.indices where values[place] > values[best] { best = place }
    return best
}
