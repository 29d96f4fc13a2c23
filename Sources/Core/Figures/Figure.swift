import Screen

/// A picture of one or more panels, as an SVG text that is the same wherever it is drawn.
///
/// Nothing comes from elsewhere: no fonts, scripts or pictures. On a dark page it is dark.
package struct Figure: Sendable, Hashable {
    /// Read out by a screen reader, and not drawn: the page that holds the figure has a heading.
    package var title: String
    package var description: String
    /// Units across; a unit is a pixel where the figure is shown in its own size.
    package var width: Double
    /// Of the rectangle between the axes of each panel.
    package var panelHeight: Double
    /// Panels beside each other.
    package var columns: Int
    package var panels: [Panel]
    package var legend: [LegendEntry]

    package init(
        _ title: String,
        description: String = "",
        width: Double = 760,
        panelHeight: Double = 340,
        columns: Int = 1,
        panels: [Panel],
        legend: [LegendEntry] = []
    ) {
        precondition(columns > 0 && width > 0 && panelHeight > 0, "a figure needs room")
        self.title = title
        self.description = description
        self.width = width
        self.panelHeight = panelHeight
        self.columns = columns
        self.panels = panels
        self.legend = legend
    }

    package var svg: String {
        let columns = min(columns, max(panels.count, 1))
        let margin = (panels.map { PanelFrame.room(of: $0.y) }.max() ?? 0) + 32
        let share = width / Double(columns)
        let inner = share - margin - 18
        let below = panels.map { PanelFrame.depth(of: $0.x, width: inner) }.max() ?? 0
        let above = panels.contains { !$0.title.isEmpty } ? 26.0 : 12
        let (legendText, legendHeight) = drawnLegend(legend, width: width)
        let rowHeight = above + panelHeight + below
        var body = legendText
        for (number, panel) in panels.enumerated() {
            let frame = PanelFrame(
                panel: panel,
                left: share * Double(number % columns) + margin,
                top: legendHeight + rowHeight * Double(number / columns) + above,
                width: inner,
                height: panelHeight
            )
            body += frame.svg
        }
        let rows = (panels.count + columns - 1) / columns
        let height = legendHeight + rowHeight * Double(rows) + 6
        let told = description.isEmpty ? "" : "<desc>\(markup(description))</desc>\n"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="pw" viewBox="0 0 \(place(width)) \(place(height))" \
            width="\(place(width))" height="\(place(height))" role="img" aria-label="\(markup(title))" \
            font-family="system-ui, 'Liberation Sans', Helvetica, Arial, sans-serif">
            <title>\(markup(title))</title>
            \(told)\(Tone.darkStyle)
            <rect width="100%" height="100%" \(Tone.paper.fill)/>
            \(body)</svg>

            """
    }
}
