import CLapack

/// The eigenvalues and eigenvectors of a symmetric matrix.
package struct SymmetricEigen: Sendable {
    /// Descending.
    package let values: [Double]
    /// A row for each eigenvector, in the order of the values; the largest number of each row, the first of
    /// equals, is positive.
    package let vectors: Matrix

    /// `nil` where a number is not finite or the decomposition does not converge (LAPACK `dsyevd`).
    ///
    /// Only the lower triangle of `matrix` is read.
    package init?(of matrix: Matrix) {
        precondition(matrix.rows == matrix.columns, "eigenvalues need a square matrix")
        let order = matrix.rows
        guard matrix.storage.allSatisfy(\.isFinite) else { return nil }
        guard order > 0 else {
            values = []
            vectors = matrix
            return
        }
        var storage = matrix.storage
        var ascending = [Double](repeating: 0, count: order)

        func decompose(work: inout [Double], _ length: Int, integers: inout [CInt], _ count: Int) -> CInt {
            // because a row-major lower triangle is a column-major upper one
            pairwell_dsyevd(
                CChar(UInt8(ascii: "V")),
                CChar(UInt8(ascii: "U")),
                CInt(order),
                &storage,
                CInt(order),
                &ascending,
                &work,
                CInt(length),
                &integers,
                CInt(count)
            )
        }

        var work = [0.0]
        var integers: [CInt] = [0]
        guard decompose(work: &work, -1, integers: &integers, -1) == 0 else { return nil }
        work = [Double](repeating: 0, count: max(Int(work[0]), 1))
        integers = [CInt](repeating: 0, count: max(Int(integers[0]), 1))
        guard decompose(work: &work, work.count, integers: &integers, integers.count) == 0 else {
            return nil
        }
        values = ascending.reversed()
        // Columns of the column-major result are rows here, the least eigenvalue first.
        var rows: [Double] = []
        rows.reserveCapacity(order * order)
        for place in (0..<order).reversed() { rows += storage[(place * order)..<((place + 1) * order)] }
        vectors = Matrix(rows: order, columns: order, storage: rows).withPositivePeaks()
    }

    /// The matrix with each eigenvalue λ replaced by `power(λ)`: Σ power(λ) v vᵀ.
    package func mapped(_ power: (Double) -> Double) -> Matrix {
        var scaled = vectors
        for (row, value) in values.enumerated() {
            let factor = power(value)
            for place in (row * vectors.columns)..<((row + 1) * vectors.columns) {
                scaled.storage[place] *= factor
            }
        }
        return multiply(vectors, scaled, transposeA: true)
    }
}
