import RealModule

/// One axis of a panel: what it says, how values are spread along it, and from where to where.
package struct Axis: Sendable, Hashable {
    package enum Scale: Sendable, Hashable {
        case linear
        /// Values of 0 and below have no place.
        case logarithmic
        /// The square root with the value's sign: for squared norms less their noise, which may be negative.
        ///
        /// Linear within about `linear` of 0, where a root would spread noise into two heaps with a gap between.
        case root(linear: Double = 0)
    }

    package struct Tick: Sendable, Hashable {
        package let value: Double
        package let label: String

        package init(_ value: Double, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    package let label: String
    package let scale: Scale
    package let lower: Double
    package let upper: Double
    package let ticks: [Tick]

    /// `ticks` are chosen by the axis where `nil`.
    package init(
        _ label: String,
        _ scale: Scale = .linear,
        from lower: Double,
        to upper: Double,
        ticks: [Tick]? = nil
    ) {
        precondition(lower < upper && lower.isFinite && upper.isFinite, "an axis of \(lower) to \(upper)")
        precondition(scale != .logarithmic || lower > 0, "a logarithmic axis from \(lower)")
        self.label = label
        self.scale = scale
        self.lower = lower
        self.upper = upper
        self.ticks = ticks ?? niceTicks(scale, from: lower, to: upper)
    }

    /// An axis on which all of `values` have room, but those that have no place on its scale.
    ///
    /// It reaches to the values of `including` without a margin beyond them, such as 0 for bars.
    package init(
        _ label: String,
        _ scale: Scale = .linear,
        over values: some Sequence<Double>,
        including bounds: [Double] = [],
        ticks: [Tick]? = nil
    ) {
        let transformed = values.compactMap { transform($0, scale) }
        let bounds = bounds.compactMap { transform($0, scale) }
        var low = transformed.min() ?? bounds.min() ?? 0
        var high = transformed.max() ?? bounds.max() ?? 1
        let margin = high > low ? 0.04 * (high - low) : max(0.05 * low.magnitude, 0.5)
        low -= margin
        high += margin
        if let bound = bounds.min(), bound <= low + margin { low = bound }
        if let bound = bounds.max(), bound >= high - margin { high = bound }
        if !(low < high) { high = low + 1 }
        self.init(label, scale, from: inverse(low, scale), to: inverse(high, scale), ticks: ticks)
    }

    /// An axis of names; the one with number k stands at k.
    package init(_ label: String, categories: [String]) {
        let ticks = categories.enumerated().map { Tick(Double($0.offset), $0.element) }
        self.init(label, from: -0.5, to: max(Double(categories.count), 1) - 0.5, ticks: ticks)
    }

    /// Values that stand evenly along the axis, `count` + 1 of them from end to end.
    package func evenly(_ count: Int) -> [Double] {
        guard let low = transform(lower, scale), let high = transform(upper, scale) else { return [] }
        return (0...count).map { inverse(low + (high - low) * Double($0) / Double(count), scale) }
    }

    /// How far along the axis a value stands, from 0 to 1; `nil` beyond its ends.
    func share(_ value: Double) -> Double? {
        guard let place = transform(value, scale), let low = transform(lower, scale),
            let high = transform(upper, scale)
        else { return nil }
        let share = (place - low) / (high - low)
        return share >= -1e-9 && share <= 1 + 1e-9 ? min(max(share, 0), 1) : nil
    }
}

func transform(_ value: Double, _ scale: Axis.Scale) -> Double? {
    guard value.isFinite else { return nil }
    switch scale {
    case .linear: return value
    case .logarithmic: return value > 0 ? Double.log10(value) : nil
    case .root(let linear):
        let root = (value.magnitude + linear).squareRoot() - linear.squareRoot()
        return value < 0 ? -root : root
    }
}

private func inverse(_ value: Double, _ scale: Axis.Scale) -> Double {
    switch scale {
    case .linear: value
    case .logarithmic: Double.pow(10, value)
    case .root(let linear):
        // (|y| + √c)² − c, without the difference of two large numbers
        value * (value.magnitude + 2 * linear.squareRoot())
    }
}
