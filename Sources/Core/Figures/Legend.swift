import Screen

/// What one look of a figure stands for.
package struct LegendEntry: Sendable, Hashable {
    package enum Swatch: Sendable, Hashable {
        case symbol(Symbol)
        case line(Dash)
        case area
    }

    package var label: String
    package var tone: Tone
    package var swatch: Swatch

    package init(_ label: String, _ tone: Tone, _ swatch: Swatch) {
        self.label = label
        self.tone = tone
        self.swatch = swatch
    }
}

/// The entries in a row above the panels, in as many rows as they need.
func drawnLegend(_ entries: [LegendEntry], width: Double) -> (svg: String, height: Double) {
    guard !entries.isEmpty else { return ("", 0) }
    var x = 14.0
    var y = 22.0
    var svg = ""
    for entry in entries {
        let length = 34 + 13 * emWidth(entry.label) + 14
        if x + length > width, x > 14 {
            x = 14
            y += 22
        }
        svg += drawn(entry.swatch, entry.tone, x, y - 4.5)
        svg += "<text x=\"\(place(x + 34))\" y=\"\(place(y))\" font-size=\"13\" \(Tone.ink.fill)>"
        svg += "\(markup(entry.label))</text>\n"
        x += length
    }
    return (svg, y + 10)
}

private func drawn(_ swatch: LegendEntry.Swatch, _ tone: Tone, _ x: Double, _ y: Double) -> String {
    switch swatch {
    case .symbol(let symbol):
        let look = symbol.isOutline ? "\(tone.stroke) stroke-width=\"1.4\"" : tone.fill
        return "<path d=\"\(symbol.path(x + 20, y, 4.5))\" \(look)/>\n"
    case .line(let dash):
        return
            "<path d=\"M\(place(x + 4)) \(place(y))h24\" \(tone.stroke) stroke-width=\"2\"\(dash.attribute)/>\n"
    case .area:
        return "<rect x=\"\(place(x + 8))\" y=\"\(place(y - 6))\" width=\"20\" height=\"12\" \(tone.fill) "
            + "opacity=\"0.6\"/>\n"
    }
}

/// A share to two decimals without trailing zeros.
func hundredths(_ value: Double) -> String {
    var text = decimal(value, 2)
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
}
