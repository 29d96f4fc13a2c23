import LinearAlgebra
import RealModule
import Statistics
import Testing

@testable import PlateTruth

@Suite struct PrincipalAxesTests {
    @Test func `axes point to where rows vary most, widest first`() {
        var generator = SeededGenerator(Seed(4))
        var rows = Matrix(rows: 300, columns: 5)
        for row in 0..<300 {
            rows[row, 2] = 9 * generator.normal()
            rows[row, 4] = 3 * generator.normal()
            for column in [0, 1, 3] { rows[row, column] = 0.1 * generator.normal() }
        }
        let axes = principalAxes(of: rows, count: 2)
        #expect(axes.rows == 5 && axes.columns == 2)
        // 300 rows turn the first axes by less than a hundredth
        #expect(axes[2, 0].magnitude > 0.999)
        #expect(axes[4, 1].magnitude > 0.999)
    }

    @Test func `axes are orthonormal, and no more than the rows span`() {
        var generator = SeededGenerator(Seed(5))
        var rows = Matrix(rows: 40, columns: 12)
        for row in 0..<40 {
            let a = generator.normal()
            let b = generator.normal()
            for column in 0..<12 { rows[row, column] = a * Double(column) + b * Double(column * column % 7) }
        }
        let axes = principalAxes(of: rows, count: 8)
        #expect(axes.columns == 2)
        let gram = multiply(axes, axes, transposeA: true)
        for row in 0..<2 {
            for column in 0..<2 {
                #expect(
                    gram[row, column].isApproximatelyEqual(to: row == column ? 1 : 0, absoluteTolerance: 1e-9)
                )
            }
        }
        #expect(principalAxes(of: Matrix(rows: 4, columns: 3), count: 2).columns == 0)
    }

    @Test func `eigenvectors of a symmetric matrix turn it into its eigenvalues`() {
        let matrix = Matrix(rows: 3, columns: 3, storage: [2, -1, 0, -1, 2, -1, 0, -1, 2])
        let (values, vectors) = symmetricEigen(matrix)
        let image = multiply(matrix, vectors)
        for column in 0..<3 {
            for row in 0..<3 {
                #expect(
                    image[row, column].isApproximatelyEqual(
                        to: values[column] * vectors[row, column],
                        absoluteTolerance: 1e-9
                    )
                )
            }
        }
        // 2 − √2, 2, 2 + √2
        #expect(values.min()?.isApproximatelyEqual(to: 2 - 2.0.squareRoot(), absoluteTolerance: 1e-9) == true)
    }
}
