extension PanelFrame {
    func drawn(_ mark: Mark) -> String {
        switch mark {
        case .points(let spots, let tone, let symbol, let size, let opacity):
            return points(spots, tone, symbol, size, opacity)
        case .line(let spots, let tone, let dash, let width):
            return line(spots, tone, dash, width)
        case .segments(let segments, let tone, let width, let opacity):
            return self.segments(segments, tone, width, opacity)
        case .band(let spans, let tone, let opacity):
            return band(spans, tone, opacity)
        case .bars(let boxes, let tone, let opacity):
            let shapes = boxes.map { noted(rectangle($0), $0.note) }.joined()
            return shapes.isEmpty ? "" : "<g \(tone.fill)\(faint(opacity))>\n\(shapes)</g>\n"
        case .heat(let cells, let tone):
            return heat(cells, tone)
        case .vertical(let value, let tone, let dash):
            guard let x = x(value) else { return "" }
            return stroke("M\(place(x)) \(place(top))V\(place(bottom))", tone, 1.2, dash)
        case .horizontal(let value, let tone, let dash):
            guard let y = y(value) else { return "" }
            return stroke("M\(place(left)) \(place(y))H\(place(right))", tone, 1.2, dash)
        case .text(let text, let spot, let tone, let anchor):
            guard let x = x(spot.x), let y = y(spot.y) else { return "" }
            return """
                <text x="\(place(x))" y="\(place(y))" font-size="12" text-anchor="\(anchor.rawValue)" \
                \(tone.fill)>\(markup(text))</text>

                """
        }
    }

    private func points(
        _ spots: [Spot],
        _ tone: Tone,
        _ symbol: Symbol,
        _ size: Double,
        _ opacity: Double
    ) -> String {
        var path = ""
        var noted = ""
        for spot in spots {
            guard let x = x(spot.x), let y = y(spot.y) else { continue }
            let shape = symbol.path(x, y, size)
            if let note = spot.note {
                noted += "<path d=\"\(shape)\"><title>\(markup(note))</title></path>\n"
            } else {
                path += shape
            }
        }
        guard !path.isEmpty || !noted.isEmpty else { return "" }
        if !path.isEmpty { path = "<path d=\"\(path)\"/>\n" }
        let look = symbol.isOutline ? "\(tone.stroke) stroke-width=\"1.4\"" : tone.fill
        return "<g \(look)\(faint(opacity))>\n\(path)\(noted)</g>\n"
    }

    private func line(_ spots: [Spot], _ tone: Tone, _ dash: Dash, _ width: Double) -> String {
        var path = ""
        var isOpen = false
        for spot in spots {
            guard let x = x(spot.x), let y = y(spot.y) else {
                isOpen = false
                continue
            }
            path += "\(isOpen ? "L" : "M")\(place(x)) \(place(y))"
            isOpen = true
        }
        return path.isEmpty ? "" : stroke(path, tone, width, dash)
    }

    private func segments(_ segments: [Segment], _ tone: Tone, _ width: Double, _ opacity: Double) -> String {
        var path = ""
        for segment in segments {
            guard let x0 = x(segment.from.x), let y0 = y(segment.from.y), let x1 = x(segment.to.x),
                let y1 = y(segment.to.y)
            else { continue }
            path += "M\(place(x0)) \(place(y0))L\(place(x1)) \(place(y1))"
        }
        return path.isEmpty ? "" : stroke(path, tone, width, .solid, opacity)
    }

    private func band(_ spans: [Span], _ tone: Tone, _ opacity: Double) -> String {
        var upper: [String] = []
        var lower: [String] = []
        for span in spans {
            guard let x = x(span.x), let low = y(span.low), let high = y(span.high) else { continue }
            upper.append("\(place(x)) \(place(high))")
            lower.append("\(place(x)) \(place(low))")
        }
        guard !upper.isEmpty else { return "" }
        let outline = (upper + lower.reversed()).joined(separator: "L")
        return "<path d=\"M\(outline)Z\" \(tone.fill)\(faint(opacity))/>\n"
    }

    /// One path for each strength, so that a map of a hundred genes stays a small file.
    private func heat(_ cells: [Cell], _ tone: Tone) -> String {
        let steps = 16
        var paths = [String](repeating: "", count: steps + 1)
        for cell in cells where cell.strength.isFinite {
            guard let corners = corners(cell.box) else { continue }
            let step = Int((min(max(cell.strength, 0), 1) * Double(steps)).rounded())
            guard step > 0 else { continue }
            let (x, y, width, height) = corners
            paths[step] += "M\(place(x)) \(place(y))h\(place(width))v\(place(height))h\(place(-width))z"
        }
        let drawn = paths.indices.filter { !paths[$0].isEmpty }.map { step in
            "<path d=\"\(paths[step])\"\(faint(Double(step) / Double(steps)))/>\n"
        }
        return drawn.isEmpty
            ? "" : "<g \(tone.fill) shape-rendering=\"crispEdges\">\n\(drawn.joined())</g>\n"
    }

    private func rectangle(_ box: Box) -> String? {
        guard let (x, y, width, height) = corners(box) else { return nil }
        return "M\(place(x)) \(place(y))h\(place(width))v\(place(height))h\(place(-width))z"
    }

    private func corners(_ box: Box) -> (x: Double, y: Double, width: Double, height: Double)? {
        guard let x0 = x(box.x0), let x1 = x(box.x1), let y0 = y(box.y0), let y1 = y(box.y1) else {
            return nil
        }
        return (min(x0, x1), min(y0, y1), (x1 - x0).magnitude, (y1 - y0).magnitude)
    }

    private func noted(_ path: String?, _ note: String?) -> String {
        guard let path else { return "" }
        guard let note else { return "<path d=\"\(path)\"/>\n" }
        return "<path d=\"\(path)\"><title>\(markup(note))</title></path>\n"
    }

    private func stroke(
        _ path: String,
        _ tone: Tone,
        _ width: Double,
        _ dash: Dash,
        _ opacity: Double = 1
    )
        -> String
    {
        "<path d=\"\(path)\" \(tone.stroke) stroke-width=\"\(place(width))\" stroke-linejoin=\"round\""
            + "\(dash.attribute)\(faint(opacity))/>\n"
    }
}

func faint(_ opacity: Double) -> String { opacity < 1 ? " opacity=\"\(hundredths(opacity))\"" : "" }

extension Symbol {
    var isOutline: Bool { self == .cross || self == .ring }

    /// About `size` units from the middle to the rim.
    func path(_ x: Double, _ y: Double, _ size: Double) -> String {
        let s = place(size)
        switch self {
        case .circle, .ring:
            let d = place(2 * size)
            return
                "M\(place(x - size)) \(place(y))a\(s) \(s) 0 1 0 \(d) 0a\(s) \(s) 0 1 0 \(place(-2 * size)) 0z"
        case .square:
            let side = place(1.8 * size)
            return "M\(place(x - 0.9 * size)) \(place(y - 0.9 * size))h\(side)v\(side)h-\(side)z"
        case .triangle:
            return "M\(place(x)) \(place(y - 1.2 * size))l\(place(1.1 * size)) \(place(1.9 * size))"
                + "h\(place(-2.2 * size))z"
        case .diamond:
            let d = place(1.25 * size)
            return "M\(place(x)) \(place(y - 1.25 * size))l\(d) \(d)l-\(d) \(d)l-\(d) -\(d)z"
        case .cross:
            let d = place(2 * size)
            return "M\(place(x - size)) \(place(y - size))l\(d) \(d)m0 -\(d)l-\(d) \(d)"
        }
    }
}
