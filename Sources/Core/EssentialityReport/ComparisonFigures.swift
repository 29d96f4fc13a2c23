import Essentiality
import Figures
import Interpretation
import Screen
import Statistics

/// The model against other ways of predicting (figures 3A and 3B), and what another platform costs.
struct ComparisonFigures: Sendable {
    private(set) var figures: [ReportFigure]
    let shift: ReportFigure
    let findings: [String]

    static let names = (
        ways: ("3a-models", "3A · Ways of predicting"),
        histogram: ("3a-correlations", "3A · Correlations by way of predicting"),
        components: ("3b-components", "3B · Against a prediction of all genes at once"),
        one: ("1a-one-against-many", "One modifier against many"),
        shift: ("platform-shift", "Loss where expression is measured otherwise")
    )

    init(_ comparison: Result<ModelComparison, MissingPart>) {
        switch comparison {
        case .failure(let missing):
            figures = [
                ReportFigure(Self.names.ways.0, Self.names.ways.1, missing: missing.sentence),
                ReportFigure(Self.names.components.0, Self.names.components.1, missing: missing.sentence),
            ]
            shift = ReportFigure(Self.names.shift.0, Self.names.shift.1, missing: missing.sentence)
            findings = []
        case .success(let comparison):
            let one = Self.oneAgainstMany(comparison)
            figures = [
                Self.models(comparison), Self.histogram(comparison), one.figure, Self.components(comparison),
            ]
            shift = Self.shifted(comparison)
            let stack = mean(comparison.stack.map(\.r))
            let components = mean((comparison.ways[.components] ?? []).map(\.r))
            findings =
                [
                    "On the same folds the model's mean r is \(numberText(stack, places: 3)), that of a prediction of all genes at once "
                        + "by components \(numberText(components, places: 3))."
                ] + one.finding
        }
    }

    /// Of whom, and whether on the training's lines.
    private static func told(_ comparison: ModelComparison) -> String {
        let sample =
            comparison.compared.count < comparison.all
            ? "\(comparison.compared.count) of the \(comparison.all) targets, drawn by chance"
            : counted(comparison.compared.count, "target")
        let folds =
            switch comparison.hasTrainingFolds {
            case true: "The folds are those of the training, as targets told by the kernel alone show."
            case false:
                "The model was trained on other folds, as targets told by the kernel alone show: name its --folds and --seed for a "
                    + "comparison line by line."
            case nil: "The folds are those of the training if its --folds and --seed were named."
            }
        return "\(sample), \(comparison.folds) folds. \(folds)"
    }

    private static func rows(
        _ comparison: ModelComparison
    ) -> [(name: String, scores: [ModelComparison.Score])] {
        [("the model", comparison.stack)] + Way.allCases.map { ($0.rawValue, comparison.ways[$0] ?? []) }
    }

    private static func models(_ comparison: ModelComparison) -> ReportFigure {
        let rows = rows(comparison)
        var spots: [Spot] = []
        var ranges: [Segment] = []
        for (place, row) in rows.enumerated() {
            let y = Double(rows.count - 1 - place)
            let interval = meanInterval(row.scores.map(\.r))
            spots.append(
                Spot(
                    interval.mean,
                    y,
                    note: "\(row.name): mean r \(numberText(interval.mean, places: 3))"
                )
            )
            guard interval.low.isFinite, interval.high.isFinite else { continue }
            ranges.append(Segment(from: Spot(interval.low, y), to: Spot(interval.high, y)))
        }
        let labels = rows.map { row in
            "\(row.name): \(numberText(mean(row.scores.map(\.r)), places: 3)); "
                + "\(row.scores.count { $0.r > 0.2 }) above 0.2"
        }
        let reach = ranges.flatMap { [$0.from.x, $0.to.x] } + spots.map(\.x)
        return ReportFigure(
            names.ways.0,
            names.ways.1,
            caption:
                "The mean correlation over targets by each way of predicting, with its 95 % interval over targets; beside the names "
                + "the mean and the targets above 0.2. \(told(comparison)) Modifiers are chosen anew in the training lines of each "
                + "fold; a target without any is predicted as its mean. The ways tell the same targets in the same lines, so that a "
                + "difference between two may be real though their intervals overlap.",
            svg: Figure(
                "Mean correlation by way of predicting",
                width: 860,
                panelHeight: 28 * Double(rows.count),
                panels: [
                    Panel(
                        x: Axis("Mean Pearson's r over targets, held-out lines", over: reach, including: [0]),
                        y: Axis("", categories: labels.reversed()),
                        marks: [.segments(ranges, .blue, width: 1.6), .points(spots, .blue, size: 4.5)]
                    )
                ]
            ).svg,
            table: reportTable(
                ["way", "targets", "mean_r", "above_0.2", "above_0.4", "mean_relative_rmse"],
                rows.map { row in
                    [
                        row.name, cell(row.scores.count), cell(mean(row.scores.map(\.r))),
                        cell(row.scores.count { $0.r > 0.2 }), cell(row.scores.count { $0.r > 0.4 }),
                        cell(mean(row.scores.map(\.relativeRMSE))),
                    ]
                }
            ),
            more: [
                (
                    "targets",
                    reportTable(
                        ["gene"] + rows.map { "r, \($0.name)" } + rows.map { "relative RMSE, \($0.name)" },
                        comparison.compared.indices.map { place in
                            [comparison.compared[place].gene.symbol] + rows.map { cell($0.scores[place].r) }
                                + rows.map { cell($0.scores[place].relativeRMSE) }
                        }
                    )
                )
            ]
        )
    }

