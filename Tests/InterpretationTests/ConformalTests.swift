import Interpretation
import Statistics
import Testing

struct ConformalTests {
    @Test func `the quantile is the one that finite samples need`() {
        // n = 19, alpha = 0.1: place ⌈20 · 0.9⌉ = 18.
        let residuals = (1...19).map { Double($0) * ($0 % 2 == 0 ? 1 : -1) }
        let interval = ConformalInterval(residuals: residuals + [.nan], alpha: 0.1)
        #expect(interval.upper == 18 && interval.lower == -18 && interval.count == 19)
        // Two-sided: place ⌈20 · 0.95⌉ = 19, the greatest and the least.
        let sides = ConformalInterval(residuals: residuals, alpha: 0.1, .twoSided)
        #expect(sides.upper == 18 && sides.lower == -19)
        #expect(ConformalInterval(residuals: (1...8).map(Double.init), alpha: 0.1).upper == .infinity)
        #expect(ConformalInterval(residuals: (1...9).map(Double.init), alpha: 0.1).upper == 9)
        #expect(ConformalInterval(residuals: (1...29).map(Double.init), alpha: 0.1).upper == 27)
        #expect(ConformalInterval(residuals: [], alpha: 0.1).width == .infinity)
        let around = interval.around(2)
        #expect(around.low == -16 && around.high == 20)
        #expect(interval.covers(20, predicted: 2) && !interval.covers(20.5, predicted: 2))
    }

    /// The theorem itself: leaving each of n + 1 values out, exactly ⌈(n + 1)(1 − α)⌉ are covered.
    @Test(arguments: [9, 10, 19, 37, 100], [0.1, 0.2, 0.05])
    func `leaving each value out covers exactly as many as promised`(count: Int, alpha: Double) {
        var generator = SeededGenerator(Seed(UInt64(count)))
        let values = (0..<count).map { _ in generator.normal() }
        var covered = 0
        for left in values.indices {
            var rest = values
            rest.remove(at: left)
            let interval = ConformalInterval(residuals: rest, alpha: alpha)
            covered += interval.covers(values[left], predicted: 0) ? 1 : 0
        }
        let promised = min(count, Int((Double(count) * (1 - alpha) - 1e-9).rounded(.up)))
        #expect(covered == promised)
    }

    @Test func `skewed residuals have uneven sides that hold their shares`() {
        var generator = SeededGenerator(Seed(8))
        // Exponential: a tail above only.
        func draw() -> Double { -portableLog(1 - generator.uniform()) - 1 }
        let interval = ConformalInterval(residuals: (0..<2_000).map { _ in draw() }, alpha: 0.1, .twoSided)
        // Quantiles 0.05 and 0.95 of the exponential less its mean, within 4 standard errors.
        #expect((interval.lower - (0.051_293 - 1)).magnitude < 0.03)
        #expect((interval.upper - (2.995_732 - 1)).magnitude < 0.4)
        let fresh = (0..<4_000).map { _ in draw() }
        let share = Double(fresh.count { interval.covers($0, predicted: 0) }) / 4_000
        #expect(share > 0.88 && share < 0.92)
    }

    @Test func `each tissue keeps its promise where the overall interval does not`() {
        var generator = SeededGenerator(Seed(4))
        let spreads = [("calm", 0.5, 300), ("wild", 2.0, 300), ("rare", 2.0, 10)]
        func draw(_ factor: Int) -> [(String, Double)] {
            spreads.flatMap { name, spread, count in
                (0..<count * factor).map { _ in (name, spread * generator.normal()) }
            }
        }
        let training = draw(1)
        let residuals = training.map(\.1) + [.nan]
        let tissues = training.map(\.0) + ["calm"]
        let own = ConformalByTissue(residuals: residuals, tissues: tissues, shrinkage: 0)
        let shrunk = ConformalByTissue(residuals: residuals, tissues: tissues)
        #expect(own.tissues.keys.sorted() == ["calm", "wild"])
        #expect(own["rare"] == own.overall && own["never seen"] == own.overall)
        // 300 of 330 parts its own, 30 the overall one's.
        let mixed = (300 * own["calm"].upper + 30 * own.overall.upper) / 330
        #expect((shrunk["calm"].upper - mixed).magnitude < 1e-12)
        let fresh = draw(10)
        func report(_ interval: (String) -> ConformalInterval) -> CoverageReport {
            CoverageReport(
                fresh.map { name, value in
                    let around = interval(name).around(0)
                    return IntervalOutcome(group: name, measured: value, low: around.low, high: around.high)
                }
            )
        }
        let byTissue = report { own[$0] }
        let overall = report { _ in own.overall }
        #expect(byTissue.groups.map(\.group) == ["calm", "rare", "wild"])
        // Binomial spread of the quantile from 300 lines is 1.7 %; three of them.
        #expect((byTissue.groups[0].share - 0.9).magnitude < 0.052)
        #expect((byTissue.groups[2].share - 0.9).magnitude < 0.052)
        #expect(overall.groups[0].share > 0.99)
        #expect(overall.groups[2].share < 0.85)
        #expect(byTissue.overall.count == 6_100)
        #expect(byTissue.groups[0].meanWidth < byTissue.groups[2].meanWidth)
    }

    @Test func `a report counts what was measured and says how sure it is`() {
        let report = CoverageReport([
            IntervalOutcome(group: "b", measured: 1, low: 0, high: 1),
            IntervalOutcome(group: "b", measured: 2, low: 0, high: 1),
            IntervalOutcome(group: "a", measured: 2, low: -.infinity, high: .infinity),
            IntervalOutcome(group: "a", measured: .nan, low: 0, high: 1),
        ])
        #expect(report.groups.map(\.group) == ["a", "b"])
        #expect(report.groups.map(\.covered) == [1, 1])
        #expect(report.groups[0].meanWidth.isNaN && report.groups[1].meanWidth == 1)
        #expect(report.overall.count == 3 && report.overall.covered == 2)
        // Wilson's interval of 1 in 2, statsmodels: 0.0945312057, 0.9054687943
        let bounds = report.groups[1].uncertainty
        #expect((bounds.low - 0.094_531_205_734_230_7).magnitude < 1e-12)
        #expect((bounds.high - 0.905_468_794_265_769_3).magnitude < 1e-12)
        #expect(CoverageReport([]).overall.share.isNaN)
    }
}
