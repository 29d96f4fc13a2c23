package import LinearAlgebra

/// What posterior samples say of which pairs are among the top ones of the screen.
package struct TopSet: Sendable {
    /// The probability of each candidate to be among the top pairs: the share of samples that put it there.
    package let probability: [Double]
    /// How many top pairs are expected among the candidates.
    package let expectedOpen: Double
    /// What a pair must reach in each sample to be among the top ones.
    package let thresholds: [Double]
    /// How many top pairs of the candidates each sample has.
    package let openInSample: [Int]

    /// - Parameters:
    ///   - samples: Draws of the candidates' rewards.
    ///   - known: Measured rewards, in the units of the samples: they take places among the top too.
    ///   - count: How many of all pairs are the top ones.
    package init(_ samples: Matrix, known: [Double], count: Int) {
        let (rows, columns) = (samples.rows, samples.columns)
        let places = min(max(count, 1), columns + known.count)
        let known = known.sorted(by: >)
        var counts = [Int](repeating: 0, count: columns)
        var openInSample: [Int] = []
        var thresholds: [Double] = []
        for row in 0..<rows {
            let draw = Array(samples.row(row))
            let threshold = TopSet.threshold(draw, known: known, places: places)
            var open = 0
            for column in 0..<columns where draw[column] >= threshold {
                counts[column] += 1
                open += 1
            }
            openInSample.append(open)
            thresholds.append(threshold)
        }
        self.openInSample = openInSample
        self.thresholds = thresholds
        probability = counts.map { Double($0) / Double(max(rows, 1)) }
        expectedOpen = rows == 0 ? 0 : Double(openInSample.reduce(0, +)) / Double(rows)
    }

    /// The value that `places` of a sample's pairs, measured ones included, reach.
    private static func threshold(_ draw: [Double], known: [Double], places: Int) -> Double {
        // Only the best `places` of the draw can matter.
        let best = greatest(draw, places)
        var (own, other) = (0, 0)
        var threshold = Double.infinity
        for _ in 0..<places {
            if own < best.count, other >= known.count || best[own] >= known[other] {
                threshold = best[own]
                own += 1
            } else if other < known.count {
                threshold = known[other]
                other += 1
            }
        }
        return threshold
    }
}

/// The greatest `count` values, descending, by selecting before sorting.
func greatest(_ values: [Double], _ count: Int) -> [Double] {
    guard count < values.count else { return values.sorted(by: >) }
    guard count > 0 else { return [] }
    var values = values
    values.withUnsafeMutableBufferPointer { values in
        var (low, high) = (0, values.count - 1)
        while low < high {
            // The median of three keeps sorted values from being the worst case.
            let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
            let pivot = max(min(a, b), min(max(a, b), c))
            var (left, right) = (low, high)
            while left <= right {
                while values[left] > pivot { left += 1 }
                while values[right] < pivot { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if count - 1 <= right { high = right } else if count - 1 >= left { low = left } else { break }
        }
    }
    return values.prefix(count).sorted(by: >)
}
