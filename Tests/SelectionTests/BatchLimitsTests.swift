import LinearAlgebra
import Screen
import Selection
import Statistics
import Testing

@Suite struct BatchLimitsTests {
    private let index = geneIndex(10)

    /// 45 candidates, with draws or, for a first batch, without.
    private func choose(
        _ count: Int,
        _ policy: Policy,
        _ limits: BatchLimits,
        isFirst: Bool,
        without measured: Set<Int> = []
    ) -> [ScoredPair] {
        let candidates = index.pairs.indices.filter { !measured.contains($0) }
        var generator = SeededGenerator(Seed(1))
        let samples = Matrix(
            rows: 64,
            columns: candidates.count,
            storage: (0..<(64 * candidates.count)).map { _ in generator.normal() }
        )
        return chooseBatch(
            count: count,
            policy: policy,
            candidates: candidates,
            index: index,
            draws: isFirst ? nil : PosteriorDraws(samples: samples),
            severities: Dictionary(
                uniqueKeysWithValues: index.genes.enumerated().map { ($1, Double($0) + 1) }
            ),
            limits: limits,
            seed: Seed(2)
        )
    }

    private func geneUses(_ batch: [ScoredPair]) -> [Gene: Int] {
        var uses: [Gene: Int] = [:]
        for chosen in batch {
            uses[chosen.pair.first, default: 0] += 1
            uses[chosen.pair.second, default: 0] += 1
        }
        return uses
    }

    /// Ranks count from 1, and no pair comes twice.
    private func expectOrderly(_ batch: [ScoredPair], _ policy: Policy) {
        #expect(batch.map(\.rank) == batch.indices.map { $0 + 1 }, "\(policy)")
        #expect(Set(batch.map(\.pair)).count == batch.count, "\(policy)")
    }

    @Test(arguments: everyPolicy, [true, false])
    func `no limits change nothing`(policy: Policy, isFirst: Bool) {
        let plain = choose(12, policy, BatchLimits(), isFirst: isFirst)
        #expect(plain.count == 12)
        let wide = BatchLimits(pairsPerGene: 100, budget: 1e9)
        #expect(choose(12, policy, wide, isFirst: isFirst).map(\.pair) == plain.map(\.pair))
    }

    @Test(arguments: everyPolicy, [true, false])
    func `no gene has more pairs than it may, and nothing that fits is left out`(
        policy: Policy,
        isFirst: Bool
    ) {
        for most in 1...3 {
            let batch = choose(20, policy, BatchLimits(pairsPerGene: most), isFirst: isFirst)
            expectOrderly(batch, policy)
            let uses = geneUses(batch)
            #expect(uses.values.allSatisfy { $0 <= most }, "\(policy)")
            let chosen = Set(batch.map(\.pair))
            let fitting = index.pairs.filter { pair in
                !chosen.contains(pair) && uses[pair.first, default: 0] < most
                    && uses[pair.second, default: 0] < most
            }
            #expect(fitting.isEmpty || batch.count == 20, "\(policy)")
        }
    }

    @Test(arguments: everyPolicy, [true, false])
    func `a batch stays within its budget, and nothing that fits is left out`(policy: Policy, isFirst: Bool) {
        // Every second pair costs 5, the others 1 each as nothing is said of them.
        let dear = index.pairs.enumerated().filter { $0.offset % 2 == 0 }.map { ($0.element, 5.0) }
        let limits = BatchLimits(budget: 13, costs: Dictionary(uniqueKeysWithValues: dear))
        let batch = choose(12, policy, limits, isFirst: isFirst)
        expectOrderly(batch, policy)
        let spent = batch.reduce(0) { $0 + limits.cost(of: $1.pair) }
        #expect(spent <= 13, "\(policy)")
        // Pairs of cost 1 are many, so that all is spent where places are left.
        #expect(spent == 13 || batch.count == 12, "\(policy)")
    }

    @Test func `a pair too dear is passed over for a cheaper one further down`() {
        // The product of severities ranks, so that the order is known.
        let ranking = choose(45, .severity, BatchLimits(), isFirst: false).map(\.pair)
        var limits = BatchLimits(budget: 4)
        limits.costs = [ranking[0]: 4.5, ranking[1]: 2, ranking[2]: 3, ranking[3]: 0.5]
        let batch = choose(10, .severity, limits, isFirst: false).map(\.pair)
        // 2, not 3, then 0.5, then one of 1; the half that is left pays for nothing.
        #expect(batch == [ranking[1], ranking[3], ranking[4]])
        limits.costs[ranking[20]] = 0.5
        let longer = choose(10, .severity, limits, isFirst: false).map(\.pair)
        #expect(longer == [ranking[1], ranking[3], ranking[4], ranking[20]])
        limits.budget = 0
        #expect(choose(10, .severity, limits, isFirst: false).isEmpty)
    }

    @Test(arguments: everyPolicy, [true, false])
    func `what is required comes first and in order`(policy: Policy, isFirst: Bool) {
        let required = [30, 4, 17].map { index.pairs[$0] }
        let batch = choose(8, policy, BatchLimits(required: required), isFirst: isFirst)
        expectOrderly(batch, policy)
        #expect(batch.count == 8)
        #expect(Array(batch.map(\.pair).prefix(3)) == required, "\(policy)")
        let few = choose(2, policy, BatchLimits(required: required), isFirst: isFirst)
        #expect(few.map(\.pair) == Array(required.prefix(2)), "\(policy)")
    }

