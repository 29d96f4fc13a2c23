import LinearAlgebra
import Screen

/// What every rule thinks of every candidate.
struct ChoiceScores {
    let draws: PosteriorDraws
    let top: TopSet
    private let best: AcquisitionScores
    /// Half a draw, because no number of draws makes a pair's place certain.
    private let doubt: Double

    init(_ draws: PosteriorDraws, candidates: Int) {
        precondition(
            draws.samples.columns == candidates + draws.pending,
            "one column of samples for each candidate and each pending pair"
        )
        self.draws = draws
        best = acquisitionScores(draws.samples.prefix(columns: candidates))
        top = TopSet(draws.samples, known: draws.known, count: draws.topCount, weights: draws.weights)
        doubt = 0.5 / Double(max(draws.samples.rows, 1))
    }

    private func regret(_ policy: Policy, _ column: Int) -> Double {
        if case .topIDS = policy { return 1 - top.probability[column] + doubt }
        return best.regret[column]
    }

    private func information(_ policy: Policy, _ column: Int) -> Double {
        switch policy {
        case .topIDS: top.probability[column] * (1 - top.probability[column]) + doubt
        case .ids(_, let debiased) where debiased: best.informationDebiased[column]
        default: best.information[column]
        }
    }

    private func ratio(_ policy: Policy, _ column: Int) -> Double {
        let lambda =
            switch policy {
            case .topIDS(let lambda), .ids(let lambda, _): lambda
            default: 2.0
            }
        return ratioOf(regret(policy, column), information(policy, column), lambda: lambda)
    }

    /// All candidates, best first, by a rule that ranks by a number of its own.
    func ranking(by policy: Policy) -> [Choice] {
        let count = best.mean.count
        return switch policy {
        case .ids: lowest((0..<count).map { ratio(policy, $0) }, count)
        case .greedy: highest(best.mean, count)
        case .uncertainty: highest(best.sd, count)
        case .ucb(let beta): highest(zip(best.mean, best.sd).map { $0 + beta * $1 }, count)
        case .topIDS:
            // Equal probabilities are common at the ends; the mean tells such pairs apart.
            highest(Array(top.probability.prefix(count)), thenBy: best.mean)
                .map { Choice(candidate: $0, score: ratio(policy, $0)) }
        case .thompson, .random, .severity: []
        }
    }

    /// Each candidate's place under other rules, from 1.
    func ranks(severities: [Double]) -> [(rule: String, places: [Int])] {
        let rules: [Policy] = [.topIDS(lambda: 2), .ucb(beta: 1), .greedy, .uncertainty]
        let rankings =
            rules.map { ($0.name, ranking(by: $0)) } + [("severity", highest(severities, severities.count))]
        return rankings.map { name, ranking in
            var places = [Int](repeating: 0, count: ranking.count)
            for (place, choice) in ranking.enumerated() { places[choice.candidate] = place + 1 }
            return (name, places)
        }
    }

    func scored(
        _ choice: Choice,
        pair: Pair,
        rank: Int,
        policy: Policy,
        ranks: [(rule: String, places: [Int])]
    ) -> ScoredPair {
        let column = choice.candidate
        return ScoredPair(
            pair: pair,
            mean: best.mean[column],
            sd: best.sd[column],
            topProbability: top.probability[column],
            regret: regret(policy, column),
            information: information(policy, column),
            ratio: ratio(policy, column),
            score: choice.score,
            rank: rank,
            ranks: Dictionary(uniqueKeysWithValues: ranks.map { ($0.rule, $0.places[column]) })
        )
    }
}

extension Matrix {
    /// The leading columns.
    func prefix(columns count: Int) -> Matrix {
        guard count < columns else { return self }
        var storage: [Double] = []
        storage.reserveCapacity(rows * count)
        for row in 0..<rows { storage += self.storage[(row * columns)..<(row * columns + count)] }
        return Matrix(rows: rows, columns: count, storage: storage)
    }
}
