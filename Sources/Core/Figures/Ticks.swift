import RealModule
import Screen

/// Round numbers along an axis, about six, each with its text.
func niceTicks(_ scale: Axis.Scale, from lower: Double, to upper: Double) -> [Axis.Tick] {
    switch scale {
    case .linear: linearTicks(from: lower, to: upper)
    case .logarithmic: logarithmicTicks(from: lower, to: upper)
    case .root(linear: 0): rootTicks(from: lower, to: upper)
    case .root: sparseTicks(scale, from: lower, to: upper)
    }
}

/// The least of 1, 2 and 5 times a power of ten that divides `length` into at most `parts`.
private func niceStep(_ length: Double, parts: Double) -> (digit: Double, exponent: Int) {
    var exponent = Int(Double.log10(length / parts).rounded(.down))
    while true {
        for digit in [1.0, 2, 5] where digit * power(exponent) * parts >= length * (1 - 1e-9) {
            return (digit, exponent)
        }
        exponent += 1
    }
}

private func linearTicks(from lower: Double, to upper: Double, parts: Double = 7) -> [Axis.Tick] {
    let step = niceStep(upper - lower, parts: parts)
    let size = step.digit * power(step.exponent)
    let slack = 1e-9 * (upper - lower)
    let first = ((lower - slack) / size).rounded(.up)
    let last = ((upper + slack) / size).rounded(.down)
    guard first <= last else { return [] }
    return stride(from: first, through: last, by: 1).map { count in
        Axis.Tick(count * size, numberText(count * size, places: max(0, -step.exponent)))
    }
}

private func logarithmicTicks(from lower: Double, to upper: Double) -> [Axis.Tick] {
    let low = Double.log10(lower)
    let high = Double.log10(upper)
    guard high - low >= 1 else { return linearTicks(from: lower, to: upper).filter { $0.value > 0 } }
    let digits: [Double] = high - low > 3 ? [1] : high - low > 1.7 ? [1, 3] : [1, 2, 5]
    let every = max(1, Int(((high - low) / 8).rounded(.up)))
    var ticks: [Axis.Tick] = []
    for exponent in Int(low.rounded(.down))...Int(high.rounded(.up)) where exponent % every == 0 {
        for digit in digits {
            let value = digit * power(exponent)
            guard value >= lower * (1 - 1e-9), value <= upper * (1 + 1e-9) else { continue }
            let label =
                (-3...5).contains(exponent)
                ? numberText(value, places: max(0, -exponent))
                : (digit == 1 ? "" : "\(Int(digit))·") + "10" + superscript(exponent)
            ticks.append(Axis.Tick(value, label))
        }
    }
    return ticks
}

/// Squares of even steps, so that ticks stand evenly.
private func rootTicks(from lower: Double, to upper: Double) -> [Axis.Tick] {
    guard let low = transform(lower, .root()), let high = transform(upper, .root()) else { return [] }
    return linearTicks(from: low, to: high, parts: 8).map { tick in
        let square = tick.value * tick.value * (tick.value < 0 ? -1 : 1)
        return Axis.Tick(square, shortNumber(square))
    }
}

/// 0 and round numbers on both sides of it, as many as have room.
private func sparseTicks(_ scale: Axis.Scale, from lower: Double, to upper: Double) -> [Axis.Tick] {
    guard let low = transform(lower, scale), let high = transform(upper, scale) else { return [] }
    let most = max(lower.magnitude, upper.magnitude)
    let top = Int(Double.log10(most).rounded(.down))
    let sizes = (top - 3...top).flatMap { exponent in [1.0, 2, 5].map { $0 * power(exponent) } }
    let candidates: [Double] = [0] + sizes.reversed().flatMap { [$0, -$0] }
    var taken: [(place: Double, value: Double)] = []
    for value in candidates where value >= lower && value <= upper {
        guard let place = transform(value, scale),
            taken.allSatisfy({ ($0.place - place).magnitude >= (high - low) / 16 })
        else { continue }
        taken.append((place, value))
    }
    return taken.sorted { $0.value < $1.value }.map { Axis.Tick($0.value, shortNumber($0.value)) }
}

/// A number for people: a minus sign, and commas between thousands from 10,000 on.
package func numberText(_ value: Double, places: Int) -> String {
    let text = decimal(value.magnitude, places)
    let sign = value < 0 && text.contains(where: { $0 != "0" && $0 != "." }) ? "−" : ""
    guard value.magnitude >= 10_000, value.magnitude < 1e15 else { return sign + text }
    let parts = text.split(separator: ".", maxSplits: 1)
    var whole = ""
    for (place, digit) in parts[0].reversed().enumerated() {
        if place > 0, place % 3 == 0 { whole.append(",") }
        whole.append(digit)
    }
    return sign + String(whole.reversed()) + (parts.count > 1 ? ".\(parts[1])" : "")
}

/// A number for people with three to four digits that count, and without trailing zeros.
package func shortNumber(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    guard value != 0 else { return "0" }
    let size = Int(Double.log10(value.magnitude).rounded(.down))
    guard (-5...12).contains(size) else {
        let digits = value / power(size)
        return shortNumber(digits) + "·10" + superscript(size)
    }
    let text = numberText(value, places: max(0, 2 - size))
    guard text.contains(".") else { return text }
    let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(trimmed.reversed())
}

private func superscript(_ number: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let text = String(number.magnitude).compactMap(\.wholeNumberValue).map { String(digits[$0]) }.joined()
    return number < 0 ? "⁻" + text : text
}

/// A power of ten; exact up to 10²², where a library's may not be.
private func power(_ exponent: Int) -> Double {
    guard exponent >= -300 else { return 1e-300 }
    var result = 1.0
    for _ in 0..<min(exponent.magnitude, 300) { result *= 10 }
    return exponent < 0 ? 1 / result : result
}
