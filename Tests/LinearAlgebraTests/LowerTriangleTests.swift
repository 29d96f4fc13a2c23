import LinearAlgebra
import Testing

@Suite struct LowerTriangleTests {
    /// B Bᵀ + 1 of a full B, with what must not be read above the diagonal.
    private var full: Matrix {
        let b = Matrix(rows: 6, columns: 6, storage: (0..<36).map { Double(($0 * 29) % 13) - 6 })
        var product = multiply(b, b, transposeB: true)
        for place in 0..<6 { product[place, place] += 1 }
        return product
    }

    private var triangle: LowerTriangle {
        var triangle = LowerTriangle(order: 6)
        for row in 0..<6 {
            for column in 0..<6 {
                triangle.storage[row * 6 + column] = column <= row ? full[row, column] : .nan
            }
        }
        return triangle
    }

    @Test func `factor, solution, determinant and inverse are those of fresh memory`() throws {
        let reference = try #require(CholeskyFactor(of: full))
        var found = triangle
        let isFactored = found.factor()
        #expect(isFactored)
        #expect((found.logDeterminant - reference.logDeterminant).magnitude < 1e-12)
        let response = [1.0, -2, 3, 0, 5, -1]
        let solution = found.solve(response)
        for (value, expected) in zip(solution, reference.solve(response)) {
            #expect((value - expected).magnitude < 1e-12)
        }
        found.invertFactored()
        for row in 0..<6 {
            for column in 0...row {
                #expect((found.storage[row * 6 + column] - reference.inverse[row, column]).magnitude < 1e-12)
            }
        }
    }

    @Test func `a matrix that is not positive definite has no factor`() {
        var indefinite = triangle
        indefinite.storage[14] = -1
        let isIndefiniteFactored = indefinite.factor()
        #expect(!isIndefiniteFactored)
        var undefined = triangle
        undefined.storage[14] = .nan
        let isUndefinedFactored = undefined.factor()
        #expect(!isUndefinedFactored)
        var empty = LowerTriangle(order: 0)
        let isEmptyFactored = empty.factor()
        #expect(isEmptyFactored)
        #expect(empty.logDeterminant == 0)
    }
}