    @Test(arguments: everyPolicy, [true, false])
    func `what is required may crowd a gene, and counts for it`(policy: Policy, isFirst: Bool) {
        // Three pairs of the first gene.
        let required = [2, 0, 1].map { index.pairs[$0] }
        let limits = BatchLimits(pairsPerGene: 2, required: required)
        let batch = choose(20, policy, limits, isFirst: isFirst)
        #expect(Array(batch.map(\.pair).prefix(3)) == required, "\(policy)")
        var uses = geneUses(batch)
        #expect(uses.removeValue(forKey: index.genes[0]) == 3, "\(policy)")
        #expect(uses.values.allSatisfy { $0 <= 2 }, "\(policy)")
    }

    @Test(arguments: everyPolicy, [true, false])
    func `what is required is passed over where it cannot be measured`(policy: Policy, isFirst: Bool) throws {
        let stranger = try #require(Pair(Gene("NOT"), index.genes[0]))
        // Measured already, of a strange gene, named twice, and excluded.
        let named = [
            index.pairs[9], stranger, index.pairs[12], index.pairs[12], index.pairs[20], index.pairs[3],
        ]
        let limits = BatchLimits(required: named, excluded: [index.pairs[20]])
        let batch = choose(6, policy, limits, isFirst: isFirst, without: [9])
        expectOrderly(batch, policy)
        let pairs = batch.map(\.pair)
        #expect(Array(pairs.prefix(2)) == [index.pairs[12], index.pairs[3]], "\(policy)")
        #expect(!pairs.contains(index.pairs[9]) && !pairs.contains(index.pairs[20]), "\(policy)")
        #expect(pairs.count == 6)
    }

    @Test(arguments: everyPolicy, [true, false])
    func `what is excluded never comes, though all else does`(policy: Policy, isFirst: Bool) {
        let excluded = Set(index.pairs.indices.filter { $0 % 3 == 0 }.map { index.pairs[$0] })
        let batch = choose(45, policy, BatchLimits(excluded: excluded), isFirst: isFirst)
        expectOrderly(batch, policy)
        #expect(Set(batch.map(\.pair)) == Set(index.pairs).subtracting(excluded), "\(policy)")
        let few = choose(5, policy, BatchLimits(excluded: excluded), isFirst: isFirst)
        #expect(few.count == 5 && excluded.isDisjoint(with: few.map(\.pair)), "\(policy)")
        let all = BatchLimits(excluded: Set(index.pairs))
        #expect(choose(5, policy, all, isFirst: isFirst).isEmpty, "\(policy)")
    }

    @Test(arguments: everyPolicy, [true, false])
    func `all limits hold together`(policy: Policy, isFirst: Bool) {
        let limits = BatchLimits(
            pairsPerGene: 2,
            budget: 6,
            costs: [index.pairs[7]: 3, index.pairs[8]: 0.5],
            required: [index.pairs[7], index.pairs[44]],
            excluded: [index.pairs[1], index.pairs[2]]
        )
        let batch = choose(10, policy, limits, isFirst: isFirst)
        expectOrderly(batch, policy)
        let pairs = batch.map(\.pair)
        #expect(Array(pairs.prefix(2)) == limits.required, "\(policy)")
        #expect(limits.excluded.isDisjoint(with: pairs), "\(policy)")
        let uses = geneUses(batch)
        #expect(uses.values.allSatisfy { $0 <= 2 }, "\(policy)")
        let spent = pairs.reduce(0) { $0 + limits.cost(of: $1) }
        #expect(spent <= 6 && spent > 5, "\(policy)")
    }

    @Test(arguments: everyPolicy, [true, false])
    func `a rectangle pairs its queries with the others`(policy: Policy, isFirst: Bool) {
        let queries = Set(index.genes.prefix(3))
        let batch = choose(45, policy, BatchLimits(queries: queries), isFirst: isFirst)
        expectOrderly(batch, policy)
        #expect(batch.count == 3 * (index.genes.count - 3), "\(policy)")
        let sides = batch.map { queries.contains($0.pair.first) != queries.contains($0.pair.second) }
        #expect(sides.allSatisfy { $0 }, "\(policy)")
    }

    @Test func `what no batch can pay for is not measured at all`() {
        let (cheap, dear) = (index.pairs[1], index.pairs[7])
        let roomy = BatchLimits(budget: 2, costs: [cheap: 0.5, dear: 2.5], excluded: [index.pairs[3]])
        #expect(roomy.admissible == AdmissiblePairs(excluded: [dear, index.pairs[3]]))
        #expect(BatchLimits(budget: 2.5, costs: [dear: 2.5]).admissible == .all)
        #expect(BatchLimits(costs: [dear: 2.5]).admissible == .all)
        // A budget below what a pair usually costs leaves those that are said to cost less.
        let tight = BatchLimits(budget: 0.6, costs: [cheap: 0.5, dear: 2.5]).admissible
        #expect(index.pairs.filter { tight.contains($0) } == [cheap])
    }
}
