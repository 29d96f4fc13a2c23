import Agent
import ArgumentParser
import Cycle
import Rewards
import Screen
import Selection
import Settings
import Store

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what is known of a pair of genes."
    )

    @OptionGroup var configurationFile: ConfigurationOption
    @Argument(help: "One gene of the pair.") var geneA: String
    @Argument(help: "The other gene.") var geneB: String
    @Option(help: "One campaign; every one that has both genes by default.") var campaign: String?
    @Flag(help: "Print JSON for programs.") var json = false

    func run() async throws {
        guard let pair = Pair(Gene(geneA), Gene(geneB)) else {
            throw Failure(.dataError, "'\(geneA)' twice is not a pair. Name two different genes.")
        }
        let configuration = try configurationFile.load()
        let store = try configurationFile.openStore(of: configuration)
        var found: [Explanation] = []
        for settings in try configurationFile.campaigns(campaign, in: configuration) {
            guard let report = try await store.pair(pair, in: settings.id)?.marked(by: settings.relations)
            else { continue }
            let wells = try await store.wells(of: pair, in: settings.id)
            let all = try await configurationFile.measuredWells(of: settings, in: store)
            let details =
                report.reward == nil ? nil : try PairDetails(of: pair, among: all, settings: settings)
            // Before the singles are in, nothing can be near.
            let near = (try? nearestPairs(to: pair, among: all, settings: settings)) ?? []
            var belief: Explanation.Belief?
            if report.reward == nil, [.open, .pending].contains(report.status) {
                let planner = RoundPlanner(settings, version: Pairwell.version)
                let found = try await store.estimates(from: all, by: planner, keeping: pair)
                belief = found.flatMap { found in
                    found[pair].map {
                        .init(estimate: $0, drawn: found.drawn, candidates: found.candidates)
                    }
                }
            }
            found.append(
                Explanation(
                    campaign: settings.id,
                    pair: report,
                    details: details,
                    belief: belief,
                    nearest: near.isEmpty ? nil : near,
                    needed: try await store.neededGenes(of: settings.id),
                    wells: wells
                )
            )
        }
        guard !found.isEmpty else {
            throw Failure(
                .dataError,
                missing(pair, in: try configurationFile.campaigns(campaign, in: configuration))
            )
        }
        if json {
            try printJSON(found)
        } else {
            print(found.map(\.text).joined(separator: "\n"))
        }
    }
}

/// Which gene no campaign has, and one that differs in case alone.
private func missing(_ pair: Pair, in campaigns: [CampaignSettings]) -> String {
    let genes = Set(campaigns.flatMap(\.genes))
    let unknown = [pair.first, pair.second].filter { !genes.contains($0) }
    guard !unknown.isEmpty else { return "no campaign has both \(pair.first) and \(pair.second)." }
    return unknown.map { gene in
        let meant = genes.filter { $0.symbol.lowercased() == gene.symbol.lowercased() }.sorted().first
        return "no campaign has the gene \(gene)." + (meant.map { " Did you mean \($0)?" } ?? "")
    }.joined(separator: " ")
}

private struct Explanation: Encodable {
    struct Belief: Encodable {
        let estimate: PairEstimate
        /// Of the pairs that may be chosen, those that were drawn and ranked.
        let drawn: Int
        let candidates: Int
    }

    let campaign: CampaignID
    let pair: PairReport
    /// `nil` until the pair has a reward.
    let details: PairDetails?
    /// By all that is measured now; `nil` once the pair is.
    let belief: Belief?
    /// Measured pairs of genes whose singles are like these.
    let nearest: [NearPair]?
    /// Genes that the screened line is predicted to need.
    let needed: NeededGenes?
    let wells: [WellReport]

