import Screen
import Selection
import Testing

struct NearestPairsTests {
    private let singles: [Gene: [Double]] = [
        Gene("A"): [0, 0], Gene("B"): [10, 0], Gene("C"): [1, 0], Gene("D"): [10, 2], Gene("E"): [50, 50],
    ]

    private func pair(_ one: String, _ other: String) throws -> Pair {
        try #require(Pair(Gene(one), Gene(other)))
    }

    @Test func genesArePutBesideTheOnesTheyAreLike() throws {
        let rewards = [
            try pair("C", "D"): 5.0, try pair("A", "E"): 1, try pair("B", "C"): 2, try pair("A", "B"): 9,
        ]
        let near = nearestPairs(to: try pair("A", "B"), singles: singles, rewards: rewards, count: 2)
        // B+C lies as C beside A and B beside B: 1; C+D at sqrt(1 + 4); A+B is the pair itself
        #expect(near.map(\.pair.description) == ["B+C", "C+D"])
        #expect(near.map(\.distance) == [1, 5.0.squareRoot()])
        #expect(near.map(\.reward) == [2, 5])
    }

    @Test func nothingIsNearAPairWithoutSingles() throws {
        let none = nearestPairs(to: try pair("A", "Z"), singles: singles, rewards: [try pair("A", "B"): 1])
        #expect(none.isEmpty)
        let alone = nearestPairs(to: try pair("A", "B"), singles: singles, rewards: [try pair("A", "Z"): 1])
        #expect(alone.isEmpty)
    }
}
