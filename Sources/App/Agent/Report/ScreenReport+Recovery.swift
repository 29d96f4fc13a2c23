import Figures
import Relations
import Rewards
import Screen
import Statistics

extension ScreenReport {
    /// Receiver operating characteristic and recall of known relations by R, by C and by both.
    var recoveryOfRelations: ReportFigure {
        let title = "Recovery of known relations"
        let known = rows.count { $0.isKnown }
        guard known > 0, known < rows.count else {
            let reason =
                relations.isEmpty
                ? "No known relations are given. Name files of them as 'relations' in the configuration."
                : "Of \(counted(rows.count, "measured pair")) \(known) \(known == 1 ? "is" : "are") a known relation: nothing to compare."
            return ReportFigure("recovery", title, missing: reason)
        }
        let measures = relationScores.compactMap { measure -> (RelationScore, [ScoredRelation], Recovery)? in
            let scored = zip(rows, measure.scores).map { row, score in
                ScoredRelation(pair: row.pair, score: score, isKnown: row.isKnown)
            }
            return Relations.recovery(of: scored, seed: seed.derived(measure.key)).map {
                (measure, scored, $0)
            }
        }
        let curves = measures.enumerated().map { place, entry -> Mark in
            let curve = receiverCurve(entry.1).map { Spot($0.falseShare, $0.trueShare) }
            return .line(curve, Tone.sequence[place], Dash.allCases[place % Dash.allCases.count], width: 2)
        }
        let bars = measures.enumerated().flatMap { place, entry in
            entry.2.recall.enumerated().map { column, recall -> Mark in
                let width = 0.8 / Double(measures.count)
                let left = Double(column) - 0.4 + width * Double(place)
                let note =
                    "\(entry.0.name): \(recall.found) of \(known) known pairs among the \(recall.taken) highest"
                return .bars(
                    [Box(left, left + width * 0.9, 0, recall.recall, note: note)],
                    Tone.sequence[place]
                )
            }
        }
        let chance = Recovery.shares.enumerated().map { column, share in
            Segment(from: Spot(Double(column) - 0.45, share), to: Spot(Double(column) + 0.45, share))
        }
        let highest = measures.flatMap { $0.2.recall.map(\.recall) }.max() ?? 1
        return ReportFigure(
            "recovery",
            title,
            caption: recoveryCaption(measures.map { ($0.0, $0.2) }, known: known),
            figure: Figure(
                title,
                width: 900,
                panelHeight: 320,
                columns: 2,
                panels: [
                    Panel(
                        "Receiver operating characteristic",
                        x: Axis("share of other pairs taken", from: 0, to: 1),
                        y: Axis("share of known pairs found", from: 0, to: 1),
                        marks: [.line([Spot(0, 0), Spot(1, 1)], .soft, .dotted, width: 1.2)] + curves
                    ),
                    Panel(
                        "Known pairs among the highest",
                        x: Axis("", categories: Recovery.shares.map { "highest \(shortNumber(100 * $0)) %" }),
                        y: Axis("share of known pairs found", over: [0, max(highest, 0.25)], including: [0]),
                        marks: bars + [.segments(chance, .ink, width: 1.5)]
                    ),
                ],
                legend: measures.enumerated().map { place, entry in
                    LegendEntry(
                        entry.0.name,
                        Tone.sequence[place],
                        .line(Dash.allCases[place % Dash.allCases.count])
                    )
                } + [LegendEntry("chance", .soft, .line(.dotted))]
            ),
            table: reportTable(
                ["measure", "share_of_others", "share_of_known"],
                measures.flatMap { entry in
                    receiverCurve(entry.1).map { [entry.0.key, cell($0.falseShare), cell($0.trueShare)] }
                }
            )
        )
    }

