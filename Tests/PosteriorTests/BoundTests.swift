import Posterior
import TestSupport
import Testing

/// One model form of `elbo.json`: NumPyro's conventions, checked there against JAX.
private struct BoundOracle: Decodable {
    struct Particle: Decodable {
        let eps: [[Double]]
        let elbo: Double
        let gradLoc: [[Double]]
        let gradRho: [[Double]]
        let logLik: Double
        let logPrior: Double
        let logQ: Double

        enum CodingKeys: String, CodingKey {
            case eps
            case elbo
            case gradLoc = "grad_loc"
            case gradRho = "grad_rho"
            case logLik = "log_lik"
            case logPrior = "log_prior"
            case logQ = "log_q"
        }
    }

    struct Parameters: Decodable {
        let loc: [[Double]]
        let rho: [[Double]]
    }

    struct Adam: Decodable {
        let lr: Double
        let afterStep1: Parameters
        let afterStep8: Parameters

        enum CodingKeys: String, CodingKey {
            case lr
            case afterStep1 = "after_step_1"
            case afterStep8 = "after_step_8"
        }
    }

    let nodes: Int
    let signs: [Double]
    let edgesFrom: [Int]
    let edgesTo: [Int]
    let y: [Double]
    let sigma: Double
    let loc: [[Double]]
    let rho: [[Double]]
    let particles: [Particle]
    let exactELBO: Double
    let expectedLogLik: Double
    let kl: Double
    let adam: Adam

    enum CodingKeys: String, CodingKey {
        case nodes
        case signs = "D"
        case edgesFrom = "edges_I"
        case edgesTo = "edges_J"
        case y
        case sigma
        case loc
        case rho
        case particles
        case exactELBO = "exact_elbo"
        case expectedLogLik = "expected_log_lik"
        case kl
        case adam
    }

    var graph: FactorGraph {
        FactorGraph(
            nodes: nodes,
            signs: signs,
            edges: y.indices.map { (a: edgesFrom[$0], b: edgesTo[$0], value: y[$0]) }
        )
    }

    var factors: VariationalFactors {
        VariationalFactors(
            nodes: nodes,
            rank: signs.count,
            location: loc.flatMap(\.self),
            rawScale: rho.flatMap(\.self)
        )
    }
}

private struct BoundOracles: Decodable {
    let sym: BoundOracle
    let signed: BoundOracle
    let rectangular: BoundOracle

    enum CodingKeys: String, CodingKey {
        case sym
        case signed = "sym+-"
        case rectangular = "uv2"
    }

    subscript(form: PosteriorSettings.Form) -> BoundOracle {
        switch form {
        case .symmetric: sym
        case .signed: signed
        case .rectangular: rectangular
        }
    }
}

/// 1e-10, relative to numbers above 1: both sides are double precision and sum a few dozen terms.
private func expectClose(
    _ values: [Double],
    _ expected: [Double],
    _ what: Comment,
    at location: SourceLocation = #_sourceLocation
) {
    #expect(values.count == expected.count, what, sourceLocation: location)
    for (value, wanted) in zip(values, expected) {
        let close = (value - wanted).magnitude <= 1e-10 * max(1, wanted.magnitude)
        #expect(close, "\(what): \(value) for \(wanted)", sourceLocation: location)
    }
}

struct BoundTests {
    @Test(arguments: PosteriorSettings.Form.allCases)
    func `a particle's bound and gradient agree with JAX`(form: PosteriorSettings.Form) throws {
        let oracle = try fixture("elbo.json", as: BoundOracles.self)[form]
        #expect(form.signs(oracle.signs.count) == oracle.signs)
        #expect(oracle.particles.count == 4)
        for particle in oracle.particles {
            let bound = sampledBound(
                of: oracle.factors,
                on: oracle.graph,
                noise: oracle.sigma,
                normals: particle.eps.flatMap(\.self)
            )
            expectClose(
                [bound.value, bound.logLikelihood, bound.logPrior, bound.logDensity],
                [particle.elbo, particle.logLik, particle.logPrior, particle.logQ],
                "bound"
            )
            expectClose(bound.locationGradient, particle.gradLoc.flatMap(\.self), "gradient of the means")
            expectClose(
                bound.rawScaleGradient,
                particle.gradRho.flatMap(\.self),
                "gradient of the raw scales"
            )
        }
    }

    @Test(arguments: PosteriorSettings.Form.allCases)
    func `the expected bound agrees with the closed form`(form: PosteriorSettings.Form) throws {
        let oracle = try fixture("elbo.json", as: BoundOracles.self)[form]
        let bound = ExpectedBound(of: oracle.factors, on: oracle.graph, noise: oracle.sigma)
        expectClose(
            [bound.value, bound.expectedLogLikelihood, bound.divergence],
            [oracle.exactELBO, oracle.expectedLogLik, oracle.kl],
            "expected bound"
        )
    }

    @Test(arguments: PosteriorSettings.Form.allCases)
    func `one and eight Adam steps arrive where NumPyro's do`(form: PosteriorSettings.Form) throws {
        let oracle = try fixture("elbo.json", as: BoundOracles.self)[form]
        for (steps, expected) in [(1, oracle.adam.afterStep1), (8, oracle.adam.afterStep8)] {
            let factors = climbed(
                from: oracle.factors,
                on: oracle.graph,
                noise: oracle.sigma,
                learningRate: oracle.adam.lr,
                normals: (0..<steps).map { oracle.particles[$0 % 4].eps.flatMap(\.self) }
            )
            expectClose(factors.location, expected.loc.flatMap(\.self), "means after \(steps) steps")
            expectClose(factors.rawScale, expected.rho.flatMap(\.self), "raw scales after \(steps) steps")
        }
    }

    @Test func `the order in which edges are named does not reach the bits`() throws {
        let oracle = try fixture("elbo.json", as: BoundOracles.self)[.signed]
        let reversed = FactorGraph(
            nodes: oracle.nodes,
            signs: oracle.signs,
            edges: oracle.y.indices.reversed().map {
                (a: oracle.edgesFrom[$0], b: oracle.edgesTo[$0], value: oracle.y[$0])
            }
        )
        let normals = oracle.particles[0].eps.flatMap(\.self)
        let one = sampledBound(of: oracle.factors, on: oracle.graph, noise: 0.4, normals: normals)
        let other = sampledBound(of: oracle.factors, on: reversed, noise: 0.4, normals: normals)
        #expect(one.value == other.value && one.locationGradient == other.locationGradient)
    }
}
