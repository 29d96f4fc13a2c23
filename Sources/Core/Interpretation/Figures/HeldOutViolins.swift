package import Figures
import RealModule
import Screen
import Statistics

/// Absolute errors of one target's predictions, by the tissue held out.
package struct DeviationPanel: Sendable, Hashable {
    package struct Group: Sendable, Hashable {
        package let name: String
        /// |predicted − measured| of each line, in the unit of the effect.
        package let deviations: [Double]

        package init(_ name: String, _ deviations: [Double]) {
            self.name = name
            self.deviations = deviations
        }
    }

    package let title: String
    /// With no tissue held out, drawn first as `all lines, none held out`.
    package let global: [Double]
    package let groups: [Group]

    package init(_ title: String, global: [Double], groups: [Group]) {
        self.title = title
        self.global = global
        self.groups = groups
    }
}

extension Figure {
    /// The spread of errors in each held-out tissue, with its root mean square.
    ///
    /// Rosenski et al. 2023, figure 4, laid on its side so that names of tissues can be read.
    package static func heldOutTissues(
        _ title: String,
        scale: String = "gene effect",
        _ panels: [DeviationPanel]
    ) -> Figure {
        let rows = (panels.map(\.groups.count).max() ?? 0) + 1
        return Figure(
            title,
            description: "Absolute errors of predictions by held-out tissue; root mean squares as diamonds.",
            width: panels.count > 1 ? 900 : 620,
            panelHeight: max(80, 30 * Double(rows)),
            columns: panels.count > 1 ? 2 : 1,
            panels: panels.map { violins($0, scale: scale) },
            legend: [
                LegendEntry("lines", .blue, .area),
                LegendEntry("root mean squared error", .orange, .symbol(.diamond)),
                LegendEntry("that of all lines, none held out", .ink, .line(.dashed)),
            ]
        )
    }

    private static func violins(_ panel: DeviationPanel, scale: String) -> Panel {
        let global = DeviationPanel.Group("none held out", panel.global)
        let groups = ([global] + panel.groups).map { group in
            DeviationPanel.Group(group.name, group.deviations.filter { $0.isFinite && $0 >= 0 })
        }
        let upper = max(groups.flatMap(\.deviations).max() ?? 0, 1e-6)
        var marks: [Mark] = []
        var errors: [Spot] = []
        for (place, group) in groups.enumerated() where !group.deviations.isEmpty {
            let y = Double(groups.count - 1 - place)
            marks.append(.band(violin(group.deviations, at: y, upper: upper), .blue, opacity: 0.4))
            let rmse = mean(group.deviations.map { $0 * $0 }).squareRoot()
            errors.append(
                Spot(
                    rmse,
                    y,
                    note: "\(group.name): RMSE \(decimal(rmse, 3)), \(group.deviations.count) lines"
                )
            )
            if place == 0 { marks.append(.vertical(rmse, .ink, .dashed)) }
        }
        marks.append(.points(errors, .orange, .diamond, size: 4))
        let labels = groups.map { "\(shortened($0.name, to: 22)) (\($0.deviations.count))" }
        return Panel(
            panel.title,
            x: Axis("Absolute error (\(scale))", from: 0, to: 1.03 * upper),
            y: Axis("", categories: labels.reversed()),
            marks: marks
        )
    }

    /// A density by normal kernels (bandwidth of Silverman 1986), mirrored at 0 and about the row's middle.
    private static func violin(_ values: [Double], at y: Double, upper: Double) -> [Span] {
        let spread = values.count > 1 ? sampleSD(values) : 0
        let bandwidth = max(0.9 * spread * Double.pow(Double(values.count), -0.2), 0.006 * upper)
        let steps = 80
        let end = min((values.max() ?? 0) + 2 * bandwidth, 1.03 * upper)
        var densities = [Double](repeating: 0, count: steps + 1)
        for step in 0...steps {
            let x = end * Double(step) / Double(steps)
            var sum = 0.0
            for value in values {
                let near = (x - value) / bandwidth
                let mirrored = (x + value) / bandwidth
                sum += portableExp(-0.5 * near * near) + portableExp(-0.5 * mirrored * mirrored)
            }
            densities[step] = sum
        }
        let peak = max(densities.max() ?? 1, 1e-300)
        return densities.indices.map { step in
            let half = 0.4 * densities[step] / peak
            return Span(end * Double(step) / Double(steps), y - half, y + half)
        }
    }
}
