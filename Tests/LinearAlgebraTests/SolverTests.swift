import LinearAlgebra
import Statistics
import Testing

struct SolverTests {
    @Test func `the Cholesky factor of a two by two matrix is the one on paper`() throws {
        let factor = try #require(CholeskyFactor(of: Matrix(rows: 2, columns: 2, storage: [4, 2, 2, 3])))
        // One square root: exact but for its last bit.
        #expect((factor.lower[0, 0] - 2).magnitude < 1e-15)
        #expect((factor.lower[1, 0] - 1).magnitude < 1e-15)
        #expect((factor.lower[1, 1] - 2.0.squareRoot()).magnitude < 1e-15)
        #expect(factor.lower[0, 1] == 0)
        // det = 8, and [4 2; 2 3] x = [8, 7] has x = [1.25, 1.5].
        #expect((factor.logDeterminant - 2.0794415416798357).magnitude < 1e-14)
        let solution = factor.solve([8, 7])
        #expect((solution[0] - 1.25).magnitude < 1e-14 && (solution[1] - 1.5).magnitude < 1e-14)
    }

    @Test(arguments: [
        [1.0, 2, 2, 1], [0, 0, 0, 0], [-1, 0, 0, 1], [1, 0, .nan, 1], [.infinity, 0, 0, 1],
    ])
    func `a matrix that is not positive definite has no factor`(values: [Double]) {
        #expect(CholeskyFactor(of: Matrix(rows: 2, columns: 2, storage: values)) == nil)
    }

    @Test func `only the lower triangle is read`() throws {
        let whole = try #require(CholeskyFactor(of: Matrix(rows: 2, columns: 2, storage: [4, 2, 2, 3])))
        let half = try #require(CholeskyFactor(of: Matrix(rows: 2, columns: 2, storage: [4, .nan, 2, 3])))
        #expect(whole.lower == half.lower)
    }

    @Test func `solving undoes the product`() throws {
        var generator = SeededGenerator(Seed(5))
        let root = Matrix(rows: 9, columns: 9, storage: (0..<81).map { _ in generator.normal() })
        var matrix = multiply(root, root, transposeB: true)
        for index in 0..<9 { matrix[index, index] += 1 }
        let wanted = (0..<9).map { _ in generator.normal() }
        let response = multiply(matrix, Matrix(rows: 9, columns: 1, storage: wanted)).storage
        let solution = try #require(CholeskyFactor(of: matrix)).solve(response)
        // Condition below 100: twelve digits remain.
        for (value, expected) in zip(solution, wanted) { #expect((value - expected).magnitude < 1e-12) }
    }

    @Test func `an empty matrix has a factor`() {
        let factor = CholeskyFactor(of: Matrix(rows: 0, columns: 0))
        #expect(factor?.solve([]) == [])
        #expect(factor?.logDeterminant == 0)
    }

    @Test func `a line through points on it is found`() throws {
        let design = Matrix(rows: 4, columns: 2, storage: [1, 0, 1, 1, 1, 2, 1, 3])
        let line = try #require(leastSquares(design, [1, 3, 5, 7]))
        #expect((line[0] - 1).magnitude < 1e-13 && (line[1] - 2).magnitude < 1e-13)
    }

    @Test func `a line through points beside it has the slope of the normal equations`() throws {
        let design = Matrix(rows: 3, columns: 2, storage: [1, 0, 1, 1, 1, 2])
        // Mean of y is 2, slope = Σ (x − 1)(y − 2) / 2 = 1.5.
        let line = try #require(leastSquares(design, [1, 1, 4]))
        #expect((line[0] - 0.5).magnitude < 1e-13 && (line[1] - 1.5).magnitude < 1e-13)
    }

    @Test func `columns that say the same share the effect`() throws {
        let design = Matrix(rows: 3, columns: 2, storage: [1, 1, 2, 2, 3, 3])
        let shared = try #require(leastSquares(design, [2, 4, 6]))
        #expect((shared[0] - 1).magnitude < 1e-12 && (shared[1] - 1).magnitude < 1e-12)
    }

    @Test func `of the many fits to too few rows the shortest is taken`() throws {
        let shortest = try #require(leastSquares(Matrix(rows: 1, columns: 3, storage: [1, 2, 2]), [9]))
        for (value, wanted) in zip(shortest, [1.0, 2, 2]) { #expect((value - wanted).magnitude < 1e-12) }
    }

    @Test func `there is no fit to nothing or to a number that is not finite`() {
        #expect(leastSquares(Matrix(rows: 0, columns: 2), []) == nil)
        #expect(leastSquares(Matrix(rows: 2, columns: 1, storage: [1, .nan]), [1, 2]) == nil)
        #expect(leastSquares(Matrix(rows: 2, columns: 1, storage: [1, 2]), [1, .infinity]) == nil)
    }
}
