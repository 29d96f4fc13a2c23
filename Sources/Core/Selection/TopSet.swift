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
        var line = [Double](repeating: 0, count: columns + known.count)
        var lineWeights = ownWeights
        var counts = [Int](repeating: 0, count: columns)
        var openInSample: [Double] = []
        var thresholds: [Double] = []
        for row in 0..<rows {
            let draw = samples.row(row)
            for column in 0..<columns { line[column] = draw[draw.startIndex + column] }
            for place in known.indices { line[columns + place] = known[place] }
            for place in ownWeights.indices { lineWeights[place] = ownWeights[place] }
            let threshold = weightedThreshold(&line, &lineWeights, places: Double(places))
            var open = 0.0
            for column in 0..<columns where draw[draw.startIndex + column] >= threshold {
                counts[column] += 1
                open += weights?[column] ?? 1
            }
            openInSample.append(open)
            thresholds.append(threshold)
        }
        self.openInSample = openInSample
        self.thresholds = thresholds
        probability = counts.map { Double($0) / Double(max(rows, 1)) }
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
