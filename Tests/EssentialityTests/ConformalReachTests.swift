import Statistics
import Testing

@testable import Essentiality

@Suite struct ConformalReachTests {
    /// Residuals −n … n, all of one departure.
    private func even(_ most: Int) -> ConformalReach {
        let residuals = (-most...most).map { Double($0) }
        return ConformalReach(departures: residuals.map { _ in 0.4 }, residuals: residuals)
    }

    private func isNear(_ ends: (low: Double, high: Double), _ low: Double, _ high: Double) -> Bool {
        (ends.low - low).magnitude < 1e-9 && (ends.high - high).magnitude < 1e-9
    }

    @Test func `each side reaches to the residual of the conformal rank`() {
        // Of 199 the ⌈.95 × 200⌉ = 190th is 90, and the 10th −90.
        #expect(isNear(even(99).interval(about: 0, departure: 0, factor: 1), -90, 90))
        #expect(isNear(even(99).interval(about: 7, departure: 3, factor: 2), -173, 187))
        // Of 19, the fewest with tails of 5 %, the extremes; of 17, the ⌈.9 × 18⌉ = 17th smallest size.
        #expect(isNear(even(9).interval(about: 0, departure: 0, factor: 1), -9, 9))
        #expect(isNear(even(8).interval(about: 0, departure: 0, factor: 1), -8, 8))
        let skewed = ConformalReach(departures: [0, 0, 0], residuals: [1, -3, 2])
        #expect(isNear(skewed.interval(about: 0, departure: 0, factor: 1), -3, 3))
    }

    @Test func `sides reach as far as each needs, and never past the prediction`() {
        // 1 … 100: the ⌈.95 × 101⌉ = 96th is 96, the 5th is 5, which is above the prediction.
        let residuals = (1...100).map { Double($0) }
        let reach = ConformalReach(departures: residuals.map { _ in 0 }, residuals: residuals)
        #expect(isNear(reach.interval(about: 0, departure: 0, factor: 1), 0, 96))
        let skewed = (0..<199).map { line -> Double in Double(line * line) / 100 - 30 }
        let other = ConformalReach(departures: skewed.map { _ in 0 }, residuals: skewed)
        // 9² / 100 − 30 and 189² / 100 − 30.
        #expect(isNear(other.interval(about: 0, departure: 0, factor: 1), -29.19, 327.21))
    }

    @Test func `the spread is a line through roots of sizes, between its bounds`() {
        // Sizes (1 + d)² at departures 0 … 3, of either sign.
        let departures = (0..<80).map { Double($0 % 4) }
        let residuals = (0..<80).map { line -> Double in
            let root = 1 + departures[line]
            let size = root * root
            return line / 4 % 2 == 0 ? size : -size
        }
        let reach = ConformalReach(departures: departures, residuals: residuals)
        #expect((reach.intercept - 1).magnitude < 1e-9 && (reach.slope - 1).magnitude < 1e-9)
        #expect((reach.floor - 1.25).magnitude < 1e-12 && reach.least == 0 && reach.greatest == 3)
        func high(_ departure: Double) -> Double {
            reach.interval(about: 0, departure: departure, factor: 1).high / reach.above
        }
        #expect((high(2) - 9).magnitude < 1e-9)
        // Half of the mean root, 1.25, stands for 1; beyond the departures seen the last one counts.
        #expect((high(0) - 1.5625).magnitude < 1e-9 && high(-5) == high(0))
        #expect((high(3) - 16).magnitude < 1e-9 && high(50) == high(3))
    }

    @Test func `numbers come back from a file`() {
        let reach = even(30)
        #expect(reach.numbers.count == ConformalReach.count)
        #expect(ConformalReach(numbers: reach.numbers) == reach)
    }

    @Test func `no residual and none left over are no crash`() {
        let none = ConformalReach(departures: [], residuals: [])
        #expect(isNear(none.interval(about: 2, departure: 1, factor: 1), 2, 2))
        let exact = ConformalReach(departures: [1, 2], residuals: [0, 0])
        #expect(isNear(exact.interval(about: 2, departure: 1, factor: 2), 2, 2))
    }

    @Test func `intervals hold wherever predictions are, though residuals grow with them`() {
        let (learnt, held, targets) = (300, 300, 100)
        var generator = SeededGenerator(Seed(21))
        var covered = [Int](repeating: 0, count: 10)
        var even = covered
        for _ in 0..<targets {
            let departures = (0..<(learnt + held)).map { _ in generator.uniform() }
            let residuals = departures.map { departure -> Double in
                let root = 0.6 + departure
                let size = root * root * generator.normal().magnitude
                // Longer above than below.
                return generator.uniform() < 0.7 ? 2 * size : -size
            }
            let reach = ConformalReach(
                departures: Array(departures[..<learnt]),
                residuals: Array(residuals[..<learnt])
            )
            let flat = ConformalReach(
                departures: departures[..<learnt].map { _ in 0 },
                residuals: Array(residuals[..<learnt])
            )
            for line in learnt..<(learnt + held) {
                let tenth = Int(10 * departures[line])
                let ends = reach.interval(about: 0, departure: departures[line], factor: 1)
                if ends.low <= residuals[line], residuals[line] <= ends.high { covered[tenth] += 1 }
                let one = flat.interval(about: 0, departure: 0, factor: 1)
                if one.low <= residuals[line], residuals[line] <= one.high { even[tenth] += 1 }
            }
        }
        // A tenth has some 3,000 residuals: an SD of half a percent, and the quantiles' own errors.
        let size = Double(held * targets / 10)
        for tenth in 0..<10 { #expect((Double(covered[tenth]) / size - 0.9).magnitude < 0.05) }
        let all = Double(covered.reduce(0, +)) / Double(held * targets)
        #expect((all - 0.9).magnitude < 0.012)
        // Intervals of one width hold the smallest always and the greatest hardly.
        #expect(Double(even[0]) / size > 0.95 && Double(even[9]) / size < 0.8)
    }
}
