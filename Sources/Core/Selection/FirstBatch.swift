package import Screen
package import Statistics

/// The pairs to start with, while no double is measured.
///
/// By severity where the policy goes by severity, at random where it goes by chance, and otherwise a seeded
/// draw in which every gene appears as evenly as the candidates allow.
package func firstBatch(
    count: Int,
    policy: Policy,
    candidates: [Int],
    index: PairIndex,
    severities: [Gene: Double],
    limits: BatchLimits = BatchLimits(),
    seed: Seed
) -> [ScoredPair] {
    check(candidates, index)
    guard count > 0 else { return [] }
    let ranking: [Choice]
    switch policy {
    case .severity:
        ranking = highest(severityProducts(candidates, index, severities), candidates.count)
    case .random:
        ranking = randomly(candidates.count, candidates.count, seed: seed)
    case .topIDS, .ids, .thompson, .ucb, .uncertainty, .greedy:
        var cover = GeneCover(candidates: candidates, index: index, seed: seed.derived("first batch"))
        let places = Dictionary(uniqueKeysWithValues: candidates.enumerated().map { ($1, $0) })
        // Some more where limits may pass over any, and then the rest by chance: a cover of all takes long.
        let isFree = limits == BatchLimits()
        let wanted = min(candidates.count, isFree ? count : 4 * count + index.genes.count)
        var drawn = (0..<wanted).compactMap { _ in
            cover.next().flatMap { places[$0] }.map { Choice(candidate: $0, score: nil) }
        }
        if !isFree {
            let seen = Set(drawn.map(\.candidate))
            drawn += randomly(candidates.count, candidates.count, seed: seed)
                .filter { !seen.contains($0.candidate) }
        }
        ranking = drawn
    }
    let chosen = filled(count, from: ranking, candidates: candidates, index: index, limits: limits)
    return chosen.enumerated().map { place, choice in
        ScoredPair(pair: index.pairs[candidates[choice.candidate]], score: choice.score, rank: place + 1)
    }
}

/// Draws pairs so that all genes are used about equally often.
private struct GeneCover {
    private let index: PairIndex
    private let geneCount: Int
    /// n × n, symmetric: the pairs that may still be drawn.
    private var open: [Bool]
    private var openPartners: [Int]
    private var uses: [Int]
    private var generator: SeededGenerator

    init(candidates: [Int], index: PairIndex, seed: Seed) {
        self.index = index
        geneCount = index.genes.count
        open = Array(repeating: false, count: geneCount * geneCount)
        openPartners = Array(repeating: 0, count: geneCount)
        uses = Array(repeating: 0, count: geneCount)
        generator = SeededGenerator(seed)
        for column in candidates { set(index.members[column], open: true) }
    }

    /// The column of one more pair, `nil` when none is left.
    mutating func next() -> Int? {
        // A fresh order for every pair: it decides between genes that are equally in need.
        let order = generator.shuffled(Array(0..<geneCount)).filter { openPartners[$0] > 0 }
        guard let least = order.map({ uses[$0] }).min() else { return nil }
        let needy = order.filter { uses[$0] == least }
        // A gene that few other needy genes can serve goes first, lest they be taken; one that none can
        // serve waits, because its pair covers one gene where another covers two.
        let chances = Dictionary(
            uniqueKeysWithValues: needy.map { gene in
                (gene, needy.count { isOpen(gene, $0) })
            }
        )
        func urgency(_ gene: Int) -> Int {
            let chance = chances[gene] ?? 0
            return chance == 0 ? .max : chance
        }
        guard let gene = first(of: needy, by: { (urgency($0), 0) }),
            let partner = first(of: order.filter({ isOpen(gene, $0) }), by: { (uses[$0], urgency($0)) }),
            let pair = Pair(index.genes[gene], index.genes[partner])
        else { return nil }
        set((i: gene, j: partner), open: false)
        uses[gene] += 1
        uses[partner] += 1
        return index.column(of: pair)
    }

    private func isOpen(_ i: Int, _ j: Int) -> Bool { open[i * geneCount + j] }

    private mutating func set(_ pair: (i: Int, j: Int), open isOpen: Bool) {
        open[pair.i * geneCount + pair.j] = isOpen
        open[pair.j * geneCount + pair.i] = isOpen
        openPartners[pair.i] += isOpen ? 1 : -1
        openPartners[pair.j] += isOpen ? 1 : -1
    }

    /// The first of `genes` with the least key.
    private func first(of genes: [Int], by key: (Int) -> (Int, Int)) -> Int? {
        var best: (gene: Int, key: (Int, Int))?
        for gene in genes {
            let value = key(gene)
            if let leader = best, leader.key <= value { continue }
            best = (gene, value)
        }
        return best?.gene
    }
}
