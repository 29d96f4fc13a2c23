import Screen

/// A line over the rounds, as SVG that needs neither script nor style sheet.
struct Chart {
    struct Point: Equatable {
        let round: Int
        let value: Double
    }

    /// What a screen reader says instead of the picture.
    let description: String
    let points: [Point]
    /// Steps hold their value until the next round; lines go straight.
    var isStepped = false
    var colour = "#1f5fa8"

    private let width = 500.0
    private let height = 200.0
    private let left = 52.0
    private let right = 60.0
    private let top = 14.0
    private let bottom = 34.0

    init(description: String, points: [Point], isStepped: Bool = false, colour: String = "#1f5fa8") {
        self.description = description
        self.points = points.filter { $0.value.isFinite }
        self.isStepped = isStepped
        self.colour = colour
    }

    var svg: String {
        guard let first = points.first, let last = points.last else {
            return "<p class=\"quiet\">Nothing to draw before the first round is closed.</p>"
        }
        let ticks = roundTicks(upTo: max(points.map(\.value).max() ?? 0, 1e-12))
        let highest = ticks.last ?? 1
        let rounds = (first: first.round, last: max(last.round, first.round + 1))
        func x(_ round: Int) -> Double {
            left + (width - left - right) * Double(round - rounds.first) / Double(rounds.last - rounds.first)
        }
        func y(_ value: Double) -> Double {
            height - bottom - (height - top - bottom) * max(0, value) / highest
        }
        var text =
            "<svg viewBox=\"0 0 \(place(width)) \(place(height))\" role=\"img\" aria-label=\"\(markup(description))\">"
        for tick in ticks {
            text += line((left, y(tick)), (width - right, y(tick)), tick == 0 ? "#9aa6b2" : "#e3e8ed")
            text += label(figure(tick), (left - 8, y(tick) + 4), "end")
        }
        for round in roundNumbers(rounds.first, rounds.last) {
            text += label("\(round)", (x(round), height - bottom + 17), "middle")
        }
        text += label("round", (left + (width - left - right) / 2, height - 3), "middle")
        var path: [String] = []
        for (place, point) in points.enumerated() {
            let (px, py) = (x(point.round), y(point.value))
            if place > 0, isStepped { path.append(pair(px, y(points[place - 1].value))) }
            path.append(pair(px, py))
        }
        let floor = y(0)
        let area = [pair(x(first.round), floor)] + path + [pair(x(last.round), floor)]
        text += "<polygon points=\"\(area.joined(separator: " "))\" fill=\"\(colour)\" fill-opacity=\".09\"/>"
        text += "<polyline points=\"\(path.joined(separator: " "))\" fill=\"none\" stroke=\"\(colour)\" "
        text += "stroke-width=\"2\" stroke-linejoin=\"round\"/>"
        text +=
            "<circle cx=\"\(place(x(last.round)))\" cy=\"\(place(y(last.value)))\" r=\"3.5\" fill=\"\(colour)\"/>"
        text +=
            "<text x=\"\(place(x(last.round) + 8))\" y=\"\(place(y(last.value) + 4))\" font-weight=\"bold\" "
        return text + "fill=\"#17212b\">\(figure(last.value))</text></svg>"
    }

    private func line(_ from: (Double, Double), _ to: (Double, Double), _ colour: String) -> String {
        "<line x1=\"\(place(from.0))\" y1=\"\(place(from.1))\" x2=\"\(place(to.0))\" y2=\"\(place(to.1))\" "
            + "stroke=\"\(colour)\"/>"
    }

    private func label(_ text: String, _ at: (Double, Double), _ anchor: String) -> String {
        "<text x=\"\(place(at.0))\" y=\"\(place(at.1))\" text-anchor=\"\(anchor)\">\(text)</text>"
    }

    private func pair(_ x: Double, _ y: Double) -> String { "\(place(x)),\(place(y))" }
}

/// A coordinate with a tenth of a pixel.
private func place(_ value: Double) -> String { decimal(value, 1) }

/// Values 0, s, 2s … that reach `highest`, s of 1, 2 or 5 times a power of ten; three to six of them.
func roundTicks(upTo highest: Double) -> [Double] {
    var step = 1.0
    while step * 5 < highest { step *= 10 }
    while step > highest { step /= 10 }
    let choices = [0.1, 0.2, 0.5, 1, 2, 5].map { $0 * step }
    let chosen = choices.first { (highest / $0).rounded(.up) <= 5 } ?? step * 5
    let count = max(1, Int((highest / chosen).rounded(.up)))
    return (0...count).map { Double($0) * chosen }
}

/// At most seven round numbers, evenly spaced, from the first.
private func roundNumbers(_ first: Int, _ last: Int) -> [Int] {
    let span = last - first
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]
    let step = steps.first { span / $0 <= 6 } ?? span
    return Array(stride(from: first, through: last, by: max(step, 1)))
}

/// A share of 1 as a bar.
func meter(_ share: Double, label: String) -> String {
    let width = decimal(max(0, min(1, share.isFinite ? share : 0)) * 100, 1)
    return "<svg class=\"meter\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" role=\"img\" "
        + "aria-label=\"\(markup(label))\"><rect width=\"100\" height=\"6\" fill=\"#e3e8ed\"/>"
        + "<rect width=\"\(width)\" height=\"6\" fill=\"#1f5fa8\"/></svg>"
}
