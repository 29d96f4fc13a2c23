import COpenBLAS

extension FloatMatrix {
    /// Makes this the product of two matrices, each transposed first where asked for (BLAS `sgemm`).
    ///
    /// Nothing is allocated: this must have the product's shape. The last bits depend on the BLAS kernel.
    package mutating func setProduct(
        _ a: FloatMatrix,
        _ b: FloatMatrix,
        transposeA: Bool = false,
        transposeB: Bool = false
    ) {
        let inner = transposeA ? a.rows : a.columns
        precondition(
            inner == (transposeB ? b.columns : b.rows),
            "a product needs as many columns on the left as rows on the right"
        )
        precondition(
            rows == (transposeA ? a.columns : a.rows) && columns == (transposeB ? b.rows : b.columns),
            "a \(rows) x \(columns) matrix cannot hold the product"
        )
        guard rows > 0, columns > 0 else { return }
        // because BLAS refuses a leading dimension of zero, and the product is then all zeros anyway
        guard inner > 0 else {
            for place in storage.indices { storage[place] = 0 }
            return
        }
        let (height, width) = (rows, columns)
        a.storage.withUnsafeBufferPointer { left in
            b.storage.withUnsafeBufferPointer { right in
                storage.withUnsafeMutableBufferPointer { out in
                    cblas_sgemm(
                        CblasRowMajor,
                        transposeA ? CblasTrans : CblasNoTrans,
                        transposeB ? CblasTrans : CblasNoTrans,
                        blasint(height),
                        blasint(width),
                        blasint(inner),
                        1,
                        left.baseAddress,
                        blasint(a.columns),
                        right.baseAddress,
                        blasint(b.columns),
                        0,
                        out.baseAddress,
                        blasint(width)
                    )
                }
            }
        }
    }

    /// Makes the lower triangle of this, diagonal included, that of A Aᵀ (BLAS `ssyrk`).
    ///
    /// What stands above the diagonal stays. This must have as many rows and columns as A has rows.
    package mutating func setLowerProducts(ofRows a: FloatMatrix) {
        precondition(rows == a.rows && columns == a.rows, "the products of \(a.rows) rows need that order")
        guard a.rows > 0 else { return }
        guard a.columns > 0 else {
            for place in storage.indices { storage[place] = 0 }
            return
        }
        let order = rows
        a.storage.withUnsafeBufferPointer { values in
            storage.withUnsafeMutableBufferPointer { out in
                cblas_ssyrk(
                    CblasRowMajor,
                    CblasLower,
                    CblasNoTrans,
                    blasint(order),
                    blasint(a.columns),
                    1,
                    values.baseAddress,
                    blasint(a.columns),
                    0,
                    out.baseAddress,
                    blasint(order)
                )
            }
        }
    }
}
