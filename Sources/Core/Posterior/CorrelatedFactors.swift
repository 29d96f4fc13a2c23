import Statistics

/// A normal posterior of each factor vector with its full covariance; vectors independent of each other.
package struct CorrelatedFactors: Sendable, Hashable {
    package let nodes: Int
    package let rank: Int
    /// Means, node by node.
    package var location: [Double]
    /// `rank` × `rank` numbers a node, row by row.
    package var covariance: [Double]
    /// Means and variances of the errors that rewards share, in units of their prior.
    package var sharedLocation: [Double]
    package var sharedVariance: [Double]

    package init(nodes: Int, rank: Int, location: [Double], covariance: [Double], sharedErrors: Int = 0) {
        precondition(
            location.count == nodes * rank && covariance.count == nodes * rank * rank,
            "a number for each factor, and for each two of a node"
        )
        self.nodes = nodes
        self.rank = rank
        self.location = location
        self.covariance = covariance
        sharedLocation = [Double](repeating: 0, count: sharedErrors)
        sharedVariance = [Double](repeating: 1, count: sharedErrors)
    }

    /// Standard normal means with little spread; zero means would be a fixed point that ascent never leaves.
    static func start(
        nodes: Int,
        rank: Int,
        sharedErrors: Int,
        using generator: inout SeededGenerator
    ) -> CorrelatedFactors {
        var location = [Double](repeating: 0, count: nodes * rank)
        location.withUnsafeMutableBufferPointer { generator.fillNormals($0) }
        return identity(nodes, rank, location, variance: 0.01, sharedErrors: sharedErrors)
    }

    static func prior(nodes: Int, rank: Int) -> CorrelatedFactors {
        identity(nodes, rank, [Double](repeating: 0, count: nodes * rank), variance: 1, sharedErrors: 0)
    }

    /// The lower Cholesky factor of each node's covariance, row by row.
    var roots: [Double] {
        var roots = covariance
        roots.withUnsafeMutableBufferPointer { roots in
            for node in 0..<nodes {
                factorise(
                    .init(rebasing: roots[(node * rank * rank)..<((node + 1) * rank * rank)]),
                    order: rank
                )
            }
        }
        return roots
    }

    private static func identity(
        _ nodes: Int,
        _ rank: Int,
        _ location: [Double],
        variance: Double,
        sharedErrors: Int
    ) -> Self {
        var covariance = [Double](repeating: 0, count: nodes * rank * rank)
        for node in 0..<nodes {
            for k in 0..<rank { covariance[(node * rank + k) * rank + k] = variance }
        }
        return CorrelatedFactors(
            nodes: nodes,
            rank: rank,
            location: location,
            covariance: covariance,
            sharedErrors: sharedErrors
        )
    }
}

/// Replaces the lower triangle of a positive-definite matrix by its Cholesky factor, the upper one by zeros.
///
/// Written out here for matrices of a few rows, where LAPACK would cost more and give other bits on another
/// machine.
func factorise(_ matrix: UnsafeMutableBufferPointer<Double>, order: Int) {
    for i in 0..<order {
        for j in 0...i {
            var sum = matrix[i * order + j]
            for k in 0..<j { sum -= matrix[i * order + k] * matrix[j * order + k] }
            // because rounding may leave the last pivot of a nearly singular matrix at or below zero
            matrix[i * order + j] = i == j ? max(sum, 1e-12).squareRoot() : sum / matrix[j * order + j]
        }
        for j in (i + 1)..<max(order, i + 1) { matrix[i * order + j] = 0 }
    }
}
