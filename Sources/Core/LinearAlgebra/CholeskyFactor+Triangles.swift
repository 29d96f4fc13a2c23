import CLapack
import COpenBLAS

extension CholeskyFactor {
    /// A⁻¹, both triangles (LAPACK `dpotri`).
    package var inverse: Matrix {
        let order = lower.rows
        guard order > 0 else { return lower }
        var inverse = lower
        let info = inverse.storage.withUnsafeMutableBufferPointer { values in
            values.baseAddress.map {
                // because a row-major lower triangle is a column-major upper one
                pairwell_dpotri(CChar(UInt8(ascii: "U")), CInt(order), $0, CInt(order))
            } ?? -1
        }
        precondition(info == 0, "dpotri refused argument \(info)")
        inverse.mirrorLowerTriangle()
        return inverse
    }

    /// Each row b of `rows` replaced by x with L x = b, or with Lᵀ x = b where `transposed` (BLAS `dtrsm`).
    package func solveTriangle(rows: Matrix, transposed: Bool = false) -> Matrix {
        let order = lower.rows
        precondition(rows.columns == order, "\(rows.columns) values for a matrix of order \(order)")
        guard order > 0, rows.rows > 0 else { return rows }
        var solution = rows
        lower.storage.withUnsafeBufferPointer { factor in
            solution.storage.withUnsafeMutableBufferPointer { values in
                // Rows are solved from the right: x with L x = b is the row xᵀ with xᵀ Lᵀ = bᵀ.
                cblas_dtrsm(
                    CblasRowMajor,
                    CblasRight,
                    CblasLower,
                    transposed ? CblasNoTrans : CblasTrans,
                    CblasNonUnit,
                    blasint(rows.rows),
                    blasint(order),
                    1,
                    factor.baseAddress,
                    blasint(order),
                    values.baseAddress,
                    blasint(order)
                )
            }
        }
        return solution
    }
}
