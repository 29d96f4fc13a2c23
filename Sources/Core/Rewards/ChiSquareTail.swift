import RealModule

/// The chance that a chi-square of `freedom` degrees, moved and scaled to `mean` and `variance`, is above
/// `value`: its first three moments are those of a weighted sum of chi-squares (Pearson 1959; Imhof 1961).
package func upperTail(_ value: Double, mean: Double, variance: Double, freedom: Double) -> Double {
    let square = freedom + (2 * freedom / variance).squareRoot() * (value - mean)
    guard square > 0 else { return 1 }
    return upperGamma(freedom / 2, square / 2)
}

/// The regularised upper incomplete gamma function Q(a, x) (Press et al., Numerical Recipes, section 6.2).
///
/// Relative error below 1e-10 down to 1e-250; the steps grow with √a.
package func upperGamma(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 1 }
    let front = Double.exp(a * Double.log(x) - x - Double.logGamma(a))
    guard x > a + 1 else {
        var term = 1 / a
        var sum = term
        for step in 1...10_000 {
            term *= x / (a + Double(step))
            sum += term
            if term < sum * 1e-16 { break }
        }
        return max(0, 1 - front * sum)
    }
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var fraction = d
    for step in 1...10_000 {
        let factor = -Double(step) * (Double(step) - a)
        b += 2
        d = factor * d + b
        d = 1 / (d.magnitude < 1e-300 ? 1e-300 : d)
        c = b + factor / c
        c = c.magnitude < 1e-300 ? 1e-300 : c
        let change = c * d
        fraction *= change
        if (change - 1).magnitude < 1e-15 { break }
    }
    return front * fraction
}
