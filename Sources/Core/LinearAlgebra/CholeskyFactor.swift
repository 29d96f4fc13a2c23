import CLapack
import RealModule

/// The lower triangle L of a symmetric positive-definite matrix A = L Lᵀ.
package struct CholeskyFactor: Sendable {
    /// L, with zeros above the diagonal.
    package let lower: Matrix

    /// `nil` where the matrix is not positive definite, or holds a number that is not finite.
    ///
    /// Only the lower triangle of `matrix` is read.
    package init?(of matrix: Matrix) {
        precondition(matrix.rows == matrix.columns, "a Cholesky factor needs a square matrix")
        let order = matrix.rows
        var factor = matrix
        for row in 0..<order {
            for column in 0..<order {
                if column > row {
                    factor.storage[row * order + column] = 0
                } else if !factor.storage[row * order + column].isFinite {
                    return nil
                }
            }
        }
        if order > 0 {
            // because a row-major lower triangle is a column-major upper one
            let upper = CChar(UInt8(ascii: "U"))
            let info = factor.storage.withUnsafeMutableBufferPointer { values in
                values.baseAddress.map { pairwell_dpotrf(upper, CInt(order), $0, CInt(order)) } ?? -1
            }
            guard info == 0 else { return nil }
        }
        lower = factor
    }

    /// x with A x = b.
    package func solve(_ response: [Double]) -> [Double] {
        let order = lower.rows
        precondition(response.count == order, "\(response.count) values for a matrix of order \(order)")
        guard order > 0 else { return [] }
        var solution = response
        let upper = CChar(UInt8(ascii: "U"))
        let info = lower.storage.withUnsafeBufferPointer { factor in
            solution.withUnsafeMutableBufferPointer { values in
                guard let factor = factor.baseAddress, let values = values.baseAddress else {
                    return CInt(-1)
                }
                return pairwell_dpotrs(upper, CInt(order), 1, factor, CInt(order), values, CInt(order))
            }
        }
        precondition(info == 0, "dpotrs refused argument \(-info)")
        return solution
    }

    /// The natural logarithm of the determinant of A.
    package var logDeterminant: Double {
        var sum = 0.0
        for index in 0..<lower.rows { sum += 2 * Double.log(lower[index, index]) }
        return sum
    }
}