    var text: String {
        var lines = ["\(campaign): \(pair.geneA) + \(pair.geneB) — \(status)"]
        if let reward = pair.reward {
            lines.append(
                "  reward        R = \(decimal(reward, 3)), from \(counted(pair.wells, "double well"))"
            )
            if let estimate = pair.estimate { lines += self.lines(estimate) }
            lines.append(
                "  severity      \(pair.geneA) \(number(pair.severityA)), \(pair.geneB) \(number(pair.severityB)), both \(number(pair.severityDouble))"
            )
            lines.append("  similarity    squared cosine of the singles \(number(pair.cosine))")
        }
        if let details { lines += self.lines(details) }
        if let belief { lines += self.lines(belief) }
        for gene in needed?.among([pair.geneA, pair.geneB]) ?? [] {
            lines.append(
                "  needed        \(needed?.line ?? "") is predicted to need \(gene.gene): \(decimal(gene.value, 2)), 90 % interval "
                    + "\(decimal(gene.low, 2)) to \(decimal(gene.high, 2)); its wells may hold few cells"
            )
        }
        if let relations = pair.relations {
            lines.append("  known         related by \(relations.joined(separator: ", "))")
        }
        if let round = pair.round {
            lines.append("  chosen        in round \(round), rank \(pair.rank.map(String.init) ?? "–")")
            if let mean = pair.mean {
                lines.append(
                    "  expected      \(decimal(mean, 3)) ± \(number(pair.sd)) on the scale of the model, before it was measured"
                )
            }
            if let probability = pair.topProbability {
                lines.append(
                    "  chance        \(decimal(100 * probability, 1)) % to be one of the screen's top pairs"
                )
            }
            if let ranks = pair.ranks {
                let places = ranks.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                lines.append("  other rules   would have ranked it \(places.joined(separator: ", "))")
            }
            if let ratio = pair.ratio {
                lines.append(
                    "  why           expected regret \(number(pair.regret)), information \(scientific(pair.information)), ratio \(scientific(ratio)) (least is best)"
                )
            }
        }
        if let nearest {
            let pairs = nearest.map {
                "\($0.pair) (R \(decimal($0.reward, 3)), \(decimal($0.distance, 2)) away)"
            }
            lines.append(
                "  likest        of the measured pairs, by their singles: \(pairs.joined(separator: ", "))"
            )
        }
        if !wells.isEmpty {
            lines.append("  wells")
            for well in wells {
                let fate = fate(of: well)
                lines.append("    \(well.plate) \(well.well)  \(well.role.rawValue)  \(well.name)  \(fate)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var status: String {
        switch pair.status {
        case .measured: pair.reward == nil ? "measured; its reward comes when the round closes" : "measured"
        case .pending: "in the lab"
        case .held: "held: the double is measured, a single is missing"
        case .owedAgain: "its wells were lost; a later batch repeats them"
        case .open: "not measured yet"
        case .abandoned: "given up: its wells were lost again and again"
        case .excluded: "not to be measured, by the campaign's limits"
        }
    }

    private func lines(_ details: PairDetails) -> [String] {
        var lines: [String] = []
        if let anatomy = details.anatomy {
            let scale = anatomy.trueScale.map { "; \(decimal($0, 2)) times the sum of its singles" } ?? ""
            lines.append("  kind          \(anatomy.interaction.words(for: anatomy.pair))\(scale)")
            if let cells = anatomy.cells {
                lines.append(
                    "  cells         \(decimal(cells.measured, 2)) of the controls', \(decimal(cells.expected, 2)) expected of the singles"
                )
            }
            if anatomy.sameArm == true {
                lines.append("  same arm      cutting one gene may take the other along")
            }
        }
        lines.append("  guides        \(details.guides.summary)")
        return lines
    }

    private func lines(_ belief: Belief) -> [String] {
        let (estimate, all) = (belief.estimate, belief.candidates)
        var lines = [
            "  believed      a measurement would show \(decimal(estimate.reward, 3)), 90 % interval "
                + "\(decimal(estimate.low, 3)) to \(decimal(estimate.high, 3))"
        ]
        guard let rank = estimate.rank else { return lines }
        let among = belief.drawn < all ? "\(belief.drawn) drawn of \(all)" : "those"
        let chance =
            estimate.topProbability.map {
                ", with \(decimal(100 * $0, 1)) % to be one of the screen's top pairs"
            } ?? ""
        lines.append("  now           rank \(rank) of \(among) that may be chosen\(chance)")
        if let ranks = estimate.ranks {
            let places = ranks.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            lines.append("                other rules rank it \(places.joined(separator: ", "))")
        }
        return lines
    }

    /// How sure the reward is, in words; what looks bad comes last.
    private func lines(_ estimate: EstimateReport) -> [String] {
        var lines = [
            "  noise         \(decimal(estimate.noise, 3)) of it is noise: \(decimal(estimate.debiased, 3)) ± \(decimal(estimate.sd, 3)) is left; 90 % interval \(decimal(estimate.low, 3)) to \(decimal(estimate.high, 3))",
            "  chance        p \(chance(estimate.p)) where nothing interacts; q \(chance(estimate.q)) among all measured pairs",
        ]
        let shares = [
            ("the pair's own wells", estimate.varianceOwn),
            ("the single of \(pair.geneA)", estimate.varianceA),
            ("the single of \(pair.geneB)", estimate.varianceB),
            ("the plates' controls", estimate.varianceControls),
        ]
        let total = shares.reduce(0) { $0 + $1.1 }
        if total > 0 {
            let shown = shares.map { "\(decimal(100 * $0.1 / total, 0)) % \($0.0)" }.joined(separator: ", ")
            lines.append("  error from    \(shown)")
        }
        if let expected = estimate.expected, let excess = estimate.excess {
            lines.append(
                "  beyond        the singles' severity predicts \(decimal(expected, 3)): excess \(decimal(excess, 3)) ± \(number(estimate.excessSD)), rank \(estimate.excessRank.map(String.init) ?? "–"), q \(estimate.excessQ.map(chance) ?? "–")"
            )
        }
        for suspicion in estimate.suspicious {
            let what =
                switch suspicion.kind {
                case .single: "the single of \(suspicion.name) looks bad: its replicates differ"
                case .double: "the double looks bad: its replicates differ"
                case .plate: "plate \(suspicion.name) looks bad: its controls differ"
                case .orientation: "with its guides in the other order the double differs"
                }
            let than = suspicion.kind == .orientation ? "noise does" : "others"
            lines.append("  caution       \(what) \(decimal(suspicion.times, 1)) times as much as \(than)")
        }
        return lines
    }

    /// Two digits that count, however small.
    private func chance(_ value: Double) -> String {
        guard value > 0, value < 0.001 else { return decimal(value, 3) }
        var scaled = value
        var exponent = 0
        while scaled < 1, exponent < 400 {
            scaled *= 10
            exponent += 1
        }
        return "\(decimal(scaled, 1))e-\(exponent)"
    }

    private func fate(of well: WellReport) -> String {
        if let drop = well.dropped { return "dropped (\(drop))" }
        if well.readings > 0 {
            let how = well.readAs.map { ", its plate read as \($0)" } ?? ""
            return well.kept.map { "measured (kept, as its replicates agree: \($0))\(how)" }
                ?? "measured\(how)"
        }
        return well.givenUp.map { "given up (\($0))" } ?? "owed"
    }

    private func number(_ value: Double?) -> String { value.map { decimal($0, 3) } ?? "–" }

    private func scientific(_ value: Double?) -> String {
        guard let value else { return "–" }
        return value.magnitude >= 0.001 && value.magnitude < 1e6 || value == 0
            ? decimal(value, 4) : "\(value)"
    }
}
