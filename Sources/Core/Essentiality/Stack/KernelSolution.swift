import LinearAlgebra
import RealModule

/// A kernel of training lines taken apart once, by which any number of targets are fitted.
struct KernelSolution: Sendable {
    static let grid = (0...10).map { Double.pow(10, -2.5 + 0.5 * Double($0)) }

    /// Places among the kernel's training lines of those that the targets are known in.
    let places: [Int]
    private let values: [Double]
    /// A row an eigenvector.
    private let vectors: Matrix
    /// For each penalty the leverage of each line, its share in its own prediction.
    private let leverages: [[Double]]

    /// `nil` where the decomposition fails; `gram` is of all training lines, `places` are those to use.
    init?(gram: Matrix, places: [Int]) {
        var part = Matrix(rows: places.count, columns: places.count)
        for (row, one) in places.enumerated() {
            for (column, other) in places.enumerated() { part[row, column] = gram[one, other] }
        }
        guard let eigen = SymmetricEigen(of: part) else { return nil }
        self.places = places
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
        self.leverages = leverages
    }

    /// Targets fitted with every penalty: leave-one-out residuals in closed form.
    struct Path {
        /// A value a target.
        let means: [Double]
        /// Eigenvectors × targets.
        fileprivate let projected: Matrix
        /// For each penalty, lines × targets.
        let residuals: [Matrix]
        /// For each target, over the penalties: mean squared residual over the variance.
        let errors: [[Double]]
    }

    /// Fits targets with every penalty; `responses` are lines × targets, no value missing.
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
                let rest = max(1 - leverages[number][line], 1e-6)
                for target in 0..<targets {
                    let place = line * targets + target
                    let residual = (centred.storage[place] - left.storage[place]) / rest
                    left.storage[place] = residual
                    sums[target] += residual * residual
                }
            }
            residuals.append(left)
            for target in 0..<targets {
                errors[target].append(sums[target] / Double(lines) / max(variances[target], 1e-300))
            }
        }
        return Path(means: means, projected: projected, residuals: residuals, errors: errors)
    }

    /// Dual coefficients: a prediction is the mean and the kernel with the lines times these.
    ///
    /// - Returns: lines × targets.
    func duals(_ path: Path, penalties: [Int]) -> Matrix {
        var scaled = path.projected
        for axis in 0..<scaled.rows {
            for target in 0..<scaled.columns {
                scaled[axis, target] /= values[axis] + Self.grid[penalties[target]]
            }
        }
        return multiply(vectors, scaled, transposeA: true)
    }
}
