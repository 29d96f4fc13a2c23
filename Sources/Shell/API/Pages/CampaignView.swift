import Cycle
import Screen

/// What the campaign's page shows, in the words it shows it in.
struct CampaignView {
    struct Tile {
        let label: String
        let value: String
        var unit = ""
        var note = ""
        var meter = ""
    }

    struct Best {
        let place: Int
        let pair: String
        let reward: String
        /// Without noise, with its 90 % interval; blank where nothing is known of the noise.
        let debiased: String
        let interval: String
        let q: String
        let excess: String
        let caution: String?
        let cosine: String
        /// Of both singles and the double.
        let severities: String
        let wells: Int
        let round: String
    }

    struct File {
        let name: String
        /// As recorded, and as a person reads it.
        let time: String
        let at: String
        let detail: String
        let remedy: String

        init(_ file: FileReport, detail: String, remedy: String = "") {
            name = shown(file.name)
            time = file.at
            at = timeWords(file.at)
            self.detail = detail
            self.remedy = remedy
        }
    }

    struct Round {
        let round: Int
        let batch: String
        let state: String
        let pairs: Int
        let measured: Int
        let owed: Int
        let givenUp: Int
        let dropped: Int
        let best: String
        let explained: String
    }

    let title: String
    let trail: String
    let style = styleText
    let refreshSeconds: Int?
    let name: String
    let phase: String
    let tone: String
    let subtitle: String
    let nextAction: String
    let fault: String?
    let tiles: [Tile]
    let rewardChart: String
    let pairsChart: String
    let hasBest: Bool
    /// Which number the table is ranked by, and what the rewards are worth, in a line.
    let rewardWords: String?
    let best: [Best]
    let batch: BatchView?
    let outlook: OutlookView?
    let needed: NeededView?
    let taken: [File]
    let setAside: [File]
    let rounds: [Round]
    let earlier: String?

    /// Rounds listed; the rest is on the charts and in the API.
    private static let mostRounds = 8

    init(_ report: CampaignReport, refreshSeconds: Int?) {
        let ascending = report.rounds.sorted { $0.round < $1.round }
        title = "\(report.id) · Pairwell"
        trail = report.id.text
        self.refreshSeconds = refreshSeconds
        name = report.id.text
        (phase, tone) = phaseWords(report.phase)
        let genes = counted(report.genes, "gene")
        subtitle = [
            genes, counted(report.pairsTotal, "pair"),
            report.pairsExcluded > 0 ? "\(report.pairsExcluded) excluded" : "",
            report.policy.isEmpty ? "" : "policy \(report.policy)",
        ]
        .filter { !$0.isEmpty }.joined(separator: " · ")
        nextAction = report.nextAction
        fault = report.fault
        tiles = CampaignView.tiles(report)
        rewardChart = CampaignView.rewardChart(ascending)
        pairsChart = CampaignView.pairsChart(ascending, report)
        rewardWords = report.rewards.map(CampaignView.words)
        hasBest = !report.bestPairs.isEmpty
        best = CampaignView.best(report.bestPairs)
        batch = ascending.last { $0.state != "closed" }.map { BatchView($0) }
        outlook = report.outlook.map { OutlookView($0) }
        needed = report.needed.flatMap { $0.genes.isEmpty ? nil : NeededView($0) }
        taken = report.filesTaken.map { file in
            let kind = file.kind.replacing("-", with: " ")
            let wells = file.wells > 0 ? ", \(counted(file.wells, "well"))" : ""
            let read = (file.plates ?? []).compactMap { plate in
                plate.readAs.map { ", \(plate.plate) read as \($0)" }
            }
            return File(file, detail: kind + wells + read.joined())
        }
        setAside = report.filesSetAside.map { file in
            let (detail, remedy) = file.rejection.map(reasonAndRemedy) ?? ("No reason is on record.", "")
            return File(file, detail: detail, remedy: remedy)
        }
        rounds = ascending.suffix(CampaignView.mostRounds).reversed().map { round in
            Round(
                round: round.round,
                batch: round.batch.text,
                state: stateWords(round.state),
                pairs: round.pairs.count,
                measured: round.wellsMeasured,
                owed: round.wellsOwed,
                givenUp: round.wellsGivenUp,
                dropped: round.wellsDropped,
                best: figure(round.bestReward),
                explained: round.explainedVariance.map { "\(decimal($0 * 100, 0)) %" } ?? "–"
            )
        }
        let more = ascending.count - rounds.count
        earlier = more > 0 ? "and \(counted(more, "earlier round"))" : nil
    }

    private static func words(_ rewards: RewardSummary) -> String {
        let ranked =
            switch rewards.pursues {
            case .reward: "Ranked by R."
            case .debiased: "Ranked by R without noise."
            case .excess: "Ranked by what R is beyond the severity of the singles."
            }
        let significant = rewards.significant.map { " \(counted($0, "pair")) significant at q < 0.1." } ?? ""
        let bad = rewards.suspicious.prefix(5).map(\.label).joined(separator: ", ")
        return ranked + significant + (bad.isEmpty ? "" : " Replicates far apart: \(bad).")
    }

