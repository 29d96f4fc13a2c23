import Screen

/// A number with three or four figures, as a person reads it; a dash for none.
func figure(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    let size = value.magnitude
    if value == value.rounded(), size < 1e6 { return String(Int(value)) }
    if size >= 1e6 || size < 1e-4 { return shortScientific(value) }
    return decimal(value, size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 3 : 5)
}

/// Numbers of one column of a table: as many decimals each as the largest wants for four figures.
func column(_ values: [Double?]) -> [String] {
    let largest = values.compactMap { $0 }.filter(\.isFinite).map(\.magnitude).max() ?? 0
    let places =
        switch largest {
        case 1_000...: 0
        case 100...: 1
        case 10...: 2
        case 0.1...: 3
        default: 5
        }
    return values.map { value in
        value.map { $0.isFinite && (1e-5..<1e9).contains(largest) ? decimal($0, places) : figure($0) } ?? "–"
    }
}

/// `1.2e-5`.
private func shortScientific(_ value: Double) -> String {
    var mantissa = value
    var exponent = 0
    while mantissa.magnitude >= 10 {
        mantissa /= 10
        exponent += 1
    }
    while mantissa.magnitude < 1 {
        mantissa *= 10
        exponent -= 1
    }
    return "\(decimal(mantissa, 1))e\(exponent)"
}
