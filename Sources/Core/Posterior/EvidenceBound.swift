import Statistics

/// ½ log 2π.
let halfLogTwoPi = 0.918_938_533_204_672_7

/// One particle's estimate of the evidence lower bound, all constants included, and its gradient.
package struct SampledBound: Sendable {
    package let logLikelihood: Double
    package let logPrior: Double
    /// log q of the drawn factors.
    package let logDensity: Double
    package let locationGradient: [Double]
    package let rawScaleGradient: [Double]

    package var value: Double { logLikelihood + logPrior - logDensity }
}

/// The evidence lower bound's one-particle estimate at the noise given.
///
/// `noise` is the standard deviation σ of a reward; `normals` holds `nodes` × `rank` numbers, then one for each
/// shared error, in units of each number's own standard deviation.
package func sampledBound(
    of factors: VariationalFactors,
    on graph: FactorGraph,
    noise: Double,
    normals: [Double]
) -> SampledBound {
    StochasticFit(graph, noise: noise, learningRate: 0, start: factors).bound(noise: normals)
}

/// Adam steps uphill with the noise given for each step, for comparison with other implementations and between
/// instruction sets.
package func climbed(
    from factors: VariationalFactors,
    on graph: FactorGraph,
    noise: Double,
    learningRate: Double,
    normals: [[Double]],
    instructions: InstructionSet = .widest
) -> VariationalFactors {
    let fit = StochasticFit(
        graph,
        noise: noise,
        learningRate: learningRate,
        start: factors,
        instructions: instructions
    )
    for step in normals { fit.step(noise: step) }
    return fit.posterior
}

/// The evidence lower bound itself: for normal factors and a bilinear model its expectation is closed.
package struct ExpectedBound: Sendable, Hashable {
    package let expectedLogLikelihood: Double
    /// The Kullback-Leibler divergence of the posterior from the prior.
    package let divergence: Double

    package var value: Double { expectedLogLikelihood - divergence }

    /// `noise` is the standard deviation σ of a reward.
    package init(of factors: VariationalFactors, on graph: FactorGraph, noise: Double) {
        let rank = graph.rank
        let variance = factors.scale.map { $0 * $0 }
        let location = factors.location
        let shared = SharedExpectation(graph, factors.shared.location, factors.shared.scale.map { $0 * $0 })
        let precisions = graph.precisions(noise: noise)
        var squares = 0.0
        for a in 0..<graph.nodes {
            for edge in graph.starts[a]..<graph.starts[a + 1] {
                let b = graph.ends[edge]
                var (residual, spread) = shared.rest(of: edge)
                for k in 0..<rank {
                    let (x, y) = (location[a * rank + k], location[b * rank + k])
                    let (vx, vy) = (variance[a * rank + k], variance[b * rank + k])
                    residual -= graph.signs[k] * x * y
                    spread += x * x * vy + vx * y * y + vx * vy
                }
                squares += (residual * residual + spread) * precisions[edge]
            }
        }
        expectedLogLikelihood = -0.5 * squares + logNormaliser(precisions)
        divergence = normalDivergence(location, variance) + factors.shared.divergence
    }

    /// `noise` is the standard deviation σ of a reward.
    package init(of factors: CorrelatedFactors, on graph: FactorGraph, noise: Double) {
        let rank = graph.rank
        let signs = graph.signs
        let location = factors.location
        let covariance = factors.covariance
        let shared = SharedExpectation(graph, factors.sharedLocation, factors.sharedVariance)
        let precisions = graph.precisions(noise: noise)
        var squares = 0.0
        for a in 0..<graph.nodes {
            for edge in graph.starts[a]..<graph.starts[a + 1] {
                let b = graph.ends[edge]
                var (residual, spread) = shared.rest(of: edge)
                for p in 0..<rank {
                    residual -= signs[p] * location[a * rank + p] * location[b * rank + p]
                    for q in 0..<rank {
                        let va = covariance[(a * rank + p) * rank + q]
                        let vb = covariance[(b * rank + p) * rank + q]
                        let xa = location[a * rank + p] * location[a * rank + q]
                        let xb = location[b * rank + p] * location[b * rank + q]
                        spread += signs[p] * signs[q] * (xa * vb + va * xb + va * vb)
                    }
                }
                squares += (residual * residual + spread) * precisions[edge]
            }
        }
        let roots = factors.roots
        var divergence = 0.0
        for node in 0..<graph.nodes {
            for p in 0..<rank {
                let diagonal = (node * rank + p) * rank + p
                let mean = location[node * rank + p]
                divergence +=
                    0.5 * (mean * mean + covariance[diagonal] - 1) - portableLog(roots[diagonal])
            }
        }
        expectedLogLikelihood = -0.5 * squares + logNormaliser(precisions)
        self.divergence = divergence + normalDivergence(factors.sharedLocation, factors.sharedVariance)
    }
}

private func logNormaliser(_ precisions: [Double]) -> Double {
    precisions.reduce(0) { $0 + 0.5 * portableLog($1) - halfLogTwoPi }
}

/// What the errors that rewards share take from each of them, expected.
struct SharedExpectation {
    private let graph: FactorGraph
    private let location: [Double]
    private let variance: [Double]

    init(_ graph: FactorGraph, _ location: [Double], _ variance: [Double]) {
        precondition(location.count == graph.sharedErrors && variance.count == graph.sharedErrors)
        self.graph = graph
        self.location = location
        self.variance = variance
    }

    /// The reward of `edge` less its shared errors, and the variance that they leave.
    func rest(of edge: Int) -> (residual: Double, spread: Double) {
        var residual = graph.values[edge]
        var spread = 0.0
        for place in graph.sharedStarts[edge]..<graph.sharedStarts[edge + 1] {
            let load = graph.sharedLoads[place]
            residual -= load * location[graph.sharedPlaces[place]]
            spread += load * load * variance[graph.sharedPlaces[place]]
        }
        return (residual, spread)
    }
}
