package import Figures
import Screen
import Statistics

/// One model's predictions for a target, for a panel of predicted against measured.
package struct PredictionPanel: Sendable, Hashable {
    package let title: String
    /// Lines the model was trained on; may be empty.
    package let training: [Spot]
    /// Held-out lines.
    package let heldOut: [Spot]

    /// `x` of a spot is measured, `y` predicted.
    package init(_ title: String, training: [Spot] = [], heldOut: [Spot]) {
        self.title = title
        self.training = training
        self.heldOut = heldOut
    }
}

extension Figure {
    /// Predicted against measured effects of a target, a panel a model.
    ///
    /// Rosenski et al. 2023, figure 3C–F. All panels share their axes, so that they can be compared.
    package static func predictions(
        _ title: String,
        scale: String = "gene effect",
        _ panels: [PredictionPanel]
    ) -> Figure {
        let all = panels.flatMap { $0.training + $0.heldOut }
        let hasTraining = panels.contains { !$0.training.isEmpty }
        let x = Axis("Measured \(scale)", over: all.map(\.x))
        let y = Axis("Predicted \(scale)", over: all.map(\.y))
        let low = max(x.lower, y.lower)
        let high = min(x.upper, y.upper)
        let drawn = panels.map { panel in
            let known = panel.heldOut.filter { $0.x.isFinite && $0.y.isFinite }
            let r = pearson(known.map(\.x), known.map(\.y))
            let p = pearsonPValue(r: r, n: known.count)
            var marks: [Mark] = []
            if low < high {
                marks.append(.line([Spot(low, low), Spot(high, high)], .ink, .dotted, width: 1.2))
            }
            marks.append(.points(panel.training, .blue, .circle, size: 2.4, opacity: 0.35))
            marks.append(.points(panel.heldOut, .orange, .diamond, size: 2.8, opacity: 0.8))
            return Panel(
                "\(panel.title): r = \(correlationText(r)), p = \(shortNumber(p))",
                x: x,
                y: y,
                marks: marks
            )
        }
        let training = hasTraining ? [LegendEntry("training lines", .blue, .symbol(.circle))] : []
        return Figure(
            title,
            description: "Predicted against measured \(scale); r and p of held-out lines.",
            width: panels.count > 1 ? 860 : 560,
            panelHeight: panels.count > 1 ? 260 : 360,
            columns: panels.count > 1 ? 2 : 1,
            panels: drawn,
            legend: training + [
                LegendEntry("held-out lines", .orange, .symbol(.diamond)),
                LegendEntry("predicted = measured", .ink, .line(.dotted)),
            ]
        )
    }
}
