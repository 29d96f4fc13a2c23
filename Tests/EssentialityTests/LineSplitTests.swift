import TestSupport
import Testing

@testable import Essentiality

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
    let splits: [Split]
    let firstNumbers: [String: [UInt32]]
    let permutation: [String: [Int]]

    enum CodingKeys: String, CodingKey {
        case splits = "train_test_split"
        case firstNumbers = "mt19937_first_uint32"
        case permutation
    }
}

@Suite struct LineSplitTests {
    @Test func `a split is the one scikit-learn makes of the same seed`() throws {
        for expected in try fixture("splits.json", as: Oracle.self).splits {
            let split = LineSplit(count: expected.n, testShare: expected.testSize, seed: expected.seed)
            #expect(split.training == expected.train)
            #expect(split.test == expected.test)
        }
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
