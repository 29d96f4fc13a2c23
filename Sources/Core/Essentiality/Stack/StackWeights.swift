/// How much of each model's prediction a target takes: the kernel's, the ridge's and the trees'.
///
/// Non-negative least squares on predictions of lines that no model had seen, drawn towards the weights that
/// serve all targets with modifiers (breadth τ = 0.1, in units of the target's SD); a target without modifiers
/// takes the kernel as it is.
struct StackWeights: Sendable, Equatable {
    static let kernelAlone = [1.0, 0, 0]
    /// 1 / τ².
    private static let firmness = 100.0

    /// A target's products of predictions with each other and with what was measured, over its variance.
    struct Products: Sendable {
        /// 3 × 3, row by row.
        var squares = [Double](repeating: 0, count: 9)
        var cross = [Double](repeating: 0, count: 3)

        /// - Parameters:
        ///   - predictions: of the kernel, the ridge and the trees, a value a line.
        ///   - measured: a value a line.
        init(_ predictions: [[Double]], measured: [Double]) {
            let count = Double(max(measured.count, 1))
            let mean = measured.reduce(0, +) / count
            var variance = 0.0
            for value in measured { variance += (value - mean) * (value - mean) / count }
            variance = max(variance, 1e-300)
            for one in 0..<3 {
                for line in measured.indices {
                    let from = predictions[one][line] - mean
                    cross[one] += from * (measured[line] - mean) / variance
                    for other in 0..<3 {
                        squares[3 * one + other] += from * (predictions[other][line] - mean) / variance
                    }
                }
            }
        }

        fileprivate init() {}
    }

    /// - Parameters:
    ///   - products: a target each.
    ///   - hasModifiers: whether the target's models but the kernel's say anything.
    /// - Returns: three weights a target.
    static func fitted(_ products: [Products], hasModifiers: [Bool]) -> [[Double]] {
        var sum = Products()
        for (place, product) in products.enumerated() where hasModifiers[place] {
            for entry in 0..<9 { sum.squares[entry] += product.squares[entry] }
            for entry in 0..<3 { sum.cross[entry] += product.cross[entry] }
        }
        for entry in 0..<3 { sum.squares[4 * entry] += 1e-6 }
        guard hasModifiers.contains(true) else { return products.map { _ in kernelAlone } }
        let common = nonNegativeOptimum(sum.squares, sum.cross)
        return products.indices.map { place in
            guard hasModifiers[place] else { return kernelAlone }
            var (squares, cross) = (products[place].squares, products[place].cross)
            for entry in 0..<3 {
                squares[4 * entry] += firmness
                cross[entry] += firmness * common[entry]
            }
            return nonNegativeOptimum(squares, cross)
        }
    }
}

/// The w ≥ 0 that makes ½ wᵀHw − cᵀw least, by trying each choice of weights that are not 0.
func nonNegativeOptimum(_ squares: [Double], _ cross: [Double]) -> [Double] {
    let size = cross.count
    var best = 0.0
    var optimum = [Double](repeating: 0, count: size)
    for choice in 1..<(1 << size) {
        let members = (0..<size).filter { choice >> $0 & 1 == 1 }
        guard
            let solved = solved(
                members.map { row in members.map { squares[size * row + $0] } },
                members.map { cross[$0] }
            ),
            !solved.contains(where: { $0 < 0 })
        else { continue }
        let value = -0.5 * zip(members, solved).reduce(0) { $0 + cross[$1.0] * $1.1 }
        guard value < best - 1e-15 else { continue }
        best = value
        optimum = [Double](repeating: 0, count: size)
        for (place, member) in members.enumerated() { optimum[member] = solved[place] }
    }
    return optimum
}

/// Solves a few linear equations by elimination with pivots; `nil` where they have no single solution.
private func solved(_ rows: [[Double]], _ values: [Double]) -> [Double]? {
    var rows = zip(rows, values).map { $0 + [$1] }
    let size = values.count
    for column in 0..<size {
        guard
            let pivot = (column..<size).max(by: { rows[$0][column].magnitude < rows[$1][column].magnitude }),
            rows[pivot][column].magnitude > 1e-300
        else { return nil }
        rows.swapAt(column, pivot)
        for row in 0..<size where row != column {
            let factor = rows[row][column] / rows[column][column]
            for place in column...size { rows[row][place] -= factor * rows[column][place] }
        }
    }
    return (0..<size).map { rows[$0][size] / rows[$0][$0] }
}
