import Cycle
import Screen
import Testing

@Suite struct RewardNoticeTests {
    private let campaign: CampaignID
    private let pair: Pair

    init() throws {
        campaign = try #require(CampaignID("huvec"))
        pair = try #require(Pair(Gene("MCL1"), Gene("BCL2L1")))
    }

    private func complete(_ summary: RewardSummary, _ changes: [RewardChange] = []) -> [String] {
        Notice.roundComplete(
            BatchID(campaign: campaign, round: 3),
            round: 3,
            campaign: campaign,
            measuredPairs: 40,
            totalPairs: 100,
            wellsGivenUp: 0,
            best: [(pair, 5.125)],
            rewards: summary,
            changes: changes
        ).lines
    }

    @Test func `a complete round says what is significant, what looks bad and what moved`() {
        let bad = SuspicionReport(kind: .single, name: "BAX", times: 8.13)
        let summary = RewardSummary(
            pursues: .excess,
            significant: 12,
            significantExcess: 1,
            suspicious: [bad]
        )
        let moved = RewardChange(
            pair: pair,
            before: 12.4,
            after: 3.1,
            sd: 2,
            because: ["single MCL1"],
            round: 3
        )
        let lines = complete(summary, [moved])
        #expect(lines.contains("Significant at q < 0.1: 12 pairs; 1 beyond what severity predicts"))
        #expect(lines.contains("Replicates far apart, measure again: single BAX (8.1x)"))
        #expect(lines.contains("Rewards that moved: BCL2L1 + MCL1 12.40 to 3.10 (single MCL1)"))
        #expect(
            lines.contains { $0.hasPrefix("Furthest beyond what severity predicts so far: BCL2L1 + MCL1") }
        )
    }

    @Test func `without replicates nothing is said of significance`() {
        let summary = RewardSummary(
            pursues: .reward,
            significant: nil,
            significantExcess: nil,
            suspicious: []
        )
        #expect(!complete(summary).contains { $0.contains("Significant") || $0.contains("Replicates") })
    }

    @Test func `long lists are cut and say so`() {
        let bad = (0..<7).map { SuspicionReport(kind: .plate, name: "P\($0)", times: 3) }
        let summary = RewardSummary(pursues: .reward, significant: 0, significantExcess: nil, suspicious: bad)
        let moved = (0..<5).map {
            RewardChange(pair: pair, before: Double($0), after: 9, sd: nil, because: ["double"], round: 1)
        }
        let lines = complete(summary, moved)
        #expect(lines.contains { $0.hasSuffix("plate P4 (3.0x) and 2 more") })
        #expect(lines.contains { $0.hasSuffix("and 2 more") && $0.hasPrefix("Rewards that moved") })
        #expect(lines.contains("Significant at q < 0.1: 0 pairs"))
        let notice = Notice.rewardsChanged(campaign, changes: moved, digest: "d")
        #expect(notice.title == "huvec: late results moved 5 rewards")
        #expect(notice.kind == .rewardsChanged && notice.key == "d")
    }
}
