import LinearAlgebra
import Screen
import Statistics
import TestSupport
import Testing

@testable import Posterior

/// `gp.json`: a Gaussian process over pairs, in function space, by an independent program.
private struct ProcessFixture: Decodable {
    struct Features: Decodable {
        /// log (g, l, r, ell, noise).
        let theta: [Double]
        /// Six symmetric functions of each pair.
        let functions: [[Double]]
        let mean: [Double]
        let variance: [Double]

        enum CodingKeys: String, CodingKey {
            case theta
            case functions = "X"
            case mean
            case variance
        }
    }

    /// Embeddings of the singles.
    let singles: [[Double]]
    let pairs: [[Int]]
    let observed: [Int]
    let unobserved: [Int]
    let y: [Double]
    let features: Features

    enum CodingKeys: String, CodingKey {
        case singles = "h"
        case pairs
        case observed
        case unobserved
        case y
        case features
    }
}

private func normals(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(Seed(seed))
    return (0..<count).map { _ in generator.normal() }
}

/// x with A x = b, by elimination with pivots.
private func slowSolve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var rows = zip(matrix, right).map { $0 + [$1] }
    let count = rows.count
    for column in 0..<count {
        let pivot = (column..<count).max { rows[$0][column].magnitude < rows[$1][column].magnitude } ?? column
        rows.swapAt(column, pivot)
        for row in 0..<count where row != column {
            let factor = rows[row][column] / rows[column][column]
            for place in column...count { rows[row][place] -= factor * rows[column][place] }
        }
    }
    return rows.indices.map { rows[$0][count] / rows[$0][$0] }
}

private func matrix(_ rows: [[Double]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, storage: rows.flatMap { $0 })
}

@Suite struct GroupedRegressionTests {
    @Test func `a process over pairs agrees with a reference in function space`() throws {
        let oracle = try fixture("gp.json", as: ProcessFixture.self)
        let points = oracle.features.functions
        let sizes = oracle.features.theta.map(portableExp)
        let squaredLength = 6 * sizes[3] * sizes[3]
        let kernel = InducedKernel(points: matrix(points), most: points.count, squaredLength: squaredLength)
        #expect(kernel.columns == points.count)
        let radial = kernel.rows(at: matrix(points))
        let genes = oracle.singles.count
        let rows = oracle.pairs.indices.map { pair -> [Double] in
            var row = [1.0]
            row += (0..<genes).map { gene -> Double in oracle.pairs[pair].contains(gene) ? 1 : 0 }
            row += points[pair].map { $0 / 6.0.squareRoot() }
            row += radial.row(pair)
            return row
        }
        let sections = [1, genes, 6, kernel.columns]
        let groups = sections.indices.flatMap { [Int](repeating: $0, count: sections[$0]) }
        let variances = [1, sizes[0] * sizes[0], sizes[1] * sizes[1], sizes[2] * sizes[2]]
        let regression = GroupedRegression(
            design: matrix(oracle.observed.map { rows[$0] }),
            response: oracle.y,
            ownVariances: [Double](repeating: 0, count: oracle.y.count),
            groups: groups,
            start: .init(priorVariances: variances, noiseVariance: sizes[4] * sizes[4] + 1e-6),
            learning: .none
        )
        #expect(regression.priorVariances == variances)
        let found = regression.predict(matrix(oracle.unobserved.map { rows[$0] }))
        // 1e-4: the jitter of 1e-6 takes as much from the radial kernel.
        for place in oracle.unobserved.indices {
            #expect((found.mean[place] - oracle.features.mean[place]).magnitude < 1e-4)
            let variance = found.sd[place] * found.sd[place]
            #expect((variance - oracle.features.variance[place]).magnitude < 1e-4)
        }
    }

