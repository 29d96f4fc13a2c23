package import LinearAlgebra

/// What posterior samples say of which pairs are among the top ones of the screen.
package struct TopSet: Sendable {
    /// The probability of each candidate to be among the top pairs: the share of samples that put it there.
    package let probability: [Double]
    /// What a pair must reach in each sample to be among the top ones.
    package let thresholds: [Double]
    /// How many top pairs of the candidates each sample has.
    package let openInSample: [Double]

    /// - Parameters:
    ///   - samples: Draws of the candidates' rewards.
    ///   - known: Measured rewards, in the units of the samples: they take places among the top too.
    ///   - count: How many of all pairs are the top ones.
    ///   - weights: How many pairs each candidate stands for; `nil` where each is its own.
    package init(_ samples: Matrix, known: [Double], count: Int, weights: [Double]? = nil) {
        let (rows, columns) = (samples.rows, samples.columns)
        let all = weights.map { Int($0.reduce(0, +)) } ?? columns
        let places = min(max(count, 1), all + known.count)
        let ownWeights = (weights ?? [Double](repeating: 1, count: columns)) + known.map { _ in 1 }
        var counts = [Int](repeating: 0, count: columns)
        var openInSample: [Double] = []
        var thresholds: [Double] = []
        var line = ContenderLine(known: known, weights: ownWeights, places: Double(places))
        samples.storage.withUnsafeBufferPointer { storage in
            for row in 0..<rows {
                let draw = UnsafeBufferPointer(rebasing: storage[(row * columns)..<((row + 1) * columns)])
                let threshold = line.threshold(of: draw)
                var open = 0.0
                for column in line.contenders(of: draw, reaching: threshold) {
                    counts[column] += 1
                    open += ownWeights[column]
                }
                openInSample.append(open)
                thresholds.append(threshold)
            }
        }
        self.openInSample = openInSample
        self.thresholds = thresholds
        probability = counts.map { Double($0) / Double(max(rows, 1)) }
    }
}

/// Finds the threshold of one sample after another.
///
/// Samples of one posterior have much the same threshold: only what reaches the least one met so far has to be
/// put in order, a tenth of all where one in twenty is a top pair.
private struct ContenderLine {
    private let known: [Double]
    private let ownWeights: [Double]
    private let places: Double
    private var floor = -Double.infinity
    private var least = Double.infinity
    private var values: [Double]
    private var weights: [Double]
    /// Candidates that reach `floor`, ascending.
    private var columns: [Int]
    private var found = 0

    init(known: [Double], weights: [Double], places: Double) {
        self.known = known
        self.places = places
        ownWeights = weights
        values = []
        self.weights = []
        columns = [Int](repeating: 0, count: weights.count)
    }

    mutating func threshold(of draw: UnsafeBufferPointer<Double>) -> Double {
        gather(draw)
        if weights.reduce(0, +) < places, floor > -.infinity {
            floor = -.infinity
            gather(draw)
        }
        let threshold = weightedThreshold(&values, &weights, places: places)
        least = min(least, threshold)
        floor = least
        return threshold
    }

    /// Of the sample whose threshold was asked for last.
    func contenders(of draw: UnsafeBufferPointer<Double>, reaching threshold: Double) -> [Int] {
        columns.prefix(found).filter { draw[$0] >= threshold }
    }

    private mutating func gather(_ draw: UnsafeBufferPointer<Double>) {
        let floor = floor
        found = columns.withUnsafeMutableBufferPointer { columns in
            var found = 0
            for column in draw.indices {
                columns[found] = column
                found += draw[column] >= floor ? 1 : 0
            }
            return found
        }
        values.removeAll(keepingCapacity: true)
        weights.removeAll(keepingCapacity: true)
        for column in columns.prefix(found) {
            values.append(draw[column])
            weights.append(ownWeights[column])
        }
        for (place, value) in known.enumerated() where value >= floor {
            values.append(value)
            weights.append(ownWeights[draw.count + place])
        }
    }
}

/// The greatest value that so many places reach: values at least as great weigh `places` or more together.
///
/// The least value where all weigh less. Both lists are left in another order.
func weightedThreshold(_ values: inout [Double], _ weights: inout [Double], places: Double) -> Double {
    values.withUnsafeMutableBufferPointer { values in
        weights.withUnsafeMutableBufferPointer { weights in
            var (low, high) = (0, values.count)
            var above = 0.0
            while high - low > 1 {
                // The median of three keeps sorted values from being the worst case.
                let (a, b, c) = (values[low], values[(low + high) / 2], values[high - 1])
                let pivot = max(min(a, b), min(max(a, b), c))
                var (greater, place, less) = (low, low, high)
                var (greaterWeight, equalWeight) = (0.0, 0.0)
                while place < less {
                    if values[place] > pivot {
                        greaterWeight += weights[place]
                        values.swapAt(greater, place)
                        weights.swapAt(greater, place)
                        greater += 1
                        place += 1
                    } else if values[place] < pivot {
                        less -= 1
                        values.swapAt(place, less)
                        weights.swapAt(place, less)
                    } else {
                        equalWeight += weights[place]
                        place += 1
                    }
                }
                if above + greaterWeight >= places {
                    high = greater
                } else if above + greaterWeight + equalWeight >= places || less == high {
                    return pivot
                } else {
                    above += greaterWeight + equalWeight
                    low = less
                }
            }
            return low < values.count ? values[low] : .infinity
        }
    }
}
