package import LinearAlgebra
package import Statistics

/// Bayesian linear regression whose coefficients come in groups, each with a prior variance of its own that is
/// learned (automatic relevance determination by groups; MacKay 1992, Tipping 2001).
///
/// With the columns of a finite kernel expansion it is a Gaussian process in weight space: the kernel is
/// Σ_g v_g Φ_g Φ_gᵀ, and the cost grows with rows × columns².
package struct GroupedRegression: Sendable {
    /// Posterior means, a number a column of the design.
    package let mean: [Double]
    /// The Cholesky factor of the posterior precision.
    package let precision: CholeskyFactor
    /// The prior variance of each group's coefficients.
    package let priorVariances: [Double]
    /// The variance of a response about the model, beyond its own error.
    package let noiseVariance: Double

    /// Whether variances are learned: from the usual, from those of like data with fewer steps, or not at all.
    package enum Learning: Sendable {
        case cold
        case warm
        case none
    }

    /// What is learned, to start another fit of like data from.
    package struct Start: Sendable, Hashable {
        package var priorVariances: [Double]
        package var noiseVariance: Double

        package init(priorVariances: [Double], noiseVariance: Double) {
            self.priorVariances = priorVariances
            self.noiseVariance = noiseVariance
        }
    }

    /// Times that the noise is estimated anew, from the usual and from what a fit of like data learned, and of the prior
    /// variances in between.
    private static let outer = (cold: 6, warm: 3)
    private static let inner = (cold: 5, warm: 3)
    /// What is believed of each variance before: as much as one coefficient, or two responses, would tell.
    private static let usualVariance = 0.2
    private static let usualNoise = 0.09
    /// More than this is no prior at all, and takes the precision's digits away.
    private static let mostVariance = 1e4
    /// Rewards repeat no better than this, and no less lest few of them be followed to the letter.
    private static let leastNoise = 0.02
    /// Fewer responses than this cannot tell variances apart.
    private static let leastResponses = 5

    /// Fits coefficients and variances to the responses by expectation maximisation.
    ///
    /// - Parameters:
    ///   - design: A row a response, a column a coefficient.
    ///   - response: As many finite numbers.
    ///   - ownVariances: What each response's own error adds to the noise, in the square of its unit.
    ///   - groups: The group of each column, from 0.
    ///   - start: Where the variances start.
    ///   - learning: Whether the variances are learned from the usual, from those of like data, or not at all.
    package init(
        design: Matrix,
        response: [Double],
        ownVariances: [Double],
        groups: [Int],
        start: Start,
        learning: Learning = .cold
    ) {
        precondition(
            design.rows == response.count && response.count == ownVariances.count,
            "a row a response"
        )
        precondition(design.columns == groups.count, "a group for each column")
        let learns = learning != .none && response.count >= GroupedRegression.leastResponses
        let isCold = learning == .cold
        let outer = isCold ? GroupedRegression.outer.cold : GroupedRegression.outer.warm
        let inner = isCold ? GroupedRegression.inner.cold : GroupedRegression.inner.warm
        let sizes = start.priorVariances.indices.map { group in groups.count { $0 == group } }
        var variances = start
        let sample = learns ? Sample(design, response, ownVariances) : nil
        for _ in 0..<(learns ? outer : 0) {
            guard let (design, response, ownVariances) = sample?.rows else { break }
            let weighted = Weighted(design, response, ownVariances, noise: variances.noiseVariance)
            var covariance = Matrix(rows: 0, columns: 0)
            var mean: [Double] = []
            for _ in 0..<inner {
                let factor = weighted.precision(variances.priorVariances, groups)
                mean = factor.solve(weighted.right)
                covariance = factor.inverse
                variances.priorVariances = GroupedRegression.variances(mean, covariance, groups, sizes)
            }
            variances.noiseVariance = weighted.noise(mean, covariance, design, response, ownVariances)
        }
        let weighted = Weighted(design, response, ownVariances, noise: variances.noiseVariance)
        precision = weighted.precision(variances.priorVariances, groups)
        mean = precision.solve(weighted.right)
        priorVariances = variances.priorVariances
        noiseVariance = variances.noiseVariance
    }

    package var start: Start { Start(priorVariances: priorVariances, noiseVariance: noiseVariance) }

    /// Posterior means of rows of a design, and their SDs without noise.
    package func predict(_ rows: Matrix) -> (mean: [Double], sd: [Double]) {
        let spread = precision.solveTriangle(rows: rows)
        var means: [Double] = []
        var sds: [Double] = []
        for row in 0..<rows.rows {
            means.append(dot(rows.row(row), mean[...]))
            let values = spread.row(row)
            sds.append(dot(values, values).squareRoot())
        }
        return (means, sds)
    }

    /// Draws of the coefficients: a row a draw.
    package func draws(count: Int, using generator: inout SeededGenerator) -> Matrix {
        var normals = Matrix(rows: count, columns: mean.count)
        normals.storage.withUnsafeMutableBufferPointer { generator.fillNormals($0) }
        // L⁻ᵀ z has the covariance (L Lᵀ)⁻¹.
        var draws = precision.solveTriangle(rows: normals, transposed: true)
        for row in 0..<count {
            for column in mean.indices { draws.storage[row * mean.count + column] += mean[column] }
        }
        return draws
    }

    private static func variances(
        _ mean: [Double],
        _ covariance: Matrix,
        _ groups: [Int],
        _ sizes: [Int]
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: sizes.count)
        for column in mean.indices {
            sums[groups[column]] += mean[column] * mean[column] + covariance[column, column]
        }
        return zip(sums, sizes).map { min(($0 + usualVariance) / (Double($1) + 1), mostVariance) }
    }

    /// Responses that variances are learned from: all, or so many of them evenly spread.
    private struct Sample {
        let rows: (Matrix, [Double], [Double])

        private static let most = 1_500

        init(_ design: Matrix, _ response: [Double], _ own: [Double]) {
            guard response.count > Sample.most else {
                rows = (design, response, own)
                return
            }
            let taken = (0..<Sample.most).map { $0 * response.count / Sample.most }
            rows = (
                Matrix(
                    rows: taken.count,
                    columns: design.columns,
                    storage: taken.flatMap { Array(design.row($0)) }
                ),
                taken.map { response[$0] }, taken.map { own[$0] }
            )
        }
    }

    /// The responses with their weights under one noise.
    private struct Weighted {
        let noise: Double
        /// Φᵀ W Φ, with W = 1/(noise + own variance).
        let gram: Matrix
        /// Φᵀ W y.
        let right: [Double]

        init(_ design: Matrix, _ response: [Double], _ own: [Double], noise: Double) {
            self.noise = noise
            var scaled = design
            var right = [Double](repeating: 0, count: design.columns)
            for row in response.indices {
                let weight = 1 / (noise + own[row])
                let root = weight.squareRoot()
                for column in 0..<design.columns {
                    let place = row * design.columns + column
                    right[column] += weight * response[row] * design.storage[place]
                    scaled.storage[place] *= root
                }
            }
            gram = LinearAlgebra.gram(scaled)
            self.right = right
        }

        func precision(_ variances: [Double], _ groups: [Int]) -> CholeskyFactor {
            var matrix = gram
            for column in groups.indices {
                matrix.storage[column * groups.count + column] += 1 / variances[groups[column]]
            }
            // Rounding may take a nearly singular matrix below zero; a little more prior brings it back.
            var scale = 1e-12 * (groups.indices.map { matrix[$0, $0] }.max() ?? 1)
            while true {
                if let factor = CholeskyFactor(of: matrix) { return factor }
                precondition(scale.isFinite, "a precision of finite numbers has a factor")
                for column in groups.indices { matrix[column, column] += scale }
                scale *= 10
            }
        }

        /// The expected square of the noise that all responses share the size of.
        func noise(
            _ mean: [Double],
            _ covariance: Matrix,
            _ design: Matrix,
            _ response: [Double],
            _ own: [Double]
        ) -> Double {
            let spread = multiply(design, covariance)
            var sum = 2 * GroupedRegression.usualNoise
            for row in response.indices {
                let values = design.row(row)
                let rest = response[row] - dot(values, mean[...])
                let share = noise / (noise + own[row])
                sum += share * share * (rest * rest + dot(values, spread.row(row))) + share * own[row]
            }
            return max(sum / Double(response.count + 2), GroupedRegression.leastNoise)
        }
    }
}

func dot(_ left: ArraySlice<Double>, _ right: ArraySlice<Double>) -> Double {
    left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
            var sum = 0.0
            for place in 0..<left.count { sum += left[place] * right[place] }
            return sum
        }
    }
}
