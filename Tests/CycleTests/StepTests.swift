import Cycle
import Testing

@Suite struct StepTests {
    private func standing(
        _ latest: CampaignStanding.Batch?,
        emitsSingles: Bool = true,
        genesWithoutSingle: Int = 0,
        waived: Bool = false,
        openPairs: Int = 100,
        limit: Int? = nil
    ) -> CampaignStanding {
        CampaignStanding(
            latest: latest,
            emitsSingles: emitsSingles,
            genesWithoutSingle: genesWithoutSingle,
            singlesWaived: waived,
            openPairs: openPairs,
            maximumRounds: limit
        )
    }

    @Test func `a new campaign begins with its single knockouts`() {
        #expect(nextStep(for: standing(nil, genesWithoutSingle: 50)) == .planSingles)
    }

    @Test func `a campaign whose singles are supplied waits for each gene's`() {
        let waiting = standing(nil, emitsSingles: false, genesWithoutSingle: 3)
        #expect(nextStep(for: waiting) == .waitForSingles(genes: 3))
        #expect(nextStep(for: standing(nil, emitsSingles: false)) == .planBatch(round: 1))
        let waived = standing(nil, emitsSingles: false, genesWithoutSingle: 3, waived: true)
        #expect(nextStep(for: waived) == .planBatch(round: 1))
    }

    @Test func `a planned batch is published before anything else`() {
        #expect(nextStep(for: standing(.init(round: 4, state: .planned, owed: 60))) == .publish(round: 4))
        // because results may be dropped before a restarted daemon has marked the files as written
        #expect(nextStep(for: standing(.init(round: 4, state: .planned, owed: 0))) == .publish(round: 4))
    }

    @Test func `a round closes when no well is owed any more`() {
        #expect(
            nextStep(for: standing(.init(round: 4, state: .published, owed: 1)))
                == .waitForWells(round: 4, owed: 1)
        )
        #expect(nextStep(for: standing(.init(round: 4, state: .published, owed: 0))) == .closeRound(4))
    }

    @Test func `a closed round is followed by the next until pairs or rounds run out`() {
        let closed = CampaignStanding.Batch(round: 4, state: .closed, owed: 0)
        #expect(nextStep(for: standing(closed)) == .planBatch(round: 5))
        #expect(nextStep(for: standing(closed, limit: 5)) == .planBatch(round: 5))
        #expect(nextStep(for: standing(closed, limit: 4)) == .finish(.roundLimit))
        #expect(nextStep(for: standing(closed, openPairs: 0)) == .finish(.everyPairMeasured))
    }

    @Test func `a campaign that ends for want of singles says so, whatever is measured`() {
        let closed = CampaignStanding.Batch(round: 4, state: .closed, owed: 0)
        let step = nextStep(for: standing(closed, genesWithoutSingle: 1, openPairs: 0))
        #expect(step == .finish(.singlesMissing))
        #expect(nextAction(for: step).sentence.contains("without a single knockout"))
        #expect(
            nextStep(for: standing(closed, genesWithoutSingle: 1, openPairs: 0, limit: 4))
                == .finish(.roundLimit)
        )
        // pairs of the other genes come first
        #expect(nextStep(for: standing(closed, genesWithoutSingle: 1)) == .planBatch(round: 5))
    }
}
