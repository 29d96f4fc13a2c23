import Figures
import RealModule
import Rewards
import Screen
import Statistics

extension ScreenReport {
    /// Histogram of R less its noise, significant pairs apart.
    var rewardDistribution: ReportFigure {
        let title = "Rewards of the measured pairs"
        guard !rows.isEmpty else {
            return ReportFigure(
                "rewards",
                title,
                missing: "No pair has a reward yet: doubles and both singles are needed."
            )
        }
        let values = rows.map(\.value)
        let axis = Axis(
            hasEstimates ? "reward R less its noise (square root scale)" : "reward R (square root scale)",
            rootScale,
            over: values,
            including: hasEstimates ? [] : [0]
        )
        let edges = axis.evenly(36)
        let significant = rows.filter { ($0.estimate?.q ?? 1) < InteractionClass.significance }
        let all = histogram(values, edges)
        let strong = histogram(significant.map(\.value), edges)
        let counts = Axis("pairs", over: all.map(\.y1), including: [0])
        var marks: [Mark] = [.bars(all, .soft, opacity: 0.55), .bars(strong, .orange, opacity: 0.9)]
        if axis.lower < 0 { marks.append(.vertical(0, .ink)) }
        let level = shortNumber(InteractionClass.significance)
        var caption =
            "How strongly the double knockouts depart from the sum of their singles, over \(counted(rows.count, "pair")). "
        if hasEstimates {
            caption +=
                "Noise alone makes every squared distance positive; it is taken off, so that pairs without an "
                + "interaction scatter around 0. \(counted(significant.count, "pair")) \(significant.count == 1 ? "is" : "are") "
                + "more than noise explains at a false discovery rate of \(level)."
        } else {
            caption += "The error of R is not known, so that its noise is still in it. \(errorsMissing)"
        }
        return ReportFigure(
            "rewards",
            title,
            caption: caption,
            figure: Figure(
                title,
                panelHeight: 260,
                panels: [Panel(x: axis, y: counts, marks: marks)],
                legend: hasEstimates
                    ? [
                        LegendEntry("all pairs", .soft, .area),
                        LegendEntry("q below \(level)", .orange, .area),
                    ] : []
            ),
            table: reportTable(
                ["gene_a", "gene_b", "reward", "reward_debiased", "sd", "low", "high", "p", "q"],
                rows.map { row in
                    let estimate = row.estimate
                    return names(row) + [
                        cell(row.reward.value), cell(estimate?.debiased), cell(estimate?.sd),
                        cell(estimate?.low), cell(estimate?.high), cell(estimate?.p), cell(estimate?.q),
                    ]
                }
            )
        )
    }

    /// The paper's figure 2.
    var rewardMatrix: ReportFigure {
        let title = "Reward matrix"
        guard rows.count > 1 else {
            return ReportFigure("matrix", title, missing: "Fewer than two pairs are measured.")
        }
        let severity = singleSeverities
        let genes = severity.keys.sorted {
            severity[$0] != severity[$1] ? (severity[$0] ?? 0) > (severity[$1] ?? 0) : $0 < $1
        }
        guard genes.count <= 150 else {
            return ReportFigure(
                "matrix",
                title,
                missing: "\(genes.count) genes are too many for a picture that can be read; 150 fit."
            )
        }
        let places = Dictionary(uniqueKeysWithValues: genes.enumerated().map { ($1, Double($0)) })
        // The first gene stands at the top.
        let last = Double(genes.count - 1)
        let top = max(quantile(rows.map(\.value), 0.99), 1e-300)
        let cells = rows.flatMap { row -> [Cell] in
            guard let i = places[row.pair.first], let j = places[row.pair.second] else { return [] }
            let strength = (max(row.value, 0) / top).squareRoot()
            return [(i, last - j), (j, last - i)].map { x, y in
                Cell(Box(x - 0.5, x + 0.5, y - 0.5, y + 0.5), strength: strength)
            }
        }
        let labels = genes.count <= 60 ? genes.map(\.symbol) : genes.map { _ in "" }
        let side = max(300, min(640, Double(genes.count) * 13))
        return ReportFigure(
            "matrix",
            title,
            caption:
                "Stripes are genes that interact with many others; single dark squares are interactions of two. "
                + "Genes stand in the order of the severity of their single knockouts, the most severe first; "
                + "colour grows with the square root of R and is full at \(shortNumber(top)), and white where R less its noise is 0 or below. Grey pairs are not "
                + "measured (\(rows.count) of \(index.pairs.count) are).",
            figure: Figure(
                title,
                width: side + 160,
                panelHeight: side,
                panels: [
                    Panel(
                        x: Axis("", categories: labels),
                        y: Axis("", categories: labels.reversed()),
                        marks: [.bars(unmeasured(places), .soft, opacity: 0.18), .heat(cells, .blue)],
                        grid: false
                    )
                ]
            ),
            table: reportTable(
                ["gene_a", "gene_b", "reward"],
                rows.map { names($0) + [cell($0.value)] }
            )
        )
    }

