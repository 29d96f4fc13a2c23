package import LinearAlgebra
package import Screen
package import Statistics

/// What a choice is made from: draws of the rewards of pairs that are not measured yet, and the rewards that are.
package struct PosteriorDraws: Sendable {
    /// k draws (rows) of the transformed rewards of the candidates (columns, in their order), then of `pending`.
    package let samples: Matrix
    /// Columns at the end of `samples` that are out in the lab: no candidates, but maybe top pairs.
    package let pending: Int
    /// Rewards of the measured pairs, in the units of the samples.
    package let known: [Double]
    /// How many of the screen's pairs are its top ones.
    package let topCount: Int
    /// How many pairs each column of `samples` stands for; `nil` where each is its own.
    package let weights: [Double]?

    package init(
        samples: Matrix,
        pending: Int = 0,
        known: [Double] = [],
        topCount: Int? = nil,
        weights: [Double]? = nil
    ) {
        precondition(weights.map { $0.count == samples.columns } ?? true, "a weight for each column")
        self.weights = weights
        precondition(samples.rows > 0 || samples.columns == 0, "pairs cannot be scored without samples")
        self.samples = samples
        self.pending = pending
        self.known = known
        self.topCount = topCount ?? topPairCount(of: samples.columns + known.count)
    }
}

/// The share of a screen's pairs that a campaign is after (paper, section 4).
package let topShare = 0.05

/// How many pairs the top ones of so many are, at least one.
package func topPairCount(of pairs: Int, share: Double = topShare) -> Int {
    max(1, Int((share * Double(pairs)).rounded(.up)))
}

/// The next pairs to measure, best first; fewer where candidates or limits give no more.
///
/// Ties go to the lower column, that is to the lesser pair. Without draws nothing has been measured yet and
/// nothing is known of the singles, and `firstBatch` answers.
///
/// - Parameters:
///   - count: The most pairs to choose.
///   - policy: The rule to choose by.
///   - candidates: Columns of `index` that are neither measured nor pending, ascending.
///   - index: The campaign's pairs.
///   - draws: Of the candidates, in their order, and of what is pending.
///   - severities: ‖h_i‖ of each gene; a gene that is missing counts as zero.
///   - limits: What the lab asks of a batch.
///   - seed: Where chance begins, for the rules that need it.
/// - Returns: Ranks 1, 2, … in order.
package func chooseBatch(
    count: Int,
    policy: Policy,
    candidates: [Int],
    index: PairIndex,
    draws: PosteriorDraws?,
    severities: [Gene: Double],
    limits: BatchLimits = BatchLimits(),
    seed: Seed
) -> [ScoredPair] {
    check(candidates, index)
    guard count > 0, !candidates.isEmpty else { return [] }
    guard let draws else {
        return firstBatch(
            count: count,
            policy: policy,
            candidates: candidates,
            index: index,
            severities: severities,
            limits: limits,
            seed: seed
        )
    }
    return BatchChooser(draws, candidates: candidates, index: index, severities: severities, limits: limits)
        .choose(count, by: policy, seed: seed)
}

/// Chooses by any rule from draws that are scored once.
package struct BatchChooser {
    private let scores: ChoiceScores
    private let candidates: [Int]
    private let index: PairIndex
    private let severities: [Double]
    private let limits: BatchLimits
    private let ranks: [(rule: String, places: [Int])]

    /// The arguments are those of `chooseBatch`.
    package init(
        _ draws: PosteriorDraws,
        candidates: [Int],
        index: PairIndex,
        severities: [Gene: Double],
        limits: BatchLimits = BatchLimits()
    ) {
        check(candidates, index)
        scores = ChoiceScores(draws, candidates: candidates.count)
        self.candidates = candidates
        self.index = index
        self.severities = severityProducts(candidates, index, severities)
        self.limits = limits
        ranks = scores.ranks(severities: self.severities)
    }

    /// The next pairs by a rule, best first.
    package func choose(_ count: Int, by policy: Policy, seed: Seed) -> [ScoredPair] {
        let ranking: [Choice] =
            switch policy {
            case .topIDS, .ids, .greedy, .uncertainty, .ucb: scores.ranking(by: policy)
            case .thompson: thompson(scores.draws.samples, candidates.count, seed: seed)
            case .random: randomly(candidates.count, candidates.count, seed: seed)
            case .severity: highest(severities, candidates.count)
            }
        let chosen = filled(count, from: ranking, candidates: candidates, index: index, limits: limits)
        return chosen.enumerated().map { place, choice in
            scores.scored(
                choice,
                pair: index.pairs[candidates[choice.candidate]],
                rank: place + 1,
                policy: policy,
                ranks: ranks
            )
        }
    }
}

