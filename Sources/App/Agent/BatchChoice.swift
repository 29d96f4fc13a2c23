import FoundationEssentials
import LinearAlgebra
package import Posterior
import Screen
package import Selection
import Settings
import Statistics
import Store

/// What is kept of how a batch was chosen, as JSON in the store and in `outlook.json` of the batch.
package struct RoundDiagnostics: Codable, Sendable, Hashable {
    /// `nil` where the campaign's own rule reads no posterior.
    package var fit: FitDiagnostics?
    package var outlook: Outlook?

    /// The outlook in a scientist's words.
    package var lines: [String] { outlook?.lines(structure: fit?.foresight?.warning) ?? [] }
}

/// A batch, and what other rules make of the same draws.
struct BatchChoice {
    let batch: [ScoredPair]
    private let draws: ChoiceDraws?
    private let drawn: PosteriorDraws?
    private let candidates: [Int]
    private let pending: [Int]
    private let shadows: [(rule: String, pairs: [Pair])]
    private let history: [String: Set<Pair>]
    private let index: PairIndex
    private let readsPosterior: Bool

    init(
        _ draws: ChoiceDraws?,
        candidates: [Int],
        pending: [Int],
        severities: [Gene: Double],
        history: [String: Set<Pair>],
        index: PairIndex,
        settings: CampaignSettings,
        seed: Seed
    ) {
        // Also where the rule needs none: the outlook does.
        let all = candidates
        let isOpen = Set(settings.limits.required.isEmpty ? [] : all)
        let required = settings.limits.required.compactMap { index.column(of: $0) }.filter(isOpen.contains)
        let choice = draws?.drawn(candidates: all, pending: pending, keeping: required)
        let drawn = choice?.draws
        let candidates = choice?.candidates ?? all
        let chooser = drawn.map {
            BatchChooser(
                $0,
                candidates: candidates,
                index: index,
                severities: severities,
                limits: settings.limits
            )
        }
        // A rule that reads no draws is not bound to the pairs that were drawn.
        let choosesFromDraws = settings.policy.usesPosterior || candidates.count == all.count
        batch =
            (choosesFromDraws ? chooser?.choose(settings.batchSize, by: settings.policy, seed: seed) : nil)
            ?? chooseBatch(
                count: settings.batchSize,
                policy: settings.policy,
                candidates: all,
                index: index,
                draws: nil,
                severities: severities,
                limits: settings.limits,
                seed: seed
            )
        shadows = shadowRules.compactMap { [chooser] rule in
            guard let chooser, rule.name != settings.policy.name else { return nil }
            if !rule.usesPosterior {
                // A rule that learns nothing can be followed to the letter, whatever the campaign measured.
                let pairs = fixedRanking(rule, index: index, settings: settings, severities: severities)
                let before = history[rule.name, default: []]
                return (
                    rule.name, Array(pairs.lazy.filter { !before.contains($0) }.prefix(settings.batchSize))
                )
            }
            return (rule.name, chooser.choose(settings.batchSize, by: rule, seed: seed).map(\.pair))
        }
        self.draws = draws
        self.drawn = drawn
        self.candidates = candidates
        self.pending = pending
        self.history = history
        self.index = index
        readsPosterior = settings.policy.usesPosterior
    }

    /// `wells` are those of the batch's pairs.
    func diagnostics(wells: Int) -> RoundDiagnostics? {
        guard let draws, let drawn else { return nil }
        let shown = draws.measurements(drawn, candidates: candidates, pending: pending)
        return RoundDiagnostics(
            fit: readsPosterior ? draws.posterior.diagnostics : nil,
            outlook: Outlook(
                shown,
                candidates: candidates,
                pending: pending,
                measured: draws.measured,
                chosen: batch,
                wells: wells,
                shadows: shadows,
                history: history,
                index: index,
                others: draws.measurements
            )
        )
    }
}

/// All pairs in the order of a rule that learns nothing, as far as a campaign can reach in its next rounds.
private func fixedRanking(
    _ rule: Policy,
    index: PairIndex,
    settings: CampaignSettings,
    severities: [Gene: Double]
) -> [Pair] {
    let columns = settings.limits.admissible.columns(of: index) ?? Array(index.pairs.indices)
    return firstBatch(
        count: columns.count,
        policy: rule,
        candidates: columns,
        index: index,
        severities: severities,
        seed: settings.seed.derived("shadow")
    ).map(\.pair)
}

extension CampaignLoop {
    /// What each other rule chose in the rounds before one.
    func shadows(before round: Int) async throws -> [String: Set<Pair>] {
        var shadows: [String: Set<Pair>] = [:]
        for text in try await store.diagnostics(of: settings.id, before: round) {
            let kept = try? JSONDecoder().decode(RoundDiagnostics.self, from: Data(text.utf8))
            for shadow in kept?.outlook?.shadows ?? [] {
                shadows[shadow.rule, default: []].formUnion(shadow.pairs)
            }
        }
        return shadows
    }

    /// The outlook of a round's batch, in words; none where it was chosen without draws.
    func outlookLines(ofRound round: Int) async throws -> [String] {
        guard let text = try await store.diagnostics(of: settings.id, round: round) else { return [] }
        return (try? JSONDecoder().decode(RoundDiagnostics.self, from: Data(text.utf8)))?.lines ?? []
    }
}
