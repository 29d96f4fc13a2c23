import Screen

/// A drawing without axes, such as a tree or overlapping sets, in the look of the figures.
///
/// Places are in units of the drawing, x to the right and y down; a unit is a pixel in its own size.
package struct Diagram: Sendable, Hashable {
    package enum Shape: Sendable, Hashable {
        /// A rounded box with an outline, filled as strongly as `strength` (0 to 1) says.
        case box(x: Double, y: Double, width: Double, height: Double, Tone, strength: Double)
        case circle(x: Double, y: Double, radius: Double, Tone, strength: Double)
        /// A curve that leaves and arrives level, as between the nodes of a tree.
        case branch(fromX: Double, fromY: Double, toX: Double, toY: Double, Tone, width: Double)
        case text(
            String,
            x: Double,
            y: Double,
            size: Double = 12,
            Anchor = .start,
            Tone = .ink,
            bold: Bool = false
        )
    }

    /// Read out by a screen reader, and not drawn.
    package var title: String
    package var description: String
    package var width: Double
    package var height: Double
    /// Drawn in this order, the last on top.
    package var shapes: [Shape]
    package var legend: [LegendEntry]

    package init(
        _ title: String,
        description: String = "",
        width: Double,
        height: Double,
        shapes: [Shape],
        legend: [LegendEntry] = []
    ) {
        precondition(width > 0 && height > 0, "a drawing needs room")
        self.title = title
        self.description = description
        self.width = width
        self.height = height
        self.shapes = shapes
        self.legend = legend
    }

    /// Roughly how wide a text is drawn.
    package static func width(of text: String, size: Double = 12) -> Double { size * emWidth(text) }

    package var svg: String {
        let (legendText, legendHeight) = drawnLegend(legend, width: width)
        let body = shapes.map { drawn($0, down: legendHeight) }.joined()
        let total = height + legendHeight
        let told = description.isEmpty ? "" : "<desc>\(markup(description))</desc>\n"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="pw" viewBox="0 0 \(place(width)) \(place(total))" \
            width="\(place(width))" height="\(place(total))" role="img" aria-label="\(markup(title))" \
            font-family="system-ui, 'Liberation Sans', Helvetica, Arial, sans-serif">
            <title>\(markup(title))</title>
            \(told)\(Tone.darkStyle)
            <rect width="100%" height="100%" \(Tone.paper.fill)/>
            \(legendText)\(body)</svg>

            """
    }

    private func drawn(_ shape: Shape, down: Double) -> String {
        switch shape {
        case .box(let x, let y, let width, let height, let tone, let strength):
            let frame =
                "x=\"\(place(x))\" y=\"\(place(y + down))\" width=\"\(place(width))\" "
                + "height=\"\(place(height))\" rx=\"4\""
            return "<rect \(frame) \(tone.fill)\(faint(max(strength, 0)))/>\n"
                + "<rect \(frame) \(tone.stroke)/>\n"
        case .circle(let x, let y, let radius, let tone, let strength):
            let frame = "cx=\"\(place(x))\" cy=\"\(place(y + down))\" r=\"\(place(radius))\""
            return "<circle \(frame) \(tone.fill)\(faint(max(strength, 0)))/>\n"
                + "<circle \(frame) \(tone.stroke) stroke-width=\"1.5\"/>\n"
        case .branch(let x0, let y0, let x1, let y1, let tone, let width):
            let middle = place((x0 + x1) / 2)
            let path =
                "M\(place(x0)) \(place(y0 + down))C\(middle) \(place(y0 + down)) \(middle) "
                + "\(place(y1 + down)) \(place(x1)) \(place(y1 + down))"
            return "<path d=\"\(path)\" \(tone.stroke) stroke-width=\"\(place(width))\"/>\n"
        case .text(let text, let x, let y, let size, let anchor, let tone, let bold):
            let weight = bold ? " font-weight=\"600\"" : ""
            return "<text x=\"\(place(x))\" y=\"\(place(y + down))\" font-size=\"\(place(size))\"\(weight) "
                + "text-anchor=\"\(anchor.rawValue)\" \(tone.fill)>\(markup(text))</text>\n"
        }
    }
}
