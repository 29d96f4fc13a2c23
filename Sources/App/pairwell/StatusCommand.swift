import Agent
import ArgumentParser
import Cycle
import Screen
import Settings
import Store

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show each campaign: round, wells owed, pairs measured, best pairs, files, next action."
    )

    @OptionGroup var configurationFile: ConfigurationOption
    @Argument(help: "One campaign; all by default.") var campaign: String?
    @Flag(help: "Print JSON for programs.") var json = false

    func run() async throws {
        let configuration = try configurationFile.load()
        let store = try configurationFile.openStore(of: configuration)
        var reports: [CampaignReport] = []
        for settings in try configurationFile.campaigns(campaign, in: configuration) {
            if let report = try await store.reportWithOutlook(of: settings.id) {
                reports.append(report)
            }
        }
        if json {
            try printJSON(reports)
        } else {
            print(reports.map(StatusCommand.text).joined(separator: "\n"))
        }
    }

    static func text(_ report: CampaignReport) -> String {
        var lines = [
            "\(report.id): round \(report.round), \(report.phase)",
            "  next          \(report.nextAction)",
        ]
        if let fault = report.fault { lines.append("  PROBLEM       \(fault)") }
        lines += [
            "  wells         \(report.wellsOwed) owed, \(report.wellsMeasured) measured, \(report.wellsDropped) dropped, \(report.wellsGivenUp) given up (this round)",
            "  to repeat     \(report.repeatsOwed) knockout\(report.repeatsOwed == 1 ? "" : "s") that lack wells",
            "  pairs         \(report.pairsMeasured) measured of \(report.pairsTotal), \(report.pairsPending) in the lab, \(report.pairsHeld) held for a missing single"
                + (report.pairsExcluded > 0 ? "; \(report.pairsExcluded) excluded" : ""),
            "  chosen by     \(report.policy)",
        ]
        if let open = report.rounds.last, open.state != "closed", open.policy == "confirmation" {
            let pairs = open.pairs.count
            lines.append(
                "  confirming    \(pairs) pair\(pairs == 1 ? "" : "s") that somebody asked for, in round \(open.round)"
            )
        }
        if let needed = report.needed, !needed.genes.isEmpty {
            let genes = needed.genes.prefix(10).map(\.words).joined(separator: ", ")
            lines.append(
                "  needed        \(needed.line) is predicted to need \(genes); their wells may hold few cells"
            )
        }
        for (place, line) in (report.outlook?.lines ?? []).enumerated() {
            lines.append("  \(place == 0 ? "outlook       " : "              ")\(line)")
        }
        if !report.bestPairs.isEmpty {
            lines.append("  best pairs")
            let width = report.bestPairs.map { "\($0.geneA) + \($0.geneB)".count }.max() ?? 0
            for pair in report.bestPairs {
                let name = "\(pair.geneA) + \(pair.geneB)"
                let padding = String(repeating: " ", count: width - name.count)
                lines.append("    \(name)\(padding)  \(reward(of: pair, pursued: report.rewards?.pursues))")
            }
        }
        if !report.filesTaken.isEmpty {
            lines.append("  last taken")
            for file in report.filesTaken {
                lines.append("    \(file.at)  \(file.name) (\(content(of: file)))")
            }
        }
        if !report.filesSetAside.isEmpty {
            lines.append("  last set aside")
            for file in report.filesSetAside {
                lines.append("    \(file.at)  \(file.name)")
                if let rejection = file.rejection { lines.append("      \(rejection)") }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The number that pairs are ranked by, named, with how sure it is.
    private static func reward(of pair: PairReport, pursued: PursuedReward?) -> String {
        let name =
            switch pursued {
            case .reward, nil: "R"
            case .debiased: "R less noise"
            case .excess: "R beyond severity"
            }
        var text = "\(name) \(decimal(pair.pursued ?? pair.reward ?? .nan, 3))"
        if let estimate = pair.estimate {
            let q = pursued == .excess ? estimate.excessQ : estimate.q
            if pursued != .excess {
                text += ", 90 % \(decimal(estimate.low, 2)) to \(decimal(estimate.high, 2))"
            }
            if let q { text += ", q \(q < 0.001 ? "< 0.001" : decimal(q, 3))" }
        }
        return text
    }

    private static func content(of file: FileReport) -> String {
        let wells = "\(file.wells) well\(file.wells == 1 ? "" : "s")"
        switch file.kind {
        case "results":
            let read = (file.plates ?? []).compactMap { plate in
                plate.readAs.map { "\(plate.plate) as \($0)" }
            }
            return wells + (read.isEmpty ? "" : ", read \(read.joined(separator: ", "))")
                + (file.readingProfile.map { ", by profile \($0.prefix(12))" } ?? "")
        case "platemap": return file.wells > 0 ? "platemap, \(wells)" : "barcode list"
        case "failed-wells": return "list of \(file.wells) failed well\(file.wells == 1 ? "" : "s")"
        case "done-marker": return "done marker"
        default: return file.kind
        }
    }
}
