import Cycle
import Screen
import Testing

@Suite struct ConfirmationTests {
    private let a = Gene("A")
    private let b = Gene("B")

    private func guides(_ counts: Int...) -> [Gene: [Guide]] {
        Dictionary(
            uniqueKeysWithValues: zip([a, b], counts).map { gene, count in
                (gene, (0..<count).map { Guide("\(gene)_g\($0 + 1)", of: gene) })
            }
        )
    }

    private func wells(_ counts: (Int, Int), used: [(Int, Int)], count: Int) throws -> ConfirmationWells {
        let guides = guides(counts.0, counts.1)
        let known = used.map { content(guides, $0.0, $0.1) }
        return confirmationWells(
            of: try #require(Pair(a, b)),
            guides: guides,
            used: Set(known),
            count: count
        )
    }

    private func content(_ guides: [Gene: [Guide]], _ one: Int, _ other: Int) -> WellContent {
        WellContent(role: .double, a: guides[a]?[one - 1], b: guides[b]?[other - 1])
    }

    private func names(_ wells: ConfirmationWells) -> [String] { wells.contents.map(\.name) }

    @Test func `guides that the pair has not met come first, each as seldom as can be`() throws {
        let found = try wells((4, 4), used: [(1, 1), (2, 2)], count: 2)
        #expect(names(found) == ["A_g3 + B_g3", "A_g4 + B_g4"])
        #expect(found.novelty == .otherGuides)
    }

    @Test func `new guides alone are worth more than many combinations`() throws {
        let found = try wells((3, 3), used: [(1, 1), (2, 2)], count: 3)
        #expect(names(found) == ["A_g3 + B_g3"])
        #expect(found.novelty == .otherGuides)
    }

    @Test func `where every guide was used, other combinations are`() throws {
        let found = try wells((3, 3), used: [(1, 1), (2, 2), (3, 3)], count: 3)
        #expect(names(found) == ["A_g1 + B_g2", "A_g2 + B_g3", "A_g3 + B_g1"])
        #expect(found.novelty == .otherCombinations)
    }

    @Test func `a gene with one guide meets the other's new guides`() throws {
        let found = try wells((1, 3), used: [(1, 1)], count: 3)
        #expect(names(found) == ["A_g1 + B_g2", "A_g1 + B_g3"])
        #expect(found.novelty == .otherCombinations)
    }

    @Test func `where nothing else is left, the same combinations are measured again`() throws {
        let found = try wells((1, 1), used: [(1, 1)], count: 3)
        #expect(names(found) == ["A_g1 + B_g1"])
        #expect(found.novelty == .sameCombinations)
    }

    @Test func `nothing hangs on the order of what was used`() throws {
        let one = try wells((3, 4), used: [(1, 1), (2, 2), (3, 3)], count: 3)
        let other = try wells((3, 4), used: [(3, 3), (1, 1), (2, 2)], count: 3)
        #expect(one == other)
        // A new guide of B with each guide of A: three combinations of one news.
        #expect(one.contents.allSatisfy { $0.b?.name == "B_g4" })
    }
}
