/// Genes whose p-values are known, or known to lie between two bounds.
struct PValueBounds {
    private var genes: [Int] = []
    private var low: [Double] = []
    private var high: [Double] = []

    init(capacity: Int) {
        genes.reserveCapacity(capacity)
        low.reserveCapacity(capacity)
        high.reserveCapacity(capacity)
    }

    mutating func append(gene: Int, low: Double, high: Double) {
        genes.append(gene)
        self.low.append(low)
        self.high.append(high)
    }

    /// Benjamini and Hochberg's adjusted values of some of the p-values.
    ///
    /// Genes are made exact where their interval meets a p-value asked for, whose rank must be known, or that
    /// of a rank whose lower bound does not exclude it from the minimum; then only exact values can be the
    /// least.
    /// - Parameters:
    ///   - values: exact p-values of genes among these.
    ///   - tests: how many genes were tested in all.
    ///   - exact: a gene's p-value.
    /// - Returns: as many as there are values.
    mutating func adjusted(_ values: [Double], tests: Int, exact: (_ gene: Int) -> Double) -> [Double] {
        while true {
            let lows = low.sorted()
            let highs = high.sorted()
            var least = [Double](repeating: .infinity, count: highs.count + 1)
            var open = values.map { ($0, $0) }
            for place in highs.indices.reversed() {
                let ratio = Double(tests) / Double(place + 1)
                least[place] = min(least[place + 1], highs[place] * ratio)
                if lows[place] < highs[place], lows[place] * ratio <= least[place] {
                    open.append((lows[place], highs[place]))
                }
            }
            var isSettled = true
            for place in genes.indices where low[place] < high[place] {
                guard open.contains(where: { low[place] <= $0.1 && high[place] >= $0.0 }) else { continue }
                let p = exact(genes[place])
                low[place] = p
                high[place] = p
                isSettled = false
            }
            guard isSettled else { continue }
            return values.map { value in
                // The first place that is not below, by halving.
                var first = 0
                var last = highs.count
                while first < last {
                    let middle = (first + last) / 2
                    if highs[middle] < value { first = middle + 1 } else { last = middle }
                }
                return min(least[first], 1)
            }
        }
    }
}
