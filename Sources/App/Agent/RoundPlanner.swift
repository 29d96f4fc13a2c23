import Cycle
import FoundationEssentials
import Layouts
import LinearAlgebra
import PlateFiles
import Posterior
import Profiles
import Rewards
import Screen
import Selection
import Settings
import Statistics
import Store

/// Turns what is on record into the next round: rewards, posterior, choice, layouts, files.
///
/// A function of its arguments alone: asked again with the same facts, also by a restarted daemon, it
/// gives the same bytes.
struct RoundPlanner: Sendable {
    let settings: CampaignSettings
    let settingsDigest: String
    /// Of the daemon, for the manifest.
    let version: String
    let index: PairIndex

    init(_ settings: CampaignSettings, version: String) {
        self.settings = settings
        self.version = version
        settingsDigest = sha256Text(Array(settings.canonical.utf8))
        index = PairIndex(genes: settings.genes)
    }

    /// Round 0: every gene's guides, each with a control guide.
    func planSingles() throws -> PlannedRound {
        let layouts = try singleLayouts(
            genes: index.genes,
            guides: settings.guides,
            settings: settings.layout,
            campaign: settings.id,
            seed: settings.seed.derived("layout", 0)
        )
        return try planned(round: 0, choices: [], layouts: layouts, diagnostics: nil, facts: [])
    }

    /// The next batch of pairs, chosen from what the readings say.
    ///
    /// `wells` are all readings on record, `facts` the digests of the files they came from, ascending.
    func planBatch(
        round: Int,
        wells: [MeasuredWell],
        states: PairStates,
        facts: [String]
    ) throws -> (round: PlannedRound, rewards: [RewardRecord]) {
        let evidence = try Evidence(wells, settings: settings.profile)
        let candidates = states.openColumns(of: index)
        let (chosen, diagnostics) = choose(round: round, candidates: candidates, evidence: evidence)
        let layouts = try batchLayouts(
            pairs: chosen.map(\.pair),
            guides: settings.guides,
            settings: settings.layout,
            campaign: settings.id,
            round: round,
            seed: settings.seed.derived("layout", round)
        )
        let planned = try planned(
            round: round,
            choices: chosen,
            layouts: layouts,
            diagnostics: diagnostics,
            facts: facts
        )
        return (planned, evidence.records)
    }

    private func choose(
        round: Int,
        candidates: [Int],
        evidence: Evidence
    ) -> (chosen: [ScoredPair], diagnostics: FitDiagnostics?) {
        let seed = settings.seed.derived("choice", round)
        let observed = evidence.table.rewards.compactMap { reward in
            index.column(of: reward.pair).map { ObservedReward(column: $0, reward: reward.value) }
        }
        let severities = evidence.severities
        guard !observed.isEmpty else {
            let batch = firstBatch(
                count: settings.batchSize,
                policy: settings.policy,
                candidates: candidates,
                index: index,
                severities: severities,
                seed: seed
            )
            return (batch, nil)
        }
        var samples: Matrix?
        var diagnostics: FitDiagnostics?
        if settings.policy.usesPosterior {
            let posterior = fitPosterior(
                observed,
                index: index,
                settings: settings.posterior,
                seed: settings.seed.derived("fit", round)
            )
            samples = posterior.draw(
                columns: candidates,
                count: settings.posterior.samples,
                seed: settings.seed.derived("draw", round)
            )
            diagnostics = posterior.diagnostics
        }
        let batch = chooseBatch(
            count: settings.batchSize,
            policy: settings.policy,
            candidates: candidates,
            index: index,
            samples: samples,
            severities: severities,
            seed: seed
        )
        return (batch, diagnostics)
    }

    private func planned(
        round: Int,
        choices: [ScoredPair],
        layouts: [PlateLayout],
        diagnostics: FitDiagnostics?,
        facts: [String]
    ) throws -> PlannedRound {
        let batch = BatchID(campaign: settings.id, round: round)
        let policy = round == 0 ? "singles" : settings.policy.name
        let manifest = BatchManifest(
            batch: batch,
            campaign: settings.id,
            round: round,
            seed: settings.seed.value,
            policy: policy,
            settingsSHA256: settingsDigest,
            posterior: try diagnostics.map { _ in try ManifestValue(encoding: settings.posterior) },
            codeVersion: version,
            kernel: NumericsKernel.name,
            inputSHA256: facts,
            pairs: choices.map { choice in
                BatchManifest.ChosenPair(
                    pair: choice.pair,
                    mean: choice.mean,
                    sd: choice.sd,
                    regret: choice.regret,
                    information: choice.information,
                    ratio: choice.ratio,
                    rank: choice.rank
                )
            }
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
                    regret: choice.regret,
                    information: choice.information,
                    ratio: choice.ratio
                )
            },
            layouts: layouts,
            files: files.map { ($0.path, Data($0.bytes)) }
        )
    }
}