    @Test func `the symmetric functions of pairs are the reference's`() throws {
        let oracle = try fixture("gp.json", as: ProcessFixture.self)
        // Genes whose order is that of their numbers.
        let index = PairIndex(genes: oracle.singles.indices.map { Gene("G\($0)") })
        #expect(index.members.map { [$0.i, $0.j] } == oracle.pairs)
        let embeddings = Dictionary(uniqueKeysWithValues: zip(index.genes, oracle.singles))
        let singles = try #require(SingleKnockouts(embeddings, index: index))
        let all = Array(index.pairs.indices)
        let symmetric = SymmetricFunctions(singles, index: index, sample: all)
        let rows = symmetric.rows(Array(index.members))
        for (row, expected) in oracle.features.functions.enumerated() {
            let found = Array(rows.row(row))
            // 1e-6: the reference adds 1e-9 to what it divides by.
            for (value, wanted) in zip(found, expected) { #expect((value - wanted).magnitude < 1e-6) }
        }
    }

    @Test func `with given variances it is the process K (K + N)⁻¹ y, whatever each response's own error`() {
        let groups = [0, 0, 1, 1, 1, 2]
        let variances = [0.7, 2, 0.1]
        let values = normals(20 * 6, seed: 1)
        let design = (0..<20).map { row in Array(values[(row * 6)..<((row + 1) * 6)]) }
        let response = normals(15, seed: 2)
        let own = (0..<15).map { $0 % 3 == 0 ? 0 : 0.1 * Double($0) }
        let noise = 0.3
        let regression = GroupedRegression(
            design: matrix(Array(design.prefix(15))),
            response: response,
            ownVariances: own,
            groups: groups,
            start: .init(priorVariances: variances, noiseVariance: noise),
            learning: .none
        )
        #expect(regression.start == .init(priorVariances: variances, noiseVariance: noise))
        func kernel(_ one: Int, _ other: Int) -> Double {
            var sum = 0.0
            for (column, group) in groups.enumerated() {
                sum += variances[group] * design[one][column] * design[other][column]
            }
            return sum
        }
        var covariance = (0..<15).map { row in (0..<15).map { kernel(row, $0) } }
        for place in 0..<15 { covariance[place][place] += noise + own[place] }
        let weights = slowSolve(covariance, response)
        let found = regression.predict(matrix(design))
        for row in design.indices {
            let likeness = (0..<15).map { kernel(row, $0) }
            let mean = zip(likeness, weights).reduce(0.0) { $0 + $1.0 * $1.1 }
            let known = zip(likeness, slowSolve(covariance, likeness)).reduce(0.0) { $0 + $1.0 * $1.1 }
            let variance = found.sd[row] * found.sd[row]
            #expect((found.mean[row] - mean).magnitude < 1e-9)
            #expect((variance - (kernel(row, row) - known)).magnitude < 1e-9)
        }
    }

    /// Responses that the first six of twelve columns make, with noise of variance 0.25.
    private func fitted(
        _ count: Int,
        own: [Double],
        learning: GroupedRegression.Learning,
        seed: UInt64
    ) -> GroupedRegression {
        let weights = [1, -1, 1.2, -0.8, 0.9, -1.1]
        let design = Matrix(rows: count, columns: 12, storage: normals(count * 12, seed: seed))
        let noise = normals(count, seed: seed + 1)
        let response = (0..<count).map { row -> Double in
            let values = design.row(row).prefix(6)
            let made = zip(values, weights).reduce(0.0) { $0 + $1.0 * $1.1 }
            return made + (0.25 + own[row]).squareRoot() * noise[row]
        }
        return GroupedRegression(
            design: design,
            response: response,
            ownVariances: own,
            groups: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
            start: .init(priorVariances: [0.5, 0.5], noiseVariance: 0.25),
            learning: learning
        )
    }

    @Test(arguments: [GroupedRegression.Learning.cold, .warm], [10 as UInt64, 20, 30])
    func `it learns which group matters, and the noise`(learning: GroupedRegression.Learning, seed: UInt64) {
        let regression = fitted(200, own: [Double](repeating: 0, count: 200), learning: learning, seed: seed)
        // The six weights have a mean square of 1.02; the others none but what was believed before.
        #expect((0.7...1.2).contains(regression.priorVariances[0]))
        #expect(regression.priorVariances[1] < 0.06)
        // The variance of 200 numbers has an SD of .025: four of them.
        #expect((0.15...0.35).contains(regression.noiseVariance))
    }

    @Test(arguments: [11 as UInt64, 21, 31])
    func `what the responses' own errors explain is no noise`(seed: UInt64) {
        let own = (0..<400).map { $0 % 2 == 0 ? 0 : 2.0 }
        let regression = fitted(400, own: own, learning: .cold, seed: seed)
        #expect((0.15...0.4).contains(regression.noiseVariance))
        #expect(regression.priorVariances[0] > 10 * regression.priorVariances[1])
    }

    @Test func `too few responses, or none, teach no variances`() {
        let few = fitted(4, own: [0, 0, 0, 0], learning: .cold, seed: 40)
        #expect(few.start == .init(priorVariances: [0.5, 0.5], noiseVariance: 0.25))
        let none = fitted(0, own: [], learning: .cold, seed: 41)
        #expect(none.mean.allSatisfy { $0 == 0 })
        let prior = none.predict(Matrix(rows: 1, columns: 12, storage: [Double](repeating: 1, count: 12)))
        #expect((prior.sd[0] - 6.0.squareRoot()).magnitude < 1e-12)
        #expect(none.predict(Matrix(rows: 0, columns: 12)).mean.isEmpty)
    }

    @Test func `draws have the posterior's mean and covariance`() {
        let regression = fitted(9, own: [Double](repeating: 0.5, count: 9), learning: .none, seed: 50)
        var generator = SeededGenerator(Seed(51))
        let count = 20_000
        let draws = regression.draws(count: count, using: &generator)
        let covariance = regression.precision.inverse
        let columns = (0..<12).map { column in (0..<count).map { draws[$0, column] } }
        let means = columns.map { mean($0) }
        for one in 0..<12 {
            // Five standard errors of 20,000 draws.
            let error = (covariance[one, one] / Double(count)).squareRoot()
            #expect((means[one] - regression.mean[one]).magnitude < 5 * error)
            for other in 0...one {
                var sum = 0.0
                for row in 0..<count {
                    sum += (columns[one][row] - means[one]) * (columns[other][row] - means[other])
                }
                let wanted = covariance[one, other]
                let square = covariance[one, one] * covariance[other, other] + wanted * wanted
                let bound = 5 * (square / Double(count)).squareRoot()
                #expect((sum / Double(count) - wanted).magnitude < bound)
            }
        }
    }

    @Test func `the same generator gives the same draws`() {
        let regression = fitted(9, own: [Double](repeating: 0, count: 9), learning: .cold, seed: 60)
        var (one, other) = (SeededGenerator(Seed(61)), SeededGenerator(Seed(61)))
        #expect(regression.draws(count: 5, using: &one) == regression.draws(count: 5, using: &other))
        #expect(regression.draws(count: 0, using: &one).rows == 0)
    }
}

@Suite struct PairProcessTests {
    private let index = PairIndex(genes: (0..<9).map { Gene("G\($0)") })

