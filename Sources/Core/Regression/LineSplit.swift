/// Which lines a model learns from and which it is judged on.
///
/// The same split as scikit-learn's `train_test_split(range(n), test_size=, random_state=)`, which the
/// paper uses, so that a held-out figure can be checked line by line in Python.
package struct LineSplit: Sendable, Hashable {
    /// In the order of the permutation.
    package let training: [Int]
    package let test: [Int]

    /// - Parameters:
    ///   - count: how many lines there are.
    ///   - testShare: between 0 and 1; rounded up to whole lines.
    ///   - seed: only the low 32 bits are used.
    package init(count: Int, testShare: Double, seed: UInt64) {
        precondition(
            count >= 0 && testShare > 0 && testShare < 1,
            "a split needs lines and a share between 0 and 1"
        )
        var generator = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
        let permutation = generator.permutation(of: count)
        let held = Int((testShare * Double(count)).rounded(.up))
        test = Array(permutation.prefix(held))
        training = Array(permutation.dropFirst(held))
    }
}
