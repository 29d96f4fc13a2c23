import Cycle
import Screen
import Testing

/// What lost wells are owed again.
@Suite struct RepeatsTests {
    private let genes = ["A", "B", "C"].map { Gene($0) }

    private func double(_ a: String, _ b: String, guide: Int = 1) -> WellContent {
        WellContent(
            role: .double,
            a: Guide("\(a)_g\(guide)", of: Gene(a)),
            b: Guide("\(b)_g\(guide)", of: Gene(b))
        )
    }

    private func single(_ gene: String) -> WellContent {
        WellContent(role: .single, a: Guide("\(gene)_g1", of: Gene(gene)), b: Guide("NT", of: nil))
    }

    private func lost(
        _ content: WellContent,
        round: Int = 1,
        wanted: Int = 4,
        usable: Int = 0,
        repeats: Int = 0
    ) -> LostWells {
        LostWells(content: content, round: round, wanted: wanted, usable: usable, repeats: repeats)
    }

    private func repeats(_ lost: [LostWells], retries: Int = 2, measured: Set<Pair> = []) -> OwedRepeats {
        OwedRepeats(lost, retries: retries, measured: measured, singles: [Gene("A"), Gene("B")])
    }

    private func pair(_ a: String, _ b: String) throws -> Pair { try #require(Pair(Gene(a), Gene(b))) }

    @Test func `as many wells are owed again as are missing, up to the budget`() {
        let wells = lost(double("A", "B"), wanted: 4, usable: 1)
        #expect(repeats([wells]).owed == [WellRepeat(content: wells.content, wells: 3, attempt: 1)])
        let again = lost(double("A", "B"), wanted: 4, usable: 3, repeats: 1)
        #expect(repeats([again]).owed == [WellRepeat(content: wells.content, wells: 1, attempt: 2)])
        #expect(repeats([lost(double("A", "B"), usable: 3, repeats: 2)]).owed == [])
        #expect(repeats([lost(double("A", "B"), wanted: 4, usable: 6)]).owed == [])
        #expect(repeats([wells], retries: 0) == OwedRepeats())
    }

    @Test func `a pair of which nothing is known waits for its repeat, and is given up after the last`()
        throws
    {
        let ab = try pair("A", "B")
        let first = repeats([lost(double("A", "B")), lost(double("A", "B", guide: 2), repeats: 2)])
        #expect(first.unknownPairs == [ab])
        #expect(first.exhaustedPairs == [])
        let last = repeats([lost(double("A", "B"), repeats: 2), lost(double("A", "B", guide: 2), repeats: 2)])
        #expect(last.unknownPairs == [])
        #expect(last.exhaustedPairs == [ab])
        #expect(last.exhaustedNames(beyond: first) == ["A + B"])
        #expect(last.exhaustedNames(beyond: last) == [])

        var states = PairStates(measured: [], pending: [], failures: [ab: 1], singles: Set(genes))
        #expect(states.isOpen(ab))
        states.repeats = first
        #expect(!states.isOpen(ab) && !states.isAbandoned(ab))
        states.repeats = last
        #expect(!states.isOpen(ab) && states.isAbandoned(ab))
        // a well that comes after all
        states.measured = [ab]
        #expect(!states.isAbandoned(ab))
    }

    @Test func `what is unknown comes first, then the oldest, whatever order it was found in`() throws {
        let lostWells = [
            lost(double("A", "B"), round: 1, usable: 1), lost(double("B", "C"), round: 3),
            lost(single("A"), round: 0, usable: 2), lost(single("C"), round: 0),
            lost(double("A", "C"), round: 2, usable: 2),
        ]
        let known: Set<Pair> = [try pair("A", "B"), try pair("A", "C")]
        let expected = [single("C"), double("B", "C"), single("A"), double("A", "B"), double("A", "C")]
        let owed = repeats(lostWells, measured: known)
        #expect(owed.owed.map(\.content) == expected)
        #expect(owed.unknownGenes == [Gene("C")])
        #expect(repeats(lostWells.reversed(), measured: known) == owed)
    }

    @Test func `a batch takes repeats up to its room, and always the first`() {
        let owed = repeats([
            lost(double("A", "B"), round: 1, wanted: 6), lost(double("A", "C"), round: 2, wanted: 3),
            lost(double("B", "C"), round: 3, wanted: 2),
        ])
        #expect(owed.fitting(100, most: 100).map(\.wells) == [6, 3, 2])
        #expect(owed.fitting(8, most: 100).map(\.wells) == [6, 2])
        #expect(owed.fitting(2, most: 100).map(\.wells) == [6])
        #expect(owed.fitting(2, most: 4).map(\.wells) == [4])
        #expect(owed.fitting(0, most: 0) == [])
    }
}
