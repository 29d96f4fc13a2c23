import LinearAlgebra
import Statistics
import Testing

@Suite struct DecompositionTests {
    private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var generator = SeededGenerator(Seed(seed))
        return Matrix(
            rows: rows,
            columns: columns,
            storage: (0..<(rows * columns)).map { _ in generator.normal() }
        )
    }

    private func difference(_ one: Matrix, _ other: Matrix) -> Double {
        zip(one.storage, other.storage).map { ($0 - $1).magnitude }.max() ?? 0
    }

    @Test(arguments: [(7, 4), (4, 7), (5, 5), (1, 3), (3, 1)])
    func `singular values and directions give back the matrix's products`(rows: Int, columns: Int) throws {
        let matrix = random(rows, columns, seed: 1)
        for isComplete in [false, true] {
            let found = try #require(SingularValues(of: matrix, isComplete: isComplete))
            #expect(found.values == found.values.sorted(by: >))
            #expect(found.rank == min(rows, columns))
            #expect(found.directions.rows == (isComplete ? columns : min(rows, columns)))
            let unit = multiply(found.directions, found.directions, transposeB: true)
            #expect(difference(unit, .identity(unit.rows, columns: unit.rows)) < 1e-12)
            var scaled = found.directions
            for row in 0..<scaled.rows {
                let value = row < found.values.count ? found.values[row] : 0
                for column in 0..<columns { scaled[row, column] *= value * value }
            }
            let product = multiply(found.directions, scaled, transposeA: true)
            #expect(difference(product, multiply(matrix, matrix, transposeA: true)) < 1e-12)
        }
    }

    @Test func `the rank counts directions, not rows`() throws {
        let thin = multiply(random(9, 3, seed: 2), random(3, 6, seed: 3))
        #expect(try #require(SingularValues(of: thin)).rank == 3)
        #expect(try #require(SingularValues(of: Matrix(rows: 4, columns: 4))).rank == 0)
        #expect(try #require(SingularValues(of: Matrix(rows: 0, columns: 4))).rank == 0)
    }

    @Test func `eigenvectors of a symmetric matrix give it back and its powers`() throws {
        let half = random(12, 6, seed: 4)
        let matrix = multiply(half, half, transposeA: true)
        let eigen = try #require(SymmetricEigen(of: matrix))
        #expect(eigen.values == eigen.values.sorted(by: >))
        #expect(difference(eigen.mapped { $0 }, matrix) < 1e-11)
        let root = eigen.mapped { $0.squareRoot() }
        #expect(difference(multiply(root, root), matrix) < 1e-11)
        let inverse = eigen.mapped { 1 / $0 }
        #expect(difference(multiply(inverse, matrix), .identity(6, columns: 6)) < 1e-9)
    }

    @Test func `the largest number of each direction is positive`() throws {
        let matrix = random(20, 6, seed: 5)
        let rows = try #require(SingularValues(of: matrix)).directions
        let eigen = try #require(SymmetricEigen(of: multiply(matrix, matrix, transposeA: true)))
        for row in 0..<6 {
            for directions in [rows, eigen.vectors] {
                let largest = directions.row(row).max { $0.magnitude < $1.magnitude }
                #expect(try #require(largest) > 0)
            }
        }
        // 1e-10: the same directions by two algorithms, of well separated values.
        #expect(difference(rows, eigen.vectors) < 1e-10)
    }

    @Test(arguments: [Double.nan, .infinity])
    func `a number that is not finite has no decomposition`(value: Double) {
        var matrix = random(3, 3, seed: 6)
        matrix[1, 1] = value
        #expect(SingularValues(of: matrix) == nil)
        #expect(SymmetricEigen(of: matrix) == nil)
    }
}
