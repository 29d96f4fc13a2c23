import LinearAlgebra
import Screen
import Statistics
import Testing

@testable import Selection

@Suite struct TopSetTests {
    private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var generator = SeededGenerator(Seed(seed))
        return Matrix(
            rows: rows,
            columns: columns,
            storage: (0..<(rows * columns)).map { _ in generator.normal() }
        )
    }

    /// In each row the columns that reach the value of the place `count` among all, by sorting all.
    private func plainTop(_ samples: Matrix, known: [Double], count: Int) -> [[Int]] {
        (0..<samples.rows).map { row in
            let draw = Array(samples.row(row))
            let all = (draw + known).sorted(by: >)
            let threshold = all[min(count, all.count) - 1]
            return draw.indices.filter { draw[$0] >= threshold }
        }
    }

    private func check(_ samples: Matrix, known: [Double], count: Int) {
        let top = TopSet(samples, known: known, count: count)
        let plain = plainTop(samples, known: known, count: count)
        let open = plain.map { Double($0.count) }
        #expect(top.openInSample == open, "\(known.count) known, \(count) top")
        for column in 0..<samples.columns {
            let share = Double(plain.count { $0.contains(column) }) / Double(samples.rows)
            #expect((top.probability[column] - share).magnitude < 1e-12)
        }
    }

    @Test(arguments: [0, 1, 6, 40], [1, 2, 5, 30, 31, 100])
    func `the probability is the share of samples that put the pair among the top`(known: Int, count: Int) {
        var generator = SeededGenerator(Seed(1))
        let measured = (0..<known).map { _ in generator.normal() }
        check(random(50, 30, seed: 2), known: measured, count: count)
    }

    @Test(arguments: [1, 3, 10, 25])
    func `ties at the threshold all count, with measured pairs too`(count: Int) {
        var samples = random(40, 25, seed: 3)
        for place in samples.storage.indices { samples.storage[place] = samples.storage[place].rounded() }
        check(samples, known: [], count: count)
        check(samples, known: [-1, 0, 0, 1, 1, 2], count: count)
        check(Matrix(rows: 4, columns: 25), known: [0, 0], count: count)
    }

    @Test func `measured pairs above all draws leave no place open`() {
        let top = TopSet(random(20, 10, seed: 4), known: [100, 101, 102], count: 3)
        #expect(top.probability.allSatisfy { $0 == 0 })
        #expect(top.openInSample == [Double](repeating: 0, count: 20))
        let low = TopSet(random(20, 10, seed: 4), known: [-100, -101], count: 3)
        #expect(low.openInSample == [Double](repeating: 3, count: 20))
    }

    @Test func `no pairs and a count of none are no trouble`() {
        let none = TopSet(Matrix(rows: 8, columns: 0), known: [], count: 3)
        #expect(none.probability.isEmpty)
        #expect(none.openInSample == [Double](repeating: 0, count: 8))
        // A count of none counts as one.
        check(random(9, 4, seed: 5), known: [0], count: 1)
        let one = TopSet(random(9, 4, seed: 5), known: [], count: 0)
        #expect(one.openInSample == [Double](repeating: 1, count: 9))
    }

    @Test(arguments: [1.0, 2, 5])
    func `choosing for the top set goes by that probability`(lambda: Double) throws {
        let index = geneIndex(12)
        // Draws about means that differ, so that probabilities lie between 0 and 1; the last six are pending.
        var samples = random(200, 60, seed: 6)
        for row in 0..<200 {
            for column in 0..<60 { samples[row, column] += 0.05 * Double((7 * column) % 60) }
        }
        let known = [2.5, 3, 3.5]
        let candidates = Array(0..<54)
        let batch = chooseBatch(
            count: 54,
            policy: .topIDS(lambda: lambda),
            candidates: candidates,
            index: index,
            draws: PosteriorDraws(samples: samples, pending: 6, known: known, topCount: 8),
            severities: [:],
            seed: Seed(7)
        )
        let top = TopSet(samples, known: known, count: 8)
        #expect(batch.count == 54)
        for chosen in batch {
            let column = try #require(index.column(of: chosen.pair))
            #expect(chosen.topProbability == top.probability[column])
        }
        let probabilities = batch.compactMap(\.topProbability)
        #expect(probabilities == probabilities.sorted(by: >))
        #expect(Set(probabilities).count > 10)
        // For every λ of 1 and more the least ratio is the greatest probability.
        let ratios = batch.compactMap(\.ratio)
        #expect(ratios == ratios.sorted())
    }

    @Test(arguments: [1.0, 2, 5])
    func `pairs that are never among the top go by their mean`(lambda: Double) {
        // Column 9 is always the one best; the others never are.
        expectOrderOfMeans([3, 1, 4, 1.5, 5, 9, 2, 6, 8, 50], top: 1, lambda: lambda)
    }

    @Test(arguments: [1.0, 2, 5])
    func `pairs that are always among the top go by their mean`(lambda: Double) {
        // The last five always are; of these the means are near each other.
        expectOrderOfMeans([3, 1, 4, 1.5, 5, 90, 92, 91, 93, 100], top: 5, lambda: lambda)
    }

    private func expectOrderOfMeans(_ means: [Double], top: Int, lambda: Double) {
        let rows = (0..<20).map { row in means.map { $0 + (row % 2 == 0 ? 0.25 : -0.25) } }
        let index = geneIndex(5)
        let batch = chooseBatch(
            count: 10,
            policy: .topIDS(lambda: lambda),
            candidates: Array(0..<10),
            index: index,
            draws: PosteriorDraws(samples: matrix(rows), topCount: top),
            severities: [:],
            seed: Seed(8)
        )
        let order = means.indices.sorted { means[$0] > means[$1] }
        #expect(batch.map(\.pair) == order.map { index.pairs[$0] })
    }

    @Test func `the threshold is that of sorting and adding up`() {
        var generator = SeededGenerator(Seed(9))
        for length in [1, 2, 3, 4, 5, 10, 33, 100, 1_000] {
            let values = (0..<length).map { _ in generator.normal() }
            let inputs = [
                values, values.map { $0.rounded() }, values.map { $0 > 0 ? 1 : 0 },
                [Double](repeating: 2, count: length), values.sorted(), values.sorted(by: >),
            ]
            for input in inputs {
                let weights = (0..<length).map { _ in generator.uniform() < 0.7 ? 1.0 : 7.0 }
                for places in [1.0, 2, 5, 20, 1e6] {
                    var (left, right) = (input, weights)
                    let threshold = weightedThreshold(&left, &right, places: places)
                    #expect(threshold == plainThreshold(input, weights, places), "\(places) of \(input)")
                    #expect(left.sorted() == input.sorted())
                }
            }
        }
        var (none, no) = ([Double](), [Double]())
        #expect(weightedThreshold(&none, &no, places: 1) == .infinity)
    }

    /// By the definition.
    private func plainThreshold(_ values: [Double], _ weights: [Double], _ places: Double) -> Double {
        let order = values.indices.sorted { values[$0] > values[$1] }
        var sum = 0.0
        for place in order {
            sum += weights[place]
            if sum >= places { return values[place] }
        }
        return values.min() ?? .infinity
    }

    @Test func `a candidate that stands for many takes as many places`() {
        // The second stands for ten: with it, eleven places are filled.
        let samples = matrix([[5, 4, 3, 2]])
        let weights = [1.0, 10, 1, 1]
        let some = TopSet(samples, known: [], count: 11, weights: weights)
        #expect(some.probability == [1, 1, 0, 0])
        #expect(some.openInSample == [11])
        let more = TopSet(samples, known: [3.5], count: 13, weights: weights)
        #expect(more.probability == [1, 1, 1, 0])
        #expect(more.thresholds == [3])
    }
}
