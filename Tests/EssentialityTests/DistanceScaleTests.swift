import LinearAlgebra
import Statistics
import Testing

@testable import Essentiality

@Suite struct DistanceScaleTests {
    private struct Simulated {
        let distances: [Double]
        /// For each target, a residual a line; the first half of the lines is learnt from.
        let residuals: [[Double]]
    }

    /// Lines that can be exchanged, whose residuals grow with the distance by `growth`.
    private func simulated(growth: Double, lines: Int, targets: Int, seed: UInt64) -> Simulated {
        var generator = SeededGenerator(Seed(seed))
        let distances = (0..<lines).map { _ in generator.uniform() }
        return Simulated(
            distances: distances,
            residuals: (0..<targets).map { target in
                distances.map { Double(target + 1) * (1 + growth * $0) * generator.normal() }
            }
        )
    }

    private func coverage(
        _ simulated: Simulated,
        learnt: Int,
        where isMeant: (Double) -> Bool
    ) -> (Double, Int) {
        let places = Array(0..<learnt)
        let scale = DistanceScale(
            distances: simulated.distances,
            residuals: simulated.residuals.map { values in (places, places.map { values[$0] }) }
        )
        var (inside, count) = (0, 0)
        for values in simulated.residuals {
            let reach = ConformalReach(
                departures: places.map { _ in 0 },
                residuals: places.map { values[$0] / scale.factor(simulated.distances[$0]) }
            )
            for line in learnt..<values.count where isMeant(simulated.distances[line]) {
                count += 1
                let factor = scale.factor(simulated.distances[line])
                let ends = reach.interval(about: 0, departure: 0, factor: factor)
                if ends.low <= values[line], values[line] <= ends.high { inside += 1 }
            }
        }
        return (Double(inside) / Double(count), count)
    }

    @Test(arguments: [0.0, 2.0])
    func `intervals cover nine in ten lines that can be exchanged`(growth: Double) {
        let (learnt, held, targets) = (199, 200, 200)
        let data = simulated(growth: growth, lines: learnt + held, targets: targets, seed: 5)
        let (covered, _) = coverage(data, learnt: learnt) { _ in true }
        // Binomial errors of the lines judged and, by the quantile's rank, of those learnt from; the level is
        // exact to 1 / (n + 1). Four standard errors.
        let error = (0.09 * (1 / Double(held) + 1 / Double(learnt + 2)) / Double(targets)).squareRoot()
        #expect((covered - 0.9).magnitude < 4 * error + 1 / Double(learnt + 1))
    }

    @Test func `lines further away are covered as well as near ones`() {
        let data = simulated(growth: 2, lines: 600, targets: 200, seed: 6)
        let (far, _) = coverage(data, learnt: 300) { $0 > 0.7 }
        let (near, _) = coverage(data, learnt: 300) { $0 < 0.3 }
        // Intervals of one width would cover some 80 % of the far ones and 98 % of the near ones.
        #expect((far - 0.9).magnitude < 0.03 && (near - 0.9).magnitude < 0.03)
        let places = Array(0..<300)
        var (inside, count) = (0, 0)
        for values in data.residuals {
            let reach = ConformalReach(
                departures: places.map { _ in 0 },
                residuals: places.map { values[$0] }
            )
            let ends = reach.interval(about: 0, departure: 0, factor: 1)
            for line in 300..<600 where data.distances[line] > 0.7 {
                count += 1
                inside += ends.low <= values[line] && values[line] <= ends.high ? 1 : 0
            }
        }
        #expect(Double(inside) / Double(count) < 0.86)
    }

    @Test func `a scale never falls with the distance and stays within its bounds`() {
        let distances = (0..<50).map { Double($0) / 50 }
        let falling = distances.map { 2 - 1.9 * $0 }
        let scale = DistanceScale(distances: distances, residuals: [(Array(0..<50), falling)])
        #expect(scale.slope == 0)
        let rising = distances.map { 0.01 + 10 * $0 * $0 }
        let steep = DistanceScale(distances: distances, residuals: [(Array(0..<50), rising)])
        #expect(steep.slope > 0 && steep.factor(100) == 2 && steep.factor(-100) == 0.5)
    }

    @Test func `nothing known and nothing left over are no crash`() {
        let none = DistanceScale(distances: [], residuals: [([], [])])
        #expect(none.factor(1) == 1)
        let exact = DistanceScale(distances: [1, 2], residuals: [([0, 1], [0, 0])])
        #expect(exact.factor(5) == 1)
        #expect(nearness(Matrix(rows: 1, columns: 1), leavingSelf: true) == [0])
    }

    @Test func `nearness is the mean of the ten nearest`() {
        let row = (0..<15).map { Double((7 * $0) % 15) }
        #expect(nearness(Matrix([row])) == [4.5])
        // Without the line itself, 0 here, the ten are 1 … 10.
        #expect(nearness(Matrix([row] + (1..<15).map { _ in row }), leavingSelf: true)[0] == 5.5)
    }
}
