import COpenBLAS

/// The products of each row of one block with each row of another, in single precision (BLAS `sgemm`).
///
/// Both blocks and the result are row-major: `left` is `leftRows` × `inner`, `right` is `rightRows` ×
/// `inner`, `result` takes `leftRows` × `rightRows`. Each product differs from the exact one by less than
/// `inner` · 2⁻²⁴ · Σ|left||right|, whatever the kernel.
package func multiplySingle(
    _ left: UnsafePointer<Float>,
    rows leftRows: Int,
    byRowsOf right: UnsafePointer<Float>,
    rows rightRows: Int,
    inner: Int,
    into result: UnsafeMutablePointer<Float>
) {
    guard leftRows > 0, rightRows > 0 else { return }
    guard inner > 0 else {
        result.update(repeating: 0, count: leftRows * rightRows)
        return
    }
    cblas_sgemm(
        CblasRowMajor,
        CblasNoTrans,
        CblasTrans,
        blasint(leftRows),
        blasint(rightRows),
        blasint(inner),
        1,
        left,
        blasint(inner),
        right,
        blasint(inner),
        0,
        result,
        blasint(rightRows)
    )
}
