import Essentiality
import Figures
import Interpretation
import LinearAlgebra
import Modifiers
import Screen
import Statistics

/// Which tests chose the modifier genes, and what the strongest associations look like (figure 2).
struct ModifierFigures: Sendable {
    let figures: [ReportFigure]

    init(_ trained: TrainedTargets, _ source: MeasuredSource, settings: EssentialityReportSettings) {
        figures = [Self.overlap(trained), Self.associations(trained, source, settings)]
    }

    private static func overlap(_ trained: TrainedTargets) -> ReportFigure {
        let name = "2a-tests"
        let title = "2A · Which test chose the modifier genes"
        let withModifiers = trained.targets.filter { !$0.modifiers.isEmpty }
        guard !withModifiers.isEmpty else {
            return ReportFigure(
                name,
                title,
                missing:
                    "no target has modifier genes: no gene's expression goes with an effect at a false discovery rate of 5 %."
            )
        }
        // A pair of target and modifier counts as one: a gene may be chosen for many targets.
        var chosen: [AssociationTest: Set<Gene>] = [:]
        var rows: [[String]] = []
        for target in withModifiers {
            for modifier in target.modifiers {
                for test in modifier.by {
                    chosen[test, default: []].insert(Gene("\(target.gene.symbol) \(modifier.gene.symbol)"))
                }
                rows.append([
                    target.gene.symbol, modifier.gene.symbol,
                    modifier.by.map(\.rawValue).joined(separator: " "),
                    cell(modifier.r), cell(modifier.rho), cell(modifier.chiSquared), cell(modifier.q),
                ])
            }
        }
        let all = rows.count
        let byOne = rows.count { !$0[2].contains(" ") }
        return ReportFigure(
            name,
            title,
            caption:
                "\(counted(all, "pair")) of a target and one of its modifier genes, for the \(counted(withModifiers.count, "target")) "
                + "that have any; each test takes at most 20 genes at a false discovery rate of 5 %. \(byOne) pairs were chosen by one "
                + "test alone. Pearson's test sees straight lines, Spearman's any steady rise or fall, chi-squared other dependence; "
                + "its counts are coarse, so that it finds fewer.",
            svg: Diagram.selectionOverlap(
                "Which test chose the modifier genes",
                pearson: chosen[.pearson] ?? [],
                spearman: chosen[.spearman] ?? [],
                chiSquared: chosen[.chiSquared] ?? []
            ).svg,
            table: reportTable(["target", "modifier", "by", "r", "rho", "chi_squared", "q"], rows)
        )
    }

    private static func associations(
        _ trained: TrainedTargets,
        _ source: MeasuredSource,
        _ settings: EssentialityReportSettings
    ) -> ReportFigure {
        let name = "2c-associations"
        let title = "2B–C · Effects against the expression of their strongest modifier"
        guard case .success(let lines) = source else {
            return ReportFigure(name, title, missing: source.missing.sentence)
        }
        let shown = trained.best.filter { !$0.modifiers.isEmpty }.prefix(settings.examples)
        guard !shown.isEmpty else {
            return ReportFigure(name, title, missing: "no target with r above 0 has modifier genes.")
        }
        var panels: [Panel] = []
        var rows: [[String]] = []
        var counts: [Int] = []
        for target in shown {
            guard let modifier = target.strongest, let levels = lines.expression(of: modifier.gene) else {
                continue
            }
            let effect = (0..<lines.data.lines.count).map {
                lines.data.effect[$0, lines.columns[target.place]]
            }
            let known = effect.indices.filter { effect[$0].isFinite && levels[$0].isFinite }
            let r = pearson(known.map { levels[$0] }, known.map { effect[$0] })
            counts.append(known.count)
            var panel = Figure.association(
                "",
                x: ("\(modifier.gene) expression, log₂(TPM + 1)", levels),
                y: ("\(target.gene), \(trained.scale)", effect)
            ).panels[0]
            panel.title =
                "\(target.gene): r = \(numberText(r, places: 2)), p = \(shortNumber(pearsonPValue(r: r, n: known.count)))"
            panels.append(panel)
            for line in known {
                rows.append([
                    target.gene.symbol, modifier.gene.symbol, lines.data.lines[line],
                    trained.lineages[line],
                    cell(levels[line]), cell(effect[line]),
                ])
            }
        }
        return ReportFigure(
            name,
            title,
            caption:
                "For the best predicted targets with modifiers the gene whose expression goes with the effect most closely; a point is "
                + "one of \(range(counts)) lines. The modifier was chosen on these same lines among \(lines.data.genes.count) genes, so that "
                + "r here is greater than in lines not seen. An association is no cause: both may follow the tissue.",
            svg: Figure(
                "Effects against their strongest modifier",
                width: panels.count > 1 ? 900 : 560,
                panelHeight: 250,
                columns: panels.count > 1 ? 2 : 1,
                panels: panels
            ).svg,
            table: reportTable(["target", "modifier", "line", "lineage", "expression", "effect"], rows)
        )
    }
}
