import CLapack

/// The coefficients that make `design` × coefficients nearest to `response`; of many, the shortest.
///
/// - Parameters:
///   - design: a row for each response, a column for each coefficient.
///   - response: as many values as `design` has rows.
/// - Returns: a coefficient a column, or `nil` where a number is not finite, there is no row, or the
///   singular value decomposition does not converge. Columns that depend on each other share their effect
///   (LAPACK `dgelsd`, singular values below max(rows, columns) × machine
///   precision of the greatest taken as zero, as NumPy does).
package func leastSquares(_ design: Matrix, _ response: [Double]) -> [Double]? {
    precondition(response.count == design.rows, "\(response.count) responses for \(design.rows) rows")
    let rows = design.rows
    let columns = design.columns
    guard rows > 0, design.storage.allSatisfy(\.isFinite), response.allSatisfy(\.isFinite) else { return nil }
    guard columns > 0 else { return [] }

    var matrix = design.transposed.storage
    var solution = response + [Double](repeating: 0, count: max(columns - rows, 0))
    var singular = [Double](repeating: 0, count: min(rows, columns))

    let cutoff = Double(max(rows, columns)) * .ulpOfOne

    func solve(work: inout [Double], lengthOfWork: Int, integers: inout [CInt]) -> CInt {
        var rank: CInt = 0
        return pairwell_dgelsd(
            CInt(rows),
            CInt(columns),
            1,
            &matrix,
            CInt(rows),
            &solution,
            CInt(max(rows, columns)),
            &singular,
            cutoff,
            &rank,
            &work,
            CInt(lengthOfWork),
            &integers
        )
    }

    var work = [0.0]
    var integers: [CInt] = [0]
    guard solve(work: &work, lengthOfWork: -1, integers: &integers) == 0 else { return nil }
    work = [Double](repeating: 0, count: max(Int(work[0]), 1))
    integers = [CInt](repeating: 0, count: max(Int(integers[0]), 1))
    guard solve(work: &work, lengthOfWork: work.count, integers: &integers) == 0 else { return nil }
    return Array(solution.prefix(columns))
}
