import Screen
import Selection
import Statistics
import Testing

@Suite struct FirstBatchTests {
    private let index = geneIndex(50)

    @Test(arguments: 0..<50)
    func `no gene comes twice before every gene has come`(seed: Int) {
        let all = Array(index.pairs.indices)
        #expect(genes(of: draw(10, all, seed)).count == 20)
        #expect(genes(of: draw(25, all, seed)).count == 50)
        // 60 pairs have 120 places for 50 genes: 20 genes come three times, 30 twice.
        let uses = genes(of: draw(60, all, seed)).values
        #expect(uses.count { $0 == 2 } == 30)
        #expect(uses.count { $0 == 3 } == 20)
    }

    @Test func `the draw is seeded, ranked and without repeats`() {
        let all = Array(index.pairs.indices)
        let batch = draw(10, all, 1)
        #expect(draw(10, all, 1) == batch)
        #expect(batch.map(\.rank) == Array(1...10))
        #expect(Set((0..<50).map { draw(10, all, $0).map(\.pair) }).count == 50)
        let whole = draw(5000, all, 1)
        #expect(Set(whole.map(\.pair)) == Set(index.pairs))
        #expect(whole.count == 1225)
    }

    @Test(arguments: 0..<20)
    func `all genes are covered where the candidates leave little choice`(seed: Int) throws {
        // Query genes 0 … 24 against library genes 25 … 49: a rectangular screen.
        let rectangle = index.members.indices.filter { index.members[$0].i < 25 && index.members[$0].j >= 25 }
        #expect(genes(of: draw(25, rectangle, seed)).count == 50)
        // Gene 0 may meet gene 1 only, and gene 49 gene 48 only.
        let narrow = index.members.indices.filter { column in
            let (i, j) = index.members[column]
            return (i != 0 || j == 1) && (j != 49 || i == 48)
        }
        #expect(genes(of: draw(25, narrow, seed)).count == 50)
        // A tenth of the pairs, by a seed of their own.
        var generator = SeededGenerator(Seed(UInt64(seed) + 100))
        let tenth = generator.shuffled(Array(index.pairs.indices)).prefix(122).sorted()
        let reachable = genes(of: tenth.map { ScoredPair(pair: index.pairs[$0], rank: 1) }).count
        let batch = draw(30, tenth, seed)
        #expect(genes(of: batch).count >= reachable - 1)
        #expect(Set(batch.map(\.pair)).isSubset(of: tenth.map { index.pairs[$0] }))
    }

    @Test(arguments: 0..<20)
    func `a gene that would cover nothing but itself waits for two that cover each other`(seed: Int) throws {
        // Genes 1, 2 and 3 may meet gene 0 only; 4 and 5 may meet each other.
        let candidates = index.members.indices.filter { column in
            let (i, j) = index.members[column]
            return (i == 0 && j <= 3) || (i == 4 && j == 5)
        }
        #expect(genes(of: draw(2, candidates, seed)).count == 4)
        #expect(genes(of: draw(4, candidates, seed)).count == 6)
    }

    @Test func `genes are drawn without favour`() {
        var drawn: [Gene: Int] = [:]
        for seed in 0..<500 {
            drawn.merge(genes(of: draw(5, Array(index.pairs.indices), seed)), uniquingKeysWith: +)
        }
        // 10 of 50 genes in each of 500 draws: 100 times each, SD 8.9; five of them either way.
        #expect(drawn.count == 50)
        #expect(drawn.values.allSatisfy { (56...144).contains($0) })
    }

    @Test func `severity and chance start by their own rule`() {
        let severities = Dictionary(uniqueKeysWithValues: index.genes.enumerated().map { ($1, Double($0)) })
        let all = Array(index.pairs.indices)
        let severe = firstBatch(
            count: 3,
            policy: .severity,
            candidates: all,
            index: index,
            severities: severities,
            seed: Seed(1)
        )
        let products: [Double] = [49 * 48, 49 * 47, 48 * 47]
        #expect(severe.compactMap(\.score) == products)
        let random = (0..<40).map { seed in
            firstBatch(
                count: 25,
                policy: .random,
                candidates: all,
                index: index,
                severities: severities,
                seed: Seed(seed)
            )
        }
        // 25 random pairs of 50 genes have no gene twice less often than once in a million.
        #expect(random.allSatisfy { genes(of: $0).count < 50 })
    }

    @Test func `choosing without samples is the first batch`() {
        for policy in everyPolicy {
            let batch = chooseBatch(
                count: 10,
                policy: policy,
                candidates: Array(index.pairs.indices),
                index: index,
                draws: nil,
                severities: [:],
                seed: Seed(3)
            )
            let first = firstBatch(
                count: 10,
                policy: policy,
                candidates: Array(index.pairs.indices),
                index: index,
                severities: [:],
                seed: Seed(3)
            )
            #expect(batch == first)
            #expect(batch.count == 10)
        }
    }

    private func draw(_ count: Int, _ candidates: [Int], _ seed: Int) -> [ScoredPair] {
        firstBatch(
            count: count,
            policy: .standard,
            candidates: candidates,
            index: index,
            severities: [:],
            seed: Seed(UInt64(seed))
        )
    }

    private func genes(of batch: [ScoredPair]) -> [Gene: Int] {
        var uses: [Gene: Int] = [:]
        for chosen in batch {
            uses[chosen.pair.first, default: 0] += 1
            uses[chosen.pair.second, default: 0] += 1
        }
        return uses
    }
}
