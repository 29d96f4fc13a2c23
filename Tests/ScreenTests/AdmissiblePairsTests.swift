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
}
