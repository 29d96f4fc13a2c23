import LinearAlgebra
import Statistics
import Testing

@Suite struct TriangleTests {
    private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var generator = SeededGenerator(Seed(seed))
        return Matrix(
            rows: rows,
            columns: columns,
            storage: (0..<(rows * columns)).map { _ in generator.normal() }
        )
    }

    /// Aᵀ A by the definition.
    private func slowGram(_ matrix: Matrix) -> Matrix {
        var product = Matrix(rows: matrix.columns, columns: matrix.columns)
        for one in 0..<matrix.columns {
            for other in 0..<matrix.columns {
                for row in 0..<matrix.rows { product[one, other] += matrix[row, one] * matrix[row, other] }
            }
        }
        return product
    }

    /// Of condition below 1,000, so that twelve digits remain.
    private func positive(_ order: Int, seed: UInt64) -> Matrix {
        var matrix = slowGram(random(order, order, seed: seed))
        for place in 0..<order { matrix[place, place] += 1 }
        return matrix
    }

    private func difference(_ one: Matrix, _ other: Matrix) -> Double {
        zip(one.storage, other.storage).map { ($0 - $1).magnitude }.max() ?? 0
    }

    @Test(arguments: [1, 2, 7, 40])
    func `the inverse undoes the matrix and has both triangles`(order: Int) throws {
        let matrix = positive(order, seed: 1)
        let inverse = try #require(CholeskyFactor(of: matrix)).inverse
        #expect(inverse.rows == order && inverse.columns == order)
        #expect(inverse == inverse.transposed)
        var product = Matrix(rows: order, columns: order)
        for row in 0..<order {
            for column in 0..<order {
                for inner in 0..<order { product[row, column] += matrix[row, inner] * inverse[inner, column] }
            }
        }
        #expect(difference(product, .identity(order, columns: order)) < 1e-10)
    }

    @Test(arguments: [1, 2, 7, 40])
    func `a triangle is solved as by substitution, forwards and backwards`(order: Int) throws {
        let lower = try #require(CholeskyFactor(of: positive(order, seed: 2))).lower
        let factor = try #require(CholeskyFactor(of: positive(order, seed: 2)))
        let rows = random(5, order, seed: 3)
        var forwards = rows
        var backwards = rows
        for row in 0..<rows.rows {
            for place in 0..<order {
                for known in 0..<place { forwards[row, place] -= lower[place, known] * forwards[row, known] }
                forwards[row, place] /= lower[place, place]
            }
            for place in (0..<order).reversed() {
                for known in (place + 1)..<max(order, place + 1) {
                    backwards[row, place] -= lower[known, place] * backwards[row, known]
                }
                backwards[row, place] /= lower[place, place]
            }
        }
        #expect(difference(factor.solveTriangle(rows: rows), forwards) < 1e-10)
        #expect(difference(factor.solveTriangle(rows: rows, transposed: true), backwards) < 1e-10)
    }

    @Test func `one triangle after the other solves the matrix`() throws {
        let factor = try #require(CholeskyFactor(of: positive(9, seed: 4)))
        let rows = random(3, 9, seed: 5)
        let both = factor.solveTriangle(rows: factor.solveTriangle(rows: rows), transposed: true)
        for row in 0..<3 {
            let solution = factor.solve(Array(rows.row(row)))
            for (value, wanted) in zip(both.row(row), solution) {
                #expect((value - wanted).magnitude < 1e-10)
            }
        }
    }

    @Test(arguments: [(1, 1), (7, 4), (4, 7), (60, 30)])
    func `a gram matrix agrees with the triple loop and has both triangles`(rows: Int, columns: Int) {
        let matrix = random(rows, columns, seed: 6)
        let product = gram(matrix)
        #expect(product.rows == columns && product.columns == columns)
        #expect(product == product.transposed)
        #expect(difference(product, slowGram(matrix)) < 1e-10)
    }

    @Test func `nothing has an inverse, a solution and products of zero`() throws {
        let factor = try #require(CholeskyFactor(of: Matrix(rows: 0, columns: 0)))
        #expect(factor.inverse == Matrix(rows: 0, columns: 0))
        #expect(factor.solveTriangle(rows: Matrix(rows: 3, columns: 0)) == Matrix(rows: 3, columns: 0))
        let some = try #require(CholeskyFactor(of: positive(2, seed: 7)))
        #expect(some.solveTriangle(rows: Matrix(rows: 0, columns: 2)).rows == 0)
        #expect(gram(Matrix(rows: 0, columns: 3)) == Matrix(rows: 3, columns: 3))
        #expect(gram(Matrix(rows: 3, columns: 0)) == Matrix(rows: 0, columns: 0))
    }
}
