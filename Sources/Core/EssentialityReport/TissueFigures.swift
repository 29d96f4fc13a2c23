import Essentiality
import Figures
import Interpretation
import Regression
import Screen
import Statistics

/// Tissues never seen, how far intervals hold in each, and how much of a correlation lies between them (figure 4).
struct TissueFigures: Sendable {
    private(set) var figures: [ReportFigure] = []
    private(set) var findings: [String] = []

    init(
        _ trained: TrainedTargets,
        _ heldOut: Result<TissuesHeldOut, MissingPart>,
        seed: Seed,
        settings: EssentialityReportSettings
    ) {
        switch heldOut {
        case .failure(let missing):
            let sentence = trained.hasLineages ? missing.sentence : lineagesMissing.sentence
            figures.append(ReportFigure("4-tissues-held-out", "4 · Tissues held out", missing: sentence))
        case .success(let heldOut): addHeldOut(heldOut, trained, settings)
        }
        let correlations = ("4-within-lineages", "Within lineages and between them")
        let coverage = ("4-coverage", "Intervals by lineage")
        guard trained.hasLineages else {
            figures.append(ReportFigure(correlations.0, correlations.1, missing: lineagesMissing.sentence))
            figures.append(ReportFigure(coverage.0, coverage.1, missing: lineagesMissing.sentence))
            return
        }
        let folds = KFold(
            count: trained.model.lines.count,
            folds: min(settings.folds, trained.model.lines.count),
            seed: seed.value
        ).folds
        addCorrelations(correlations, trained, folds, settings)
        addCoverage(coverage, trained, folds, settings)
    }

    private mutating func addHeldOut(
        _ heldOut: TissuesHeldOut,
        _ trained: TrainedTargets,
        _ settings: EssentialityReportSettings
    ) {
        let report = heldOut.report
        let shown = heldOut.targets.indices.prefix(settings.examples)
        let panels = shown.map { number in
            let gene = heldOut.targets[number].gene.symbol
            return DeviationPanel(
                gene,
                global: heldOut.global[number],
                groups: heldOut.predictions.filter { $0.target == gene }.map { part in
                    DeviationPanel.Group(
                        part.tissue,
                        zip(part.heldOut, part.measured).map { ($0 - $1).magnitude }.filter(\.isFinite)
                    )
                }
            )
        }
        let paired = report.paired
        let test =
            paired.map { "paired t = \(numberText($0.t, places: 2)), p = \(shortNumber($0.p))" }
            ?? "too few targets for a test"
        let unpaired = report.unpaired.map { ", without the pairing p = \(shortNumber($0.p))" } ?? ""
        let tissues = report.tissues
        let worst = tissues.max { $0.change < $1.change }
        let sentence =
            "In a tissue never seen the kernel's error is \(numberText(report.meanChange, places: 1)) % greater on average than with "
            + "the tissue's other lines seen (\(counted(report.targets.count, "target")), \(test)\(unpaired))."
        findings.append(sentence)
        figures.append(
            ReportFigure(
                "4-tissues-held-out",
                "4 · Tissues held out",
                caption:
                    "Absolute errors in the lines of each tissue where no line of it was learnt from, for the best predicted targets; a "
                    + "diamond is the root mean square, the dashed line that over all these lines with none held out. \(sentence)"
                    + (worst.map {
                        " It loses most in \($0.name) (\(numberText($0.change, places: 1)) %, \($0.lineCount) lines)."
                    } ?? "")
                    + " Both errors are of the same lines and of models that lack the same other lines; only the kernel's part of the "
                    + "model is learnt anew. Targets were picked for r above 0.2 with tissues seen, which favours that side; they "
                    + "share lines, so that p is too small.",
                svg: Figure.heldOutTissues("Errors in tissues held out", scale: trained.shortScale, panels)
                    .svg,
                table: reportTable(
                    ["target / tissue", "lines", "rmse_seen", "rmse_held_out", "change_percent"],
                    report.rows.map(Self.row)
                ),
                more: [
                    (
                        "by-tissue",
                        reportTable(
                            [
                                "tissue", "lines", "rmse_seen", "rmse_held_out", "change_percent", "paired_t",
                                "paired_p",
                            ],
                            zip(tissues, report.pairedByTissue).map {
                                Self.row($0) + [cell($1?.t), cell($1?.p)]
                            }
                        )
                    ),
                    (
                        "by-target",
                        reportTable(
                            [
                                "target", "lines", "rmse_seen", "rmse_held_out", "change_percent", "paired_t",
                                "paired_p",
                            ],
                            zip(report.targets, report.pairedByTarget).map {
                                Self.row($0) + [cell($1?.t), cell($1?.p)]
                            }
                        )
                    ),
                    (
                        "test",
                        reportTable(
                            [
                                "targets", "mean_change_percent", "paired_t", "paired_p", "unpaired_t",
                                "unpaired_p",
                            ],
                            [
                                [
                                    cell(report.targets.count), cell(report.meanChange), cell(paired?.t),
                                    cell(paired?.p),
                                    cell(report.unpaired?.t), cell(report.unpaired?.p),
                                ]
                            ]
                        )
                    ),
                ]
            )
        )
    }

    private static func row(_ error: HeldOutError) -> [String] {
        [error.name, cell(error.lineCount), cell(error.seen), cell(error.heldOut), cell(error.change)]
    }

