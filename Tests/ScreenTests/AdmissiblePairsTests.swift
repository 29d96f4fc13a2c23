import FoundationEssentials
import Screen
import Testing

@Suite struct AdmissiblePairsTests {
    private let index = PairIndex(genes: ["A", "B", "C", "D"].map { Gene($0) })

    private func names(_ rules: AdmissiblePairs) -> [String] {
        index.pairs.filter { rules.contains($0) }.map(\.description)
    }

    @Test func `without rules every pair is admitted, and nobody lists them`() {
        #expect(names(.all).count == 6)
        #expect(AdmissiblePairs.all.columns(of: index) == nil)
        #expect(AdmissiblePairs.all.count(in: index) == 6)
    }

    @Test func `a rectangle has one gene of each side in every pair`() {
        let rules = AdmissiblePairs(queries: [Gene("A"), Gene("B")])
        #expect(names(rules) == ["A+C", "A+D", "B+C", "B+D"])
        #expect(rules.columns(of: index) == [1, 2, 3, 4])
        #expect(rules.count(in: index) == 4)
    }

    @Test func `rules hold together`() {
        let rules = AdmissiblePairs(
            excluded: [index.pairs[1]],
            queries: [Gene("A"), Gene("B")],
            listed: [index.pairs[0], index.pairs[1], index.pairs[4]]
        )
        #expect(names(rules) == ["B+D"])
        #expect(names(AdmissiblePairs(queries: [])) == [])
    }

    @Test func `the same rules are the same text, and read back`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let one = AdmissiblePairs(excluded: Set(index.pairs), queries: Set(index.genes))
        let other = AdmissiblePairs(
            excluded: Set(index.pairs.reversed()),
            queries: Set(index.genes.reversed())
        )
        let text = try encoder.encode(one)
        #expect(try encoder.encode(other) == text)
        #expect(try JSONDecoder().decode(AdmissiblePairs.self, from: text) == one)
        let all = try JSONDecoder().decode(AdmissiblePairs.self, from: encoder.encode(AdmissiblePairs.all))
        #expect(all == .all)
    }

    /// Rules, wanted genes and taken columns of 9 genes, drawn by the seed.
    @Test(arguments: 1...40)
    func `columns and their count are those of asking pair by pair`(seed: Int) {
        let index = PairIndex(genes: (0..<9).map { Gene("G\($0)") })
        var generator = FixedGenerator(seed)
        func draw(_ share: Int) -> Bool { Int(generator.next() % 100) < share }
        var rules = AdmissiblePairs(excluded: Set(index.pairs.filter { _ in draw(15) }))
        if draw(50) { rules.queries = Set(index.genes.filter { _ in draw(40) }) }
        if draw(25) { rules.listed = Set(index.pairs.filter { _ in draw(60) }) }
        let wanted = Set(index.genes.filter { _ in draw(80) })
        let taken = Set(index.pairs.indices.filter { _ in draw(20) })
        let plain = index.pairs.indices.filter { column in
            let pair = index.pairs[column]
            return rules.contains(pair) && wanted.contains(pair.first) && wanted.contains(pair.second)
                && !taken.contains(column)
        }
        #expect(rules.columns(of: index, genes: wanted.contains, without: taken) == plain)
        #expect(rules.count(in: index, genes: wanted.contains, without: taken) == plain.count)
    }
}

/// Numbers in a fixed order, good enough to vary a test.
private struct FixedGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
