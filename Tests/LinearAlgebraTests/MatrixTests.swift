import LinearAlgebra
import Statistics
import Testing

private func randomMatrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(Seed(seed))
    return Matrix(
        rows: rows,
        columns: columns,
        storage: (0..<(rows * columns)).map { _ in generator.normal() }
    )
}

private func slowProduct(_ a: Matrix, _ b: Matrix) -> Matrix {
    var product = Matrix(rows: a.rows, columns: b.columns)
    for row in 0..<a.rows {
        for column in 0..<b.columns {
            for inner in 0..<a.columns { product[row, column] += a[row, inner] * b[inner, column] }
        }
    }
    return product
}

struct MatrixTests {
    @Test func `elements are stored row by row`() {
        var matrix = Matrix(rows: 2, columns: 3, storage: [1, 2, 3, 4, 5, 6])
        #expect(matrix[1, 0] == 4)
        #expect(Array(matrix.row(1)) == [4, 5, 6])
        #expect(matrix.transposed.storage == [1, 4, 2, 5, 3, 6])
        matrix[0, 2] = 9
        #expect(matrix.storage == [1, 2, 9, 4, 5, 6])
    }

    @Test(arguments: [false, true], [false, true])
    func `a product agrees with the triple loop, whichever side is transposed`(left: Bool, right: Bool) {
        let a = randomMatrix(7, 11, seed: 1)
        let b = randomMatrix(11, 5, seed: 2)
        let product = multiply(
            left ? a.transposed : a,
            right ? b.transposed : b,
            transposeA: left,
            transposeB: right
        )
        let expected = slowProduct(a, b)
        #expect(product.rows == 7 && product.columns == 5)
        // Sums of 11 products of order 1: a few last bits of difference between orders of summation.
        for (value, wanted) in zip(product.storage, expected.storage) {
            #expect((value - wanted).magnitude < 1e-13)
        }
    }

    @Test func `a product over nothing is zero`() {
        let product = multiply(Matrix(rows: 2, columns: 0), Matrix(rows: 0, columns: 3))
        #expect(product == Matrix(rows: 2, columns: 3))
        #expect(multiply(Matrix(rows: 0, columns: 4), Matrix(rows: 4, columns: 2)).storage.isEmpty)
    }

    @Test func `sides that do not fit are our mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = multiply(Matrix(rows: 2, columns: 3), Matrix(rows: 2, columns: 3))
        }
    }

    @Test func `the kernel says who it is and keeps to one thread when told`() {
        NumericsKernel.useOneThread()
        #expect(NumericsKernel.threads == 1)
        #expect(!NumericsKernel.name.isEmpty)
        #expect(NumericsKernel.version.hasPrefix("OpenBLAS"))
    }
}