    private mutating func addCorrelations(
        _ name: (String, String),
        _ trained: TrainedTargets,
        _ folds: [KFold.Fold],
        _ settings: EssentialityReportSettings
    ) {
        var groups = [Int?](repeating: nil, count: trained.lineages.count)
        for (number, fold) in folds.enumerated() {
            for line in fold.test { groups[line] = number }
        }
        let parts = trained.targets.map { target in
            LineageCorrelations(
                measured: target.measured,
                predicted: target.predicted,
                lineages: trained.lineages,
                minimumLines: settings.tissueLines,
                groups: groups
            )
        }
        let known = parts.filter { $0.overall.isFinite && $0.within.isFinite && $0.lineageAlone.isFinite }
        guard !known.isEmpty else {
            figures.append(
                ReportFigure(
                    name.0,
                    name.1,
                    missing: "no lineage has \(settings.tissueLines) lines with known effects."
                )
            )
            return
        }
        let overall = mean(known.map(\.overall))
        let within = mean(known.map(\.within))
        let alone = mean(known.map(\.lineageAlone))
        let sentence =
            "The mean r is \(numberText(overall, places: 3)) over all lines, \(numberText(within, places: 3)) within lineages; a line's "
            + "lineage alone, without its expression, reaches \(numberText(alone, places: 3))"
        let isMostlyBetween = 2 * alone > overall
        findings.append(
            "\(sentence): "
                + (isMostlyBetween
                    ? "most of the overall r may lie between tissues." : "more than the lineage is told.")
        )
        figures.append(
            ReportFigure(
                name.0,
                name.1,
                caption:
                    "Each target's correlation over all lines, and after the mean of each lineage (among the lines told together, those of a "
                    + "fold) is taken from predictions and measurements (\(counted(known.count, "target")), lineages of at least "
                    + "\(settings.tissueLines) lines). \(sentence). What lies below "
                    + "the diagonal is told by which tissue a line is from: "
                    + (isMostlyBetween
                        ? "most of the overall r may be between tissues, and lines of one tissue are told apart less well than it promises."
                        : "for samples of one tissue the lower number is the one to expect."),
                svg: Figure.comparison(
                    "Correlation over all lines and within lineages",
                    across: "all lines",
                    upright: "within lineages",
                    trained.targets.indices.map {
                        (trained.targets[$0].gene.symbol, parts[$0].overall, parts[$0].within)
                    }
                ).svg,
                table: reportTable(
                    ["gene", "lines", "r_overall", "r_within_lineages", "r_lineage_alone"],
                    trained.targets.indices.map { place in
                        [
                            trained.targets[place].gene.symbol, cell(parts[place].lines),
                            cell(parts[place].overall),
                            cell(parts[place].within), cell(parts[place].lineageAlone),
                        ]
                    }
                )
            )
        )
    }

    /// Intervals made in the other folds, for each fold's lines.
    private mutating func addCoverage(
        _ name: (String, String),
        _ trained: TrainedTargets,
        _ folds: [KFold.Fold],
        _ settings: EssentialityReportSettings
    ) {
        let large = Set(trained.tissues(ofLeast: settings.tissueLines).map(\.name))
        let groups = trained.lineages.map { lineage in
            lineage.isEmpty ? "lineage not known" : large.contains(lineage) ? lineage : "other lineages"
        }
        var foldOfLine = [Int?](repeating: nil, count: trained.lineages.count)
        for (number, fold) in folds.enumerated() {
            for line in fold.test { foldOfLine[line] = number }
        }
        var outcomes: [IntervalOutcome] = []
        for target in trained.targets {
            var departures = target.predicted
            for fold in folds {
                let known = fold.training.map { target.measured[$0] }.filter(\.isFinite)
                for line in fold.test { departures[line] -= known.isEmpty ? 0 : mean(known) }
            }
            let ends = heldOutIntervals(
                measured: target.measured,
                heldOut: target.predicted,
                departures: departures,
                groups: foldOfLine
            )
            for line in groups.indices where target.residuals[line].isFinite && !ends.lows[line].isNaN {
                outcomes.append(
                    IntervalOutcome(
                        group: groups[line],
                        measured: target.measured[line],
                        low: ends.lows[line],
                        high: ends.highs[line]
                    )
                )
            }
        }
        let report = CoverageReport(outcomes)
        guard report.overall.count > 0 else {
            figures.append(ReportFigure(name.0, name.1, missing: "no effect of a held-out line is known."))
            return
        }
        let share = numberText(100 * report.overall.share, places: 1)
        let least = report.groups.min { $0.share < $1.share }
        findings.append("Intervals that promise 90 % hold \(share) % of held-out effects.")
        figures.append(
            ReportFigure(
                name.0,
                name.1,
                caption:
                    "How many measured effects lie within their 90 % interval, by lineage (in brackets targets times lines: "
                    + "\(numberText(Double(report.overall.count), places: 0)) in all). For each fold intervals are made from the errors in the "
                    + "others. \(share) % are held in all"
                    + (least.map { ", fewest in \($0.group): \(numberText(100 * $0.share, places: 1)) %" }
                        ?? "")
                    + ". Widths go with the prediction as they do in predictions served, which also widen with a sample's distance. The "
                    + "bars take effects of one line as independent, which they are not: they are too short. A lineage below the "
                    + "dashed line needs wider intervals than it is given.",
                svg: Figure.coverage("Coverage of 90 % intervals by lineage", report).svg,
                table: reportTable(
                    ["lineage", "effects", "covered", "share", "mean_width"],
                    ([report.overall] + report.groups).map { group in
                        [
                            group.group, cell(group.count), cell(group.covered), cell(group.share),
                            cell(group.meanWidth),
                        ]
                    }
                )
            )
        )
    }
}