    /// The area under the curve of each source by each measure.
    var recoveryBySource: ReportFigure {
        let title = "Recovery by source"
        guard relations.sets.count > 1 else {
            return ReportFigure(
                "sources",
                title,
                missing: relations.isEmpty
                    ? "No known relations are given." : "There is one source of relations only."
            )
        }
        let sources =
            relations.sets.map { (name: $0.name, pairs: $0.pairs) } + [(name: "any", pairs: relations.pairs)]
        let found = sources.map { source in
            relationScores.map { ($0, recovery(by: $0, of: source.pairs)) }
        }
        guard found.contains(where: { $0.contains { $0.1 != nil } }) else {
            return ReportFigure("sources", title, missing: "No pair of the known relations is measured yet.")
        }
        let last = sources.count - 1
        let count = Double(relationScores.count)
        func height(_ source: Int, _ measure: Int) -> Double {
            Double(last - source) + 0.3 - 0.6 * (Double(measure) + 0.5) / count
        }
        var marks: [Mark] = [.vertical(0.5, .soft, .dotted)]
        for (measure, score) in relationScores.enumerated() {
            var intervals: [Segment] = []
            var areas: [Spot] = []
            for source in sources.indices {
                guard let result = found[source][measure].1 else { continue }
                let y = height(source, measure)
                if let interval = result.interval {
                    intervals.append(Segment(from: Spot(interval.low, y), to: Spot(interval.high, y)))
                }
                areas.append(Spot(result.auroc, y, note: "\(score.name): \(shortNumber(result.auroc))"))
            }
            marks.append(.segments(intervals, Tone.sequence[measure], width: 1.6))
            marks.append(.points(areas, Tone.sequence[measure], relationSymbols[measure], size: 4))
        }
        let names = sources.enumerated().map { place, source in
            let known = rows.count { source.pairs.contains($0.pair) }
            return "\(source.name) (\(known))"
        }
        return ReportFigure(
            "sources",
            title,
            caption:
                "How well each measure finds the relations of each source; 0.5 is chance, 1 perfect. Lines are 95 % intervals over genes: where "
                + "they reach across 0.5 the source is not found better than by chance. In brackets: measured pairs that the source relates.",
            figure: Figure(
                title,
                width: 760,
                panelHeight: 60 + 56 * Double(sources.count),
                panels: [
                    Panel(
                        x: Axis("area under the curve", from: 0, to: 1),
                        y: Axis("", categories: names.reversed()),
                        marks: marks
                    )
                ],
                legend: relationScores.enumerated().map { place, score in
                    LegendEntry(score.name, Tone.sequence[place], .symbol(relationSymbols[place]))
                }
            ),
            table: recoveryTable(sources, found)
        )
    }

    private func recovery(by measure: RelationScore, of known: Set<Pair>) -> Recovery? {
        let scored = zip(rows, measure.scores).map { row, score in
            ScoredRelation(pair: row.pair, score: score, isKnown: known.contains(row.pair))
        }
        return Relations.recovery(of: scored, seed: seed.derived(measure.key))
    }

    private func recoveryCaption(_ measures: [(RelationScore, Recovery)], known: Int) -> String {
        let areas = measures.map { measure, found -> String in
            let interval = found.interval.map {
                " (95 % interval \(shortNumber($0.low)) to \(shortNumber($0.high)))"
            }
            return "\(measure.name) \(shortNumber(found.auroc))\(interval ?? "")"
        }
        return
            "A curve above the diagonal finds known relations better than chance. Of \(counted(rows.count, "measured pair")) \(known) "
            + "\(known == 1 ? "is" : "are") related by \(relations.sets.map(\.name).joined(separator: ", ")). Area under the "
            + "curve: \(areas.joined(separator: "; ")). Intervals take genes as drawn by chance, because pairs of a gene stand and fall "
            + "together. 'R or C' ranks a pair by the better of its two ranks. The short lines at the right are chance."
    }

    private func recoveryTable(
        _ sources: [(name: String, pairs: Set<Pair>)],
        _ found: [[(RelationScore, Recovery?)]]
    ) -> String {
        var lines: [[String]] = []
        for (source, results) in zip(sources, found) {
            let known = rows.count { source.pairs.contains($0.pair) }
            for (measure, result) in results {
                guard let result else { continue }
                lines.append(
                    [
                        source.name, measure.key, "\(rows.count)", "\(known)", cell(result.auroc),
                        cell(result.standardError), cell(result.interval?.low), cell(result.interval?.high),
                    ] + result.recall.map { cell($0.recall) }
                )
            }
        }
        let recalls = Recovery.shares.map { "recall_\(shortNumber(100 * $0))" }
        return reportTable(
            ["source", "measure", "pairs", "known", "auroc", "delong_error", "low", "high"] + recalls,
            lines
        )
    }

    struct RelationScore {
        let key: String
        let name: String
        let scores: [Double]
    }

    /// The measures that are compared, a score for each row.
    var relationScores: [RelationScore] {
        let values = rows.map(\.value)
        let cosines = rows.map(\.reward.cosine)
        var scores = [RelationScore(key: "reward", name: "R", scores: values)]
        let excess = rows.compactMap { $0.estimate?.adjusted?.excess }
        if excess.count == rows.count {
            scores.append(RelationScore(key: "excess", name: "R beyond severity", scores: excess))
        }
        scores.append(RelationScore(key: "cosine", name: "C", scores: cosines))
        scores.append(RelationScore(key: "either", name: "R or C", scores: eitherScore(values, cosines)))
        return scores
    }
}
