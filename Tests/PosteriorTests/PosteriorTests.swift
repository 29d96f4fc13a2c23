import LinearAlgebra
import Posterior
import Screen
import Statistics
import Testing

private func index(_ count: Int) -> PairIndex { PairIndex(genes: (0..<count).map { Gene("G\(10 + $0)") }) }

private let quick = PosteriorSettings(
    inference: .stochastic,
    rank: 2,
    steps: 1_500,
    transform: .raw,
    standardisation: .none,
    gain: 1,
    restarts: 2
)

/// Rewards of a screen where gene g has strength (g mod 4)/2 and a pair's reward is the product.
private func products(_ index: PairIndex, _ columns: some Sequence<Int>) -> [ObservedReward] {
    columns.map { column in
        let (i, j) = index.members[column]
        return ObservedReward(column: column, reward: Double(i % 4) * Double(j % 4) / 4)
    }
}

private func columnMeans(_ samples: Matrix) -> [Double] {
    (0..<samples.columns).map { column in mean((0..<samples.rows).map { samples[$0, column] }) }
}

struct PosteriorTests {
    @Test func `without rewards the posterior is the prior`() {
        let index = index(5)
        let posterior = fitPosterior([], index: index, settings: quick, seed: Seed(1))
        let samples = posterior.draw(columns: Array(0..<10), count: 4_000, seed: Seed(2))
        for column in 0..<10 {
            let draws = (0..<samples.rows).map { samples[$0, column] }
            // The sum of two products of standard normals has mean 0, variance 2 and kurtosis 6: five
            // standard errors of 4,000 draws.
            #expect(mean(draws).magnitude < 5 * (2 / 4_000.0).squareRoot())
            #expect((populationSD(draws) - 2.0.squareRoot()).magnitude < 5 * 0.025)
        }
        #expect(posterior.mean(columns: [0, 9]) == [0, 0])
        #expect(posterior.diagnostics.observed == 0 && posterior.diagnostics.explainedVariance == 0)
    }

    @Test func `one reward moves its own pair and leaves strangers alone`() {
        let index = index(6)
        var settings = quick
        settings.restarts = 1
        let posterior = fitPosterior(
            [ObservedReward(column: 0, reward: 3)],
            index: index,
            settings: settings,
            seed: Seed(3)
        )
        let means = posterior.mean(columns: [0, index.pairs.count - 1])
        #expect((means[0] - 3).magnitude < 0.6)
        #expect(means[1].magnitude < 0.6)
        let standard = fitPosterior(
            [ObservedReward(column: 0, reward: 3)],
            index: index,
            settings: settings,
            seed: Seed(3)
        )
        #expect(standard.diagnostics.explainedVariance == 0)
    }

