import Statistics

/// A mean-field normal posterior of all factor vectors: every number independent of the others.
package struct VariationalFactors: Sendable, Hashable {
    package let nodes: Int
    package let rank: Int
    /// Means, node by node.
    package var location: [Double]
    /// Standard deviations are softplus(`rawScale`), which keeps them positive without bounds.
    package var rawScale: [Double]
    /// The same of the errors that rewards share.
    package var shared: SharedErrors

    package init(
        nodes: Int,
        rank: Int,
        location: [Double],
        rawScale: [Double],
        shared: SharedErrors = SharedErrors(count: 0)
    ) {
        precondition(
            location.count == nodes * rank && rawScale.count == nodes * rank,
            "a number for each factor"
        )
        self.nodes = nodes
        self.rank = rank
        self.location = location
        self.rawScale = rawScale
        self.shared = shared
    }

    /// The start of a fit by NumPyro's conventions: means uniform on −2 … 2, standard deviations 0.1.
    ///
    /// Shared errors begin at their prior.
    static func start(
        nodes: Int,
        rank: Int,
        sharedErrors: Int,
        using generator: inout SeededGenerator
    ) -> VariationalFactors {
        let count = nodes * rank
        return VariationalFactors(
            nodes: nodes,
            rank: rank,
            location: (0..<count).map { _ in 4 * generator.uniform() - 2 },
            // log(exp(0.1) − 1)
            rawScale: [Double](repeating: -2.252_168_461_044_090_6, count: count),
            shared: SharedErrors(count: sharedErrors)
        )
    }

    /// The standard normal prior, which is the exact posterior where nothing was measured.
    static func prior(nodes: Int, rank: Int) -> VariationalFactors {
        let count = nodes * rank
        return VariationalFactors(
            nodes: nodes,
            rank: rank,
            location: [Double](repeating: 0, count: count),
            rawScale: [Double](repeating: priorRawScale, count: count)
        )
    }

    package var scale: [Double] { rawScale.map(softplus) }

    /// log(exp(1) − 1), the raw scale of a standard deviation of 1.
    static let priorRawScale = 0.541_324_854_612_918_1
}

/// log(1 + exp(x)), without overflow.
@inline(__always)
func softplus(_ x: Double) -> Double {
    (x > 0 ? x : 0) + portableLogOnePlus(portableExp(-x.magnitude))
}
