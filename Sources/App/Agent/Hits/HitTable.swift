import Layouts
import Rewards
import Screen

extension HitList {
    /// A header and a line a hit, best first; lists within a cell are parted by `|`.
    package func csv(_ entries: [HitReport]) -> String {
        let header = [
            "rank", "gene_a", "gene_b", "shrunken", "reward_debiased", "low", "high", "p", "q", "excess",
            "excess_q",
            "class", "scale", "cosine", "cells_deviation", "same_arm", "relations", "guides",
            "confirmation",
            "suspicious", "wells", "images",
        ]
        return reportTable(
            header,
            entries.map { hit in
                [
                    "\(hit.rank)", hit.geneA.symbol, hit.geneB.symbol, cell(hit.shrunken), cell(hit.reward),
                    cell(hit.low), cell(hit.high), cell(hit.p), cell(hit.q), cell(hit.excess),
                    cell(hit.excessQ),
                    hit.interaction.rawValue, cell(hit.scale), cell(hit.cosine), cell(hit.cellsDeviation),
                    hit.sameArm.map { "\($0)" } ?? "", hit.relations.joined(separator: "|"),
                    hit.guides.summary, hit.confirmation?.rawValue ?? "", "\(hit.suspicious)",
                    hit.wells.joined(separator: "|"), hit.images.joined(separator: "|"),
                ]
            }
        )
    }

    /// Lines for a terminal.
    package func text(_ shown: [HitReport], q: Double) -> String {
        var lines = [
            "\(campaign): \(counted(entries.count, "hit")) among \(counted(pairs, "measured pair")) at \(order == .excess ? "q of the excess" : "q") below \(q)"
        ]
        if !shown.isEmpty {
            lines.append(contentsOf: aligned(shown.map(columns), head: head).map { "  \($0)" })
        } else if pairs > 0 {
            lines.append(
                "  No pair is more than noise explains. More replicates or more pairs may change that."
            )
        } else {
            lines.append("  No pair has a reward with an error yet.")
        }
        if shown.count < entries.count {
            lines.append("  … \(entries.count - shown.count) more; --top \(entries.count) shows all")
        }
        for request in confirmations {
            lines.append("  " + sentence(request))
            for entry in request.pairs {
                lines.append("    \(entry.geneA) + \(entry.geneB): \(words(entry.verdict))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The q is that of what the list is ordered by.
    private var head: [String] {
        [
            "", "pair", "R shrunken", "R less noise", "90 % interval", order == .excess ? "q of excess" : "q",
            "excess",
            "kind", "guides", "known", "confirmed",
        ]
    }

    private func columns(_ hit: HitReport) -> [String] {
        let warning = hit.suspicious ? " (suspicious wells)" : hit.sameArm == true ? " (same arm)" : ""
        return [
            "\(hit.rank)", "\(hit.geneA) + \(hit.geneB)", decimal(hit.shrunken, 2), decimal(hit.reward, 2),
            "\(decimal(hit.low, 2)) – \(decimal(hit.high, 2))",
            order == .excess ? hit.excessQ.map(small) ?? "–" : small(hit.q),
            hit.excess.map { decimal($0, 2) } ?? "–",
            hit.kind + warning, hit.guides.summary,
            hit.relations.isEmpty ? "–" : hit.relations.joined(separator: ", "),
            hit.confirmation.map(words) ?? "–",
        ]
    }

    private func small(_ q: Double) -> String {
        if q >= 0.001 { return decimal(q, 3) }
        return q < 1e-9 ? "< 1e-9" : q < 1e-6 ? "< 1e-6" : "< 0.001"
    }

    private func words(_ verdict: Rewards.Confirmation) -> String {
        switch verdict {
        case .confirmed: "confirmed"
        case .otherClass: "another class"
        case .notConfirmed: "not confirmed"
        case .notMeasured: "not measured yet"
        }
    }

    private func sentence(_ request: ConfirmationReport) -> String {
        guard let round = request.round else {
            return
                "A confirmation of \(counted(request.pairs.count, "pair")) is asked for; the next round measures it."
        }
        let confirmed = request.pairs.count { $0.verdict == .confirmed }
        guard request.pairs.contains(where: { $0.verdict != .notMeasured }) else {
            return "Round \(round) measures \(counted(request.pairs.count, "pair")) again; no result is in:"
        }
        return "Round \(round) confirms \(confirmed) of \(counted(request.pairs.count, "pair")):"
    }

    private func aligned(_ rows: [[String]], head: [String]) -> [String] {
        let all = [head] + rows
        let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.enumerated().map { column, text in
                text + String(repeating: " ", count: widths[column] - text.count)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
