import Posterior
import Screen
import Statistics

extension Tournament {
    /// `policy,seed,round,pairs,recall,regret,relations`.
    package var csv: String {
        var text = "policy,seed,round,pairs,recall,regret,relations\n"
        for standing in standings {
            for campaign in standing.campaigns {
                for round in campaign.recall.indices {
                    let known = campaign.relations.isEmpty ? "" : decimal(campaign.relations[round], 4)
                    text +=
                        "\(csvField(standing.contender.name)),\(campaign.seed),\(round + 1),\(pairs(after: round)),"
                    text +=
                        "\(decimal(campaign.recall[round], 4)),\(decimal(campaign.regret[round], 4)),\(known)\n"
                }
            }
        }
        return text
    }

    package func pairs(after round: Int) -> Int { min((round + 1) * settings.batch, screen.columns.count) }

    /// Rounds to show: after a fifth, two fifths … of all.
    package var milestones: [Int] {
        let steps = min(5, settings.rounds)
        return (1...steps).map { $0 * settings.rounds / steps - 1 }
    }

    /// A table for a terminal, and the differences from the first contender.
    package var text: String {
        let milestones = milestones
        let width = max(standings.map(\.contender.name.count).max() ?? 0, 10)
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let top = screen.top(settings.top).count
        let target = screen.isAdjusted ? "rewards adjusted for severity" : "rewards"
        var lines = [
            "Share of the \(top) highest \(target) (of \(counted(screen.columns.count, "pair"))) found: mean of "
                + "\(counted(standings.first?.campaigns.count ?? 0, "seed")), least and most",
            padded("after pairs", width)
                + milestones.map { padded("  \(pairs(after: $0))", 18) }.joined() + "  all rounds  seconds",
        ]
        for standing in standings {
            let cells = milestones.map { round -> String in
                let shares = standing.campaigns.map { $0.recall[round] }
                let range = "(\(decimal(shares.min() ?? 0, 2))-\(decimal(shares.max() ?? 0, 2)))"
                return padded("  \(decimal(standing.mean(\.recall, round: round), 2)) \(range)", 18)
            }
            lines.append(
                padded(standing.contender.name, width) + cells.joined()
                    + "  \(padded(decimal(meanRecall(standing), 3), 10))  \(decimal(standing.seconds, 1))"
            )
        }
        if standings.contains(where: { !($0.campaigns.first?.relations.isEmpty ?? true) }) {
            lines += ["", "Share of the known relations found"]
            for standing in standings {
                let cells = milestones.map { round in
                    padded("  \(decimal(standing.mean(\.relations, round: round), 2))", 18)
                }
                lines.append(padded(standing.contender.name, width) + cells.joined())
            }
        }
        if let first = standings.first, standings.count > 1, first.campaigns.count > 1 {
            lines.append("")
            lines.append("\(first.contender.name) less the others, seed by seed, with its 95 % interval")
            for other in standings.dropFirst() {
                let cells = milestones.map { round -> String in
                    let (mean, low, high) = difference(first, other, round: round)
                    return padded("  \(signed(mean)) (\(signed(low))..\(signed(high)))", 24)
                }
                lines.append(padded(other.contender.name, width) + cells.joined())
            }
        }
        lines += coverageLines
        if let warning { lines += ["", warning] }
        return lines.joined(separator: "\n")
    }

    /// What a scientist should know where the first contender could foretell nothing.
    private var warning: String? {
        let warnings = (standings.first?.campaigns ?? []).compactMap { $0.foresight?.warning }
        return 2 * warnings.count > (standings.first?.campaigns.count ?? 0) ? warnings.first : nil
    }

    private var coverageLines: [String] {
        let checked = standings.compactMap { standing in
            Coverage(standing.campaigns.map(\.coverage)).text.map { "\(standing.contender.name): \($0)" }
        }
        return checked.isEmpty
            ? []
            : ["", "Rewards not measured yet, in the intervals that were expected to hold them"] + checked
    }

    /// Which contender to prefer to the first, if any, in words.
    package var advice: String {
        guard let first = standings.first, standings.count > 1 else { return "There is nothing to compare." }
        var best: (name: String, low: Double, mean: Double)?
        for other in standings.dropFirst() {
            let gains = zip(other.campaigns, first.campaigns).map { mean($0.recall) - mean($1.recall) }
            let (centre, low, _) = meanInterval(gains)
            if low > 0, low > best?.low ?? 0 { best = (other.contender.name, low, centre) }
        }
        guard let best else {
            return "Keep \(first.contender.name): no other setting found more in nearly every seed."
        }
        return
            "\(best.name) found \(decimal(100 * best.mean, 1)) points more than \(first.contender.name), averaged over "
            + "rounds (at least \(decimal(100 * best.low, 1)) with 95 % confidence, before many settings were compared)."
    }
}

private func signed(_ value: Double) -> String {
    let text = decimal(value, 2)
    return text.hasPrefix("-") ? text : "+" + text
}
