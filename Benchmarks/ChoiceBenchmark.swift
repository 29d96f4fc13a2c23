import LinearAlgebra
import Posterior
import Screen
import Selection
import Statistics

/// Posterior draws and the choice from them, at 50 and at 500 genes.
struct ChoiceBenchmark {
    let runs: Int

    private static let seed = Seed(12)
    private static let batch = 10
    private static let draws = 1_000

    func measure() -> [Measurement] {
        measure(genes: 50, measured: 500, runs: runs)
            + measure(genes: 500, measured: 5_000, runs: min(runs, 3))
    }

    private func measure(genes: Int, measured: Int, runs: Int) -> [Measurement] {
        let problem = RewardProblem(genes: genes, measured: measured, seed: Self.seed.derived("problem"))
        var settings = PosteriorSettings.standard
        // because the draws, not the fit, are what takes time here
        settings.steps = 500
        let posterior = fitPosterior(
            problem.observed,
            index: problem.index,
            settings: settings,
            seed: Self.seed.derived("fit")
        )
        let candidates = Array(problem.index.pairs.indices)
        var samples = Matrix(rows: 0, columns: 0)
        let drawing = time(runs: runs, budget: 8) {
            // because two of them at once would be one too many for memory
            samples = Matrix(rows: 0, columns: 0)
            samples = posterior.draw(
                columns: candidates,
                count: Self.draws,
                seed: Self.seed.derived("draw")
            )
        }
        var chosen: [ScoredPair] = []
        var plain: [(column: Int, ratio: Double)] = []
        let choosing = time(runs: runs, budget: 12) {
            chosen = chooseBatch(
                count: Self.batch,
                policy: .ids(lambda: 2, debiased: false),
                candidates: candidates,
                index: problem.index,
                draws: PosteriorDraws(samples: samples),
                severities: [:],
                seed: Self.seed
            )
        } against: {
            plain = plainChoice(samples, count: Self.batch)
        }
        return [
            Measurement(
                "\(genes) genes: 1,000 draws of \(candidates.count) pairs",
                drawing.spread,
                memoryRise: drawing.memoryRise
            ),
            Measurement(
                "\(genes) genes: choice from them",
                choosing.spread,
                memoryRise: choosing.memoryRise,
                baselines: [("from the definition, pair by pair", choosing.rival)],
                remark: agreement(chosen, plain, problem.index)
            ),
        ]
    }

    private func agreement(
        _ chosen: [ScoredPair],
        _ plain: [(column: Int, ratio: Double)],
        _ index: PairIndex
    ) -> String {
        let same = chosen.map(\.pair) == plain.map { index.pairs[$0.column] }
        let gaps = zip(chosen, plain).map { pair, plain in
            ((pair.ratio ?? .nan) - plain.ratio).magnitude / plain.ratio
        }
        return "\(same ? "the same" : "NOT the same") \(chosen.count) pairs in the same order; "
            + "ratios differ by \(order(of: gaps.max() ?? .nan)) at most, relative"
    }
}
