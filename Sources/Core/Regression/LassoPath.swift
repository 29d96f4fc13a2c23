package import LinearAlgebra
import RealModule

/// The lasso on centred columns, solved by cyclic coordinate descent with covariance updates.
///
/// Minimises |y − X w|² / (2 n) + α |w|₁ from the Gram matrix alone, so that a sweep costs columns² and
/// not columns × lines (Friedman, Hastie, Tibshirani 2010, section 2.2). A solution is done when its duality
/// gap is below `tolerance` × |y|², as in scikit-learn.
package struct LassoPath: Sendable {
    private let lines: Double
    private let columns: Int
    private let products: [Double]
    private let correlations: [Double]
    private let squaredResponse: Double

    /// - Parameters:
    ///   - design: a row a line, each column of mean 0.
    ///   - response: a value a line, of mean 0.
    package init(centred design: Matrix, response: [Double]) {
        precondition(design.rows == response.count, "\(response.count) responses for \(design.rows) lines")
        lines = Double(design.rows)
        columns = design.columns
        products = gram(design).storage
        correlations =
            multiply(design, Matrix(rows: response.count, columns: 1, storage: response), transposeA: true)
            .storage
        squaredResponse = response.reduce(0) { $0 + $1 * $1 }
    }

    /// The least α at which every coefficient is 0.
    package var greatestAlpha: Double {
        guard lines > 0 else { return 0 }
        return correlations.reduce(0) { max($0, $1.magnitude) } / lines
    }

    /// `count` values of α in even ratios, from the greatest down to `share` of it.
    package func alphas(count: Int, share: Double) -> [Double] {
        // because a geometric sequence cannot start at 0: scikit-learn's smallest resolution instead
        guard greatestAlpha > 1e-15 else { return [Double](repeating: 1e-15, count: count) }
        let first = greatestAlpha
        let ratio = Double.log(share)
        return (0..<count).map { place in
            place == 0 ? first : first * Double.exp(ratio * Double(place) / Double(max(count - 1, 1)))
        }
    }

    /// The coefficients for each α, each solution started from the one before.
    ///
    /// - Parameters:
    ///   - alphas: descending, so that each start is near.
    ///   - tolerance: of the duality gap, relative to |y|².
    ///   - sweeps: at most so many over all columns for an α.
    /// - Returns: a row an α, a column a coefficient.
    package func solutions(alphas: [Double], tolerance: Double, sweeps: Int) -> Matrix {
        var result = Matrix(rows: alphas.count, columns: columns)
        guard columns > 0 else { return result }
        var weights = [Double](repeating: 0, count: columns)
        var fitted = [Double](repeating: 0, count: columns)
        for (place, alpha) in alphas.enumerated() {
            descend(&weights, &fitted, penalty: alpha * lines, tolerance: tolerance, sweeps: sweeps)
            for column in 0..<columns { result.storage[place * columns + column] = weights[column] }
        }
        return result
    }

    /// `fitted` is kept at XᵀX w.
    private func descend(
        _ weights: inout [Double],
        _ fitted: inout [Double],
        penalty: Double,
        tolerance: Double,
        sweeps: Int
    ) {
        let limit = tolerance * squaredResponse
        let start = gap(weights, fitted, penalty: penalty)
        if start >= 0 && start <= limit { return }
        products.withUnsafeBufferPointer { products in
            correlations.withUnsafeBufferPointer { correlations in
                weights.withUnsafeMutableBufferPointer { weights in
                    fitted.withUnsafeMutableBufferPointer { fitted in
                        for sweep in 0..<sweeps {
                            var greatest = 0.0
                            var greatestStep = 0.0
                            for column in 0..<columns {
                                let own = products[column * columns + column]
                                if own == 0 { continue }
                                let old = weights[column]
                                let slope = correlations[column] - fitted[column] + old * own
                                let shrunk = max(slope.magnitude - penalty, 0) / own
                                let new = slope < 0 ? -shrunk : shrunk
                                if new != old {
                                    let step = new - old
                                    weights[column] = new
                                    let row = column * columns
                                    for other in 0..<columns { fitted[other] += step * products[row + other] }
                                    greatestStep = max(greatestStep, step.magnitude)
                                }
                                greatest = max(greatest, new.magnitude)
                            }
                            guard
                                greatest == 0 || greatestStep <= tolerance * greatest || sweep == sweeps - 1
                            else { continue }
                            let gap = gap(weights, fitted, penalty: penalty)
                            if gap <= limit || greatestStep == 0 { return }
                        }
                    }
                }
            }
        }
    }

    private func gap<Values: RandomAccessCollection<Double>>(
        _ weights: Values,
        _ fitted: Values,
        penalty: Double
    ) -> Double where Values.Index == Int {
        var explained = 0.0
        var square = 0.0
        var length = 0.0
        var steepest = 0.0
        for column in 0..<columns {
            explained += weights[column] * correlations[column]
            square += weights[column] * fitted[column]
            length += weights[column].magnitude
            steepest = max(steepest, (correlations[column] - fitted[column]).magnitude)
        }
        let residual = squaredResponse + square - 2 * explained
        let scale = steepest > penalty ? penalty / steepest : 1
        return 0.5 * residual * (1 + scale * scale) + penalty * length
            - scale * (squaredResponse - explained)
    }
}
