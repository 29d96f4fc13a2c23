import LinearAlgebra
package import Posterior
import Screen
import Selection
import Statistics

/// How a replayed campaign is run.
package struct ReplaySettings: Sendable, Hashable {
    package var rounds: Int
    package var batch: Int
    /// The share of pairs that are the top ones.
    package var top: Double
    /// Whether intervals of unmeasured rewards are checked on the way.
    package var checksIntervals: Bool

    package init(rounds: Int = 50, batch: Int = 10, top: Double = topShare, checksIntervals: Bool = false) {
        self.checksIntervals = checksIntervals
        self.rounds = rounds
        self.batch = batch
        self.top = top
    }
}

/// What one contender found with one seed, round by round.
package struct ReplayedCampaign: Sendable, Hashable {
    package let seed: Int
    /// Places among the screen's columns, in the order in which they were chosen.
    package let chosen: [Int]
    /// The share of the top pairs found after each round.
    package let recall: [Double]
    /// What the best choice would have gathered by then beyond what was gathered, over what it gathers in all rounds.
    package let regret: [Double]
    /// The share of known relations found after each round; empty without any.
    package let relations: [Double]
    /// How many intervals of unmeasured rewards held what was measured in the end, after some of the rounds.
    package fileprivate(set) var coverage: Coverage
    /// How well rewards could be foretold at the end; `nil` of rules that foretell nothing.
    package fileprivate(set) var foresight: Foresight?
}

/// Replays a campaign on a finished screen: choose, look up, refit, as the daemon does.
///
/// The same screen, contender, settings and seed give the same campaign. A round that finds all pairs taken adds
/// nothing. `roundDone` is called after each round, for those who watch.
package func replay(
    _ screen: FinishedScreen,
    _ contender: Contender,
    settings: ReplaySettings,
    seed: Int,
    features: PairFeatures?,
    known: Set<Int> = [],
    roundDone: () -> Void = {}
) -> ReplayedCampaign {
    let index = screen.index
    let severities = screen.severities
    let root = Seed(UInt64(bitPattern: Int64(seed))).derived("replay")
    let places = Dictionary(uniqueKeysWithValues: screen.columns.enumerated().map { ($1, $0) })
    let topCount = screen.top(settings.top).count
    var posteriorSettings = contender.posterior
    if screen.isAdjusted { posteriorSettings.expectedSeveritySlope = PosteriorSettings.slopeOfExcess }
    var isOpen = [Bool](repeating: true, count: screen.columns.count)
    var observed: [ObservedReward] = []
    var chosen: [Int] = []
    var ends: [Int] = []
    var foresight: Foresight?
    var coverage = Coverage()
    for round in 1...settings.rounds {
        let open = screen.columns.indices.filter { isOpen[$0] }.map { screen.columns[$0] }
        let draws =
            contender.policy.usesPosterior && !open.isEmpty
            ? ChoiceDraws(
                observed: observed,
                features: features,
                index: index,
                settings: posteriorSettings,
                topCount: topCount,
                seeds: (fit: root.derived("fit", round), draw: root.derived("draw", round))
            ) : nil
        if let posterior = draws?.posterior {
            foresight = posterior.diagnostics.foresight ?? foresight
            if settings.checksIntervals, !observed.isEmpty,
                Coverage.rounds(of: settings.rounds).contains(round),
                case .pooled(let pooled) = posterior
            {
                coverage.add(
                    pooled,
                    open,
                    { screen.rewards[places[$0] ?? 0] },
                    seed: root.derived("check", round)
                )
            }
        }
        let drawn = draws?.drawn(candidates: open)
        let batch = chooseBatch(
            count: settings.batch,
            policy: contender.policy,
            candidates: drawn?.candidates ?? open,
            index: index,
            draws: drawn?.draws,
            severities: severities,
            seed: root.derived("choice", round)
        )
        for pair in batch {
            guard let column = index.column(of: pair.pair), let place = places[column] else { continue }
            isOpen[place] = false
            chosen.append(place)
            observed.append(
                ObservedReward(
                    column: column,
                    reward: screen.rewards[place],
                    error: screen.sds[place].map {
                        RewardError(own: $0 * $0, first: 0, second: 0, screen: 0)
                    },
                    round: round
                )
            )
        }
        ends.append(chosen.count)
        roundDone()
    }
    var campaign = ReplayedCampaign(
        screen,
        chosen: chosen,
        ends: ends,
        seed: seed,
        top: settings.top,
        known: known
    )
    campaign.foresight = foresight
    campaign.coverage = coverage
    return campaign
}

extension ReplayedCampaign {
    /// Scores choices against the screen; `ends` says how many had been made after each round.
    init(_ screen: FinishedScreen, chosen: [Int], ends: [Int], seed: Int, top: Double, known: Set<Int>) {
        let found = Selection.recall(of: chosen, rewards: screen.judged, fraction: top)
        let best = screen.judged.sorted(by: >)
        var optimal = [0.0]
        for reward in best { optimal.append(optimal[optimal.count - 1] + reward) }
        var gathered = [0.0]
        for place in chosen { gathered.append(gathered[gathered.count - 1] + screen.judged[place]) }
        let total = optimal[ends.last ?? 0]
        self.seed = seed
        self.chosen = chosen
        recall = ends.map { $0 == 0 ? 0 : found[$0 - 1] }
        regret = ends.map { total > 0 ? (optimal[$0] - gathered[$0]) / total : 0 }
        coverage = Coverage()
        relations =
            known.isEmpty
            ? [] : ends.map { Double(known.intersection(chosen.prefix($0)).count) / Double(known.count) }
    }
}
