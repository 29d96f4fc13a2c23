import ArgumentParser
import Cycle
import Screen
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
            guard let report = try await store.pair(pair, in: settings.id) else { continue }
            let wells = try await store.wells(of: pair, in: settings.id)
            found.append(Explanation(campaign: settings.id, pair: report, wells: wells))
        }
        guard !found.isEmpty else {
            throw Failure(
                .dataError,
                "no campaign has both \(pair.first) and \(pair.second). 'pairwell check' lists the campaigns; their genes stand in the configuration."
            )
        }
        if json {
            try printJSON(found)
        } else {
            print(found.map(\.text).joined(separator: "\n"))
        }
    }
}

private struct Explanation: Encodable {
    let campaign: CampaignID
    let pair: PairReport
    let wells: [WellReport]

    var text: String {
        var lines = ["\(campaign): \(pair.geneA) + \(pair.geneB) — \(status)"]
        if let reward = pair.reward {
            lines.append(
                "  reward        R = \(decimal(reward, 3)), from \(counted(pair.wells, "double well"))"
            )
            lines.append(
                "  severity      \(pair.geneA) \(number(pair.severityA)), \(pair.geneB) \(number(pair.severityB)), both \(number(pair.severityDouble))"
            )
            lines.append("  similarity    squared cosine of the singles \(number(pair.cosine))")
        }
        if let round = pair.round {
            lines.append("  chosen        in round \(round), rank \(pair.rank.map(String.init) ?? "–")")
            if let mean = pair.mean {
                lines.append(
                    "  expected      \(decimal(mean, 3)) ± \(number(pair.sd)) on the scale of the model, before it was measured"
                )
            }
            if let ratio = pair.ratio {
                lines.append(
                    "  why           expected regret \(number(pair.regret)), information \(scientific(pair.information)), ratio \(scientific(ratio)) (least is best)"
                )
            }
        }
        if !wells.isEmpty {
            lines.append("  wells")
            for well in wells {
                let fate = well.readings > 0 ? "measured" : well.givenUp.map { "given up (\($0))" } ?? "owed"
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
        case .open: "not measured yet"
        case .abandoned: "given up: its wells failed twice"
        }
    }

    private func number(_ value: Double?) -> String { value.map { decimal($0, 3) } ?? "–" }

    private func scientific(_ value: Double?) -> String {
        guard let value else { return "–" }
        return value.magnitude >= 0.001 && value.magnitude < 1e6 || value == 0
            ? decimal(value, 4) : "\(value)"
    }

    private func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
