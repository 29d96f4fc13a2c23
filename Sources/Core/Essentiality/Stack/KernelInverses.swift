import LinearAlgebra

/// (K + λI)⁻¹ of all training lines for each penalty, by which targets that are unknown in some lines are fitted.
///
/// A fit on the lines O without the lines M needs the inverse of a part of K + λI. With A the inverse of the whole,
/// that of the part is A_OO − A_OM (A_MM)⁻¹ A_MO (the Schur complement), so that targets which each miss other lines
/// share one decomposition: m missing lines cost n m² multiplications a penalty, where a decomposition of their own
/// would cost about 9 n³. Memory: lines × lines doubles a penalty.
struct KernelInverses: Sendable {
    /// Targets that miss the same lines.
    struct Group {
        /// Places of lines, ascending.
        let missing: [Int]
        /// All lines × targets; what stands in the missing lines is not read.
        let responses: Matrix
    }

    private let inverses: [Matrix]
    private let lines: Int

    /// Whether a target that misses so many of the lines is better fitted from these than by itself.
    static func serve(missing: Int, of lines: Int) -> Bool { missing > 0 && 4 * missing <= lines }

    init(_ solution: KernelSolution) {
        inverses = KernelSolution.grid.map(solution.inverse)
        lines = inverses[0].rows
    }

    /// The fits of each group on the lines that it does not miss, as `KernelSolution.path` of these lines alone.
    ///
    /// - Returns: a path a group; `nil` where rounding has left a part of an inverse without a factor.
    func paths(_ groups: [Group]) -> [KernelSolution.Path?] {
        let width = groups.reduce(0) { $0 + $1.responses.columns }
        var centred = Matrix(rows: lines, columns: width)
        var fits: [Fit] = []
        for group in groups {
            let first = fits.last.map { $0.first + $0.means.count } ?? 0
            fits.append(Fit(group, first: first, centred: &centred))
        }
        for (penalty, inverse) in zip(KernelSolution.grid, inverses) {
            let solved = multiply(inverse, centred)
            for place in fits.indices { fits[place].add(penalty, inverse, solved) }
        }
        return fits.map(\.path)
    }
}

/// What grows to one group's path, penalty by penalty.
private struct Fit {
    let means: [Double]
    /// The group's first column among those of all groups.
    let first: Int
    private let missing: [Int]
    private let known: [Int]
    private let variances: [Double]
    private var residuals: [Matrix] = []
    private var rests: [[Double]] = []
    private var errors: [[Double]]
    private var isFactored = true

    /// Writes the group's centred responses into its columns, with 0 in the missing lines.
    init(_ group: KernelInverses.Group, first: Int, centred: inout Matrix) {
        var isMissing = [Bool](repeating: false, count: group.responses.rows)
        for line in group.missing { isMissing[line] = true }
        let known = isMissing.indices.filter { !isMissing[$0] }
        let count = Double(known.count)
        var means: [Double] = []
        var variances: [Double] = []
        for target in 0..<group.responses.columns {
            var mean = 0.0
            for line in known { mean += group.responses[line, target] / count }
            var variance = 0.0
            for line in known {
                let value = group.responses[line, target] - mean
                centred[line, first + target] = value
                variance += value * value / count
            }
            means.append(mean)
            variances.append(variance)
        }
        self.means = means
        self.first = first
        self.known = known
        self.variances = variances
        missing = group.missing
        errors = means.map { _ in [] }
    }

    /// - Parameters:
    ///   - penalty: λ.
    ///   - inverse: (K + λI)⁻¹ of all lines.
    ///   - solved: it times the centred responses of all groups.
    mutating func add(_ penalty: Double, _ inverse: Matrix, _ solved: Matrix) {
        let count = missing.count
        var corner = Matrix(rows: count, columns: count)
        for (row, line) in missing.enumerated() {
            for (column, other) in missing.enumerated() { corner[row, column] = inverse[line, other] }
        }
        guard isFactored, let factor = CholeskyFactor(of: corner) else {
            isFactored = false
            return
        }
        var columns = Matrix(rows: known.count, columns: count)
        for (row, line) in known.enumerated() {
            let start = line * inverse.columns
            for (column, other) in missing.enumerated() {
                columns.storage[row * count + column] = inverse.storage[start + other]
            }
        }
        // L⁻¹ A_Mi of each line i, where L Lᵀ = A_MM
        let halves = factor.solveTriangle(rows: columns)
        var ends = Matrix(rows: means.count, columns: count)
        for target in means.indices {
            for (column, line) in missing.enumerated() { ends[target, column] = solved[line, first + target] }
        }
        let moved = multiply(halves, factor.solveTriangle(rows: ends), transposeB: true)
        var own = [Double](repeating: 0, count: known.count)
        halves.storage.withUnsafeBufferPointer { halves in
            for (row, line) in known.enumerated() {
                var square = 0.0
                for column in 0..<count {
                    let half = halves[row &* count &+ column]
                    square += half * half
                }
                // 1 less the leverage is λ (K + λI)⁻¹ᵢᵢ, and the mean has its share too.
                let rest = penalty * (inverse[line, line] - square) - 1 / Double(known.count)
                own[row] = max(rest, 1e-6)
            }
        }
        var left = Matrix(rows: known.count, columns: means.count)
        var sums = [Double](repeating: 0, count: means.count)
        for (row, line) in known.enumerated() {
            for target in means.indices {
                let dual = solved[line, first + target] - moved[row, target]
                let residual = penalty * dual / own[row]
                left[row, target] = residual
                sums[target] += residual * residual
            }
        }
        residuals.append(left)
        rests.append(own)
        for target in means.indices {
            errors[target].append(sums[target] / Double(known.count) / max(variances[target], 1e-300))
        }
    }

    var path: KernelSolution.Path? {
        isFactored
            ? KernelSolution.Path(means: means, residuals: residuals, rests: rests, errors: errors) : nil
    }
}