    private static func histogram(_ comparison: ModelComparison) -> ReportFigure {
        let shown: [(name: String, r: [Double])] =
            [("the model", comparison.stack.map(\.r))]
            + [Way.kernel, .single, .components].map { way in
                (way.rawValue, (comparison.ways[way] ?? []).map(\.r))
            }
        return ReportFigure(
            names.histogram.0,
            names.histogram.1,
            caption:
                "How many targets reach each correlation by four of these ways; the dotted line is 0.2. \(told(comparison))",
            svg: Figure.correlations("Correlations by way of predicting", shown).svg,
            table: reportTable(
                ["gene"] + shown.map(\.name),
                comparison.compared.indices.map { place in
                    [comparison.compared[place].gene.symbol] + shown.map { cell($0.r[place]) }
                }
            )
        )
    }

    private static func components(_ comparison: ModelComparison) -> ReportFigure {
        let other = (comparison.ways[.components] ?? []).map(\.r)
        let own = comparison.stack.map(\.r)
        let better = zip(own, other).count { $0 > $1 }
        return ReportFigure(
            names.components.0,
            names.components.1,
            caption:
                "Each target's correlation by the model against that by components of the whole expression, in the manner of "
                + "Itzhacky and Sharan (2021): expression and effects are each reduced to principal components, and canonical "
                + "correlation leads from one to the other; their own network is not this linear map. The model is better for "
                + "\(better) of \(own.count). \(told(comparison)) With few targets the components of the effects are few, which "
                + "holds this baseline back.",
            svg: Figure.comparison(
                "The model against components",
                across: "components",
                upright: "the model",
                zip(comparison.compared, zip(other, own)).map { ($0.gene.symbol, $1.0, $1.1) }
            ).svg,
            table: reportTable(
                ["gene", "r_components", "r_model"],
                comparison.compared.indices.map {
                    [comparison.compared[$0].gene.symbol, cell(other[$0]), cell(own[$0])]
                }
            )
        )
    }

    private static func oneAgainstMany(
        _ comparison: ModelComparison
    ) -> (figure: ReportFigure, finding: [String]) {
        let places = comparison.compared.indices.filter { !comparison.compared[$0].modifiers.isEmpty }
        guard !places.isEmpty else {
            return (
                ReportFigure(
                    names.one.0,
                    names.one.1,
                    missing: "none of the targets compared has modifier genes."
                ), []
            )
        }
        let one = places.map { comparison.ways[.single]?[$0].r ?? .nan }
        let many = places.map { comparison.ways[.ridge]?[$0].r ?? .nan }
        let model = places.map { comparison.stack[$0].r }
        let test = OneAgainstMany(one: one, many: many)
        let against = OneAgainstMany(one: one, many: model)
        let finding =
            "Many modifiers beat the single best one for \(test.manyBetter) of \(counted(test.targets, "target")) with modifiers "
            + "(mean difference in r \(numberText(test.meanDifference, places: 3)), signed-rank p = \(shortNumber(test.signedRank.p)))."
        func row(_ name: String, _ test: OneAgainstMany) -> [String] {
            [
                name, cell(test.targets), cell(test.oneAbove), cell(test.manyAbove), cell(test.manyBetter),
                cell(test.oneBetter), cell(test.meanDifference), cell(test.signedRank.p), cell(test.sign.p),
            ]
        }
        let figure = ReportFigure(
            names.one.0,
            names.one.1,
            caption:
                "Each target's correlation by a straight line on its single best modifier, and by ridge on all its modifiers; both "
                + "chosen in the training lines of each fold. \(finding) \(test.oneAbove) targets lie above 0.2 with one and "
                + "\(test.manyAbove) with many. Shown are targets with modifiers over all lines; in some folds they may have none.",
            svg: Figure.comparison(
                "One modifier against many",
                across: "single best modifier",
                upright: "ridge on all modifiers",
                places.indices.map { (comparison.compared[places[$0]].gene.symbol, one[$0], many[$0]) }
            ).svg,
            table: reportTable(
                ["gene", "r_single", "r_ridge", "r_model"],
                places.indices.map {
                    [
                        comparison.compared[places[$0]].gene.symbol, cell(one[$0]), cell(many[$0]),
                        cell(model[$0]),
                    ]
                }
            ),
            more: [
                (
                    "tests",
                    reportTable(
                        [
                            "many", "targets", "single_above_0.2", "many_above_0.2", "many_better",
                            "single_better",
                            "mean_difference", "signed_rank_p", "sign_p",
                        ],
                        [row("ridge on modifiers", test), row("the model", against)]
                    )
                )
            ]
        )
        return (figure, [finding])
    }
}
