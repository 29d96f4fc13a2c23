/// How many of many independent trials succeed, where each has a chance of its own.
package struct PoissonBinomial: Sendable, Hashable {
    /// The chance of each number of successes, from none to all.
    package let mass: [Double]
    /// The sum of the chances given.
    package let expectation: Double

    /// The exact distribution by adding one trial after another: sums of positive terms, so that far tails
    /// keep their digits.
    ///
    /// Chances are clamped to 0 … 1.
    package init(_ chances: [Double]) {
        precondition(!chances.contains(where: \.isNaN), "a chance that is not a number")
        var mass = [Double](repeating: 0, count: chances.count + 1)
        mass[0] = 1
        var sum = 0.0
        for (trial, chance) in chances.enumerated() {
            let success = min(max(chance, 0), 1)
            sum += success
            for count in stride(from: trial + 1, to: 0, by: -1) {
                mass[count] = mass[count] * (1 - success) + mass[count - 1] * success
            }
            mass[0] *= 1 - success
        }
        self.mass = mass
        expectation = sum
    }

    /// The chance of `count` successes or more.
    package func tail(from count: Int) -> Double {
        guard count > 0 else { return 1 }
        guard count < mass.count else { return 0 }
        var sum = 0.0
        // because the smallest terms come first this way
        for place in stride(from: mass.count - 1, through: count, by: -1) { sum += mass[place] }
        return min(sum, 1)
    }
}
