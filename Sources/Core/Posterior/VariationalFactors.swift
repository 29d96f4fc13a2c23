import Statistics

/// A mean-field normal posterior of all factor vectors: every number independent of the others.
package struct VariationalFactors: Sendable, Hashable {
    package let nodes: Int
    package let rank: Int
    /// Means, node by node.
    package var location: [Double]
    /// Standard deviations are softplus(`rawScale`), which keeps them positive without bounds.
    package var rawScale: [Double]

    package init(nodes: Int, rank: Int, location: [Double], rawScale: [Double]) {
        precondition(
            location.count == nodes * rank && rawScale.count == nodes * rank,
            "a number for each factor"
        )
        self.nodes = nodes
        self.rank = rank
        self.location = location
        self.rawScale = rawScale
    }

    /// The start of a fit by NumPyro's conventions: means uniform on −2 … 2, standard deviations 0.1.
    static func start(nodes: Int, rank: Int, using generator: inout SeededGenerator) -> VariationalFactors {
        let count = nodes * rank
        return VariationalFactors(
            nodes: nodes,
            rank: rank,
            location: (0..<count).map { _ in 4 * generator.uniform() - 2 },
            // log(exp(0.1) − 1)
            rawScale: [Double](repeating: -2.252_168_461_044_090_6, count: count)
        )
    }

    /// The standard normal prior, which is the exact posterior where nothing was measured.
    static func prior(nodes: Int, rank: Int) -> VariationalFactors {
        let count = nodes * rank
        return VariationalFactors(
            nodes: nodes,
            rank: rank,
            location: [Double](repeating: 0, count: count),
            // log(exp(1) − 1)
            rawScale: [Double](repeating: 0.541_324_854_612_918_1, count: count)
        )
    }

    package var scale: [Double] { rawScale.map(softplus) }
}

/// log(1 + exp(x)), without overflow.
@inline(__always)
func softplus(_ x: Double) -> Double {
    (x > 0 ? x : 0) + portableLogOnePlus(portableExp(-x.magnitude))
}
