import RealModule

/// The chance that a chi-squared variable with `degrees` of freedom exceeds `statistic`.
///
/// By the recurrence of the regularised upper incomplete gamma function, Q(a + 1, x) = Q(a, x) + xᵃe⁻ˣ/Γ(a + 1),
/// from Q(1/2, x) = erfc √x or Q(1, x) = e⁻ˣ: every term is positive, so the far tail keeps its digits.
/// 1 where there is no degree of freedom or the statistic is 0; NaN for a NaN statistic.
package func chiSquaredTail(_ statistic: Double, degrees: Int) -> Double {
    precondition(degrees >= 0, "no negative degrees of freedom")
    guard !statistic.isNaN else { return .nan }
    guard degrees > 0, statistic > 0 else { return 1 }
    let x = statistic / 2
    let isOdd = degrees % 2 == 1
    var a = isOdd ? 0.5 : 1
    var tail = isOdd ? Double.erfc(x.squareRoot()) : Double.exp(-x)
    // xᵃe⁻ˣ / Γ(a + 1), with Γ(3/2) = √π / 2 and Γ(2) = 1
    var term = Double.exp(-x) * (isOdd ? 2 * (x / Double.pi).squareRoot() : x)
    while a + 0.5 < Double(degrees) / 2 {
        tail += term
        a += 1
        term *= x / a
    }
    return min(tail, 1)
}

/// Pearson's chi-squared statistic of independence of a table with two rows, without Yates' correction.
///
/// Empty columns are dropped, as `scipy.stats.chi2_contingency` demands; a table with an empty row or a
/// single column left has statistic 0 and no degrees of freedom.
/// - Returns: the statistic and its degrees of freedom.
package func contingency(
    below: some Sequence<Int>,
    above: some Sequence<Int>
) -> (statistic: Double, degrees: Int) {
    var low = 0
    var high = 0
    for (a, b) in zip(below, above) {
        low += a
        high += b
    }
    guard low > 0, high > 0 else { return (0, 0) }
    var sum = 0.0
    var columns = 0
    for (a, b) in zip(below, above) where a + b > 0 {
        let difference = Double(high * a - low * b)
        sum += difference * difference / Double(a + b)
        columns += 1
    }
    guard columns > 1 else { return (0, 0) }
    return (sum / (Double(low) * Double(high)), columns - 1)
}
