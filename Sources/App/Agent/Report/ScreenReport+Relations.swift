import Figures
import Relations
import Rewards
import Screen
import Statistics

extension ScreenReport {
    /// The paper's figure 3.
    var rewardAgainstCosine: ReportFigure {
        let title = "Reward against similarity of the singles"
        guard rows.count > 1 else {
            return ReportFigure("cosine", title, missing: "Fewer than two pairs are measured.")
        }
        let x = rewardAxis
        let y = Axis("squared cosine C of the singles", from: 0, to: 1)
        var marks: [Mark] = [
            .points(
                rows.filter { !$0.isKnown }.map { spot($0.value, $0.reward.cosine, $0) },
                .soft,
                size: 2.2,
                opacity: 0.5
            )
        ]
        var legend = [LegendEntry("no known relation", .soft, .symbol(.circle))]
        for (place, set) in relations.sets.prefix(Tone.sequence.count).enumerated() {
            let found = rows.filter { set.pairs.contains($0.pair) }
            let tone = Tone.sequence[place]
            let symbol = relationSymbols[place % relationSymbols.count]
            marks.append(
                .points(
                    found.map { spot($0.value, $0.reward.cosine, $0) },
                    tone,
                    symbol,
                    size: 3.4,
                    opacity: 0.9
                )
            )
            legend.append(LegendEntry("\(set.name) (\(found.count))", tone, .symbol(symbol)))
        }
        let correlation = spearman(rows.map(\.value), rows.map(\.reward.cosine))
        var caption =
            "Pairs far to the right interact; pairs high up look alike as singles. The two find different pairs where "
            + "they are unrelated: their rank correlation here is \(shortNumber(correlation)) over \(counted(rows.count, "pair")). "
        caption +=
            relations.isEmpty
            ? "No known relations are given: name files of them as 'relations' in the configuration to see them marked."
            : "Marked are pairs that the named sources relate."
        return ReportFigure(
            "cosine",
            title,
            caption: caption,
            figure: Figure(title, panels: [Panel(x: x, y: y, marks: marks)], legend: legend),
            table: reportTable(
                ["gene_a", "gene_b", "reward", "cosine", "relations"],
                rows.map {
                    names($0) + [cell($0.value), cell($0.reward.cosine), relations.cell(of: $0.pair)]
                }
            )
        )
    }

    /// The paper's figure 4.
    var pathways: ReportFigure {
        let title = "Reward and similarity by pathway"
        let groups = shownGroups
        guard !groups.isEmpty, rows.count > 1 else {
            let reason =
                relations.sets.contains { !$0.groups.isEmpty }
                ? "No pathway has measured pairs of at least three of its genes."
                : "No gene sets are given. Name a GMT file among the 'relations' of the configuration."
            return ReportFigure("pathways", title, missing: reason)
        }
        let x = rewardAxis
        let y = Axis("squared cosine C", from: 0, to: 1)
        func member(_ group: GeneGroup) -> (Row) -> Bool {
            let genes = Set(group.genes)
            return { genes.contains($0.pair.first) || genes.contains($0.pair.second) }
        }
        let panels = groups.map { group in
            let isMember = member(group)
            let (own, others) = (rows.filter(isMember), rows.filter { !isMember($0) })
            return Panel(
                "\(shortName(group.name)) (\(counted(group.genes.count, "gene")))",
                x: x,
                y: y,
                marks: [
                    .points(others.map { Spot($0.value, $0.reward.cosine) }, .grid, size: 1.6),
                    .points(own.map { spot($0.value, $0.reward.cosine, $0) }, .blue, size: 2.2, opacity: 0.8),
                ]
            )
        }
        return ReportFigure(
            "pathways",
            title,
            caption:
                "Pathways whose pairs lie to the right are rich in interactions, those whose pairs lie high up in alike singles. Blue are "
                + "the pairs with one gene of the pathway or both, grey all others. Shown are the \(groups.count) gene sets with most genes of "
                + "this screen that do not hold more than half of them.",
            figure: Figure(title, width: 900, panelHeight: 170, columns: 3, panels: panels),
            table: reportTable(
                ["pathway", "genes", "pairs", "mean_reward", "mean_cosine"],
                groups.map { group in
                    let own = rows.filter(member(group))
                    return [
                        group.name, "\(group.genes.count)", "\(own.count)", cell(mean(own.map(\.value))),
                        cell(mean(own.map(\.reward.cosine))),
                    ]
                }
            )
        )
    }

    private var rewardAxis: Axis {
        Axis("reward R", rootScale, over: rows.map(\.value), including: hasEstimates ? [] : [0])
    }

    var relationSymbols: [Symbol] { [.diamond, .triangle, .square, .cross, .ring, .circle] }

    /// Gene sets with three genes of measured pairs at least, and no more than half of all; the largest, by name.
    private var shownGroups: [GeneGroup] {
        let measured = Set(rows.flatMap { [$0.pair.first, $0.pair.second] })
        var seen: Set<[Gene]> = []
        let groups = relations.sets.flatMap(\.groups)
            .map { GeneGroup(name: $0.name, genes: $0.genes.filter(measured.contains)) }
            .filter {
                $0.genes.count >= 3 && 2 * $0.genes.count <= measured.count && seen.insert($0.genes).inserted
            }
        let largest = groups.sorted { left, right in
            left.genes.count != right.genes.count
                ? left.genes.count > right.genes.count
                : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        return Array(largest.prefix(9))
    }

    /// `REACTOME_SIGNALING_BY_EGFR` as a person would write it, cut to fit above a panel.
    private func shortName(_ name: String) -> String {
        var words = name.split(separator: "_").map(String.init)
        if words.count > 2 { words.removeFirst() }
        let text = words.count > 1 ? words.joined(separator: " ").lowercased() : name
        return text.count > 34 ? text.prefix(33) + "…" : text
    }
}
