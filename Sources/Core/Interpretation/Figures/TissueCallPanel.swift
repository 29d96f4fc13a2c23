package import Figures
import Screen

extension Figure {
    /// Mean predictions of each tissue around the grand mean, with their verdicts.
    ///
    /// Bars are about 95 % of the mean's spread (two standard errors); the band is the least effect that
    /// counts.
    package static func affectedTissues(
        _ title: String,
        scale: String = "gene effect",
        _ calls: [TissueCall],
        rule: AffectedTissueRule
    ) -> Figure {
        let order = calls.sorted { left, right in
            left.difference != right.difference
                ? left.difference < right.difference
                : left.tissue.utf8.lexicographicallyPrecedes(right.tissue.utf8)
        }
        var spots: [TissueVerdict: [Spot]] = [:]
        var errors: [Segment] = []
        var reach: [Double] = [0, rule.minimumEffect, -rule.minimumEffect]
        for (place, call) in order.enumerated() where call.difference.isFinite {
            let y = Double(order.count - 1 - place)
            let note =
                "\(call.tissue): \(numberText(call.difference, places: 3)), adjusted p \(shortNumber(call.q))"
            spots[call.verdict, default: []].append(Spot(call.difference, y, note: note))
            reach.append(call.difference)
            guard call.standardError.isFinite else { continue }
            let low = call.difference - 2 * call.standardError
            let high = call.difference + 2 * call.standardError
            reach += [low, high]
            errors.append(Segment(from: Spot(low, y), to: Spot(high, y)))
        }
        let looks: [(TissueVerdict, Tone, Symbol)] = [
            (.moreEssential, .orange, .diamond), (.lessEssential, .blue, .square),
            (.unaffected, .soft, .circle),
            (.untested, .soft, .ring),
        ]
        let shown = looks.filter { spots[$0.0] != nil }
        var marks: [Mark] = []
        if rule.minimumEffect > 0 {
            let top = Double(max(order.count, 1)) - 0.5
            marks.append(
                .band(
                    [Span(-rule.minimumEffect, -0.5, top), Span(rule.minimumEffect, -0.5, top)],
                    .soft,
                    opacity: 0.12
                )
            )
        }
        marks += [.vertical(0, .ink, .dotted), .segments(errors, .soft, width: 1.4)]
        marks += shown.map { .points(spots[$0.0] ?? [], $0.1, $0.2, size: 4.5) }
        let band =
            rule.minimumEffect > 0 ? [LegendEntry("less than the effect that counts", .soft, .area)] : []
        return Figure(
            title,
            description: "Mean prediction of each tissue less the grand mean.",
            panelHeight: max(80, 22 * Double(order.count)),
            panels: [
                Panel(
                    x: Axis("Mean predicted \(scale) less the grand mean", over: reach),
                    y: Axis("", categories: order.map { "\($0.tissue) (\($0.count))" }.reversed()),
                    marks: marks
                )
            ],
            legend: shown.map { LegendEntry($0.0.rawValue, $0.1, .symbol($0.2)) } + band
        )
    }

    /// The share of lines whose interval held the measured effect, by group, against what was promised.
    package static func coverage(_ title: String, _ report: CoverageReport, promised: Double = 0.9) -> Figure
    {
        let rows = [report.overall] + report.groups.filter { $0.count > 0 }
        var spots: [Spot] = []
        var ranges: [Segment] = []
        for (place, row) in rows.enumerated() where row.count > 0 {
            let y = Double(rows.count - 1 - place)
            let bounds = row.uncertainty
            spots.append(
                Spot(100 * row.share, y, note: "\(row.group): \(row.covered) of \(row.count)")
            )
            ranges.append(Segment(from: Spot(100 * bounds.low, y), to: Spot(100 * bounds.high, y)))
        }
        let least = ranges.map(\.from.x).min() ?? 80
        return Figure(
            title,
            description: "Coverage of intervals that promise \(shortNumber(100 * promised)) %.",
            panelHeight: max(80, 22 * Double(rows.count)),
            panels: [
                Panel(
                    x: Axis(
                        "Measured effects within their interval, %",
                        from: min(80, (least / 10).rounded(.down) * 10),
                        to: 100
                    ),
                    y: Axis("", categories: rows.map { "\($0.group) (\($0.count))" }.reversed()),
                    marks: [
                        .vertical(100 * promised, .ink, .dashed), .segments(ranges, .blue, width: 1.6),
                        .points(spots, .blue, size: 4),
                    ]
                )
            ],
            legend: [
                LegendEntry("coverage and its 95 % interval", .blue, .symbol(.circle)),
                LegendEntry("promised", .ink, .line(.dashed)),
            ]
        )
    }
}
