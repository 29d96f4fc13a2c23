import COpenBLAS

/// The product of two matrices, each transposed first where asked for (BLAS `dgemm`).
///
/// The last bits depend on the BLAS kernel and its threads; compare with a tolerance.
package func multiply(
    _ a: Matrix,
    _ b: Matrix,
    transposeA: Bool = false,
    transposeB: Bool = false
) -> Matrix {
    let rows = transposeA ? a.columns : a.rows
    let inner = transposeA ? a.rows : a.columns
    let columns = transposeB ? b.rows : b.columns
    precondition(
        inner == (transposeB ? b.columns : b.rows),
        "a product needs as many columns on the left as rows on the right"
    )
    var product = Matrix(rows: rows, columns: columns)
    // because BLAS refuses a leading dimension of zero, and the product is then all zeros anyway
    guard rows > 0, inner > 0, columns > 0 else { return product }
    a.storage.withUnsafeBufferPointer { left in
        b.storage.withUnsafeBufferPointer { right in
            product.storage.withUnsafeMutableBufferPointer { out in
                cblas_dgemm(
                    CblasRowMajor,
                    transposeA ? CblasTrans : CblasNoTrans,
                    transposeB ? CblasTrans : CblasNoTrans,
                    blasint(rows),
                    blasint(columns),
                    blasint(inner),
                    1,
                    left.baseAddress,
                    blasint(a.columns),
                    right.baseAddress,
                    blasint(b.columns),
                    0,
                    out.baseAddress,
                    blasint(columns)
                )
            }
        }
    }
    return product
}
