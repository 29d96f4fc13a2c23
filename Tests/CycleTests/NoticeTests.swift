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

    private let needed = NeededGenes(
        line: "U2OS",
        scale: "gene-effect",
        genes: [
            .init(gene: Gene("PSMD1"), value: -1.24, low: -1.5, high: -1),
            .init(gene: Gene("MCL1"), value: -0.9, low: -1.3, high: -0.5),
        ],
        unknown: 3,
        remarks: []
    )

    private func ready(round: Int, pairs: [Pair]) -> Notice {
        Notice.batchReady(
            BatchID(campaign: campaign, round: round),
            round: round,
            campaign: campaign,
            pairs: pairs,
            plates: [Barcode("P1")],
            wells: 120,
            manifestDigest: "0123456789abcdef",
            needed: needed
        )
    }

    @Test func `genes that the line needs are told before their wells are laid out`() throws {
        let singles = ready(round: 0, pairs: [])
        #expect(
            singles.lines.last
                == "U2OS is predicted to need PSMD1 (-1.24), MCL1 (-0.90). Their wells, alone and in pairs, may hold too few cells; take them off the campaign's list to keep them out."
        )
        let pair = try #require(Pair(Gene("MCL1"), Gene("BCL2L1")))
        let batch = ready(round: 2, pairs: [pair])
        #expect(
            batch.lines.last
                == "U2OS is predicted to need MCL1 (-0.90). Their wells may hold too few cells."
        )
        let other = try #require(Pair(Gene("BID"), Gene("BCL2L1")))
        let isSilent = ready(round: 2, pairs: [other]).lines.allSatisfy { !$0.contains("predicted") }
        #expect(isSilent)
    }

    @Test func `few cells are explained by a gene that the line needs`() throws {
        func well(
            _ gene: String,
            row: Int,
            _ verdict: ReadingVerdict
        ) -> (WellID, WellContent, ReadingVerdict) {
            (
                WellID(plate: Barcode("P1"), position: WellPosition(row: row, column: 0)),
                WellContent(role: .single, a: Guide("\(gene)_g1", of: Gene(gene))), verdict
            )
        }
        let few = WellDrop(.fewCells, value: 3, bound: 96)
        let own = [
            well("PSMD1", row: 0, .dropped(few)), well("MCL1", row: 1, .usable),
            well("BID", row: 2, .kept(few)),
        ].map { (well: $0.0, content: $0.1, verdict: $0.2) }
        let told = DroppedWells(own: own, restored: 0, withdrawn: 0, repeats: false, needed: needed)
        let lines = Notice.plateTaken(
            file: "f.csv",
            digest: "d",
            campaign: campaign,
            plates: [Barcode("P1"): 3],
            dropped: told
        ).lines
        let explanation = lines.filter { $0.contains("predicted to need") }
        #expect(explanation.count == 1 && explanation[0].hasSuffix("need: PSMD1 (-1.24)"))
        let silent = DroppedWells(own: own, restored: 0, withdrawn: 0, repeats: false)
        #expect(silent.count == told.count)
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
