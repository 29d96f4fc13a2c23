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

    @Test func `hits that are to be confirmed come before anything new, and after the last round too`() {
        let closed = CampaignStanding.Batch(round: 4, state: .closed, owed: 0)
        var asked = standing(closed)
        asked.openConfirmations = 1
        #expect(nextStep(for: asked) == .planConfirmation(round: 5))
        asked.maximumRounds = 4
        asked.openPairs = 0
        #expect(nextStep(for: asked) == .planConfirmation(round: 5))
        asked.latest = .init(round: 4, state: .published, owed: 2)
        #expect(nextStep(for: asked) == .waitForWells(round: 4, owed: 2))
        asked.latest = nil
        #expect(nextStep(for: asked) == .planSingles)
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

    @Test func `wells owed again go into the next batch, and get a round of their own only at the end`() {
        var standing = standing(.init(round: 4, state: .closed, owed: 0), limit: 5)
        standing.unknownPairs = 1
        #expect(nextStep(for: standing) == .planBatch(round: 5))
        standing.openPairs = 0
        #expect(nextStep(for: standing) == .planRepeats(round: 5))
        standing.maximumRounds = 4
        standing.openPairs = 100
        #expect(nextStep(for: standing) == .planRepeats(round: 5))
        standing.unknownPairs = 0
        #expect(nextStep(for: standing) == .finish(.roundLimit))
    }

    @Test func `a lost single is worth a round of repeats while pairs may be chosen or one waits for it`() {
        var standing = standing(.init(round: 4, state: .closed, owed: 0), genesWithoutSingle: 1, openPairs: 0)
        standing.unknownGenes = 1
        #expect(nextStep(for: standing) == .planRepeats(round: 5))
        standing.maximumRounds = 4
        #expect(nextStep(for: standing) == .finish(.roundLimit))
        standing.awaitedGenes = 1
        #expect(nextStep(for: standing) == .planRepeats(round: 5))
    }
}
