import FoundationEssentials
import Screen
import Selection
import Testing

@Suite struct PolicyTests {
    @Test func `every policy has a name of its own kind and reads back from JSON`() throws {
        for policy in everyPolicy {
            let text = try JSONEncoder().encode(policy)
            #expect(try JSONDecoder().decode(Policy.self, from: text) == policy)
        }
        #expect(Set(everyPolicy.map(\.name)).count == 8)
    }

    @Test func `only chance and severity need no posterior`() {
        #expect(everyPolicy.filter { !$0.usesPosterior } == [.random, .severity])
    }

    @Test func `a scored pair reads back from JSON with its figures to the last bit`() throws {
        let pair = try #require(Pair(Gene("A"), Gene("B")))
        let scored = ScoredPair(
            pair: pair,
            mean: 0.1 + 0.2,
            sd: 1e-300,
            ratio: .greatestFiniteMagnitude,
            rank: 1
        )
        let text = try JSONEncoder().encode(scored)
        #expect(try JSONDecoder().decode(ScoredPair.self, from: text) == scored)
    }
}
