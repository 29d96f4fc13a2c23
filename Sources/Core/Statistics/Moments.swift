/// The arithmetic mean; NaN of nothing.
package func mean(_ values: some Collection<Double>) -> Double {
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(values.count)
}

/// The standard deviation with divisor n; NaN of nothing.
package func populationSD(_ values: some Collection<Double>) -> Double {
    (squaredDeviations(values) / Double(values.count)).squareRoot()
}

/// The standard deviation with divisor n − 1; NaN of fewer than two values.
package func sampleSD(_ values: some Collection<Double>) -> Double {
    guard values.count > 1 else { return .nan }
    return (squaredDeviations(values) / Double(values.count - 1)).squareRoot()
}

/// The value below which a share `p` of the values lies, by linear interpolation (NumPy's default).
///
/// NaN of nothing, and where any value is NaN; `p` is clamped to 0 … 1.
package func quantile(_ values: some Collection<Double>, _ p: Double) -> Double {
    guard !values.isEmpty, !values.contains(where: \.isNaN), !p.isNaN else { return .nan }
    let sorted = values.sorted()
    let place = min(max(p, 0), 1) * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
    let share = place - Double(below)
    // because a product of zero and infinity would be NaN
    guard share > 0 else { return sorted[below] }
    return sorted[below] + (sorted[below + 1] - sorted[below]) * share
}

private func squaredDeviations(_ values: some Collection<Double>) -> Double {
    let centre = mean(values)
    var sum = 0.0
    for value in values { sum += (value - centre) * (value - centre) }
    return sum
}
