import LinearAlgebra
import RealModule

/// A kernel of training lines taken apart once, by which any number of targets are fitted.
struct KernelSolution: Sendable {
    static let grid = (0...10).map { Double.pow(10, -2.5 + 0.5 * Double($0)) }

    private let values: [Double]
    /// A row an eigenvector.
    private let vectors: Matrix
    /// For each penalty and line: 1 less its leverage, the share it has in its own prediction.
    private let rests: [[Double]]

    /// `nil` where the decomposition fails.
    ///
    /// - Parameters:
    ///   - gram: of all training lines.
    ///   - places: the lines to use of them.
    init?(gram: Matrix, places: [Int]) {
        var part = Matrix(rows: places.count, columns: places.count)
        for (row, one) in places.enumerated() {
            for (column, other) in places.enumerated() { part[row, column] = gram[one, other] }
        }
        guard let eigen = SymmetricEigen(of: part) else { return nil }
        values = eigen.values.map { max($0, 0) }
        vectors = eigen.vectors
        let count = places.count
        var leverages = [[Double]](
            repeating: [Double](repeating: 1 / Double(max(count, 1)), count: count),
            count: Self.grid.count
        )
        for (number, penalty) in Self.grid.enumerated() {
            for axis in 0..<count {
                let share = values[axis] / (values[axis] + penalty)
                let row = vectors.row(axis)
                for line in 0..<count {
                    let entry = row[row.startIndex + line]
                    leverages[number][line] += share * entry * entry
                }
            }
        }
        rests = leverages.map { $0.map { max(1 - $0, 1e-6) } }
    }

    /// (K + λI)⁻¹ of the lines.
    func inverse(penalty: Double) -> Matrix {
        var scaled = vectors
        for axis in 0..<vectors.rows {
            let share = 1 / (values[axis] + penalty)
            for place in (axis * vectors.columns)..<((axis + 1) * vectors.columns) {
                scaled.storage[place] *= share
            }
        }
        return multiply(vectors, scaled, transposeA: true)
    }

    /// Targets fitted with every penalty: leave-one-out residuals in closed form.
    struct Path {
        /// A value a target.
        let means: [Double]
        /// For each penalty, lines × targets.
        let residuals: [Matrix]
        /// For each penalty and line: 1 less its leverage.
        let rests: [[Double]]
        /// For each target, over the penalties: mean squared residual over the variance.
        let errors: [[Double]]

        /// Dual coefficients: a prediction is the mean and the kernel with the lines times these.
        ///
        /// (K + λI) α = y says that α is what the fit leaves of y, over λ; so no eigenvector is kept for it.
        /// - Parameter penalties: a place of the grid for each target.
        /// - Returns: lines × targets.
        func duals(penalties: [Int]) -> Matrix {
            var duals = Matrix(rows: residuals[0].rows, columns: penalties.count)
            for line in 0..<duals.rows {
                for (target, penalty) in penalties.enumerated() {
                    duals[line, target] =
                        residuals[penalty][line, target] * rests[penalty][line] / KernelSolution.grid[penalty]
                }
            }
            return duals
        }
    }

    /// Fits targets, lines × targets without a missing value, with every penalty.
    func path(_ responses: Matrix) -> Path {
        let (lines, targets) = (responses.rows, responses.columns)
        var means = [Double](repeating: 0, count: targets)
        for line in 0..<lines {
            for target in 0..<targets { means[target] += responses[line, target] / Double(lines) }
        }
        var centred = responses
        var variances = [Double](repeating: 0, count: targets)
        for line in 0..<lines {
            for target in 0..<targets {
                let value = responses[line, target] - means[target]
                centred[line, target] = value
                variances[target] += value * value / Double(lines)
            }
        }
        let projected = multiply(vectors, centred)
        var residuals: [Matrix] = []
        var errors = [[Double]](repeating: [], count: targets)
        for (number, penalty) in Self.grid.enumerated() {
            var scaled = projected
            for axis in 0..<lines {
                let share = values[axis] / (values[axis] + penalty)
                for place in (axis * targets)..<((axis + 1) * targets) { scaled.storage[place] *= share }
            }
            var left = multiply(vectors, scaled, transposeA: true)
            var sums = [Double](repeating: 0, count: targets)
            for line in 0..<lines {
                let rest = rests[number][line]
                for target in 0..<targets {
                    let place = line * targets + target
                    let residual = (centred.storage[place] - left.storage[place]) / rest
                    left.storage[place] = residual
                    sums[target] += residual * residual
                }
            }
            residuals.append(left)
            for target in 0..<targets {
                // because a target that is known in no line has no say in the pooled penalty
                errors[target].append(
                    lines > 0 ? sums[target] / Double(lines) / max(variances[target], 1e-300) : 1
                )
            }
        }
        return Path(means: means, residuals: residuals, rests: rests, errors: errors)
    }
}
