import LinearAlgebra
import Testing

@Suite struct FloatMatrixTests {
    private func filled(_ rows: Int, _ columns: Int, _ salt: Int) -> Matrix {
        Matrix(
            rows: rows,
            columns: columns,
            storage: (0..<(rows * columns)).map { Double(($0 * 37 + salt) % 11) - 5 }
        )
    }

    @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
    func `products are those of double precision`(transposed: (Bool, Bool)) {
        // Small whole numbers: both are exact.
        let a = transposed.0 ? filled(7, 5, 1) : filled(5, 7, 1)
        let b = transposed.1 ? filled(3, 7, 2) : filled(7, 3, 2)
        var product = FloatMatrix(rows: 5, columns: 3, storage: [Float](repeating: .nan, count: 15))
        product.setProduct(
            FloatMatrix(a),
            FloatMatrix(b),
            transposeA: transposed.0,
            transposeB: transposed.1
        )
        let expected = multiply(a, b, transposeA: transposed.0, transposeB: transposed.1)
        #expect(product.storage.map(Double.init) == expected.storage)
    }

    @Test func `products of rows fill the lower triangle only`() {
        let a = filled(4, 9, 3)
        var products = FloatMatrix(rows: 4, columns: 4, storage: [Float](repeating: 99, count: 16))
        products.setLowerProducts(ofRows: FloatMatrix(a))
        let expected = multiply(a, a, transposeB: true)
        for row in 0..<4 {
            for column in 0..<4 {
                let value = Double(products.storage[row * 4 + column])
                #expect(value == (column <= row ? expected[row, column] : 99))
            }
        }
    }

    @Test func `a product over nothing is zero`() {
        var product = FloatMatrix(rows: 2, columns: 2, storage: [1, 2, 3, 4])
        product.setProduct(FloatMatrix(rows: 2, columns: 0), FloatMatrix(rows: 0, columns: 2))
        #expect(product.storage == [0, 0, 0, 0])
    }
}
