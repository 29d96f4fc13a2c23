import Profiles
import RealModule
import Rewards
import Screen
import Statistics
import Testing

@Suite struct RewardEstimateTests {
    private let screen = NoisyScreen(genes: 12, features: 8)

    @Test func `estimates are the same to the last bit whatever the order of wells`() throws {
        let wells = screen.wells(seed: Seed(2)).wells
        var generator = SeededGenerator(Seed(3))
        let mixed = wells.map { ($0, generator.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
        #expect(try screen.estimates(of: mixed) == screen.estimates(of: wells))
    }

    @Test func `the plain norm stays what it was and the parts of the error add up`() throws {
        let wells = screen.wells(seed: Seed(4)).wells
        let plain = try rewards(from: knockoutProfiles(of: wells, settings: .standard))
        let found = try screen.estimates(of: wells)
        #expect(found.estimates.map(\.pair) == plain.rewards.map(\.pair))
        #expect(found.estimates.map(\.value) == plain.rewards.map(\.value))
        for estimate in found.estimates {
            let variances = estimate.variances
            #expect(estimate.debiased == estimate.value - estimate.noise)
            #expect(
                variances.own > 0 && variances.first > 0 && variances.second > 0 && variances.controls > 0
            )
            // 1e-12: a sum of four.
            #expect((estimate.sd * estimate.sd / variances.total - 1).magnitude < 1e-12)
            #expect(estimate.low <= max(0, estimate.debiased) && estimate.high >= max(0, estimate.debiased))
            #expect(estimate.q >= estimate.p)
        }
        let ranks = found.estimates.compactMap { $0.adjusted?.rank }
        #expect(ranks.sorted() == Array(1...66))
    }

    @Test func `a screen of few pairs has rewards and no trend`() throws {
        let few = NoisyScreen(genes: 4, features: 8)
        let found = try few.estimates(of: few.wells(seed: Seed(5)).wells)
        #expect(found.estimates.count == 6)
        #expect(found.trend == nil)
        #expect(found.estimates.allSatisfy { $0.adjusted == nil })
        let some = NoisyScreen(genes: 7, features: 8)
        let trend = try #require(try some.estimates(of: some.wells(seed: Seed(5)).wells).trend)
        #expect(!trend.isSlopeFitted)
        #expect(trend.slope == 1)
    }

    @Test func `pseudo-pairs say what counting alone could find`() throws {
        let null = try screen.estimates(of: screen.wells(seed: Seed(6)).wells).null
        // Six plates of eight controls; twelve genes.
        #expect(null.controlPairs == 18)
        #expect(null.singlePairs == 12)
        #expect(null.smallestCounted == 1.0 / 31)
        // 66 / (0.1 · 31) = 21.3.
        #expect(null.smallestReachable(tests: 66, q: 0.1) == 22)
        #expect(null.tailFreedom <= null.freedom)
    }

    @Test func `the tail of a chi-square is right near and far`() {
        // scipy.stats.chi2.sf; 1e-9 for the logarithm of gamma.
        for (square, freedom, tail) in [
            (3.841_458_820_694_124, 1.0, 0.05), (18.307_038_053_275_146, 10, 0.05),
            (2.0, 2, 0.367_879_441_171_442_3), (100.0, 2, 1.928_749_847_963_918e-22),
        ] {
            #expect((upperGamma(freedom / 2, square / 2) / tail - 1).magnitude < 1e-9)
            let moved = upperTail(
                5 + 3 * (square - freedom) / (2 * freedom).squareRoot(),
                mean: 5,
                variance: 9,
                freedom: freedom
            )
            #expect((moved / tail - 1).magnitude < 1e-9)
        }
        #expect(upperTail(-50, mean: 5, variance: 9, freedom: 3) == 1)
    }
}
