package import Screen

/// What a lab asks of a batch, whatever the rule that fills it.
package struct BatchLimits: Sendable, Hashable {
    /// Pairs of one gene, at most; `nil` for any number.
    package var pairsPerGene: Int?
    /// The most that the pairs of a batch may cost together, each 1 where `costs` says nothing else; `nil` for any.
    package var budget: Double?
    package var costs: [Pair: Double]
    /// Pairs that are taken first, in their order, where they may still be measured.
    package var required: [Pair]
    /// Pairs that no batch holds: forbidden, impossible, or known already.
    package var excluded: Set<Pair>
    /// The genes of one side of a rectangular screen; `nil` where every two genes are a pair.
    package var queries: Set<Gene>?

    package init(
        pairsPerGene: Int? = nil,
        budget: Double? = nil,
        costs: [Pair: Double] = [:],
        required: [Pair] = [],
        excluded: Set<Pair> = [],
        queries: Set<Gene>? = nil
    ) {
        self.pairsPerGene = pairsPerGene
        self.budget = budget
        self.costs = costs
        self.required = required
        self.excluded = excluded
        self.queries = queries
    }

    package func cost(of pair: Pair) -> Double { costs[pair] ?? BatchLimits.usualCost }

    /// What may be measured at all: a pair that no batch can pay for would keep the campaign from ever ending.
    package var admissible: AdmissiblePairs {
        var admissible = AdmissiblePairs(excluded: excluded, queries: queries)
        guard budget != nil else { return admissible }
        admissible.excluded.formUnion(costs.keys.filter { !isWithinBudget(cost(of: $0)) })
        if !isWithinBudget(BatchLimits.usualCost) { admissible.listed = Set(costs.keys) }
        return admissible
    }

    /// What a pair costs of which the lab says nothing.
    private static let usualCost = 1.0

    /// With room for the rounding of a sum.
    func isWithinBudget(_ cost: Double) -> Bool { budget.map { cost <= $0 * (1 + 1e-9) } ?? true }
}

/// Fills a batch from a ranking under the lab's limits.
struct BatchFiller {
    private let index: PairIndex
    private let limits: BatchLimits
    private var uses: [Int: Int] = [:]
    private var spent = 0.0

    init(index: PairIndex, limits: BatchLimits) {
        self.index = index
        self.limits = limits
    }

    /// Whether the batch takes one more pair; if so it is counted.
    ///
    /// A pair too dear for what is left is passed over for a cheaper one further down.
    mutating func takes(column: Int, isRequired: Bool = false) -> Bool {
        let (i, j) = index.members[column]
        let cost = limits.costs.isEmpty ? 1 : limits.cost(of: index.pairs[column])
        if !limits.isWithinBudget(spent + cost) { return false }
        if !isRequired, let most = limits.pairsPerGene,
            uses[i, default: 0] >= most || uses[j, default: 0] >= most
        {
            return false
        }
        spent += cost
        uses[i, default: 0] += 1
        uses[j, default: 0] += 1
        return true
    }
}
