import FoundationEssentials
import Selection
import TestSupport
import Testing

private struct MetricsFixture: Decodable {
    let rewards: [Double]
    let topFraction: Double
    let topColumns: [Int]
    let picks: [Int]
    let recall: [Double]

    static func read() throws -> MetricsFixture {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(MetricsFixture.self, from: fixture("metrics.json"))
    }
}

@Suite struct TopPairsTests {
    @Test func `top pairs and recall agree with the reference`() throws {
        let fixture = try MetricsFixture.read()
        #expect(topColumns(of: fixture.rewards, fraction: fixture.topFraction) == fixture.topColumns)
        let found = recall(of: fixture.picks, rewards: fixture.rewards, fraction: fixture.topFraction)
        #expect(found == fixture.recall)
    }

    @Test func `pairs at the threshold all count`() {
        #expect(topColumns(of: [1, 2, 2, 2, 0], fraction: 0.4) == [1, 2, 3])
        #expect(topColumns(of: [4, 4, 4], fraction: 0.05) == [0, 1, 2])
        #expect(topColumns(of: [3, 1, 2], fraction: 1) == [0, 1, 2])
    }

    @Test func `a pair that is picked twice is found once`() {
        #expect(recall(of: [3, 3, 0, 2], rewards: [0, 1, 2, 3], fraction: 0.5) == [0.5, 0.5, 0.5, 1])
    }

    @Test func `nothing is found among unknown rewards`() {
        #expect(topColumns(of: [1, .nan], fraction: 0.5).isEmpty)
        #expect(topColumns(of: [], fraction: 0.5).isEmpty)
        #expect(recall(of: [0, 1], rewards: [1, .nan], fraction: 0.5) == [0, 0])
    }
}
