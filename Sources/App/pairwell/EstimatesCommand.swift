import Agent
import ArgumentParser
import Cycle
import Screen
import Selection
import Settings
import Store

struct EstimatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimates",
        abstract: "List what is believed of the pairs that are not measured.",
        discussion: """
            Reads the daemon's store, also while the daemon runs, and computes the posterior from which the next batch would be \
            chosen now. Pairs come in the order of the campaign's rule, without its limits, and those in the lab last. Rewards are \
            what a measurement would show: the median and the 90 % interval, in the units of what the campaign pursues. Of a screen \
            with many thousand pairs the likeliest are listed, and a sample of the others.
            """
    )

    @OptionGroup var configurationFile: ConfigurationOption
    @Option(help: "The campaign; it need not be named where there is only one.") var campaign: String?
    @Option(help: "How many pairs to show; all by default where a table is printed, else 20.") var top: Int?
    @Flag(help: "Print a CSV table.") var csv = false
    @Flag(help: "Print JSON for programs.") var json = false

    func validate() throws {
        guard top.map({ $0 > 0 }) ?? true else { throw ValidationError("--top has to be 1 or more.") }
        guard !csv || !json else { throw ValidationError("--csv and --json cannot be printed together.") }
    }

    func run() async throws {
        let configuration = try configurationFile.load()
        let store = try configurationFile.openStore(of: configuration)
        let settings = try configurationFile.onlyCampaign(campaign, in: configuration)
        let wells = try await configurationFile.measuredWells(of: settings, in: store)
        let planner = RoundPlanner(settings, version: Pairwell.version)
        let found: PairEstimates?
        do {
            found = try await store.estimates(from: wells, by: planner)
        } catch {
            throw Failure(.dataError, "\(error)")
        }
        guard let found else {
            throw Failure(
                .dataError,
                "nothing is measured yet that an estimate could rest on. Drop the results of the single knockouts."
            )
        }
        let shown = Array(found.pairs.prefix(top ?? (csv || json ? .max : 20)))
        if json {
            try printJSON(
                Printed(
                    campaign: settings.id,
                    candidates: found.candidates,
                    drawn: found.drawn,
                    pairs: shown
                )
            )
        } else if csv {
            print(table(shown), terminator: "")
        } else {
            print(text(shown, of: found, in: settings), terminator: "")
        }
    }

    private struct Printed: Encodable {
        let campaign: CampaignID
        let candidates: Int
        let drawn: Int
        let pairs: [PairEstimate]
    }

    private func text(
        _ shown: [PairEstimate],
        of found: PairEstimates,
        in settings: CampaignSettings
    ) -> String {
        var lines = [
            "\(settings.id): \(counted(found.candidates, "pair")) that may be chosen, by \(settings.policy.name)"
                + (found.drawn < found.candidates ? "; \(found.drawn) of them drawn and ranked" : "")
        ]
        if shown.isEmpty { lines.append("  Every pair that can be measured has been.") }
        for pair in shown {
            let chance = pair.topProbability.map { ", top \(decimal(100 * $0, 1)) %" } ?? ", in the lab"
            let rank = pair.rank.map(String.init) ?? "–"
            lines.append(
                "  \(rank). \(pair.geneA) + \(pair.geneB)  \(decimal(pair.reward, 3)) "
                    + "(\(decimal(pair.low, 3)) to \(decimal(pair.high, 3)))\(chance)"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func table(_ pairs: [PairEstimate]) -> String {
        var text =
            "gene_a,gene_b,status,reward,low,high,mean,sd,top_probability,regret,information,ratio,rank\n"
        for pair in pairs {
            let beliefs = [
                pair.mean, pair.sd, pair.topProbability, pair.regret, pair.information, pair.ratio,
            ]
            let fields =
                [csvField(pair.geneA.symbol), csvField(pair.geneB.symbol), pair.status.rawValue]
                + [pair.reward, pair.low, pair.high].map(\.description)
                + beliefs.map { $0?.description ?? "" } + [pair.rank.map(String.init) ?? ""]
            text += fields.joined(separator: ",") + "\n"
        }
        return text
    }
}
