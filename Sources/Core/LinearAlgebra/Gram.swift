import COpenBLAS

/// Aᵀ A, both triangles (BLAS `dsyrk`).
package func gram(_ matrix: Matrix) -> Matrix {
    let order = matrix.columns
    var product = Matrix(rows: order, columns: order)
    // because BLAS refuses a leading dimension of zero, and the product is then all zeros anyway
    guard matrix.rows > 0, order > 0 else { return product }
    matrix.storage.withUnsafeBufferPointer { values in
        product.storage.withUnsafeMutableBufferPointer { out in
            cblas_dsyrk(
                CblasRowMajor,
                CblasLower,
                CblasTrans,
                blasint(order),
                blasint(matrix.rows),
                1,
                values.baseAddress,
                blasint(order),
                0,
                out.baseAddress,
                blasint(order)
            )
        }
    }
    product.mirrorLowerTriangle()
    return product
}

extension Matrix {
    /// Copies what is below the diagonal of a square matrix above it.
    mutating func mirrorLowerTriangle() {
        for row in 0..<rows {
            for column in 0..<row { storage[column * rows + row] = storage[row * rows + column] }
        }
    }
}
