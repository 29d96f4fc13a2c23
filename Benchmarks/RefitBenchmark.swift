import Posterior
import Screen
import Statistics

/// One refit at the paper's setting in each model form, and at the standard setting.
struct RefitBenchmark {
    let runs: Int
    /// The folder of the Python reference.
    let reference: String?

    private static let seed = Seed(11)

    func measure() throws -> [Measurement] {
        let problem = RewardProblem(genes: 50, measured: 500, seed: Self.seed.derived("problem"))
        var measurements: [Measurement] = []
        for form in [PosteriorSettings.Form.signed, .symmetric, .rectangular] {
            var settings = PosteriorSettings.paper(form)
            settings.rank = 10
            measurements.append(try measure("paper, \(form.rawValue)", settings, problem))
        }
        measurements.append(try measure("standard", .standard, problem))
        return measurements
    }

    private func measure(
        _ name: String,
        _ settings: PosteriorSettings,
        _ problem: RewardProblem
    ) throws -> Measurement {
        let seed = Self.seed.derived(name)
        let graph = problem.graph(settings)
        let what = "\(name): rank \(settings.rank), \(settings.steps) steps, restarts \(settings.restarts)"
        var posterior: LowRankPosterior?
        func fit() {
            posterior = fitPosterior(problem.observed, index: problem.index, settings: settings, seed: seed)
        }
        guard settings.inference == .stochastic else {
            let timing = time(runs: runs, budget: 10, fit)
            return Measurement(what, timing.spread, memoryRise: timing.memoryRise)
        }
        var plain: [PlainFit] = []
        let timing = time(
            runs: runs,
            budget: 10,
            fit,
            against: {
                plain = (0..<settings.restarts).map {
                    PlainFit.fitted(graph, settings: settings, seed: seed.derived("posterior-restart", $0))
                }
            }
        )
        var baselines: [(name: String, spread: Spread?)] = [("the same steps in plain Swift", timing.rival)]
        if let reference {
            let times = try pythonTimes(graph, settings: settings, runs: min(runs, 3), folder: reference)
            baselines += times.map { ($0.name, $0.spread) }
        }
        return Measurement(
            what,
            timing.spread,
            memoryRise: timing.memoryRise,
            baselines: baselines,
            remark: agreement(posterior, plain)
        )
    }

    private func agreement(_ posterior: LowRankPosterior?, _ plain: [PlainFit]) -> String {
        let fits = posterior?.fits ?? []
        let gaps = zip(fits.flatMap(\.location), plain.flatMap { $0.location.flatMap { $0 } }).map {
            ($0 - $1).magnitude
        }
        let explained = posterior?.diagnostics.explainedVariance ?? 0
        return "largest difference between the two fits' means \(order(of: gaps.max() ?? .nan)); "
            + "explained variance \(decimal(explained, 3))"
    }
}

/// Rewards of a made-up screen of rank 5 with noise, some of them measured.
struct RewardProblem {
    let index: PairIndex
    let observed: [ObservedReward]

    init(genes: Int, measured: Int, seed: Seed) {
        var generator = SeededGenerator(seed)
        let index = PairIndex(genes: (0..<genes).map { Gene("G\(1_000 + $0)") })
        let factors = (0..<genes).map { _ in (0..<5).map { _ in generator.normal() } }
        let columns = generator.shuffled(Array(index.pairs.indices)).prefix(measured).sorted()
        observed = columns.map { column in
            let (i, j) = index.members[column]
            let product = zip(factors[i], factors[j]).reduce(0) { $0 + $1.0 * $1.1 }
            let value = product + 0.3 * generator.normal()
            return ObservedReward(column: column, reward: value * value)
        }
        self.index = index
    }

    /// The problem as a fit sees it.
    func graph(_ settings: PosteriorSettings) -> FactorGraph {
        let scale = RewardScale(
            of: observed.map(\.reward),
            transform: settings.transform,
            standardisation: settings.standardisation,
            gain: settings.gain
        )
        return FactorGraph(observed, index: index, settings: settings, scale: scale)
    }
}
