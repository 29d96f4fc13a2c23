package import Cycle
package import Screen
import Selection
import Settings
import Statistics
package import Store

/// What is believed, by all that is measured now, of a pair that is not.
package struct PairEstimate: Sendable, Encodable {
    package let geneA: Gene
    package let geneB: Gene
    /// `open` or `pending`.
    package let status: PairReport.Status
    /// What a measurement would show of the number that the campaign pursues, in its own units: the median, and the 90 %
    /// interval.
    package let reward: Double
    package let low: Double
    package let high: Double
    /// In the units of the model.
    ///
    /// This and all that follows is absent for pairs in the lab, which nothing chooses.
    package let mean: Double?
    package let sd: Double?
    /// The probability to be among the screen's top pairs.
    package let topProbability: Double?
    package let regret: Double?
    package let information: Double?
    package let ratio: Double?
    /// The pair's place among the candidates that were drawn by the campaign's rule, without its limits; 1 is best.
    package let rank: Int?
    /// And under other rules.
    package let ranks: [String: Int]?
}

/// What is believed of the pairs that are not measured.
package struct PairEstimates: Sendable {
    /// Candidates by the campaign's rule, then what is in the lab by its reward.
    package let pairs: [PairEstimate]
    /// Candidates there are.
    package let candidates: Int
    /// Those that were drawn and so are listed and ranked: the likeliest and some of the rest, where there are many.
    package let drawn: Int

    package subscript(pair: Pair) -> PairEstimate? {
        pairs.first { $0.geneA == pair.first && $0.geneB == pair.second }
    }
}

extension RoundPlanner {
    /// By the posterior from which the round after `round` would be chosen now; `nil` while there is none.
    package func estimates(
        after round: Int,
        evidence: Evidence,
        states: PairStates,
        rounds: [Pair: Int],
        keeping pair: Pair? = nil
    ) -> PairEstimates? {
        let round = round + 1
        let belief = belief(round: round, evidence: evidence, states: states, rounds: rounds)
        guard let choice = belief.draws else { return nil }
        let kept = [pair].compactMap { $0.flatMap { index.column(of: $0) } }.filter(
            belief.candidates.contains
        )
        let drawn = choice.drawn(
            candidates: belief.candidates,
            pending: belief.pending,
            keeping: kept
        )
        let scored = BatchChooser(
            drawn.draws,
            candidates: drawn.candidates,
            index: index,
            severities: evidence.severities
        ).choose(drawn.candidates.count, by: settings.policy, seed: settings.seed.derived("choice", round))
        let columns = drawn.candidates + belief.pending
        let quantiles = choice.rewardQuantiles(columns, shares: [0.5, 0.05, 0.95])
        let ofPair = Dictionary(uniqueKeysWithValues: zip(columns.map { index.pairs[$0] }, quantiles))
        let waiting = belief.pending.map { index.pairs[$0] }.sorted {
            (ofPair[$1]?[0] ?? 0, $0) < (ofPair[$0]?[0] ?? 0, $1)
        }
        let pairs =
            scored.map { PairEstimate($0.pair, .open, ofPair[$0.pair] ?? [], $0) }
            + waiting.map { PairEstimate($0, .pending, ofPair[$0] ?? [], nil) }
        return PairEstimates(
            pairs: pairs,
            candidates: belief.candidates.count,
            drawn: drawn.candidates.count
        )
    }
}

extension PairEstimate {
    fileprivate init(_ pair: Pair, _ status: PairReport.Status, _ quantiles: [Double], _ scored: ScoredPair?)
    {
        precondition(quantiles.count == 3, "a median and two ends for every pair that was drawn")
        geneA = pair.first
        geneB = pair.second
        self.status = status
        (reward, low, high) = (quantiles[0], quantiles[1], quantiles[2])
        mean = scored?.mean
        sd = scored?.sd
        topProbability = scored?.topProbability
        regret = scored?.regret
        information = scored?.information
        ratio = scored?.ratio
        rank = scored?.rank
        ranks = scored.flatMap { $0.ranks.isEmpty ? nil : $0.ranks }
    }
}

extension Store {
    /// What is believed of a campaign's pairs that are not measured; `nil` while there is nothing to believe by.
    ///
    /// - Parameters:
    ///   - wells: All usable readings of the campaign.
    ///   - planner: Of the campaign.
    ///   - pair: One that must not be left out of a short list.
    /// - Returns: The estimates.
    /// - Throws: What keeps the wells from being averaged, and faults of the store.
    package func estimates(
        from wells: [MeasuredWell],
        by planner: RoundPlanner,
        keeping pair: Pair? = nil
    ) async throws -> PairEstimates? {
        let campaign = planner.settings.id
        let (standing, states) = try await standing(of: campaign)
        return planner.estimates(
            after: standing.latest?.round ?? 0,
            evidence: try planner.evidence(of: wells),
            states: states,
            rounds: try await roundsOfPairs(of: campaign),
            keeping: pair
        )
    }
}
