import Figures
import Relations
import Rewards
import Screen
import Statistics

extension ScreenReport {
    /// The double's severity against the sum of the singles'.
    var scaleOfDoubles: ReportFigure {
        let title = "Doubles against the sum of their singles"
        guard let summary else {
            return ReportFigure(
                "scale",
                title,
                missing: rows.isEmpty ? "No pair has a reward yet." : errorsMissing
            )
        }
        let sums = rows.map { $0.severityFirst + $0.severitySecond }
        let doubles = rows.map(\.severityDouble)
        let x = Axis("severity S of the sum of the singles", over: sums, including: [0])
        let y = Axis("severity S of the double", over: doubles, including: [0])
        let end = min(x.upper, y.upper)
        let marks: [Mark] = [
            .points(
                rows.map { spot($0.severityFirst + $0.severitySecond, $0.severityDouble, $0) },
                .blue,
                size: 2.4,
                opacity: 0.55
            ),
            .line([Spot(0, 0), Spot(end, end)], .ink, .dashed, width: 1.4),
        ]
        let legend = [
            LegendEntry("pairs", .blue, .symbol(.circle)),
            LegendEntry("as severe as the sum", .ink, .line(.dashed)),
        ]
        var words =
            "On average over \(counted(summary.pairs, "pair")) S is \(shortNumber(summary.meanSeverityDouble)) for the double and "
            + "\(shortNumber(summary.meanSeveritySum)) for the sum (Jain et al. 2024 find 0.76 and 1.03 for the sums of all features; the unit is that of the "
            + "embedding, so compare the ratio: \(shortNumber(summary.meanSeverityDouble / summary.meanSeveritySum)) here, 0.74 "
            + "there). "
        if let scale = summary.scale {
            words +=
                "Along the sum itself and freed of noise, which this picture is not, a double holds \(shortNumber(scale)) of "
                + "the sum of its singles. "
        }
        return ReportFigure(
            "scale",
            title,
            caption:
                "Pairs below the dashed line are weaker than the sum of their singles, as when two genes act in one "
                + "pathway; pairs far above it are stronger. S adds up the embedding along the signs of the double (section 5 of "
                + "the paper), so that noise in the double lifts it: near 0 most pairs lie above the line, whether they interact or not. "
                + words,
            figure: Figure(title, panels: [Panel(x: x, y: y, marks: marks)], legend: legend),
            table: reportTable(
                ["gene_a", "gene_b", "s_double", "s_a", "s_b", "scale", "true_scale"],
                rows.map { row in
                    names(row) + [
                        cell(row.severityDouble), cell(row.severityFirst), cell(row.severitySecond),
                        cell(row.anatomy?.scale), cell(row.anatomy?.trueScale),
                    ]
                }
            )
        )
    }

    /// How many interactions there are of each kind.
    var classCounts: ReportFigure {
        let title = "Kinds of interaction"
        guard let summary else {
            return ReportFigure(
                "classes",
                title,
                missing: rows.isEmpty ? "No pair has a reward yet." : errorsMissing
            )
        }
        let epistasis =
            summary.counts[.firstOverSecond, default: 0] + summary.counts[.secondOverFirst, default: 0]
        let kinds: [(String, Int)] = [
            ("synergy", summary.counts[.synergy, default: 0]),
            ("masking", summary.counts[.masking, default: 0]),
            ("epistasis", epistasis),
            ("neomorphic", summary.counts[.neomorphic, default: 0]),
        ]
        let total = kinds.reduce(0) { $0 + $1.1 }
        guard total > 0 else {
            return ReportFigure(
                "classes",
                title,
                missing:
                    "None of \(counted(summary.pairs, "pair")) is significant at a false discovery rate of "
                    + "\(shortNumber(InteractionClass.significance)), and only those get a class."
            )
        }
        let bars = kinds.enumerated().map { place, kind in
            Box(Double(place) - 0.35, Double(place) + 0.35, 0, Double(kind.1), note: "\(kind.0): \(kind.1)")
        }
        let top = Double(kinds.map(\.1).max() ?? 1)
        let labels = kinds.enumerated().map { place, kind in
            Mark.text("\(kind.1)", at: Spot(Double(place), Double(kind.1) + 0.03 * top), .ink, .middle)
        }
        return ReportFigure(
            "classes",
            title,
            caption:
                "What the \(counted(total, "significant pair")) of \(summary.pairs) look like. Synergy: the double is the sum of its singles, only "
                + "stronger, or does something where neither single does. Masking: the same, weaker. Epistasis: the double "
                + "looks like one of its genes alone. Neomorphic: it goes where neither single points.",
            figure: Figure(
                title,
                width: 560,
                panelHeight: 220,
                panels: [
                    Panel(
                        x: Axis("", categories: kinds.map(\.0)),
                        y: Axis("pairs", over: [0, top * 1.08], including: [0]),
                        marks: [.bars(bars, .green)] + labels
                    )
                ]
            ),
            table: reportTable(
                ["gene_a", "gene_b", "class", "q", "scale_part", "direction_part", "new_part"],
                rows.compactMap { row in
                    guard let anatomy = row.anatomy else { return nil }
                    return names(row) + [
                        anatomy.interaction.rawValue, cell(row.estimate?.q), cell(anatomy.scalePart),
                        cell(anatomy.directionPart), cell(anatomy.newPart),
                    ]
                }
            )
        )
    }

