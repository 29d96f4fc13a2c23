import Expression
import LinearAlgebra
import Testing

@testable import Essentiality

@Suite struct LineRanksTests {
    private func normalised(_ ranks: LineRanks, _ row: Int, _ reference: [Double]) -> [Double] {
        var values = [Float](repeating: 0, count: ranks.genes)
        values.withUnsafeMutableBufferPointer { ranks.normalised(row, to: reference, into: $0) }
        return values.map { Double($0) }
    }

    @Test func `lines with ties take the reference's values at their average ranks`() throws {
        let fixture = try StackFixture.read()
        let ranks = LineRanks(Matrix(fixture.ties.values))
        let reference = ranks.reference(of: Array(fixture.ties.values.indices))
        #expect(difference(reference, fixture.ties.reference) <= fixture.tolerance.single)
        for (row, expected) in fixture.ties.normalised.enumerated() {
            #expect(difference(normalised(ranks, row, reference), expected) <= fixture.tolerance.single)
        }
    }

    @Test func `library size and any other monotone change leave no trace`() throws {
        let expression = try toyExpression().values
        var changed = expression
        for place in changed.storage.indices { changed.storage[place] = 3 * expression.storage[place] + 1 }
        #expect(LineRanks(expression).ranks == LineRanks(changed).ranks)
    }

    @Test func `a missing gene stays missing and the others spread over its place`() {
        let ranks = LineRanks(Matrix([[1, .nan, 3, 2, .nan], [0, 1, 2, 3, 4]]))
        let reference = ranks.reference(of: [1])
        #expect(reference == [0, 1, 2, 3, 4])
        #expect(difference(normalised(ranks, 0, reference), [0, .nan, 4, 2, .nan]) == 0)
        // The three known values are interpolated over five places.
        #expect(ranks.reference(of: [0]) == [1, 1.5, 2, 2.5, 3])
    }

    @Test func `a line of which nothing is known does not touch the reference`() {
        let ranks = LineRanks(Matrix([[.nan, .nan, .nan], [1, 2, 3]]))
        #expect(ranks.reference(of: [0, 1]) == [1, 2, 3])
        #expect(normalised(ranks, 0, [1, 2, 3]).allSatisfy { $0.isNaN })
        #expect(ranks.reference(of: [0]) == [0, 0, 0])
    }

    @Test func `a line with one known gene has it in the first place`() {
        let ranks = LineRanks(Matrix([[.nan, 7, .nan]]))
        #expect(difference(normalised(ranks, 0, [1, 2, 3]), [.nan, 1, .nan]) == 0)
        #expect(ranks.reference(of: [0]) == [7, 7, 7])
    }
}

@Suite struct ExpressionKernelTests {
    private let training = Array(0..<30)
    private let others = Array(30..<40)

    @Test func `kernel, median and distances are those of the plain reference`() throws {
        let fixture = try StackFixture.read()
        let (expected, tolerance) = (fixture.kernel, fixture.tolerance.single)
        let ranks = try LineRanks(toyExpression().values)
        let kernel = ExpressionKernel(ranks, rows: training, lineages: fixture.lineages)
        #expect(kernel.genes == expected.genes)
        #expect(difference(kernel.reference, expected.reference) <= tolerance)
        #expect((kernel.median - expected.median).magnitude <= tolerance * expected.median)
        #expect((kernel.meanSquare - expected.meanSquare).magnitude <= tolerance * expected.meanSquare)
        #expect(difference(kernel.gram.storage, expected.gram.flatMap(\.self)) <= tolerance)
        // The distance of a line to itself is what single precision leaves of 0.
        #expect(difference(kernel.distances.storage, expected.distances.flatMap(\.self)) <= tolerance)
        let near = nearness(kernel.distances, leavingSelf: true)
        #expect(difference(near, expected.nearness) <= tolerance)
    }

    @Test func `other lines are compared with the training lines as in the plain reference`() throws {
        let fixture = try StackFixture.read()
        let (expected, tolerance) = (fixture.kernel, fixture.tolerance.single)
        let ranks = try LineRanks(toyExpression().values)
        let kernel = ExpressionKernel(ranks, rows: training, lineages: fixture.lineages)
        let lineages = others.map { fixture.lineages[$0] }
        let (similarity, distances) = kernel.against(ranks, rows: others, lineages: lineages)
        #expect(difference(similarity.storage, expected.otherGram.flatMap(\.self)) <= tolerance)
        #expect(difference(distances.storage, expected.otherDistances.flatMap(\.self)) <= tolerance)
        #expect(difference(nearness(distances), expected.otherNearness) <= tolerance)
    }

