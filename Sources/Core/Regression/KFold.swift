/// Lines in folds, each held out once.
///
/// The same folds as scikit-learn's `KFold`: the first ones have a line more where the lines do not divide
/// evenly. Both lists of a fold are ascending.
package struct KFold: Sendable, Hashable {
    package struct Fold: Sendable, Hashable {
        package let training: [Int]
        package let test: [Int]
    }

    package let folds: [Fold]

    /// Contiguous folds: `KFold(folds)`.
    package init(count: Int, folds: Int) {
        self.init(order: Array(0..<count), folds: folds)
    }

    /// Folds of shuffled lines: `KFold(folds, shuffle=True, random_state=seed)`.
    ///
    /// Only the low 32 bits of the seed are used.
    package init(count: Int, folds: Int, seed: UInt64) {
        var generator = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
        self.init(order: generator.permutation(of: count), folds: folds)
    }

    private init(order: [Int], folds: Int) {
        precondition(folds > 1, "one fold would leave nothing to learn from")
        let (size, more) = order.count.quotientAndRemainder(dividingBy: folds)
        var fold = [Int](repeating: 0, count: order.count)
        for place in order.indices {
            let uneven = more * (size + 1)
            fold[order[place]] = place < uneven ? place / (size + 1) : more + (place - uneven) / max(size, 1)
        }
        self.folds = (0..<folds).map { number in
            Fold(
                training: order.indices.filter { fold[$0] != number },
                test: order.indices.filter { fold[$0] == number }
            )
        }
    }
}
