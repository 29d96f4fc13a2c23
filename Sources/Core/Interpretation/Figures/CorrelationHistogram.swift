package import Figures
import Screen

extension Figure {
    /// How many targets reach each correlation, a curve for each way of predicting them.
    ///
    /// Rosenski et al. 2023, figure 1A (one modifier against many) and 3A (families of models). Undefined
    /// correlations are left out.
    ///
    /// - `series`: a name and the held-out correlation of each target.
    /// - `binWidth`: in correlation.
    package static func correlations(
        _ title: String,
        _ series: [(name: String, r: [Double])],
        binWidth: Double = 0.05,
        threshold: Double = 0.2
    ) -> Figure {
        precondition(binWidth > 0, "a bin without width")
        let known = series.map { $0.r.filter { $0.isFinite && $0.magnitude <= 1 } }
        let least = known.joined().min() ?? 0
        let first = Int((least / binWidth).rounded(.down))
        let end = max(Int((1 / binWidth - 1e-9).rounded(.up)), first + 1)
        var marks: [Mark] = []
        var highest = 1
        for (number, values) in known.enumerated() {
            var counts = [Int](repeating: 0, count: end - first)
            for value in values {
                // because 0.15 / 0.05 is just below 3
                let bin = Int((value / binWidth + 1e-9).rounded(.down)) - first
                counts[min(max(bin, 0), counts.count - 1)] += 1
            }
            highest = max(highest, counts.max() ?? 0)
            let tone = Tone.sequence[number % Tone.sequence.count]
            let edges = (first...end).map { Double($0) * binWidth }
            if number == 0 {
                let boxes = counts.indices.filter { counts[$0] > 0 }.map { bin in
                    Box(
                        edges[bin],
                        edges[bin + 1],
                        0,
                        Double(counts[bin]),
                        note:
                            "\(series[0].name): \(counts[bin]) targets with r from \(decimal(edges[bin], 2))"
                    )
                }
                marks.append(.bars(boxes, tone, opacity: 0.35))
            }
            var steps = [Spot(edges[0], 0)]
            for bin in counts.indices {
                steps.append(Spot(edges[bin], Double(counts[bin])))
                steps.append(Spot(edges[bin + 1], Double(counts[bin])))
            }
            marks.append(.line(steps, tone, Dash.allCases[number % Dash.allCases.count]))
        }
        marks.append(.vertical(threshold, .ink, .dotted))
        let legend = series.indices.map { number in
            let above = known[number].count { $0 > threshold }
            return LegendEntry(
                "\(series[number].name): \(numberText(Double(above), places: 0)) above \(decimal(threshold, 1))",
                Tone.sequence[number % Tone.sequence.count],
                .line(Dash.allCases[number % Dash.allCases.count])
            )
        }
        return Figure(
            title,
            description: "Histogram of correlations of predicted and measured effects, by target.",
            panels: [
                Panel(
                    x: Axis(
                        "Pearson's r of predicted and measured effect, held-out lines",
                        from: Double(first) * binWidth,
                        to: Double(end) * binWidth,
                        ticks: (-5...5).map {
                            Axis.Tick(Double($0) / 5, numberText(Double($0) / 5, places: 1))
                        }
                    ),
                    y: Axis("Target genes", from: 0, to: 1.05 * Double(highest)),
                    marks: marks
                )
            ],
            legend: legend
        )
    }
}
