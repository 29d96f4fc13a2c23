import Cycle
import Screen
import Testing

@Suite struct NoticeTests {
    private let campaign: CampaignID

    init() throws { campaign = try #require(CampaignID("huvec")) }

    @Test func `a batch names its pairs, plates and folder`() throws {
        let pair = try #require(Pair(Gene("MCL1"), Gene("BCL2L1")))
        let notice = Notice.batchReady(
            BatchID(campaign: campaign, round: 3),
            round: 3,
            campaign: campaign,
            pairs: [pair],
            plates: [Barcode("P1"), Barcode("P2")],
            wells: 120,
            manifestDigest: "0123456789abcdef"
        )
        #expect(notice.title == "huvec: round 3 is ready: 1 pair on 2 plates")
        #expect(notice.lines.first == "Pairs: BCL2L1 + MCL1")
        #expect(notice.lines.contains("Folder: batches/huvec-r003"))
    }

    @Test func `a file set aside twice for one reason is one fact`() {
        let why = Rejection(rule: "not-a-number", reason: "r", row: 2, expected: "a number", remedy: "m")
        let first = Notice.fileRejected(file: "a.csv", digest: "d", campaign: campaign, rejection: why)
        let again = Notice.fileRejected(file: "a.csv", digest: "d", campaign: campaign, rejection: why)
        #expect(first.key == again.key)
        // under another name it is another person's file, who wants to hear of it
        let elsewhere = Notice.fileRejected(file: "b.csv", digest: "d", campaign: campaign, rejection: why)
        #expect(first.key != elsewhere.key)
        let other = Rejection(rule: "ragged-row", reason: "r", expected: "e", remedy: "m")
        #expect(
            Notice.fileRejected(file: "a.csv", digest: "d", campaign: campaign, rejection: other).key
                != first.key
        )
    }
}

@Suite struct PairStatesTests {
    @Test func `a pair is open only while it can still have a reward`() throws {
        let genes = ["A", "B", "C"].map { Gene($0) }
        let index = PairIndex(genes: genes)
        var states = PairStates(measured: [], pending: [], failures: [:], singles: Set(genes))
        #expect(states.openColumns(of: index) == [0, 1, 2])
        states.measured = [index.pairs[0]]
        states.pending = [index.pairs[1]]
        #expect(states.openColumns(of: index) == [2])
        states.failures = [index.pairs[2]: 1]
        #expect(states.openColumns(of: index) == [2])
        states.failures = [index.pairs[2]: 2]
        #expect(states.openColumns(of: index).isEmpty)
        states = PairStates(measured: [], pending: [], failures: [:], singles: [Gene("A"), Gene("C")])
        #expect(states.openColumns(of: index) == [1])
    }
}
