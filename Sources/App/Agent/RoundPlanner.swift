package import Cycle
import FoundationEssentials
import Layouts
import LinearAlgebra
import PlateFiles
import Posterior
import Profiles
import Rewards
package import Screen
import Selection
package import Settings
import Statistics
package import Store

/// Turns what is on record into the next round: rewards, posterior, choice, layouts, files.
///
/// A function of its arguments alone: asked again with the same facts, also by a restarted daemon, it
/// gives the same bytes.
package struct RoundPlanner: Sendable {
    let settings: CampaignSettings
    let settingsDigest: String
    /// Of the daemon, for the manifest.
    let version: String
    package let index: PairIndex
    /// Columns that the lab lets be measured; `nil` where these are all.
    private let admissible: [Int]?

    package init(_ settings: CampaignSettings, version: String) {
        self.settings = settings
        self.version = version
        settingsDigest = sha256Text(Array(settings.canonical.utf8))
        let index = PairIndex(genes: settings.genes)
        self.index = index
        admissible = settings.limits.admissible.columns(of: index)
    }

    /// Round 0: every gene's guides, each with a control guide.
    package func planSingles() throws -> PlannedRound {
        let layouts = try singleLayouts(
            genes: index.genes,
            guides: settings.guides,
            settings: settings.layout,
            campaign: settings.id,
            seed: settings.seed.derived("layout", 0)
        )
        return try planned(round: 0, choices: [], repeats: [], layouts: layouts, diagnostics: nil, facts: [])
    }

    /// The next batch of pairs, chosen from what the readings say, and the lost wells that it repeats; or, where
    /// it chooses no pairs, a round of such repeats alone.
    ///
    /// `evidence` is of all readings on record, `rounds` are when measured pairs were chosen, `shadows` what other rules chose before, `facts` the digests of the files
    /// that the readings came from, ascending.
    package func planBatch(
        round: Int,
        evidence: Evidence,
        states: PairStates,
        rounds: [Pair: Int],
        shadows: [String: Set<Pair>],
        choosesPairs: Bool,
        facts: [String]
    ) throws -> PlannedRound {
        let choice =
            choosesPairs
            ? choose(round: round, states: states, rounds: rounds, shadows: shadows, evidence: evidence) : nil
        let chosen = choice?.batch ?? []
        let repeats = try repeats(states.repeats, beside: chosen.map(\.pair))
        let layouts = try batchLayouts(
            pairs: chosen.map(\.pair),
            repeats: repeats,
            guides: settings.guides,
            settings: settings.layout,
            campaign: settings.id,
            round: round,
            seed: settings.seed.derived("layout", round)
        )
        let diagnostics = choice?.diagnostics(
            wells: layouts.reduce(0) { sum, layout in
                sum + layout.sortedWells.count { $0.content.role == .double }
            }
        )
        return try planned(
            round: round,
            choices: chosen,
            repeats: repeats,
            layouts: layouts,
            diagnostics: diagnostics,
            facts: facts
        )
    }

    /// What readings amount to under the campaign's settings.
    package func evidence(of wells: [MeasuredWell]) throws -> Evidence {
        try Evidence(wells, settings: settings.profile, pursues: settings.pursues)
    }

    private func repeats(
        _ owed: OwedRepeats,
        beside pairs: [Pair]
    ) throws(LayoutFault) -> [WellRepeat] {
        let share = settings.repeats.share
        guard !owed.owed.isEmpty, share > 0 || pairs.isEmpty else { return [] }
        let room = try RepeatRoom(
            beside: pairs,
            share: share,
            guides: settings.guides,
            settings: settings.layout
        )
        return owed.fitting(room.wells, most: room.most)
    }

    private func choose(
        round: Int,
        states: PairStates,
        rounds: [Pair: Int],
        shadows: [String: Set<Pair>],
        evidence: Evidence
    ) -> BatchChoice {
        let belief = belief(round: round, evidence: evidence, states: states, rounds: rounds)
        return BatchChoice(
            belief.draws,
            candidates: belief.candidates,
            pending: belief.pending,
            severities: evidence.severities,
            history: shadows,
            index: index,
            settings: settings,
            seed: settings.seed.derived("choice", round)
        )
    }

    /// What a round's choice rests on.
    func belief(round: Int, evidence: Evidence, states: PairStates, rounds: [Pair: Int]) -> Belief {
        let observed = evidence.observed(in: index, rounds: rounds)
        let seen = Set(observed.map(\.column))
        return Belief(
            candidates: states.openColumns(of: index),
            pending: states.pending.compactMap { index.column(of: $0) }.filter { !seen.contains($0) }
                .sorted(),
            draws: ChoiceDraws(
                observed: observed,
                features: features(evidence),
                index: index,
                settings: settings.posteriorOfPursued,
                topCount: topPairCount(of: admissible?.count ?? index.pairs.count),
                seeds: (fit: settings.seed.derived("fit", round), draw: settings.seed.derived("draw", round))
            )
        )
    }

    /// What the singles on record say of pairs; `nil` where the posterior does not use them.
    private func features(_ evidence: Evidence) -> PairFeatures? {
        guard settings.posterior.usesSingles else { return nil }
        let singles = SingleKnockouts(evidence.profiles.singles, index: index)
        return PairFeatures(singles, index: index, admissible: admissible)
    }

    func planned(
        round: Int,
        choices: [ScoredPair],
        repeats: [WellRepeat],
        layouts: [PlateLayout],
        diagnostics: RoundDiagnostics?,
        facts: [String],
        confirming: Int64? = nil
    ) throws -> PlannedRound {
        let batch = BatchID(campaign: settings.id, round: round)
        let policy =
            round == 0
            ? "singles"
            : confirming != nil ? "confirmation" : choices.isEmpty ? "repeats" : settings.policy.name
        let manifest = BatchManifest(
            batch: batch,
            campaign: settings.id,
            round: round,
            seed: settings.seed.value,
            policy: policy,
            settingsSHA256: settingsDigest,
            profile: round == 0 ? nil : settings.profile.methodName,
            posterior: try diagnostics?.fit.map { _ in
                try ManifestValue(encoding: settings.posteriorOfPursued)
            },
            codeVersion: version,
            kernel: NumericsKernel.name,
            inputSHA256: facts,
            pairs: choices.map { choice in
                BatchManifest.ChosenPair(
                    pair: choice.pair,
                    mean: choice.mean,
                    sd: choice.sd,
                    topProbability: choice.topProbability,
                    regret: choice.regret,
                    information: choice.information,
                    ratio: choice.ratio,
                    rank: choice.rank,
                    ranks: choice.ranks.isEmpty ? nil : choice.ranks
                )
            },
            repeats: repeats.isEmpty ? nil : repeats.map(BatchManifest.RepeatedWells.init)
        )
        let files = try planBatchFiles(
            layouts: layouts,
            manifest: manifest,
            centring: settings.guides.centring
        )
        return PlannedRound(
            round: round,
            batch: batch,
            policy: policy,
            seed: settings.seed.value,
            diagnostics: try diagnostics.map {
                String(decoding: try JSONEncoder().encode($0), as: UTF8.self)
            },
            choices: choices.map { choice in
                Choice(
                    pair: choice.pair,
                    rank: choice.rank,
                    mean: choice.mean,
                    sd: choice.sd,
                    topProbability: choice.topProbability,
                    regret: choice.regret,
                    information: choice.information,
                    ratio: choice.ratio,
                    ranks: choice.ranks
                )
            },
            repeats: repeats,
            confirming: confirming,
            layouts: layouts,
            files: files.map { ($0.path, Data($0.bytes)) }
        )
    }
}

/// Columns that may be chosen and those out in the lab, ascending, and the posterior of both: `nil` while nothing is
/// measured that it could start from.
struct Belief {
    let candidates: [Int]
    let pending: [Int]
    let draws: ChoiceDraws?
}

extension CampaignSettings {
    /// The posterior's settings for the number that is pursued: what is beyond severity grows less with it.
    var posteriorOfPursued: PosteriorSettings {
        var settings = posterior
        if pursues == .excess { settings.expectedSeveritySlope = PosteriorSettings.slopeOfExcess }
        return settings
    }
}