    private static func best(_ pairs: [PairReport]) -> [Best] {
        let rewards = column(pairs.map(\.reward))
        let debiased = column(pairs.map { $0.estimate?.debiased })
        let excess = column(pairs.map { $0.estimate?.excess })
        let cosines = column(pairs.map(\.cosine))
        let severities = column(pairs.flatMap { [$0.severityA, $0.severityB, $0.severityDouble] })
        return pairs.enumerated().map { place, pair in
            Best(
                place: place + 1,
                pair: "\(pair.geneA) + \(pair.geneB)",
                reward: rewards[place],
                debiased: debiased[place],
                interval: pair.estimate.map { "\(figure($0.low)) to \(figure($0.high))" } ?? "–",
                q: pair.estimate.map { $0.q < 0.0005 ? "< 0.001" : decimal($0.q, 3) } ?? "–",
                excess: excess[place],
                caution: pair.estimate.flatMap { estimate in
                    estimate.suspicious.isEmpty
                        ? nil : estimate.suspicious.map(\.label).joined(separator: ", ")
                },
                cosine: cosines[place],
                severities: severities[3 * place..<3 * place + 3].joined(separator: ", "),
                wells: pair.wells,
                round: pair.round.map(String.init) ?? "–"
            )
        }
    }

    private static func tiles(_ report: CampaignReport) -> [Tile] {
        let total = max(report.pairsTotal, 1)
        let share = Double(report.pairsMeasured) / Double(total)
        let wells = report.wellsMeasured + report.wellsOwed + report.wellsGivenUp + report.wellsDropped
        let lost = [
            report.wellsGivenUp > 0 ? "\(report.wellsGivenUp) given up" : "",
            report.wellsDropped > 0 ? "\(report.wellsDropped) dropped" : "",
            report.repeatsOwed > 0 ? "\(counted(report.repeatsOwed, "knockout")) to repeat" : "",
        ].filter { !$0.isEmpty }.joined(separator: ", ")
        let wellShare = Double(report.wellsMeasured) / Double(max(wells, 1))
        let waiting = [
            report.pairsPending > 0 ? "\(report.pairsPending) in the open batch" : "",
            report.pairsHeld > 0 ? "\(report.pairsHeld) waiting for a single" : "",
        ].filter { !$0.isEmpty }.joined(separator: ", ")
        return [
            Tile(
                label: "Round",
                value: "\(report.round)",
                note: report.round == 0 ? "single knockouts" : "of pairs"
            ),
            Tile(
                label: "Wells owed",
                value: "\(report.wellsOwed)",
                unit: "of \(wells)",
                note: lost.isEmpty ? "none given up" : lost,
                meter: wells > 0
                    ? meter(wellShare, label: "\(report.wellsMeasured) of \(wells) measured") : ""
            ),
            Tile(
                label: "Pairs measured",
                value: "\(report.pairsMeasured)",
                unit: "of \(report.pairsTotal)",
                note: waiting.isEmpty ? "\(decimal(share * 100, 1)) %" : waiting,
                meter: meter(share, label: "\(decimal(share * 100, 1)) percent of all pairs")
            ),
            Tile(
                label: "Best reward",
                value: figure(report.bestPairs.first.flatMap { $0.pursued ?? $0.reward }),
                note: report.bestPairs.first.map { "\($0.geneA) + \($0.geneB)" } ?? ""
            ),
        ]
    }

    private static func rewardChart(_ rounds: [RoundReport]) -> String {
        let points = rounds.compactMap { round in
            round.bestReward.map { Chart.Point(round: round.round, value: $0) }
        }
        let last = points.last.map { "\(figure($0.value)) after round \($0.round)" } ?? "none"
        return Chart(description: "Highest reward by round: \(last)", points: points, isStepped: true).svg
    }

    /// Pairs measured on plates made elsewhere count from the start; what was chosen and failed does not.
    private static func pairsChart(_ rounds: [RoundReport], _ report: CampaignReport) -> String {
        // a confirmation measures pairs that were counted before
        let gains = rounds.map { round in
            round.policy == "confirmation" ? 0 : round.pairs.count { [.measured, .held].contains($0.status) }
        }
        var known = max(0, report.pairsMeasured - gains.reduce(0, +))
        let points = zip(rounds, gains).filter { $0.0.state == "closed" }.map { round, gain in
            known += gain
            return Chart.Point(round: round.round, value: Double(known))
        }
        let words = "Pairs measured by round: \(report.pairsMeasured) of \(report.pairsTotal)"
        return Chart(description: words, points: points, colour: "#1d6b43").svg
    }
}
