import CLapack

/// A matrix as U Σ Vᵀ: its singular values and the directions among its columns that they belong to.
package struct SingularValues: Sendable {
    /// Descending, min(rows, columns) of them.
    package let values: [Double]
    /// Vᵀ: a row of as many numbers as the matrix has columns for each right singular vector.
    ///
    /// The largest number of each row, the first of equals, is positive. Directions of equal singular values
    /// (and those beyond the rank) are any orthonormal set, and depend on the BLAS kernel.
    package let directions: Matrix

    /// How many values are not zero but for rounding: above max(rows, columns) × machine precision of the
    /// greatest, as NumPy counts.
    package let rank: Int

    /// `nil` where a number is not finite or the decomposition does not converge (LAPACK `dgesdd`).
    ///
    /// Where it `isComplete` there are as many directions as columns, also where rows are fewer.
    package init?(of matrix: Matrix, isComplete: Bool = false) {
        let rows = matrix.rows
        let columns = matrix.columns
        guard matrix.storage.allSatisfy(\.isFinite) else { return nil }
        let count = min(rows, columns)
        let kept = isComplete ? columns : count
        guard count > 0 else {
            values = []
            rank = 0
            directions = Matrix.identity(isComplete ? columns : 0, columns: columns)
            return
        }
        // Row by row the matrix is its own transpose column by column: U of that is V.
        var storage = matrix.storage
        var singular = [Double](repeating: 0, count: count)
        var v = [Double](repeating: 0, count: columns * kept)
        let otherSide = isComplete ? rows : count
        var u = [Double](repeating: 0, count: otherSide * rows)
        var integers = [CInt](repeating: 0, count: 8 * count)
        let job = CChar(UInt8(ascii: isComplete ? "A" : "S"))

        func decompose(work: inout [Double], length: Int) -> CInt {
            pairwell_dgesdd(
                job,
                CInt(columns),
                CInt(rows),
                &storage,
                CInt(columns),
                &singular,
                &v,
                CInt(columns),
                &u,
                CInt(otherSide),
                &work,
                CInt(length),
                &integers
            )
        }

        var work = [0.0]
        guard decompose(work: &work, length: -1) == 0 else { return nil }
        work = [Double](repeating: 0, count: max(Int(work[0]), 1))
        guard decompose(work: &work, length: work.count) == 0 else { return nil }

        values = singular
        let cutoff = (singular.first ?? 0) * Double(max(rows, columns)) * .ulpOfOne
        rank = singular.count { $0 > cutoff }
        directions = Matrix(rows: kept, columns: columns, storage: v).withPositivePeaks()
    }
}

extension Matrix {
    /// Ones on the diagonal, zeros elsewhere.
    package static func identity(_ rows: Int, columns: Int) -> Matrix {
        var matrix = Matrix(rows: rows, columns: columns)
        for place in 0..<min(rows, columns) { matrix[place, place] = 1 }
        return matrix
    }

    /// Each row turned so that its largest number, the first of equals, is positive.
    func withPositivePeaks() -> Matrix {
        var result = self
        for row in 0..<rows {
            var peak = 0.0
            for value in self.row(row) where value.magnitude > peak.magnitude { peak = value }
            guard peak < 0 else { continue }
            for place in (row * columns)..<((row + 1) * columns) { result.storage[place].negate() }
        }
        return result
    }
}
