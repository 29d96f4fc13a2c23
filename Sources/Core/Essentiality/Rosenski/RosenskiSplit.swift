import Regression
import Statistics

/// Lines learnt from and lines held out from them, both ascending.
struct LineSet: Sendable, Hashable {
    let training: [Int]
    let test: [Int]
}

/// How the paper's protocol holds lines out to judge its models by.
package enum RosenskiSplit: Sendable, Hashable {
    /// Each line once, as scikit-learn's `KFold(n, shuffle=True, random_state=)`; at least two.
    case folds(Int)
    /// One share of the lines, as scikit-learn's `train_test_split(test_size=, random_state=)`; the paper's is 0.25.
    case holdOut(Double)

    func sets(lines: Int, seed: Seed) -> [LineSet] {
        switch self {
        case .folds(let count):
            return KFold(count: lines, folds: count, seed: seed.value).folds.map {
                LineSet(training: $0.training, test: $0.test)
            }
        case .holdOut(let share):
            let split = LineSplit(count: lines, testShare: share, seed: seed.value)
            return [LineSet(training: split.training.sorted(), test: split.test.sorted())]
        }
    }

    /// For each line, `nil` if it is not held out, a group of lines whose intervals are not to be made from each
    /// other's residuals: its fold, or the line alone where there is one fold only.
    func groups(_ sets: [LineSet], lines: Int) -> [Int?] {
        var groups = [Int?](repeating: nil, count: lines)
        for (number, set) in sets.enumerated() {
            for line in set.test { groups[line] = sets.count > 1 ? number : line }
        }
        return groups
    }
}