    @Test func `a lineage adds a tenth where both lines are known to be of it`() throws {
        let ranks = try LineRanks(toyExpression().values)
        let rows = [0, 1, 2, 3]
        var lineages = [String](repeating: "", count: 40)
        let plain = ExpressionKernel(ranks, rows: rows, lineages: nil).gram
        #expect(ExpressionKernel(ranks, rows: rows, lineages: lineages).gram == plain)
        (lineages[0], lineages[2]) = ("Lung", "Lung")
        let kin = ExpressionKernel(ranks, rows: rows, lineages: lineages).gram
        let added = zip(kin.storage, plain.storage).map { $0 - $1 }
        let expected = [0.1, 0, 0.1, 0, 0, 0, 0, 0, 0.1, 0, 0.1, 0, 0, 0, 0, 0]
        #expect(difference(added, expected) < 1e-15)
    }

    @Test func `expression that is the same everywhere is no crash`() throws {
        let ranks = LineRanks(Matrix(rows: 20, columns: 5, storage: [Double](repeating: 2, count: 100)))
        let kernel = ExpressionKernel(ranks, rows: Array(0..<20), lineages: nil)
        #expect(kernel.genes.isEmpty)
        #expect(kernel.gram.storage.allSatisfy { $0 == 2 })
        #expect(kernel.median == 1 && kernel.meanSquare == 1)
    }
}

@Suite struct KernelSolutionTests {
    private func solution(_ fixture: StackFixture) throws -> KernelSolution {
        let gram = Matrix(fixture.kernel.gram)
        return try #require(KernelSolution(gram: gram, places: Array(0..<gram.rows)))
    }

    private func responses(_ fixture: StackFixture) throws -> Matrix {
        let effect = try toyEffect().values
        return Matrix((0..<30).map { line in fixture.targets.map { effect[line, $0] } })
    }

    @Test func `errors, penalties, coefficients and left-out predictions are those of the plain reference`()
        throws
    {
        let fixture = try StackFixture.read()
        let (expected, tolerance) = (fixture.fit, fixture.tolerance.double)
        let responses = try responses(fixture)
        let path = try solution(fixture).path(responses)
        #expect(difference(path.means, expected.means) <= tolerance)
        // Of their quotients, since a line that a weak penalty fits by itself makes errors millions.
        let shares = zip(path.errors.flatMap(\.self), expected.errors.flatMap(\.self)).map { $0 / $1 }
        #expect(difference(shares, shares.map { _ in 1 }) <= tolerance)
        let penalties = pooledPenalties(path.errors, counts: expected.means.map { _ in true })
        #expect(penalties == expected.penalties)
        let duals = path.duals(penalties: penalties)
        for target in expected.means.indices {
            let own = (0..<30).map { duals[$0, target] }
            #expect(difference(own, expected.duals[target]) <= tolerance)
            let leftOut = (0..<30).map {
                responses[$0, target] - path.residuals[penalties[target]][$0, target]
            }
            #expect(difference(leftOut, expected.leftOut[target]) <= tolerance)
        }
        let predicted = multiply(Matrix(fixture.kernel.otherGram), duals)
        for (row, values) in fixture.otherPredictions.enumerated() {
            let found = values.indices.map { path.means[$0] + predicted[row, $0] }
            #expect(difference(found, values) <= tolerance)
        }
    }

    @Test func `coefficients solve the equations of every penalty`() throws {
        let fixture = try StackFixture.read()
        let gram = Matrix(fixture.kernel.gram)
        let responses = try responses(fixture)
        let path = try solution(fixture).path(responses)
        for (penalty, ratio) in KernelSolution.grid.enumerated() {
            let duals = path.duals(penalties: path.means.map { _ in penalty })
            let fitted = multiply(gram, duals)
            for target in path.means.indices {
                let back = (0..<30).map {
                    fitted[$0, target] + ratio * duals[$0, target] + path.means[target]
                }
                #expect(difference(back, (0..<30).map { responses[$0, target] }) < 1e-9)
            }
        }
    }

    @Test func `targets fitted together are fitted as by themselves`() throws {
        let fixture = try StackFixture.read()
        let responses = try responses(fixture)
        let solution = try solution(fixture)
        let together = solution.path(responses)
        for target in 0..<responses.columns {
            let alone = solution.path(Matrix((0..<30).map { [responses[$0, target]] }))
            #expect(difference(alone.errors[0], together.errors[target]) < 1e-10)
        }
    }

    @Test func `a target that is known in no line or in one says nothing of any penalty`() throws {
        let fixture = try StackFixture.read()
        let gram = Matrix(fixture.kernel.gram)
        let none = try #require(KernelSolution(gram: gram, places: [])).path(Matrix(rows: 0, columns: 1))
        #expect(none.errors == [[Double](repeating: 1, count: KernelSolution.grid.count)])
        #expect(none.means == [0])
        let one = try #require(KernelSolution(gram: gram, places: [4])).path(Matrix([[0.7]]))
        #expect(Set(one.errors[0]) == [0])
        #expect(one.duals(penalties: [3]).storage == [0])
    }

    @Test func `a kernel that is not finite is refused`() {
        #expect(KernelSolution(gram: Matrix([[1, .nan], [.nan, 1]]), places: [0, 1]) == nil)
    }
}
