import Expression
import LinearAlgebra
import Modifiers
import Statistics
import Testing

@testable import Essentiality

@Suite struct ModifierRidgeTests {
    private func design(_ lines: Range<Int>, _ columns: [Int]) throws -> Matrix {
        let values = try toyExpression().values
        return Matrix(lines.map { line in columns.map { values[line, $0] } })
    }

    @Test(arguments: 0..<3)
    func `errors and predictions of every penalty are those of the plain reference`(number: Int) throws {
        let fixture = try StackFixture.read()
        let expected = fixture.ridges[number]
        let effect = try toyEffect().values
        let response = (0..<30).map { effect[$0, expected.target] }
        let ridge = try #require(try ModifierRidge(design(0..<30, expected.columns), response))
        #expect(difference(ridge.errors, expected.errors) <= fixture.tolerance.double)
        for (penalty, values) in expected.predictions.enumerated() {
            let found = ridge.predictions(try design(30..<40, expected.columns), penalty: penalty)
            #expect(difference(found, values) <= fixture.tolerance.double)
        }
    }

    @Test func `a left-out error is that of a fit without the line`() throws {
        // Exact for a penalty on columns standardised once and a free intercept.
        let effect = try toyEffect().values
        let response = (0..<30).map { effect[$0, 0] }
        let plain = try design(0..<30, [14, 42, 3])
        let ridge = try #require(ModifierRidge(plain, response))
        var scaled = plain
        for line in 0..<30 {
            for column in 0..<3 {
                scaled[line, column] = (plain[line, column] - ridge.centres[column]) / ridge.scales[column]
            }
        }
        for (number, share) in ModifierRidge.grid.enumerated() {
            var sum = 0.0
            for left in 0..<30 {
                let kept = (0..<30).filter { $0 != left }
                var equations = Matrix(rows: 4, columns: 4)
                var right = [Double](repeating: 0, count: 4)
                for line in kept {
                    let row = [1] + (0..<3).map { scaled[line, $0] }
                    for one in 0..<4 {
                        right[one] += row[one] * response[line]
                        for other in 0..<4 { equations[one, other] += row[one] * row[other] }
                    }
                }
                for place in 1..<4 { equations[place, place] += share * 30 }
                let solved = try #require(leastSquares(equations, right))
                let predicted = solved[0] + (0..<3).reduce(0) { $0 + solved[$1 + 1] * scaled[left, $1] }
                sum += (response[left] - predicted) * (response[left] - predicted)
            }
            let variance = populationSD(response) * populationSD(response)
            #expect((ridge.errors[number] - sum / 30 / variance).magnitude < 1e-9)
        }
    }

    @Test func `a constant modifier and a constant target are no crash`() throws {
        let flat = Matrix(rows: 20, columns: 2, storage: [Double](repeating: 1, count: 40))
        let ridge = try #require(ModifierRidge(flat, [Double](repeating: 0.25, count: 20)))
        #expect(ridge.errors.allSatisfy { $0.isFinite })
        #expect(ridge.predictions(Matrix([[5, -5]]), penalty: 0) == [0.25])
    }
}

@Suite struct PooledPenaltyTests {
    @Test(arguments: 0..<3)
    func `penalties are those of the plain reference`(number: Int) throws {
        let expected = try StackFixture.read().pooled[number]
        #expect(pooledPenalties(expected.errors, counts: expected.counts) == expected.penalties)
    }

    @Test func `the first of equals is chosen, and nothing of nothing`() {
        #expect(pooledPenalties([[1, 1, 1]], counts: [true]) == [0])
        #expect(pooledPenalties([[2, 1, 1 + 1e-13]], counts: [false]) == [1])
        #expect(pooledPenalties([], counts: []).isEmpty)
    }

    @Test func `targets without a say follow the others and change nothing`() {
        let clear = [[3.0, 1, 3], [3, 1, 3]]
        let flat = [1.0, 1, 1]
        #expect(pooledPenalties(clear + [flat], counts: [true, true, false]) == [1, 1, 1])
        let loud = [1e-9, 1, 1]
        #expect(pooledPenalties(clear + [loud], counts: [true, true, false]).prefix(2) == [1, 1])
    }
}

@Suite struct ModifierFitTests {
    private func modifier(_ column: Int) -> ModifierGene {
        let none = Association(statistic: 0, p: 1, q: nil)
        return ModifierGene(column: column, by: [.pearson], pearson: none, spearman: none, chiSquared: none)
    }

