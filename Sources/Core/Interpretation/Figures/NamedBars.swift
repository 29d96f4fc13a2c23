package import Figures
import RealModule
import Screen

extension Figure {
    /// The most enriched gene sets of a target's modifiers: −log₁₀ of their adjusted p-values.
    ///
    /// Rosenski et al. 2023, figure 1B.
    package static func enrichedPathways(
        _ title: String,
        _ sets: [EnrichedSet],
        most: Int = 5,
        level: Double = 0.05
    ) -> Figure {
        let shown = sets.prefix(most)
        let values = shown.map { $0.q > 0 ? 0 - Double.log10($0.q) : 300 }
        let notes = shown.map { set in
            "\(set.name): \(set.shared.count) of \(set.size), adjusted p \(shortNumber(set.q)): "
                + set.shared.map(\.symbol).joined(separator: ", ")
        }
        let labels = shown.map { "\(shortened($0.name, to: 44)) (\($0.shared.count)/\($0.size))" }
        return namedBars(
            title,
            axis: "−log₁₀ adjusted p (dashed: \(hundredthText(level)))",
            labels: Array(labels),
            values: Array(values),
            notes: Array(notes),
            line: 0 - Double.log10(level)
        )
    }

    /// How much each modifier gene contributes to a model, in percent of all.
    ///
    /// Rosenski et al. 2023, Results, "Finding the set of modifier genes". Importances need not add up to 1.
    package static func importances(
        _ title: String,
        _ genes: [(gene: String, importance: Double)],
        most: Int = 15
    ) -> Figure {
        let known = genes.filter { $0.importance.isFinite && $0.importance >= 0 }
        let total = known.reduce(0) { $0 + $1.importance }
        let order = known.indices.sorted { left, right in
            known[left].importance != known[right].importance
                ? known[left].importance > known[right].importance : left < right
        }.prefix(most)
        let values = order.map { total > 0 ? 100 * known[$0].importance / total : 0 }
        return namedBars(
            title,
            axis: "Share of the model's importance, %",
            labels: order.map { known[$0].gene },
            values: values,
            notes: zip(order, values).map { "\(known[$0].gene): \(decimal($1, 1)) %" }
        )
    }

    /// Bars from the left, the first at the top, each with its name beside it.
    private static func namedBars(
        _ title: String,
        axis: String,
        labels: [String],
        values: [Double],
        notes: [String],
        line: Double? = nil
    ) -> Figure {
        let count = labels.count
        let boxes = values.indices.map { place in
            let y = Double(count - 1 - place)
            return Box(0, values[place], y - 0.36, y + 0.36, note: notes[place])
        }
        var marks: [Mark] = [.bars(boxes, .blue, opacity: 0.8)]
        if let line { marks.append(.vertical(line, .ink, .dashed)) }
        let upper = max(values.max() ?? 0, 1.15 * (line ?? 0), 1e-3)
        return Figure(
            title,
            description: notes.joined(separator: "; "),
            panelHeight: max(60, 28 * Double(count)),
            panels: [
                Panel(
                    x: Axis(axis, from: 0, to: 1.05 * upper),
                    y: Axis("", categories: labels.reversed()),
                    marks: marks,
                    grid: false
                )
            ]
        )
    }
}

/// The first characters of a long name.
func shortened(_ text: String, to length: Int) -> String {
    text.count > length ? text.prefix(length - 1) + "…" : text
}

/// A level such as 0.05 without zeros at its end.
func hundredthText(_ value: Double) -> String { shortNumber(value) }
