/// What the store knows of a campaign, as far as the next step hangs on it.
package struct CampaignStanding: Sendable, Hashable {
    package enum BatchState: String, Sendable, Hashable, Codable {
        /// Chosen and committed; its files may not be written yet.
        case planned
        /// Its files are in `batches/`; the lab has it.
        case published
        /// Every well measured, dropped or given up, and its rewards counted.
        case closed
    }

    package struct Batch: Sendable, Hashable {
        package var round: Int
        package var state: BatchState
        /// Wells neither measured, dropped nor given up.
        package var owed: Int

        package init(round: Int, state: BatchState, owed: Int) {
            self.round = round
            self.state = state
            self.owed = owed
        }
    }

    /// The batch of the highest round; `nil` before the first.
    package var latest: Batch?
    /// Whether round 0 emits the single knockouts, or the lab supplies them from elsewhere.
    package var emitsSingles: Bool
    package var genesWithoutSingle: Int
    /// The lab said to go on without the singles that are missing.
    package var singlesWaived: Bool
    /// Pairs that a batch may still hold.
    package var openPairs: Int
    package var maximumRounds: Int?
    /// Pairs chosen before of which nothing is known, and whose wells are owed again.
    package var unknownPairs: Int
    /// Genes without a single whose wells are owed again.
    package var unknownGenes: Int
    /// Those of them that a measured double waits for.
    package var awaitedGenes: Int
    /// Requests to confirm hits that no round answers yet.
    package var openConfirmations: Int

    package init(
        latest: Batch?,
        emitsSingles: Bool,
        genesWithoutSingle: Int,
        singlesWaived: Bool,
        openPairs: Int,
        maximumRounds: Int?,
        unknownPairs: Int = 0,
        unknownGenes: Int = 0,
        awaitedGenes: Int = 0,
        openConfirmations: Int = 0
    ) {
        self.latest = latest
        self.emitsSingles = emitsSingles
        self.genesWithoutSingle = genesWithoutSingle
        self.singlesWaived = singlesWaived
        self.openPairs = openPairs
        self.maximumRounds = maximumRounds
        self.unknownPairs = unknownPairs
        self.unknownGenes = unknownGenes
        self.awaitedGenes = awaitedGenes
        self.openConfirmations = openConfirmations
    }
}

/// The next thing to do for a campaign.
package enum Step: Sendable, Hashable {
    case planSingles
    case waitForSingles(genes: Int)
    case planBatch(round: Int)
    /// A round without pairs of its own: nothing may be chosen any more, but wells are owed again.
    case planRepeats(round: Int)
    /// A round that measures hits again, because a person asked for it: also after the last round.
    case planConfirmation(round: Int)
    case publish(round: Int)
    case waitForWells(round: Int, owed: Int)
    case closeRound(Int)
    case finish(FinishReason)
}

package enum FinishReason: String, Sendable, Hashable, Codable {
    case everyPairMeasured = "every-pair-measured"
    /// Pairs are left, but each has a gene without a single knockout.
    case singlesMissing = "singles-missing"
    case roundLimit = "round-limit"
}

/// Decides the next step from what is on record, never from how it came to be there.
///
/// The campaign has no state besides its facts: whatever moment the daemon was stopped at, the same
/// facts give the same step, so there is nothing to restore.
package func nextStep(for standing: CampaignStanding) -> Step {
    guard let latest = standing.latest else {
        if standing.emitsSingles { return .planSingles }
        if standing.genesWithoutSingle > 0, !standing.singlesWaived {
            return .waitForSingles(genes: standing.genesWithoutSingle)
        }
        return nextRound(after: 0, standing)
    }
    switch latest.state {
    case .planned:
        return .publish(round: latest.round)
    case .published:
        return latest.owed > 0
            ? .waitForWells(round: latest.round, owed: latest.owed) : .closeRound(latest.round)
    case .closed:
        return nextRound(after: latest.round, standing)
    }
}

/// A round of repeats alone is worth its plate only where a knockout has no usable well at all.
///
/// Each such round uses up a retry of one at least, so that there are never many.
private func nextRound(after round: Int, _ standing: CampaignStanding) -> Step {
    if standing.openConfirmations > 0 { return .planConfirmation(round: round + 1) }
    let isLast = standing.maximumRounds.map { round >= $0 } ?? false
    if !isLast, standing.openPairs > 0 { return .planBatch(round: round + 1) }
    let genes = isLast ? standing.awaitedGenes : standing.unknownGenes
    if standing.unknownPairs + genes > 0 { return .planRepeats(round: round + 1) }
    if isLast { return .finish(.roundLimit) }
    return .finish(standing.genesWithoutSingle > 0 ? .singlesMissing : .everyPairMeasured)
}

/// What a step means for the people who wait for it.
package func nextAction(for step: Step) -> (phase: String, sentence: String) {
    switch step {
    case .planSingles:
        ("planning", "The plates of single knockouts are being laid out.")
    case .waitForSingles(let genes):
        (
            "waiting-for-singles",
            "Drop the platemaps and results of the single knockouts: \(genes) gene\(genes == 1 ? " has" : "s have") none yet."
        )
    case .planBatch(let round):
        ("planning", "Round \(round) is being chosen.")
    case .planRepeats(let round):
        ("planning", "Round \(round) is being laid out: it repeats wells that were lost.")
    case .planConfirmation(let round):
        ("planning", "Round \(round) is being laid out: it measures hits again.")
    case .publish(let round):
        ("planning", "The files of round \(round) are being written.")
    case .waitForWells(let round, let owed):
        (
            "waiting",
            "Run the plates of round \(round) and drop their results: \(owed) well\(owed == 1 ? " is" : "s are") still owed."
        )
    case .closeRound(let round):
        ("closing", "Round \(round) is complete; its rewards are being computed.")
    case .finish(.everyPairMeasured):
        ("finished", "Nothing: every pair that can be measured has been.")
    case .finish(.singlesMissing):
        (
            "finished",
            "The pairs that are left have a gene without a single knockout: drop its platemap and results to go on."
        )
    case .finish(.roundLimit):
        ("finished", "Nothing: the last round of this campaign is complete. Raise maximum-rounds to go on.")
    }
}
