/// What a panel shows, in the units of its axes.
///
/// What has no place on the axes is left out; a line is broken there.
package enum Mark: Sendable, Hashable {
    case points([Spot], Tone, Symbol = .circle, size: Double = 3, opacity: Double = 1)
    case line([Spot], Tone, Dash = .solid, width: Double = 2)
    /// A line each from one end to the other: error bars, or values that belong together.
    case segments([Segment], Tone, width: Double = 1, opacity: Double = 1)
    /// The area between a low and a high curve.
    case band([Span], Tone, opacity: Double = 0.16)
    case bars([Box], Tone, opacity: Double = 0.75)
    /// A heat map: each box as strong as its strength, 0 to 1, says, in 16 steps.
    case heat([Cell], Tone)
    /// Across the whole panel at one value of an axis.
    case vertical(Double, Tone, Dash = .dashed)
    case horizontal(Double, Tone, Dash = .dashed)
    case text(String, at: Spot, Tone = .ink, Anchor = .start)
}

/// A place in a panel; `note` is shown where a pointer rests on it.
package struct Spot: Sendable, Hashable {
    package var x: Double
    package var y: Double
    package var note: String?

    package init(_ x: Double, _ y: Double, note: String? = nil) {
        self.x = x
        self.y = y
        self.note = note
    }
}

package struct Segment: Sendable, Hashable {
    package var from: Spot
    package var to: Spot

    package init(from: Spot, to: Spot) {
        self.from = from
        self.to = to
    }
}

/// From `low` to `high` at one `x`.
package struct Span: Sendable, Hashable {
    package var x: Double
    package var low: Double
    package var high: Double

    package init(_ x: Double, _ low: Double, _ high: Double) {
        self.x = x
        self.low = low
        self.high = high
    }
}

/// A rectangle by two opposite corners.
package struct Box: Sendable, Hashable {
    package var x0: Double
    package var x1: Double
    package var y0: Double
    package var y1: Double
    package var note: String?

    package init(_ x0: Double, _ x1: Double, _ y0: Double, _ y1: Double, note: String? = nil) {
        self.x0 = x0
        self.x1 = x1
        self.y0 = y0
        self.y1 = y1
        self.note = note
    }
}

package struct Cell: Sendable, Hashable {
    package var box: Box
    package var strength: Double

    package init(_ box: Box, strength: Double) {
        self.box = box
        self.strength = strength
    }
}

/// Told apart without colour.
package enum Symbol: Sendable, Hashable, CaseIterable {
    case circle
    case square
    case triangle
    case diamond
    case cross
    case ring
}

package enum Dash: Sendable, Hashable, CaseIterable {
    case solid
    case dashed
    case dotted
    case dashDotted

    var attribute: String {
        switch self {
        case .solid: ""
        case .dashed: " stroke-dasharray=\"7 4\""
        case .dotted: " stroke-dasharray=\"2 4\""
        case .dashDotted: " stroke-dasharray=\"8 3 2 3\""
        }
    }
}

package enum Anchor: String, Sendable, Hashable {
    case start
    case middle
    case end
}