    @Test func `a missing value is replaced by the mean of the lines learnt from`() throws {
        var (expression, effect) = (planted(lines: 30, genes: 4, targets: 1).expression.values, [Double]())
        for line in 0..<30 { effect.append(expression[line, 0]) }
        expression[2, 0] = .nan
        expression[29, 0] = .nan
        let rows = Array(0..<25)
        let fit = ModifierFit(
            [modifier(0), modifier(3)],
            expression: expression,
            rows: rows,
            response: rows.map { effect[$0] },
            seed: Seed(1)
        )
        let known = rows.filter { $0 != 2 }.map { expression[$0, 0] }
        #expect((fit.means[0] - mean(known)).magnitude < 1e-12)
        #expect(fit.design(expression, rows: [29])[0, 0] == fit.means[0])
        #expect(fit.hasModifiers && fit.trees != nil)
    }

    @Test func `a target without modifiers, or known nowhere, says its mean`() {
        let expression = planted(lines: 20, genes: 3, targets: 1).expression.values
        let fit = ModifierFit([], expression: expression, rows: [0, 1], response: [1, 2], seed: Seed(1))
        #expect(fit.mean == 1.5 && !fit.hasModifiers && fit.trees == nil)
        #expect(ModifierFit([], expression: expression, rows: [], response: [], seed: Seed(1)).mean == 0)
    }
}

@Suite struct StackWeightsTests {
    @Test func `the optimum without negative weights is that of the plain reference`() throws {
        let fixture = try StackFixture.read()
        for expected in fixture.optima {
            let found = nonNegativeOptimum(expected.squares, expected.cross)
            #expect(difference(found, expected.optimum) <= fixture.tolerance.double)
        }
    }

    @Test func `no step away from the optimum makes it better`() {
        var generator = SeededGenerator(Seed(3))
        for _ in 0..<200 {
            let root = (0..<12).map { _ in generator.normal() }
            var squares = [Double](repeating: 0, count: 9)
            for one in 0..<3 {
                for other in 0..<3 {
                    squares[3 * one + other] = (0..<4).reduce(0) {
                        $0 + root[3 * $1 + one] * root[3 * $1 + other]
                    }
                }
            }
            let cross = (0..<3).map { _ in generator.normal() }
            let optimum = nonNegativeOptimum(squares, cross)
            // Karush, Kuhn and Tucker: no slope where a weight is used, none downwards where it is 0.
            for one in 0..<3 {
                let slope = (0..<3).reduce(-cross[one]) { $0 + squares[3 * one + $1] * optimum[$1] }
                let holds = optimum[one] > 0 ? slope.magnitude < 1e-8 : slope > -1e-8
                #expect(optimum[one] >= 0 && holds)
            }
        }
    }

    @Test func `models that say the same share no crash`() {
        let ones = [Double](repeating: 1, count: 9)
        let optimum = nonNegativeOptimum(ones, [1, 1, 1])
        #expect((optimum.reduce(0, +) - 1).magnitude < 1e-12)
        #expect(nonNegativeOptimum([Double](repeating: 0, count: 9), [1, 1, 1]) == [0, 0, 0])
        #expect(nonNegativeOptimum(ones, [-1, -1, -1]) == [0, 0, 0])
    }

    @Test(arguments: 0..<3)
    func `weights are those of the plain reference`(number: Int) throws {
        let fixture = try StackFixture.read()
        let products = fixture.measured.indices.map {
            StackWeights.Products(fixture.predictions[$0], measured: fixture.measured[$0])
        }
        let expected = fixture.stacks[number]
        let found = StackWeights.fitted(products, hasModifiers: expected.hasModifiers)
        let gap = difference(found.flatMap(\.self), expected.weights.flatMap(\.self))
        #expect(gap <= fixture.tolerance.double)
        for (weights, has) in zip(found, expected.hasModifiers) where !has { #expect(weights == [1, 0, 0]) }
    }
}

@Suite struct TrainingSetsTests {
    @Test func `five folds make ten pairs, five single folds and one set of all lines`() {
        let folds = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 2]
        let sets = TrainingSets(foldOfLine: folds, folds: 5)
        #expect(sets.sets.map(\.leftOut.count) == [Int](repeating: 2, count: 10) + [1, 1, 1, 1, 1, 0])
        for (place, set) in sets.sets.enumerated() {
            #expect(sets.place(leftOut: set.leftOut.reversed()) == place)
            #expect(set.training == folds.indices.filter { !set.leftOut.contains(folds[$0]) })
            #expect(set.held == set.leftOut.map { fold in folds.indices.filter { folds[$0] == fold } })
        }
        #expect(sets.sets[sets.place(leftOut: [])].training == Array(folds.indices))
    }
}