    @Test(arguments: PosteriorSettings.Form.allCases)
    func `products of genes are learnt and foretold`(form: PosteriorSettings.Form) {
        let index = index(12)
        var settings = quick
        settings.form = form
        let held = Set(stride(from: 0, to: index.pairs.count, by: 6))
        let seen = index.pairs.indices.filter { !held.contains($0) }
        let posterior = fitPosterior(products(index, seen), index: index, settings: settings, seed: Seed(4))
        #expect(posterior.diagnostics.explainedVariance > 0.9)
        let columns = held.sorted()
        let foretold = posterior.mean(columns: columns)
        #expect(pearson(foretold, products(index, columns).map(\.reward)) > 0.8)
        let drawn = columnMeans(posterior.draw(columns: columns, count: 2_000, seed: Seed(5)))
        for (one, other) in zip(foretold, drawn) { #expect((one - other).magnitude < 0.1) }
    }

    @Test func `the same seed gives the same bits, in whatever order the rewards come`() {
        let index = index(8)
        let rewards = products(index, 0..<20)
        let one = fitPosterior(rewards, index: index, settings: quick, seed: Seed(6))
        let other = fitPosterior(rewards.reversed(), index: index, settings: quick, seed: Seed(6))
        #expect(one.fits == other.fits)
        #expect(one.diagnostics == other.diagnostics)
        let draws = one.draw(columns: [3, 25], count: 50, seed: Seed(7))
        #expect(draws == other.draw(columns: [3, 25], count: 50, seed: Seed(7)))
        #expect(draws != one.draw(columns: [3, 25], count: 50, seed: Seed(8)))
        let next = fitPosterior(rewards, index: index, settings: quick, seed: Seed(9))
        #expect(next.fits != one.fits)
    }

    @Test(arguments: PosteriorSettings.Form.allCases)
    func `a pair's draws do not depend on the other pairs asked for`(form: PosteriorSettings.Form) {
        let index = index(7)
        var settings = quick
        settings.form = form
        settings.steps = 50
        let posterior = fitPosterior(products(index, 0..<9), index: index, settings: settings, seed: Seed(10))
        let many = posterior.draw(columns: [4, 20, 7], count: 9, seed: Seed(11))
        let few = posterior.draw(columns: [20], count: 9, seed: Seed(11))
        #expect((0..<9).map { many[$0, 1] } == few.storage)
        #expect(posterior.draw(columns: [], count: 9, seed: Seed(11)).rows == 9)
    }

    @Test func `restarts share the draws in blocks`() {
        let index = index(6)
        var settings = quick
        settings.restarts = 3
        settings.steps = 200
        let posterior = fitPosterior(
            products(index, 0..<10),
            index: index,
            settings: settings,
            seed: Seed(12)
        )
        #expect(posterior.fits.count == 3 && Set(posterior.fits).count == 3)
        // Ten draws: 4, 3 and 3, the first four of which are those of a single fit.
        let samples = posterior.draw(columns: [0], count: 10, seed: Seed(13))
        settings.restarts = 1
        let first = fitPosterior(products(index, 0..<10), index: index, settings: settings, seed: Seed(12))
        #expect(first.fits[0] == posterior.fits[0])
        let alone = first.draw(columns: [0], count: 5, seed: Seed(13))
        #expect(Array(samples.storage.prefix(4)) == Array(alone.storage.prefix(4)))
        #expect(samples.storage[4] != alone.storage[4])
    }

    @Test func `the bound rises, and the diagnostics say how the fit went`() {
        let index = index(10)
        let posterior = fitPosterior(products(index, 0..<30), index: index, settings: quick, seed: Seed(14))
        let diagnostics = posterior.diagnostics
        #expect(diagnostics.elboTrace.count == 15 && diagnostics.traceInterval == 100)
        #expect(diagnostics.finalELBO.count == 2)
        #expect(diagnostics.noise == 0.3 && diagnostics.steps == 1_500 && diagnostics.restarts == 2)
        let last = diagnostics.elboTrace.last ?? -.infinity
        #expect(last > (diagnostics.elboTrace.first ?? 0))
        // The last entry is the mean of the two ends, up to a last bit.
        #expect((last - mean(diagnostics.finalELBO)).magnitude < 1e-9)
    }

    @Test(arguments: [
        (PosteriorSettings.Inference.stochastic, [0.115_276_787_753_695_57, -1.670_033_132_312_927_2]),
        (.coordinateAscent, [0.134_263_968_069_798_87, 3.265_827_614_791_589]),
    ])
    func `a seed gives these very numbers on every machine and build`(
        inference: PosteriorSettings.Inference,
        expected: [Double]
    ) {
        let index = index(8)
        var settings = PosteriorSettings.standard
        settings.inference = inference
        settings.steps = 300
        let posterior = fitPosterior(
            products(index, 0..<20),
            index: index,
            settings: settings,
            seed: Seed(15)
        )
        // Exact on purpose: a changed last bit would change what a stored seed chooses. No library function
        // is called on the way, so nothing but the rules of IEEE 754 bears on it.
        #expect(posterior.draw(columns: [0, 27], count: 1, seed: Seed(16)).storage == expected)
    }

    @Test func `the published settings are raw, z-scored and one fit`() {
        let paper = PosteriorSettings.paper(.rectangular)
        #expect(paper.form == .rectangular && paper.transform == .raw && paper.standardisation == .zScore)
        #expect(paper.gain == 1 && paper.restarts == 1 && paper.steps == 5_000 && paper.learningRate == 0.01)
    }

    @Test func `settings without noise are our mistake`() async {
        await #expect(processExitsWith: .failure) {
            var settings = PosteriorSettings.standard
            settings.noise = 0
            let index = PairIndex(genes: [Gene("A"), Gene("B")])
            _ = fitPosterior(
                [ObservedReward(column: 0, reward: 1)],
                index: index,
                settings: settings,
                seed: Seed(1)
            )
        }
    }
}
