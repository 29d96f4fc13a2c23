import LinearAlgebra
import Posterior
import Screen
import Statistics
import TestSupport
import Testing

/// One model form of `conjugate.json`: closed-form sweeps written out slowly in Python.
private struct ConjugateOracle: Decodable {
    struct Bounds: Decodable {
        let start: Double
        let afterOne: Double
        let afterTwenty: Double

        enum CodingKeys: String, CodingKey {
            case start
            case afterOne = "after_1_sweep"
            case afterTwenty = "after_20_sweeps"
        }
    }

    let nodes: Int
    let signs: [Double]
    let edgesFrom: [Int]
    let edgesTo: [Int]
    let y: [Double]
    let sigma: Double
    let startMeans: [[Double]]
    let startCovariance: [[Double]]
    let means1: [[Double]]
    let covariances1: [[[Double]]]
    let means20: [[Double]]
    let covariances20: [[[Double]]]
    let bounds: Bounds

    enum CodingKeys: String, CodingKey {
        case nodes
        case signs = "D"
        case edgesFrom = "edges_I"
        case edgesTo = "edges_J"
        case y
        case sigma
        case startMeans = "W0"
        case startCovariance = "cavi_S0"
        case means1 = "cavi_M1"
        case covariances1 = "cavi_S1"
        case means20 = "cavi_M20"
        case covariances20 = "cavi_S20"
        case bounds = "cavi_elbo"
    }
}

private struct ConjugateOracles: Decodable {
    let sym: ConjugateOracle
    let signed: ConjugateOracle
    let rectangular: ConjugateOracle

    enum CodingKeys: String, CodingKey {
        case sym
        case signed = "sym+-"
        case rectangular = "uv2"
    }

    subscript(form: PosteriorSettings.Form) -> ConjugateOracle {
        switch form {
        case .symmetric: sym
        case .signed: signed
        case .rectangular: rectangular
        }
    }
}

/// 1e-10, relative to numbers above 1: twenty sweeps of small systems of condition below 1,000.
private func expectClose(_ values: [Double], _ expected: [Double], _ what: Comment) {
    #expect(values.count == expected.count, what)
    for (value, wanted) in zip(values, expected) {
        #expect((value - wanted).magnitude <= 1e-10 * max(1, wanted.magnitude), what)
    }
}

struct CoordinateAscentTests {
    @Test(arguments: PosteriorSettings.Form.allCases)
    func `sweeps and their bounds agree with the closed form`(form: PosteriorSettings.Form) throws {
        let oracle = try fixture("conjugate.json", as: ConjugateOracles.self)[form]
        let graph = FactorGraph(
            nodes: oracle.nodes,
            signs: oracle.signs,
            edges: oracle.y.indices.map {
                (a: oracle.edgesFrom[$0], b: oracle.edgesTo[$0], value: oracle.y[$0])
            }
        )
        let start = CorrelatedFactors(
            nodes: oracle.nodes,
            rank: oracle.signs.count,
            location: oracle.startMeans.flatMap(\.self),
            covariance: (0..<oracle.nodes).flatMap { _ in oracle.startCovariance.flatMap(\.self) }
        )
        func sweeps(_ count: Int) -> CorrelatedFactors {
            coordinateAscent(from: start, on: graph, noise: oracle.sigma, sweeps: count, tolerance: 0).factors
        }
        let one = sweeps(1)
        let twenty = sweeps(20)
        expectClose(one.location, oracle.means1.flatMap(\.self), "means after 1 sweep")
        expectClose(
            one.covariance,
            oracle.covariances1.flatMap { $0.flatMap(\.self) },
            "spread after 1 sweep"
        )
        expectClose(twenty.location, oracle.means20.flatMap(\.self), "means after 20 sweeps")
        expectClose(
            twenty.covariance,
            oracle.covariances20.flatMap { $0.flatMap(\.self) },
            "spread after 20 sweeps"
        )
        let bounds = [start, one, twenty].map { ExpectedBound(of: $0, on: graph, noise: oracle.sigma).value }
        expectClose(
            bounds,
            [oracle.bounds.start, oracle.bounds.afterOne, oracle.bounds.afterTwenty],
            "bounds"
        )
    }

    @Test func `both ways of inference foretell the same rewards`() {
        let index = PairIndex(genes: (0..<12).map { Gene("G\(10 + $0)") })
        func reward(_ column: Int) -> Double {
            let (i, j) = index.members[column]
            return Double(i % 4) * Double(j % 4) / 4
        }
        let observed = index.pairs.indices.filter { $0 % 6 != 0 }
            .map { ObservedReward(column: $0, reward: reward($0)) }
        let columns = index.pairs.indices.filter { $0 % 6 == 0 }
        let settings = PosteriorSettings(
            inference: .coordinateAscent,
            rank: 2,
            transform: .raw,
            standardisation: .none,
            gain: 1,
            restarts: 8
        )
        let posterior = fitPosterior(observed, index: index, settings: settings, seed: Seed(1))
        #expect(posterior.diagnostics.explainedVariance > 0.9)
        let foretold = posterior.mean(columns: columns)
        #expect(pearson(foretold, columns.map(reward)) > 0.8)
        let samples = posterior.draw(columns: columns, count: 4_000, seed: Seed(2))
        for place in columns.indices {
            let drawn = mean((0..<samples.rows).map { samples[$0, place] })
            #expect((drawn - foretold[place]).magnitude < 0.1)
        }
        let again = fitPosterior(observed.reversed(), index: index, settings: settings, seed: Seed(1))
        #expect(again.fits == posterior.fits)
    }

    @Test func `without rewards coordinate ascent gives the prior too`() {
        let index = PairIndex(genes: (0..<4).map { Gene("G\($0)") })
        let settings = PosteriorSettings(inference: .coordinateAscent, rank: 2)
        let samples = fitPosterior([], index: index, settings: settings, seed: Seed(1))
            .draw(columns: [0], count: 4_000, seed: Seed(2))
        // Two products of standard normals: variance 2, five standard errors.
        #expect(mean(samples.storage).magnitude < 5 * (2 / 4_000.0).squareRoot())
        #expect((populationSD(samples.storage) - 2.0.squareRoot()).magnitude < 5 * 0.025)
    }
}
