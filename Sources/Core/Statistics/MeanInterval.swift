/// A mean and its 95 % interval by Student's t; of one value alone the bounds are NaN.
package func meanInterval(_ values: [Double]) -> (mean: Double, low: Double, high: Double) {
    let centre = mean(values)
    guard values.count > 1 else { return (centre, .nan, .nan) }
    let error = sampleSD(values) / Double(values.count).squareRoot()
    let reach = error * studentTQuantile(0.975, degrees: values.count - 1)
    return (centre, centre - reach, centre + reach)
}

/// The t that Student's distribution exceeds with probability 1 − `probability`, above ½, by bisection to the last
/// bits.
func studentTQuantile(_ probability: Double, degrees: Int) -> Double {
    var (low, high) = (0.0, 1e3)
    for _ in 0..<100 {
        let middle = (low + high) / 2
        if studentTTwoSided(middle, degrees: Double(degrees)) > 2 * (1 - probability) {
            low = middle
        } else {
            high = middle
        }
    }
    return (low + high) / 2
}
