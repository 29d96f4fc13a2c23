import Essentiality
import Expression
import Figures
import Interpretation
import Screen
import Statistics

/// How well held-out effects are told: figure 1A, and figure 3C to F.
struct AccuracyFigures: Sendable {
    let histogram: ReportFigure
    let predictions: ReportFigure
    let finding: String

    init(_ trained: TrainedTargets, settings: EssentialityReportSettings) {
        let targets = trained.targets
        let counts = PredictableTargets(
            targets.map {
                Interpretation.TargetAccuracy(
                    $0.gene,
                    r: $0.accuracy.r,
                    count: $0.accuracy.lines,
                    effectSD: $0.accuracy.sd
                )
            }
        )
        let variable = targets.filter { $0.accuracy.sd > counts.minimumSD }
        let r = targets.map(\.accuracy.r)
        finding =
            "\(counts.above) of \(counted(targets.count, "target")) reach r > 0.2 in held-out lines, "
            + "\(counts.aboveAndVariable) of them with an SD of the effect above 0.1; the mean r is \(numberText(mean(r), places: 3))."
        histogram = ReportFigure(
            "1a-correlations",
            "1A · Correlation of predicted and measured effects",
            caption:
                "How many targets reach each correlation in lines that the models had not seen. Of \(targets.count) targets "
                + "\(counts.above) lie above 0.2 (dotted line). \(counts.variable) targets have an effect whose standard deviation "
                + "over lines is above 0.1, and \(counts.aboveAndVariable) of these lie above 0.2. \(counts.significant) targets have "
                + "r > 0 at a false discovery rate of 5 %. Where an effect hardly varies between lines, a correlation above 0.2 may "
                + "say little about biology: the second curve leaves these targets out.",
            svg: Figure.correlations(
                "Correlation of predicted and measured effects",
                [
                    ("all targets", r),
                    ("SD of the effect above 0.1", variable.map(\.accuracy.r)),
                ]
            ).svg,
            table: reportTable(
                [
                    "gene", "model", "lines", "sd", "r", "rmse", "relative_rmse", "p", "q", "modifiers",
                    "verdict", "r_error", "r_within_lineages", "reason",
                ],
                targets.map { target in
                    let accuracy = target.accuracy
                    let judgement = trained.model.judgement(target.place)
                    return [
                        target.gene.symbol, trained.model.modelName(target.place), cell(accuracy.lines),
                        cell(accuracy.sd), cell(accuracy.r), cell(accuracy.rmse), cell(accuracy.relativeRMSE),
                        cell(accuracy.p), cell(target.q), cell(target.modifiers.count),
                        judgement.verdict.rawValue, cell(accuracy.error), cell(accuracy.within),
                        judgement.reason.rawValue,
                    ]
                }
            ),
            more: [
                (
                    "counts",
                    reportTable(
                        ["what", "targets"],
                        [
                            ["all", cell(counts.targets)], ["sd above 0.1", cell(counts.variable)],
                            ["r above 0.2", cell(counts.above)],
                            ["r above 0.2 and sd above 0.1", cell(counts.aboveAndVariable)],
                            ["r above 0 at a false discovery rate of 5 %", cell(counts.significant)],
                        ]
                    )
                )
            ]
        )
        predictions = Self.predictions(trained, settings)
    }

    private static func predictions(
        _ trained: TrainedTargets,
        _ settings: EssentialityReportSettings
    ) -> ReportFigure {
        let name = "3c-predictions"
        let title = "3C–F · Predicted against measured, best targets"
        let shown = trained.best.prefix(settings.examples)
        guard !shown.isEmpty else {
            return ReportFigure(
                name,
                title,
                missing: "no target is foretold better than by chance (r above 0)."
            )
        }
        let panels = shown.map { target in
            PredictionPanel(
                target.gene.symbol,
                heldOut: zip(target.measured, target.predicted)
                    .filter { $0.isFinite && $1.isFinite }.map { Spot($0, $1) }
            )
        }
        let rows = shown.flatMap { target in
            trained.model.lines.indices.filter { target.measured[$0].isFinite }.map { line in
                [
                    target.gene.symbol, trained.model.lines[line], trained.lineages[line],
                    cell(target.measured[line]), cell(target.predicted[line]),
                ]
            }
        }
        let lines = shown.map(\.accuracy.lines)
        return ReportFigure(
            name,
            title,
            caption:
                "The \(counted(shown.count, "target")) of the greatest correlation; a point is one of \(range(lines)) lines, predicted by "
                + "models that had not seen it. Predictions spread less than what was measured: they are drawn towards the mean "
                + "where expression says little, so that extreme lines are told too mildly. These targets were picked for their "
                + "correlation; that of others is lower (1A)."
                + (trained.model.scale == .dependencyProbability
                    ? " Shown as the models gave them; predictions of samples are kept within 0 and 1." : ""),
            svg: Figure.predictions("Predicted against measured effects", scale: trained.scale, Array(panels))
                .svg,
            table: reportTable(["gene", "line", "lineage", "measured", "predicted"], rows)
        )
    }
}

/// `552`, or `540 to 552`.
func range(_ counts: [Int]) -> String {
    guard let least = counts.min(), let most = counts.max() else { return "0" }
    return least == most ? "\(least)" : "\(least) to \(most)"
}
