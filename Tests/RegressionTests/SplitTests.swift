import TestSupport
import Testing

@testable import Regression

private struct Oracle: Decodable {
    struct Split: Decodable {
        let n: Int
        let testSize: Double
        let seed: UInt64
        let train: [Int]
        let test: [Int]

        enum CodingKeys: String, CodingKey {
            case n
            case testSize = "test_size"
            case seed
            case train
            case test
        }
    }
    struct Folds: Decodable {
        let n: Int
        let k: Int
        let seed: UInt64
        let test: [[Int]]
    }
    let splits: [Split]
    let kfold: [Folds]
    let firstNumbers: [String: [UInt32]]
    let permutation: [String: [Int]]

    enum CodingKeys: String, CodingKey {
        case splits = "train_test_split"
        case kfold
        case firstNumbers = "mt19937_first_uint32"
        case permutation
    }
}

@Suite struct SplitTests {
    @Test func `a split is the one scikit-learn makes of the same seed`() throws {
        for expected in try fixture("splits.json", as: Oracle.self).splits {
            let split = LineSplit(count: expected.n, testShare: expected.testSize, seed: expected.seed)
            #expect(split.training == expected.train)
            #expect(split.test == expected.test)
        }
    }

    @Test func `folds are those scikit-learn makes of the same seed`() throws {
        let oracle = try fixture("splits.json", as: Oracle.self)
        #expect(oracle.kfold.count == 2)
        for expected in oracle.kfold {
            let folds = KFold(count: expected.n, folds: expected.k, seed: expected.seed).folds
            #expect(folds.map(\.test) == expected.test)
            for fold in folds { #expect((fold.training + fold.test).sorted() == Array(0..<expected.n)) }
        }
    }

    @Test func `folds without a seed are contiguous, the first ones a line longer`() {
        let folds = KFold(count: 8, folds: 3).folds
        #expect(folds.map(\.test) == [[0, 1, 2], [3, 4, 5], [6, 7]])
        #expect(folds[1].training == [0, 1, 2, 6, 7])
        #expect(KFold(count: 2, folds: 3).folds.map(\.test) == [[0], [1], []])
    }

    @Test func `the generator gives NumPy's first numbers and permutations`() throws {
        let oracle = try fixture("splits.json", as: Oracle.self)
        for (seed, numbers) in oracle.firstNumbers {
            var generator = MersenneTwister(seed: try #require(UInt32(seed)))
            #expect(numbers.map { _ in generator.next() } == numbers)
        }
        for (name, expected) in oracle.permutation {
            let parts = name.split(separator: ":").compactMap { UInt32($0) }
            try #require(parts.count == 2)
            var generator = MersenneTwister(seed: parts[0])
            #expect(generator.permutation(of: Int(parts[1])) == expected)
        }
    }

    @Test func `a split of nothing and of one line is no crash`() {
        #expect(LineSplit(count: 0, testShare: 0.25, seed: 1).training.isEmpty)
        #expect(LineSplit(count: 1, testShare: 0.25, seed: 1).test == [0])
    }
}
