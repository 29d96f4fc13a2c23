import Screen

/// The curves of a summary as an SVG picture: share of the top pairs found against pairs measured.
///
/// Colours are of the Okabe and Ito set and lines differ in dashes too, so that the chart reads without
/// colour; curves are labelled at their ends.
package struct ScoreChart: Sendable {
    private let summary: ScoreSummary
    private let name: String

    private let width = 760.0
    private let height = 420.0
    private let left = 64.0
    private let right = 164.0
    private let top = 20.0
    private let bottom = 56.0

    /// `name` labels the campaign's own curve, with its policy for example.
    package init(_ summary: ScoreSummary, name: String = "Pairwell") {
        self.summary = summary
        self.name = name
    }

    private struct Curve {
        let label: String
        let colour: String
        let dashes: String
        let weight: Double
        let values: [Double]
    }

    package var svg: String {
        let pairs = [0] + summary.rows.map(\.pairs)
        let limit = Double(max(pairs.last ?? 1, 1))
        func x(_ pairs: Int) -> Double { left + (width - left - right) * Double(pairs) / limit }
        func y(_ share: Double) -> Double { top + (height - top - bottom) * (1 - share) }
        let curves = [
            curve("random draw", "#666666", "2 4", 2, \.random),
            curve("severity ranking", "#D55E00", "8 4", 2, \.severity),
            curve(name, "#0072B2", "", 3, \.found),
        ]
        var parts = axes(x: x, y: y, limit: Int(limit))
        if summary.hasSpread { parts.append(band(pairs, x: x, y: y)) }
        for curve in curves {
            let points = zip(pairs, curve.values).map { "\(decimal(x($0), 1)),\(decimal(y($1), 1))" }
            let dashes = curve.dashes.isEmpty ? "" : " stroke-dasharray=\"\(curve.dashes)\""
            parts.append(
                "<polyline fill=\"none\" stroke=\"\(curve.colour)\" stroke-width=\"\(decimal(curve.weight, 0))\""
                    + "\(dashes) points=\"\(points.joined(separator: " "))\"/>"
            )
        }
        parts += labels(curves, x: x(pairs.last ?? 0) + 8, y: y)
        let title = "Share of the \(summary.top) highest rewards found against pairs measured"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(decimal(width, 0)) \(decimal(height, 0))" \
            role="img" aria-label="\(escaped(title))" font-family="system-ui, sans-serif" font-size="13">
            <title>\(escaped(title))</title>
            <rect width="100%" height="100%" fill="#ffffff"/>
            \(parts.joined(separator: "\n"))
            </svg>

            """
    }

    private func curve(
        _ label: String,
        _ colour: String,
        _ dashes: String,
        _ weight: Double,
        _ value: KeyPath<ScoreSummary.Row, Double>
    ) -> Curve {
        let values = [0] + summary.rows.map { $0[keyPath: value] }
        let end = values.last ?? 0
        return Curve(
            label: "\(label) \(percent(end))",
            colour: colour,
            dashes: dashes,
            weight: weight,
            values: values
        )
    }

    private func axes(x: (Int) -> Double, y: (Double) -> Double, limit: Int) -> [String] {
        var parts: [String] = []
        let end = decimal(width - right, 1)
        for share in stride(from: 0.0, through: 1.0, by: 0.25) {
            let height = decimal(y(share), 1)
            parts.append("<path d=\"M\(decimal(left, 1)) \(height)H\(end)\" stroke=\"#dddddd\"/>")
            parts.append(text(percent(share), left - 8, y(share) + 4, anchor: "end"))
        }
        let step = tickStep(limit)
        for pairs in stride(from: 0, through: limit, by: step) {
            let place = decimal(x(pairs), 1)
            parts.append(
                "<path d=\"M\(place) \(decimal(height - bottom, 1))v6\" stroke=\"#333333\"/>"
            )
            parts.append(text("\(pairs)", x(pairs), height - bottom + 22, anchor: "middle"))
        }
        parts.append(
            "<path d=\"M\(decimal(left, 1)) \(decimal(height - bottom, 1))H\(end)\" stroke=\"#333333\"/>"
        )
        let middle = left + (width - left - right) / 2
        parts.append(
            text("pairs measured (of \(grouped(summary.total)))", middle, height - 12, anchor: "middle")
        )
        let centre = top + (height - top - bottom) / 2
        parts.append(
            "<text x=\"16\" y=\"\(decimal(centre, 1))\" text-anchor=\"middle\" fill=\"#333333\" "
                + "transform=\"rotate(-90 16 \(decimal(centre, 1)))\">"
                + "share of the top \(summary.top) found</text>"
        )
        return parts
    }

    private func band(_ pairs: [Int], x: (Int) -> Double, y: (Double) -> Double) -> String {
        let lower = zip(pairs, [0] + summary.rows.map(\.worst))
        let upper = zip(pairs, [0] + summary.rows.map(\.best))
        let points = (Array(upper) + lower.reversed()).map { "\(decimal(x($0), 1)),\(decimal(y($1), 1))" }
        return "<polygon fill=\"#0072B2\" fill-opacity=\"0.18\" points=\"\(points.joined(separator: " "))\"/>"
    }

    /// At the end of each curve, pushed apart where ends are close.
    private func labels(_ curves: [Curve], x: Double, y: (Double) -> Double) -> [String] {
        let gap = 17.0
        var places = curves.map { (curve: $0, height: y($0.values.last ?? 0) + 4) }
        places.sort { $0.height < $1.height }
        for index in places.indices.dropFirst() {
            places[index].height = max(places[index].height, places[index - 1].height + gap)
        }
        // What was pushed below the axis goes up again.
        var floor = height - bottom + 4
        for index in places.indices.reversed() {
            places[index].height = min(places[index].height, floor)
            floor = places[index].height - gap
        }
        return places.map { text($0.curve.label, x, $0.height, anchor: "start", colour: $0.curve.colour) }
    }

    private func text(
        _ text: String,
        _ x: Double,
        _ y: Double,
        anchor: String,
        colour: String = "#333333"
    ) -> String {
        "<text x=\"\(decimal(x, 1))\" y=\"\(decimal(y, 1))\" text-anchor=\"\(anchor)\" fill=\"\(colour)\">"
            + "\(escaped(text))</text>"
    }

    /// 1, 2 or 5 times a power of ten, for four to nine ticks.
    private func tickStep(_ limit: Int) -> Int {
        var unit = 1
        while true {
            for step in [unit, 2 * unit, 5 * unit] where limit / step <= 8 { return step }
            unit *= 10
        }
    }
}

func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default: result.append(character)
        }
    }
    return result
}
