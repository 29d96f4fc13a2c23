/// P-values adjusted for many tests by Benjamini and Hochberg's step-up procedure, in the order given.
///
/// A test is a discovery at false discovery rate q where its adjusted value is below q. NaN stays NaN and
/// is not counted as a test: one gene without a p-value must not spoil the rest.
package func benjaminiHochberg(_ p: [Double]) -> [Double] {
    let order = p.indices.filter { !p[$0].isNaN }.sorted { left, right in
        p[left] != p[right] ? p[left] < p[right] : left < right
    }
    var adjusted = [Double](repeating: .nan, count: p.count)
    var least = 1.0
    for place in order.indices.reversed() {
        least = min(least, p[order[place]] * (Double(order.count) / Double(place + 1)))
        adjusted[order[place]] = least
    }
    return adjusted
}
