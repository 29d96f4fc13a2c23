import Posterior
import Screen
import Statistics
import Testing

/// Rewards with errors of their own and errors that they share.
struct RewardErrorTests {
    /// Five nodes, seven edges, an error for each node and one for all.
    private func graph(variance: Double = 0.2, load: Double = 0.4) -> FactorGraph {
        let ends = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 4), (2, 4), (3, 4)]
        return FactorGraph(
            nodes: 5,
            signs: [1, -1, 1],
            edges: ends.enumerated().map { place, ends in
                FactorGraph.Edge(
                    a: ends.0,
                    b: ends.1,
                    value: 0.5 * Double(place) - 1,
                    variance: variance * Double(place),
                    shared: load == 0
                        ? [] : [(ends.0, load), (ends.1, 2 * load), (5, 0.1 * Double(place))]
                )
            },
            sharedErrors: load == 0 ? 0 : 6
        )
    }

    private func factors(_ graph: FactorGraph) -> VariationalFactors {
        var generator = SeededGenerator(Seed(3))
        var shared = SharedErrors(count: graph.sharedErrors)
        for place in 0..<graph.sharedErrors { shared.location[place] = generator.normal() }
        return VariationalFactors(
            nodes: graph.nodes,
            rank: graph.rank,
            location: (0..<15).map { _ in generator.normal() },
            rawScale: (0..<15).map { _ in generator.normal() - 1 },
            shared: shared
        )
    }

    private func normals(_ count: Int, _ seed: UInt64) -> [Double] {
        var generator = SeededGenerator(Seed(seed))
        return (0..<count).map { _ in generator.normal() }
    }

    @Test func `a variance that all edges have is noise`() {
        let oracle = graph(load: 0)
        let flat = FactorGraph(
            nodes: 5,
            signs: oracle.signs,
            edges: (0..<4).map { FactorGraph.Edge(a: $0, b: 4, value: Double($0), variance: 0.16) },
            sharedErrors: 0
        )
        let plain = FactorGraph(
            nodes: 5,
            signs: oracle.signs,
            edges: (0..<4).map { (a: $0, b: 4, value: Double($0)) }
        )
        let start = factors(oracle)
        let draws = normals(15, 5)
        let one = sampledBound(of: start, on: flat, noise: 0.3, normals: draws)
        let other = sampledBound(of: start, on: plain, noise: 0.5, normals: draws)
        // 0.3² + 0.16 = 0.5²; a dozen terms.
        #expect((one.value - other.value).magnitude < 1e-11 * other.value.magnitude)
        for (left, right) in zip(one.locationGradient, other.locationGradient) {
            #expect((left - right).magnitude < 1e-11 * max(1, right.magnitude))
        }
        let expected = [(flat, 0.3), (plain, 0.5)].map { ExpectedBound(of: start, on: $0, noise: $1).value }
        #expect((expected[0] - expected[1]).magnitude < 1e-11 * expected[1].magnitude)
    }

    @Test func `the gradient with errors is that of the bound`() {
        let graph = graph()
        let start = factors(graph)
        let draws = normals(21, 7)
        let bound = sampledBound(of: start, on: graph, noise: 0.4, normals: draws)
        for place in 0..<15 {
            for (isScale, gradient) in [
                (false, bound.locationGradient[place]), (true, bound.rawScaleGradient[place]),
            ] {
                let values = [-1e-5, 1e-5].map { step in
                    var moved = start
                    if isScale { moved.rawScale[place] += step } else { moved.location[place] += step }
                    return sampledBound(of: moved, on: graph, noise: 0.4, normals: draws).value
                }
                // Central differences: an error of about step² and of rounding over the step.
                let slope = (values[1] - values[0]) / 2e-5
                #expect((slope - gradient).magnitude < 1e-5 * max(1, gradient.magnitude))
            }
        }
    }

    @Test func `the expected bound is the mean of the particles'`() {
        let graph = graph()
        let start = factors(graph)
        let values = (0..<20_000).map {
            sampledBound(of: start, on: graph, noise: 0.8, normals: normals(21, UInt64($0) + 100)).value
        }
        let expected = ExpectedBound(of: start, on: graph, noise: 0.8).value
        let error = sampleSD(values) / Double(values.count).squareRoot()
        #expect((mean(values) - expected).magnitude < 4 * error)
    }

    @Test func `climbing with errors raises the bound and moves the shared ones`() {
        let graph = graph()
        let start = factors(graph)
        let end = climbed(
            from: start,
            on: graph,
            noise: 0.4,
            learningRate: 0.02,
            normals: (0..<2_000).map { normals(21, UInt64($0)) }
        )
        let (before, after) = (
            ExpectedBound(of: start, on: graph, noise: 0.4).value,
            ExpectedBound(of: end, on: graph, noise: 0.4).value
        )
        #expect(after > before + 10)
        #expect(end.shared.location != start.shared.location)
        #expect(end.shared.scale.allSatisfy { $0 < 1.2 })
    }

    @Test func `no sweep of coordinate ascent lowers the bound`() {
        let graph = graph()
        var factors = CorrelatedFactors(
            nodes: 5,
            rank: 3,
            location: normals(15, 2),
            covariance: (0..<5).flatMap { _ in [0.01, 0, 0, 0, 0.01, 0, 0, 0, 0.01] },
            sharedErrors: 6
        )
        var last = ExpectedBound(of: factors, on: graph, noise: 0.4).value
        for _ in 0..<30 {
            factors = coordinateAscent(from: factors, on: graph, noise: 0.4, sweeps: 1, tolerance: 0).factors
            let bound = ExpectedBound(of: factors, on: graph, noise: 0.4).value
            #expect(bound > last - 1e-9)
            last = bound
        }
        #expect(factors.sharedVariance.allSatisfy { $0 < 1 })
    }

    @Test(arguments: PosteriorSettings.Inference.allCases)
    func `one bad single is no hub where its error is known`(inference: PosteriorSettings.Inference) {
        let index = PairIndex(genes: (0..<12).map { Gene("G\(10 + $0)") })
        // Products of strengths, but every measured pair of gene 0 has 16 too much.
        func strength(_ gene: Int) -> Double { 0.5 + 0.5 * Double(gene % 3) }
        let observed = index.pairs.indices.filter { $0 % 3 != 0 }.map { column in
            let (i, j) = index.members[column]
            let root = strength(i) * strength(j)
            return ObservedReward(
                column: column,
                reward: root * root + (i == 0 ? 16 : 0),
                error: RewardError(own: 0.1, first: i == 0 ? 250 : 0.1, second: 0.1, screen: 0.1)
            )
        }
        let open = index.pairs.indices.filter { $0 % 3 == 0 }
        func belief(_ errors: PosteriorSettings.Errors) -> (bad: Double, rest: Double) {
            let settings = PosteriorSettings(inference: inference, rank: 2, errors: errors, steps: 2_000)
            let posterior = fitPosterior(observed, index: index, settings: settings, seed: Seed(1))
            let means = posterior.mean(columns: open)
            let isBad = open.map { index.members[$0].i == 0 }
            return (
                mean(zip(means, isBad).filter(\.1).map(\.0)),
                mean(zip(means, isBad).filter { !$0.1 }.map(\.0))
            )
        }
        let equal = belief(.equal)
        let shared = belief(.shared)
        #expect(equal.bad > equal.rest + 0.5)
        #expect(shared.bad - shared.rest < 0.5 * (equal.bad - equal.rest))
    }

    @Test func `errors are passed over where all count the same`() {
        let index = PairIndex(genes: (0..<6).map { Gene("G\($0)") })
        let error = RewardError(own: 1, first: 2, second: 3, screen: 4)
        let plain = index.pairs.indices.map { ObservedReward(column: $0, reward: Double($0)) }
        let sure = plain.map { ObservedReward(column: $0.column, reward: $0.reward, error: error) }
        let settings = PosteriorSettings(rank: 2, errors: .equal, steps: 50)
        let one = fitPosterior(plain, index: index, settings: settings, seed: Seed(1))
        let other = fitPosterior(sure, index: index, settings: settings, seed: Seed(1))
        let isSame = one.fits == other.fits
        #expect(isSame)
    }
}
