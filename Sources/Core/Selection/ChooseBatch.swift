package import LinearAlgebra
package import Screen
package import Statistics

/// The next pairs to measure, best first; all candidates where there are fewer than `count`.
///
/// Ties go to the lower column, that is to the lesser pair. Without samples nothing has been measured yet,
/// and `firstBatch` answers.
///
/// - Parameters:
///   - count: The most pairs to choose.
///   - policy: The rule to choose by.
///   - candidates: Columns of `index` that are neither measured nor pending, ascending.
///   - index: The campaign's pairs.
///   - samples: k posterior draws (rows) of the candidates' transformed rewards (columns, in the order of
///     `candidates`).
///   - severities: ‖h_i‖ of each gene; a gene that is missing counts as zero.
///   - seed: Where chance begins, for the rules that need it.
/// - Returns: Ranks 1, 2, … in order.
package func chooseBatch(
    count: Int,
    policy: Policy,
    candidates: [Int],
    index: PairIndex,
    samples: Matrix?,
    severities: [Gene: Double],
    seed: Seed
) -> [ScoredPair] {
    check(candidates, index)
    guard count > 0, !candidates.isEmpty else { return [] }
    guard let samples else {
        return firstBatch(
            count: count,
            policy: policy,
            candidates: candidates,
            index: index,
            severities: severities,
            seed: seed
        )
    }
    precondition(samples.columns == candidates.count, "one column of samples for each candidate")
    precondition(samples.rows > 0, "pairs cannot be scored without samples")
    let (lambda, debiased) =
        if case .ids(let lambda, let debiased) = policy { (lambda, debiased) } else { (2, false) }
    let scores = acquisitionScores(samples, lambda: lambda, debiased: debiased)

    let chosen: [Choice] =
        switch policy {
        case .ids: lowest(scores.ratio, count)
        case .greedy: highest(scores.mean, count)
        case .uncertainty: highest(scores.sd, count)
        case .ucb(let beta): highest(zip(scores.mean, scores.sd).map { $0 + beta * $1 }, count)
        case .thompson: thompson(samples, count, seed: seed)
        case .random: randomly(candidates.count, count, seed: seed)
        case .severity: highest(severityProducts(candidates, index, severities), count)
        }
    return chosen.enumerated().map { place, choice in
        let column = choice.candidate
        return ScoredPair(
            pair: index.pairs[candidates[column]],
            mean: scores.mean[column],
            sd: scores.sd[column],
            regret: scores.regret[column],
            information: debiased ? scores.informationDebiased[column] : scores.information[column],
            ratio: scores.ratio[column],
            score: choice.score,
            rank: place + 1
        )
    }
}

/// One chosen candidate, by its place among the candidates.
struct Choice {
    let candidate: Int
    let score: Double?
}

func lowest(_ scores: [Double], _ count: Int) -> [Choice] {
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    return order.prefix(count).map { Choice(candidate: $0, score: scores[$0]) }
}

func highest(_ scores: [Double], _ count: Int) -> [Choice] {
    let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    return order.prefix(count).map { Choice(candidate: $0, score: scores[$0]) }
}

func randomly(_ candidates: Int, _ count: Int, seed: Seed) -> [Choice] {
    var generator = SeededGenerator(seed.derived("random batch"))
    return generator.shuffled(Array(0..<candidates)).prefix(count).map { Choice(candidate: $0, score: nil) }
}

func severityProducts(_ candidates: [Int], _ index: PairIndex, _ severities: [Gene: Double]) -> [Double] {
    candidates.map { column in
        let pair = index.pairs[column]
        return (severities[pair.first] ?? 0) * (severities[pair.second] ?? 0)
    }
}

func check(_ candidates: [Int], _ index: PairIndex) {
    precondition(zip(candidates, candidates.dropFirst()).allSatisfy { $0 < $1 }, "candidates ascend")
    precondition(
        (candidates.first ?? 0) >= 0 && (candidates.last ?? -1) < index.pairs.count,
        "candidates are columns of the campaign's pairs"
    )
}

/// Draws come in random order, each used once before any is used again.
private func thompson(_ samples: Matrix, _ count: Int, seed: Seed) -> [Choice] {
    var generator = SeededGenerator(seed.derived("thompson batch"))
    let draws = generator.shuffled(Array(0..<samples.rows))
    var taken = [Bool](repeating: false, count: samples.columns)
    var chosen: [Choice] = []
    for slot in 0..<min(count, samples.columns) {
        let start = draws[slot % draws.count] * samples.columns
        var best: Int?
        for column in taken.indices where !taken[column] {
            if let leader = best, samples.storage[start + column] <= samples.storage[start + leader] {
                continue
            }
            best = column
        }
        guard let best else { break }
        taken[best] = true
        chosen.append(Choice(candidate: best, score: samples.storage[start + best]))
    }
    return chosen
}