    private func pairFeatures() throws -> PairFeatures {
        let values = normals(9 * 4, seed: 70)
        let embeddings = Dictionary(
            uniqueKeysWithValues: index.genes.enumerated().map { number, gene in
                (gene, Array(values[(4 * number)..<(4 * number + 4)]))
            }
        )
        let singles = try #require(SingleKnockouts(embeddings, index: index))
        return PairFeatures(singles, index: index, admissible: nil)
    }

    private func fit(_ observed: [ObservedReward], usesErrors: Bool = false) throws -> PairProcess {
        let features = try pairFeatures()
        return PairProcess(
            observed,
            features: features,
            trend: SeverityScale(observed, severity: features.severity, expectedSlope: 1),
            usesErrors: usesErrors,
            start: nil
        )
    }

    @Test func `without rewards it is 1 in units of the severity, give or take 1`() throws {
        let process = try fit([])
        let all = Array(index.pairs.indices)
        let found = process.predict(all)
        #expect(found.mean.allSatisfy { $0 == 1 })
        // Each group has an equal share of a variance of 1, as the mean over the pairs.
        let variance = mean(found.sd.map { $0 * $0 })
        #expect((variance - 1).magnitude < 1e-9)
    }

    @Test func `draws have the mean and the SD that it predicts`() throws {
        let observed = stride(from: 0, to: 36, by: 2).map { column in
            ObservedReward(column: column, reward: 1 + Double(column % 5))
        }
        let process = try fit(observed)
        let all = Array(index.pairs.indices)
        let found = process.predict(all)
        var generator = SeededGenerator(Seed(71))
        let draws = process.draw(all, count: 10_000, using: &generator)
        for column in all {
            let values = (0..<draws.rows).map { draws[$0, column] }
            // Five standard errors of 10,000 draws.
            #expect((mean(values) - found.mean[column]).magnitude < 0.05 * found.sd[column])
            #expect((populationSD(values) / found.sd[column] - 1).magnitude < 0.036)
        }
    }

    @Test func `a reward with a great error moves its pair less`() throws {
        let error = RewardError(own: 400, first: 0, second: 0, screen: 0)
        let others = (1..<30).map { ObservedReward(column: $0, reward: 1) }
        let trusted = [ObservedReward(column: 0, reward: 9)] + others
        let sure = try fit(trusted, usesErrors: true)
        let doubted = [ObservedReward(column: 0, reward: 9, error: error)] + others
        let unsure = try fit(doubted, usesErrors: true)
        #expect(sure.predict([0]).mean[0] > unsure.predict([0]).mean[0])
        // Not so where errors are not asked for.
        let equal = try fit(doubted)
        let difference = equal.predict([0]).mean[0] - sure.predict([0]).mean[0]
        #expect(difference.magnitude < 1e-9)
    }

    @Test func `the variance of a root is that of the reward, and bounded at 0`() {
        #expect(rootVariance(of: 4, sd: 1) == 1.0 / 16)
        #expect(rootVariance(of: 0, sd: 2) == 0.5)
        #expect(rootVariance(of: -3, sd: 2) == 0.5)
        #expect(rootVariance(of: 0, sd: 0) == 0)
    }
}
