import FoundationEssentials
import Profiles
import Rewards
import Screen
import TestSupport
import Testing

/// `Fixtures/rewards.json`: rewards that an independent program made of a small simulated screen.
private struct RewardsFixture: Decodable {
    struct Expected: Decodable {
        let h: [[Double]]
        let pairs: [[Int]]
        let hPair: [[Double]]
        let residual: [[Double]]
        let reward: [Double]
        let cosineSquared: [[Double]]
        let severityDouble: [Double]
        let severityI: [Double]
        let severityJ: [Double]
        let severitySum: [Double]
    }

    let flatMean: Expected
    let guideThenGeneMean: Expected

    static func read() throws -> RewardsFixture {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(RewardsFixture.self, from: fixture("rewards.json"))
    }
}

@Suite struct RewardsTests {
    // 1e-10: sums of a handful of double precision numbers below 100.
    private let tolerance = 1e-10

    @Test(arguments: [true, false])
    func `reward, cosine and severity agree with the reference`(flat: Bool) throws {
        let fixture = try RewardsFixture.read()
        let expected = flat ? fixture.flatMean : fixture.guideThenGeneMean
        let table = try rewards(from: profiles(of: expected))
        #expect(table.held.isEmpty)
        #expect(table.rewards.count == expected.pairs.count)

        for (row, members) in expected.pairs.enumerated() {
            let reward = table.rewards[row]
            let (i, j) = (members[0], members[1])
            let (first, second, double) = (expected.h[i], expected.h[j], expected.hPair[row])
            #expect(try reward.pair == pair(i, j))
            #expect(abs(reward.value - expected.reward[row]) <= tolerance)
            #expect(abs(reward.cosine - expected.cosineSquared[i][j]) <= tolerance)
            #expect(abs(reward.severityFirst - norm(first)) <= tolerance)
            #expect(abs(reward.severitySecond - norm(second)) <= tolerance)
            #expect(abs(reward.severityDouble - norm(double)) <= tolerance)
            #expect(reward.wells == row + 1)
            for (found, wanted) in zip(residual(double, first, second), expected.residual[row]) {
                #expect(abs(found - wanted) <= tolerance)
            }
            #expect(abs(severity(double, signedBy: double) - expected.severityDouble[row]) <= tolerance)
            #expect(abs(severity(first, signedBy: double) - expected.severityI[row]) <= tolerance)
            #expect(abs(severity(second, signedBy: double) - expected.severityJ[row]) <= tolerance)
            let sum = zip(first, second).map { $0 + $1 }
            #expect(abs(severity(sum, signedBy: double) - expected.severitySum[row]) <= tolerance)
        }
    }

    @Test func `swapping the singles changes no bit of the residual`() {
        // 0.1 - 0.2 - 0.5 and 0.1 - 0.5 - 0.2 differ in their last bit.
        let double = [0.1, 0.1, 2.2]
        let first = [0.2, 0.8, 1e-9]
        let second = [0.5, 0.2, 1e9]
        #expect(residual(double, first, second) == residual(double, second, first))
    }

    @Test func `a pair whose single is missing is held, not scored with zero`() throws {
        let profiles = try KnockoutProfiles(
            singles: [Gene("G0"): [1, 0], Gene("G2"): [0, 1]],
            doubles: [pair(0, 2): [1, 1], pair(0, 1): [5, 5], pair(1, 3): [7, 7]],
            wellsOfSingle: [Gene("G0"): 1, Gene("G2"): 1],
            wellsOfDouble: [pair(0, 2): 2, pair(0, 1): 2, pair(1, 3): 2],
            featureCount: 2
        )
        let table = rewards(from: profiles)
        #expect(try table.rewards.map(\.pair) == [pair(0, 2)])
        #expect(table.rewards[0].value == 0)
        #expect(
            try table.held == [
                HeldPair(pair: pair(0, 1), missing: [Gene("G1")]),
                HeldPair(pair: pair(1, 3), missing: [Gene("G1"), Gene("G3")]),
            ]
        )
    }

    @Test func `a single that does nothing has no direction, so its cosine is zero`() throws {
        let profiles = try KnockoutProfiles(
            singles: [Gene("G0"): [0, 0], Gene("G1"): [0, 1]],
            doubles: [pair(0, 1): [3, 1]],
            wellsOfSingle: [:],
            wellsOfDouble: [:],
            featureCount: 2
        )
        let reward = try #require(rewards(from: profiles).rewards.first)
        #expect(reward.cosine == 0)
        #expect(reward.value == 9)
    }

    @Test func `parallel singles have a cosine of one and no more`() throws {
        // Without care the cosine of these comes out above one.
        let direction = [0.1, 1.1]
        let profiles = try KnockoutProfiles(
            singles: [Gene("G0"): direction, Gene("G1"): direction.map { $0 * -3.3 }],
            doubles: [pair(0, 1): direction],
            wellsOfSingle: [:],
            wellsOfDouble: [:],
            featureCount: 2
        )
        let reward = try #require(rewards(from: profiles).rewards.first)
        #expect(reward.cosine <= 1)
        #expect(abs(reward.cosine - 1) <= tolerance)
    }

    @Test func `severity ignores a feature that the double leaves at zero`() {
        #expect(severity([1, 2, 4], signedBy: [-0.5, 0, 3]) == 3)
        #expect(severity([], signedBy: []) == 0)
    }

    private func pair(_ i: Int, _ j: Int) throws -> Pair {
        try #require(Pair(Gene("G\(i)"), Gene("G\(j)")))
    }

    private func profiles(of expected: RewardsFixture.Expected) throws -> KnockoutProfiles {
        var doubles: [Pair: [Double]] = [:]
        var wells: [Pair: Int] = [:]
        for (row, members) in expected.pairs.enumerated() {
            let pair = try pair(members[0], members[1])
            doubles[pair] = expected.hPair[row]
            wells[pair] = row + 1
        }
        let singles = expected.h.enumerated().map { (Gene("G\($0)"), $1) }
        return KnockoutProfiles(
            singles: Dictionary(uniqueKeysWithValues: singles),
            doubles: doubles,
            wellsOfSingle: [:],
            wellsOfDouble: wells,
            featureCount: 7
        )
    }
}
