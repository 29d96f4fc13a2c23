import Posterior
import RealModule
import Statistics

/// Stochastic variational inference as one would first write it down: arrays of arrays, a fresh one for
/// every intermediate value, one factor vector at a time.
///
/// The baseline of a refit. It takes the start and the noise of the product's fit, so that both must end at
/// the same factors, but for rounding.
struct PlainFit {
    private(set) var location: [[Double]]
    private var rawScale: [[Double]]
    private var locationMoments: [[Moments]]
    private var scaleMoments: [[Moments]]
    private let edges: [(a: Int, b: Int, value: Double)]
    private let signs: [Double]
    private let noise: Double
    private let learningRate: Double
    private var steps = 0

    private struct Moments {
        var first = 0.0
        var second = 0.0
    }

    /// Fits `graph` from the seed of one restart.
    static func fitted(_ graph: FactorGraph, settings: PosteriorSettings, seed: Seed) -> PlainFit {
        var generator = SeededGenerator(seed)
        var fit = PlainFit(graph, settings, using: &generator)
        // The product draws whole pairs of numbers for each vector; the last one of an odd rank is not used.
        let width = graph.rank + graph.rank % 2
        var normals = [Double](repeating: 0, count: graph.nodes * width)
        for _ in 0..<settings.steps {
            normals.withUnsafeMutableBufferPointer { generator.fillNormals($0) }
            fit.step(
                noise: (0..<graph.nodes).map { node in
                    Array(normals[(node * width)..<(node * width + graph.rank)])
                }
            )
        }
        return fit
    }

    private init(_ graph: FactorGraph, _ settings: PosteriorSettings, using generator: inout SeededGenerator)
    {
        location = (0..<graph.nodes).map { _ in (0..<graph.rank).map { _ in 4 * generator.uniform() - 2 } }
        let row = [Double](repeating: Double.log(Double.exp(0.1) - 1), count: graph.rank)
        rawScale = [[Double]](repeating: row, count: graph.nodes)
        let none = [Moments](repeating: Moments(), count: graph.rank)
        locationMoments = [[Moments]](repeating: none, count: graph.nodes)
        scaleMoments = locationMoments
        edges = (0..<graph.nodes).flatMap { a in
            (graph.starts[a]..<graph.starts[a + 1]).map { (a, graph.ends[$0], graph.values[$0]) }
        }
        signs = graph.signs
        noise = settings.noise
        learningRate = settings.learningRate
    }

    private mutating func step(noise normals: [[Double]]) {
        let scale = rawScale.map { $0.map { Double.log(1 + Double.exp($0)) } }
        let slope = rawScale.map { $0.map { 1 / (1 + Double.exp(-$0)) } }
        var factors = location
        for node in factors.indices {
            for k in signs.indices { factors[node][k] += scale[node][k] * normals[node][k] }
        }
        var gradient = factors.map { $0.map { -$0 } }
        for (a, b, value) in edges {
            var product = 0.0
            for k in signs.indices { product += signs[k] * factors[a][k] * factors[b][k] }
            let weight = (value - product) / (noise * noise)
            for k in signs.indices {
                gradient[a][k] += weight * signs[k] * factors[b][k]
                gradient[b][k] += weight * signs[k] * factors[a][k]
            }
        }
        steps += 1
        for node in factors.indices {
            for k in signs.indices {
                let scaleGradient =
                    (gradient[node][k] * normals[node][k] + 1 / scale[node][k]) * slope[node][k]
                location[node][k] += move(&locationMoments[node][k], gradient[node][k])
                rawScale[node][k] += move(&scaleMoments[node][k], scaleGradient)
            }
        }
    }

    /// Adam's move of one parameter.
    private func move(_ moments: inout Moments, _ gradient: Double) -> Double {
        moments.first = 0.9 * moments.first + 0.1 * gradient
        moments.second = 0.999 * moments.second + 0.001 * gradient * gradient
        let first = moments.first / (1 - Double.pow(0.9, steps))
        let second = moments.second / (1 - Double.pow(0.999, steps))
        return learningRate * first / (second.squareRoot() + 1e-8)
    }
}
