import CLapack
import RealModule

/// The lower triangle of a symmetric positive-definite matrix, factored and inverted where it stands.
///
/// For searches that factor many matrices of one order: `CholeskyFactor` takes fresh memory for each, and
/// giving that to the process can cost as much as the sums. What stands above the diagonal is never read.
package struct LowerTriangle: Sendable {
    package let order: Int
    /// `order` × `order` values; element (r, c) of the triangle is at `r * order + c`.
    package var storage: [Double]

    /// A triangle of zeros.
    package init(order: Int) {
        precondition(order >= 0, "a matrix has no negative side")
        self.order = order
        storage = [Double](repeating: 0, count: order * order)
    }

    /// Puts L of A = L Lᵀ in the place of A (LAPACK `dpotrf`).
    ///
    /// `false`, and the triangle spoilt, where A is not positive definite or holds a number that is not finite.
    package mutating func factor() -> Bool {
        guard order > 0 else { return true }
        let order = CInt(order)
        let info = storage.withUnsafeMutableBufferPointer { values in
            // because a row-major lower triangle is a column-major upper one
            values.baseAddress.map { pairwell_dpotrf(CChar(UInt8(ascii: "U")), order, $0, order) } ?? -1
        }
        // because BLAS carries NaN through to the diagonal without a word
        return info == 0 && (0..<self.order).allSatisfy { storage[$0 * self.order + $0].isFinite }
    }

    /// x with A x = b, where the triangle holds the factor of A (LAPACK `dpotrs`).
    package func solve(_ response: [Double]) -> [Double] {
        precondition(response.count == order, "\(response.count) values for a matrix of order \(order)")
        guard order > 0 else { return [] }
        var solution = response
        let order = CInt(order)
        let info = storage.withUnsafeBufferPointer { factor in
            solution.withUnsafeMutableBufferPointer { values in
                guard let factor = factor.baseAddress, let values = values.baseAddress else {
                    return CInt(-1)
                }
                return pairwell_dpotrs(CChar(UInt8(ascii: "U")), order, 1, factor, order, values, order)
            }
        }
        precondition(info == 0, "dpotrs refused argument \(-info)")
        return solution
    }

    /// The natural logarithm of the determinant of A, where the triangle holds its factor.
    package var logDeterminant: Double {
        var sum = 0.0
        for place in 0..<order { sum += 2 * Double.log(storage[place * order + place]) }
        return sum
    }

    /// Puts the lower triangle of A⁻¹ in the place of the factor of A (LAPACK `dpotri`).
    package mutating func invertFactored() {
        guard order > 0 else { return }
        let order = CInt(order)
        let info = storage.withUnsafeMutableBufferPointer { values in
            values.baseAddress.map { pairwell_dpotri(CChar(UInt8(ascii: "U")), order, $0, order) } ?? -1
        }
        precondition(info == 0, "dpotri refused argument \(info)")
    }
}