/// The rules that each round is also asked of, beside the campaign's own.
package let shadowRules: [Policy] = [
    .severity, .random, .greedy, .ucb(beta: 1), .ids(lambda: 2, debiased: false),
]

/// The first of a ranking that the limits admit, what is required before all else.
func filled(
    _ count: Int,
    from ranking: [Choice],
    candidates: [Int],
    index: PairIndex,
    limits: BatchLimits
) -> [Choice] {
    var filler = BatchFiller(index: index, limits: limits)
    var chosen: [Choice] = []
    var taken: Set<Int> = []
    let admissible = limits.admissible
    if !limits.required.isEmpty {
        let places = Dictionary(uniqueKeysWithValues: ranking.enumerated().map { ($1.candidate, $0) })
        for pair in limits.required where chosen.count < count && admissible.contains(pair) {
            guard let column = index.column(of: pair), let candidate = place(of: column, in: candidates),
                !taken.contains(candidate), filler.takes(column: column, isRequired: true)
            else { continue }
            taken.insert(candidate)
            chosen.append(places[candidate].map { ranking[$0] } ?? Choice(candidate: candidate, score: nil))
        }
    }
    for choice in ranking where chosen.count < count && !taken.contains(choice.candidate) {
        let column = candidates[choice.candidate]
        if admissible != .all, !admissible.contains(index.pairs[column]) { continue }
        if filler.takes(column: column) { chosen.append(choice) }
    }
    return chosen
}

/// Where a column stands among ascending candidates.
private func place(of column: Int, in candidates: [Int]) -> Int? {
    var (low, high) = (0, candidates.count)
    while low < high {
        let middle = (low + high) / 2
        if candidates[middle] < column { low = middle + 1 } else { high = middle }
    }
    return low < candidates.count && candidates[low] == column ? low : nil
}

/// One chosen candidate, by its place among the candidates.
struct Choice {
    let candidate: Int
    let score: Double?
}

func lowest(_ scores: [Double], _ count: Int) -> [Choice] {
    let keys = scores.map(rounded)
    let order = scores.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    return order.prefix(count).map { Choice(candidate: $0, score: scores[$0]) }
}

func highest(_ scores: [Double], _ count: Int) -> [Choice] {
    let keys = scores.map(rounded)
    let order = scores.indices.sorted { (-keys[$0], $0) < (-keys[$1], $1) }
    return order.prefix(count).map { Choice(candidate: $0, score: scores[$0]) }
}

/// Places by the greatest score, of equal scores by the greatest of the second.
func highest(_ scores: [Double], thenBy second: [Double]) -> [Int] {
    let keys = scores.map(rounded)
    let others = second.map(rounded)
    return scores.indices.sorted { (-keys[$0], -others[$0], $0) < (-keys[$1], -others[$1], $1) }
}

/// A score without its last 20 bits, so that what only the rounding of a library tells apart is a tie, and goes to
/// the lesser pair on every machine.
private func rounded(_ score: Double) -> Double {
    guard score.isFinite, score != 0 else { return score }
    let bits = score.bitPattern
    return Double(bitPattern: (bits &+ (1 << 19)) & ~((1 << 20) - 1))
}

func randomly(_ candidates: Int, _ count: Int, seed: Seed) -> [Choice] {
    var generator = SeededGenerator(seed.derived("random batch"))
    return generator.shuffled(Array(0..<candidates)).prefix(count).map { Choice(candidate: $0, score: nil) }
}

func severityProducts(_ candidates: [Int], _ index: PairIndex, _ severities: [Gene: Double]) -> [Double] {
    let norms = index.genes.map { severities[$0] ?? 0 }
    return candidates.map { column in
        let (i, j) = index.members[column]
        return norms[i] * norms[j]
    }
}

func check(_ candidates: [Int], _ index: PairIndex) {
    precondition(zip(candidates, candidates.dropFirst()).allSatisfy { $0 < $1 }, "candidates ascend")
    precondition(
        (candidates.first ?? 0) >= 0 && (candidates.last ?? -1) < index.pairs.count,
        "candidates are columns of the campaign's pairs"
    )
}

/// Draws come in random order, each used once before any is used again; what no draw calls for comes never.
private func thompson(_ samples: Matrix, _ candidates: Int, seed: Seed) -> [Choice] {
    var generator = SeededGenerator(seed.derived("thompson batch"))
    let draws = generator.shuffled(Array(0..<samples.rows))
    var taken = [Bool](repeating: false, count: candidates)
    var chosen: [Choice] = []
    for slot in 0..<min(thompsonSlots, candidates) {
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

/// Slots that Thompson sampling fills at most: each takes a pass over a draw.
private let thompsonSlots = 5_000
