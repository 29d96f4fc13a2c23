/// Two axes and what stands between them.
package struct Panel: Sendable, Hashable {
    /// Above the axes; may be empty.
    package var title: String
    package var x: Axis
    package var y: Axis
    /// Drawn in this order, the last on top.
    package var marks: [Mark]
    /// Thin lines across the panel at the ticks.
    package var grid: Bool

    package init(_ title: String = "", x: Axis, y: Axis, marks: [Mark], grid: Bool = true) {
        self.title = title
        self.x = x
        self.y = y
        self.marks = marks
        self.grid = grid
    }
}

/// Where a panel lies in its figure: the rectangle between the axes, in units of the figure.
struct PanelFrame {
    let panel: Panel
    let left: Double
    let top: Double
    let width: Double
    let height: Double

    var right: Double { left + width }
    var bottom: Double { top + height }

    func x(_ value: Double) -> Double? { panel.x.share(value).map { left + width * $0 } }

    func y(_ value: Double) -> Double? { panel.y.share(value).map { top + height * (1 - $0) } }

    /// Axes below, marks above them.
    var svg: String { heading + axes + panel.marks.map(drawn).joined() }

    private var heading: String {
        guard !panel.title.isEmpty else { return "" }
        return """
            <text x="\(place(left))" y="\(place(top - 8))" font-size="13" font-weight="600" \
            \(Tone.ink.fill)>\(markup(panel.title))</text>

            """
    }

    private var axes: String {
        var lines = ""
        var labels = ""
        for tick in panel.x.ticks {
            guard let x = x(tick.value) else { continue }
            lines += panel.grid ? "M\(place(x)) \(place(top))V\(place(bottom))" : ""
            labels += below(tick.label, x)
        }
        for tick in panel.y.ticks {
            guard let y = y(tick.value) else { continue }
            lines += panel.grid ? "M\(place(left)) \(place(y))H\(place(right))" : ""
            labels += text(tick.label, left - 7, y + 4, .end)
        }
        let middle = top + height / 2
        let upright = left - 14 - PanelFrame.room(of: panel.y)
        return """
            <path d="\(lines)" \(Tone.grid.stroke) stroke-width="1"/>
            <path d="M\(place(left)) \(place(top))V\(place(bottom))H\(place(right))" \(Tone.soft.stroke)/>
            <g font-size="12" \(Tone.soft.fill)>
            \(labels)</g>
            <g font-size="13" text-anchor="middle" \(Tone.ink.fill)>
            <text x="\(place(left + width / 2))" y="\(place(bottom + PanelFrame.depth(of: panel.x, width: width) - 6))">\
            \(markup(panel.x.label))</text>
            <text transform="translate(\(place(upright)) \(place(middle))) rotate(-90)">\(markup(panel.y.label))</text>
            </g>

            """
    }

    /// A label of the lower axis, turned where labels beside each other would touch.
    private func below(_ label: String, _ x: Double) -> String {
        let angle = PanelFrame.angle(of: panel.x, width: width)
        guard angle > 0, !label.isEmpty else { return text(label, x, bottom + 17, .middle) }
        let shift =
            angle == 90 ? "\(place(x + 4)) \(place(bottom + 7))" : "\(place(x + 4)) \(place(bottom + 13))"
        return "<text transform=\"translate(\(shift)) rotate(-\(angle))\" text-anchor=\"end\">"
            + "\(markup(label))</text>\n"
    }

    private func text(_ label: String, _ x: Double, _ y: Double, _ anchor: Anchor) -> String {
        guard !label.isEmpty else { return "" }
        return "<text x=\"\(place(x))\" y=\"\(place(y))\" text-anchor=\"\(anchor.rawValue)\">"
            + "\(markup(label))</text>\n"
    }

    /// What the labels of an upright axis take, in units.
    static func room(of axis: Axis) -> Double { 12 * (axis.ticks.map { emWidth($0.label) }.max() ?? 0) }

    /// What lies below the axis line: labels of the ticks and of the axis.
    static func depth(of axis: Axis, width: Double = 0) -> Double {
        let length = room(of: axis)
        switch angle(of: axis, width: width) {
        case 90: return 34 + length
        case 40: return 42 + 0.64 * length
        default: return 42
        }
    }

    /// By how much the labels of a lower axis are turned: 0, 40 or 90 degrees.
    static func angle(of axis: Axis, width: Double) -> Int {
        let labels = axis.ticks.filter { !$0.label.isEmpty }
        let needed = 12 * labels.reduce(0) { $0 + emWidth($1.label) + 0.8 }
        guard width > 0, needed > width else { return 0 }
        return width / Double(max(1, labels.count)) < 20 ? 90 : 40
    }
}