    /// The paper's figures 5 and 6: severities of the singles and of their sum, relative to the double.
    var severityOfRelated: ReportFigure {
        let title = "Severity within related pairs"
        var groups = relations.sets.map { set in
            (name: set.name, rows: rows.filter { set.pairs.contains($0.pair) })
        }
        groups.append(("synergies of this screen", rows.filter { $0.anatomy?.interaction == .synergy }))
        groups = groups.filter { group in group.rows.contains { $0.severityDouble > 0 } }
        guard !groups.isEmpty else {
            let reason =
                relations.isEmpty
                ? "No known relations are given. Name files of them as 'relations' in the configuration."
                : "No pair of the known relations is measured yet."
            return ReportFigure("related", title, missing: reason)
        }
        let shown = Array(groups.prefix(6))
        let most = shown.flatMap(\.rows).flatMap { relative($0) }.max() ?? 1
        let y = Axis("severity S relative to the double", over: [0, min(most, 3)], including: [0])
        let x = Axis("", categories: ["milder single", "more severe single", "sum"])
        let panels = shown.map { group in
            let usable = group.rows.filter { $0.severityDouble > 0 }
            let lines = usable.flatMap { row -> [Segment] in
                let places = relative(row).map { min($0, 3) }
                return [
                    Segment(from: Spot(0, places[0]), to: Spot(1, places[1])),
                    Segment(from: Spot(1, places[1]), to: Spot(2, places[2])),
                ]
            }
            let dots = usable.flatMap { row in
                relative(row).enumerated().map { place, value in spot(Double(place), min(value, 3), row) }
            }
            let opacity = min(0.5, max(0.08, 15 / Double(usable.count)))
            let middle = (0..<3).map { place in
                Spot(Double(place), quantile(usable.map { relative($0)[place] }, 0.5))
            }
            return Panel(
                "\(group.name) (\(counted(usable.count, "pair")))",
                x: x,
                y: y,
                marks: [
                    .segments(lines, .soft, opacity: opacity),
                    .points(dots, .soft, size: 2, opacity: min(1, 2 * opacity)),
                    .horizontal(1, .ink), .line(middle, .orange, width: 2.5),
                    .points(middle, .orange, .diamond, size: 4),
                ]
            )
        }
        return ReportFigure(
            "related",
            title,
            caption:
                "Where the sum lies above 1 the double is milder than its singles add up to, as is expected of two parts of one "
                + "complex (the paper's figure 5); where it lies below 1 the double is more severe, as is expected of a synthetic lethality "
                + "(figure 6). Each grey line is a pair, the orange line the median; the double is 1. Values above 3 stand at 3. To see pairs "
                + "that you know to be synthetic lethal, name a file of them among the relations.",
            figure: Figure(
                title,
                width: shown.count > 1 ? 860 : 480,
                panelHeight: 230,
                columns: min(2, shown.count),
                panels: panels,
                legend: [
                    LegendEntry("a pair", .soft, .line(.solid)),
                    LegendEntry("median", .orange, .symbol(.diamond)),
                    LegendEntry("the double", .ink, .line(.dashed)),
                ]
            ),
            table: reportTable(
                ["group", "gene_a", "gene_b", "min", "max", "sum"],
                groups.flatMap { group in
                    group.rows.filter { $0.severityDouble > 0 }.map { row in
                        [group.name] + names(row) + relative(row).map { cell($0) }
                    }
                }
            )
        )
    }

    /// Milder single, more severe single and sum, each over the double.
    private func relative(_ row: Row) -> [Double] {
        guard row.severityDouble > 0 else { return [0, 0, 0] }
        let (one, other) = (row.severityFirst / row.severityDouble, row.severitySecond / row.severityDouble)
        return [min(one, other), max(one, other), one + other]
    }
}