    /// The pairs without a reward, and the diagonal, as stretches of rows; the first gene stands at the top.
    private func unmeasured(_ places: [Gene: Double]) -> [Box] {
        let count = places.count
        var isMeasured = [Bool](repeating: false, count: count * count)
        for row in rows {
            guard let i = places[row.pair.first].map({ Int($0) }),
                let j = places[row.pair.second].map({ Int($0) })
            else { continue }
            isMeasured[i * count + j] = true
            isMeasured[j * count + i] = true
        }
        var boxes: [Box] = []
        for row in 0..<count {
            let height = Double(count - 1 - row)
            var start: Int?
            for column in 0...count {
                let isOpen = column < count && !isMeasured[row * count + column]
                if isOpen, start == nil { start = column }
                guard !isOpen, let first = start else { continue }
                boxes.append(Box(Double(first) - 0.5, Double(column) - 0.5, height - 0.5, height + 0.5))
                start = nil
            }
        }
        return boxes
    }

    var singleSeverities: [Gene: Double] {
        var result: [Gene: Double] = [:]
        for row in rows {
            result[row.pair.first] = row.reward.severityFirst
            result[row.pair.second] = row.reward.severitySecond
        }
        return result
    }

    /// What severity predicts against what was found.
    var severityTrend: ReportFigure {
        let title = "Rewards against what severity predicts"
        let adjusted = rows.compactMap { row in row.estimate?.adjusted.map { (row: row, adjusted: $0) } }
        guard let trend, !adjusted.isEmpty else {
            let reason =
                hasEstimates
                ? "\(SeverityTrend.fewestPairs) measured pairs are needed to see how R grows with severity."
                : errorsMissing
            return ReportFigure("severity", title, missing: reason)
        }
        let level = InteractionClass.significance
        let expected = adjusted.map(\.adjusted.expected)
        let x = Axis("R that the severity of the singles predicts", rootScale, over: expected, including: [0])
        let y = Axis("R less its noise", rootScale, over: adjusted.map(\.row.value))
        let (strong, weak) = (
            adjusted.filter { $0.adjusted.q < level }, adjusted.filter { $0.adjusted.q >= level }
        )
        let end = min(x.upper, y.upper)
        let line = stride(from: 0.0, through: 1, by: 0.02).map { Spot($0 * $0 * end, $0 * $0 * end) }
        let slope = trend.isSlopeFitted ? "fitted" : "held at 1, for want of pairs"
        return ReportFigure(
            "severity",
            title,
            caption:
                "Pairs above the line interact more than any two singles as severe as theirs do. R grows with the product of the two "
                + "singles' severities, here with the power \(shortNumber(trend.slope)) (\(slope)); "
                + "\(counted(strong.count, "pair")) of \(adjusted.count) stand\(strong.count == 1 ? "s" : "") out from that at a false "
                + "discovery rate of \(shortNumber(level)).",
            figure: Figure(
                title,
                panels: [
                    Panel(
                        x: x,
                        y: y,
                        marks: [
                            .points(
                                weak.map { spot($0.adjusted.expected, $0.row.value, $0.row) },
                                .soft,
                                size: 2.4,
                                opacity: 0.6
                            ),
                            .line(line, .ink, .dashed, width: 1.4),
                            .points(
                                strong.map { spot($0.adjusted.expected, $0.row.value, $0.row) },
                                .orange,
                                .diamond,
                                size: 3.4
                            ),
                        ]
                    )
                ],
                legend: [
                    LegendEntry("pairs", .soft, .symbol(.circle)),
                    LegendEntry("excess, q below \(shortNumber(level))", .orange, .symbol(.diamond)),
                    LegendEntry("as severity predicts", .ink, .line(.dashed)),
                ]
            ),
            table: reportTable(
                ["gene_a", "gene_b", "expected", "reward_debiased", "excess", "excess_sd", "excess_q"],
                adjusted.map { row, adjusted in
                    names(row) + [
                        cell(adjusted.expected), cell(row.value), cell(adjusted.excess), cell(adjusted.sd),
                        cell(adjusted.q),
                    ]
                }
            )
        )
    }

    private func histogram(_ values: [Double], _ edges: [Double]) -> [Box] {
        var counts = [Int](repeating: 0, count: edges.count - 1)
        for value in values {
            let place = edges.dropFirst().firstIndex { value < $0 }.map { $0 - 1 } ?? counts.count - 1
            counts[place] += 1
        }
        return counts.indices.filter { counts[$0] > 0 }.map { place in
            let note =
                "\(counted(counts[place], "pair")), R \(shortNumber(edges[place])) to \(shortNumber(edges[place + 1]))"
            return Box(edges[place], edges[place + 1], 0, Double(counts[place]), note: note)
        }
    }
}
