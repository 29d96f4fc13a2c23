import CLapack

extension CholeskyFactor {
    /// For each row b of `responses` the x with A x = b, as a row.
    package func solve(rows responses: Matrix) -> Matrix {
        let order = lower.rows
        precondition(responses.columns == order, "\(responses.columns) values for a matrix of order \(order)")
        guard order > 0, responses.rows > 0 else { return responses }
        var solution = responses
        let upper = CChar(UInt8(ascii: "U"))
        // because rows here are the columns that LAPACK takes
        let info = lower.storage.withUnsafeBufferPointer { factor in
            solution.storage.withUnsafeMutableBufferPointer { values in
                guard let factor = factor.baseAddress, let values = values.baseAddress else {
                    return CInt(-1)
                }
                return pairwell_dpotrs(
                    upper,
                    CInt(order),
                    CInt(responses.rows),
                    factor,
                    CInt(order),
                    values,
                    CInt(order)
                )
            }
        }
        precondition(info == 0, "dpotrs refused argument \(-info)")
        return solution
    }
}
