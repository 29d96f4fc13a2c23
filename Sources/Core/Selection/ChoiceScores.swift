import LinearAlgebra
import Screen

/// What every rule thinks of every candidate.
struct ChoiceScores {
    private let best: AcquisitionScores
    private let top: TopSet
    private let regret: [Double]
    private let information: [Double]
    private let ratio: [Double]

    init(_ draws: PosteriorDraws, policy: Policy, candidates: [Int]) {
        precondition(
            draws.samples.columns == candidates.count + draws.pending,
            "one column of samples for each candidate and each pending pair"
        )
        let samples = draws.samples.prefix(columns: candidates.count)
        let (lambda, debiased) =
            if case .ids(let lambda, let debiased) = policy { (lambda, debiased) } else { (2, false) }
        best = acquisitionScores(samples, lambda: lambda, debiased: debiased)
        top = TopSet(draws.samples, known: draws.known, count: draws.topCount)
        if case .topIDS(let lambda) = policy {
            // Half a draw, because no number of draws makes a pair's place certain.
            let doubt = 0.5 / Double(max(samples.rows, 1))
            let regret = top.probability.prefix(candidates.count).map { 1 - $0 + doubt }
            let information = top.probability.prefix(candidates.count).map { $0 * (1 - $0) + doubt }
            self.regret = regret
            self.information = information
            ratio = zip(regret, information).map { ratioOf($0, $1, lambda: lambda) }
        } else {
            regret = best.regret
            information = debiased ? best.informationDebiased : best.information
            ratio = best.ratio
        }
    }

    /// All candidates, best first, by a rule that ranks by a number of its own.
    func ranking(by policy: Policy) -> [Choice] {
        let count = best.mean.count
        return switch policy {
        case .ids: lowest(ratio, count)
        case .greedy: highest(best.mean, count)
        case .uncertainty: highest(best.sd, count)
        case .ucb(let beta): highest(zip(best.mean, best.sd).map { $0 + beta * $1 }, count)
        case .topIDS:
            // Equal probabilities are common at the ends; the mean tells such pairs apart.
            highest(best.mean.indices.map { top.probability[$0] + 1e-9 * best.mean[$0] / scale }, count)
                .map { Choice(candidate: $0.candidate, score: ratio[$0.candidate]) }
        case .thompson, .random, .severity: []
        }
    }

    private var scale: Double { max(best.mean.map(\.magnitude).max() ?? 1, 1e-300) }

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

    func scored(_ choice: Choice, pair: Pair, rank: Int, ranks: [(rule: String, places: [Int])]) -> ScoredPair
    {
        let column = choice.candidate
        return ScoredPair(
            pair: pair,
            mean: best.mean[column],
            sd: best.sd[column],
            topProbability: top.probability[column],
            regret: regret[column],
            information: information[column],
            ratio: ratio[column],
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
