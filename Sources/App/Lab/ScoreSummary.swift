import Screen
import Statistics

/// One or more campaigns on the same screen (with different seeds), round by round.
package struct ScoreSummary: Sendable, Hashable {
    package struct Row: Sendable, Hashable {
        package let round: Int
        package let pairs: Int
        /// Share of the top pairs found: over campaigns, the mean, the worst and the best.
        package let found: Double
        package let worst: Double
        package let best: Double
        package let random: Double
        package let severity: Double
    }

    package let campaigns: [CampaignScore]
    /// The rounds that every campaign has reached.
    package let rows: [Row]

    package init(_ campaigns: [CampaignScore]) {
        self.campaigns = campaigns
        let reached = campaigns.map(\.rounds.count).min() ?? 0
        rows = (0..<reached).map { number in
            let rounds = campaigns.map { $0.rounds[number] }
            let found = rounds.map(\.found)
            return Row(
                round: rounds[0].number,
                pairs: rounds.map(\.pairs).max() ?? 0,
                found: mean(found),
                worst: found.min() ?? 0,
                best: found.max() ?? 0,
                random: mean(rounds.map(\.random)),
                severity: mean(rounds.map(\.severity))
            )
        }
    }

    package var top: Int { campaigns.first?.top ?? 0 }
    package var total: Int { campaigns.first?.total ?? 0 }
    var hasSpread: Bool { campaigns.count > 1 }

    /// `round,pairs,found,worst,best,random,severity`, shares from 0 to 1.
    package var csv: String {
        var text = "round,pairs,found,worst,best,random,severity\n"
        for row in rows {
            let shares = [row.found, row.worst, row.best, row.random, row.severity].map { decimal($0, 4) }
            text += "\(row.round),\(row.pairs),\(shares.joined(separator: ","))\n"
        }
        return text
    }

    /// A table for a terminal; of many rounds, evenly spaced ones and the last.
    package func text(maximumRows: Int = 25) -> String {
        let step = max(1, (rows.count + maximumRows - 1) / max(1, maximumRows))
        let shown = rows.enumerated().filter { ($0.offset + 1) % step == 0 || $0.offset == rows.count - 1 }
        var lines = ["Share of the \(top) highest rewards (of \(grouped(total)) pairs) found"]
        var head = ["round", "pairs", "Pairwell"]
        if hasSpread { head += ["worst", "best"] }
        head += ["severity", "random"]
        lines.append(head.map { padded($0, 9) }.joined())
        for (_, row) in shown {
            var shares = [row.found]
            if hasSpread { shares += [row.worst, row.best] }
            shares += [row.severity, row.random]
            let cells = ["\(row.round)", "\(row.pairs)"] + shares.map(percent)
            lines.append(cells.map { padded($0, 9) }.joined())
        }
        let agreements = campaigns.compactMap(\.rewardAgreement)
        if !agreements.isEmpty {
            let pairs = campaigns.map(\.rewardCount).max() ?? 0
            lines.append(
                "Rewards against the truth: Spearman \(decimal(mean(agreements), 3)) over \(pairs) pairs."
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// `1,225`.
func grouped(_ count: Int) -> String {
    var digits = String(count)
    var groups: [String] = []
    while digits.count > 3 {
        groups.insert(String(digits.suffix(3)), at: 0)
        digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
}

func percent(_ share: Double) -> String { decimal(100 * share, 0) + " %" }

private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
}
