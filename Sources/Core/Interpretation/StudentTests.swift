import Statistics

/// A comparison of means by Student's t.
package struct MeanTest: Sendable, Hashable {
    /// The mean difference, in the unit of the values.
    package let difference: Double
    package let t: Double
    package let degrees: Double
    /// Two-sided.
    package let p: Double

    init(difference: Double, error: Double, degrees: Double) {
        self.difference = difference
        self.degrees = degrees
        t = difference / error
        p = studentTTwoSided(t, degrees: degrees)
    }
}

/// The mean of `values` against a fixed one.
///
/// `residualVariance` is added to the variance of a value: predictions scatter less than what they predict.
/// `nil` for fewer than two values, a value that is not finite, or values without any variance.
package func oneSampleTest(
    _ values: [Double],
    against centre: Double,
    residualVariance: Double = 0
) -> MeanTest? {
    guard values.count > 1, values.allSatisfy(\.isFinite) else { return nil }
    // because the rounding of a mean gives equal values a deviation of their last bit
    let isConstant = values.allSatisfy { $0 == values[0] }
    let spread = isConstant ? 0 : sampleSD(values)
    let variance = (spread * spread + residualVariance) / Double(values.count)
    guard variance > 0 else { return nil }
    return MeanTest(
        difference: mean(values) - centre,
        error: variance.squareRoot(),
        degrees: Double(values.count - 1)
    )
}

/// Paired t-test of `first` less `second`; pairs with a value that is not finite are left out.
///
/// `nil` for fewer than two pairs or equal differences throughout.
package func pairedTest(_ first: [Double], _ second: [Double]) -> MeanTest? {
    precondition(first.count == second.count, "\(first.count) values paired with \(second.count)")
    let differences = zip(first, second).map { $0 - $1 }.filter(\.isFinite)
    return oneSampleTest(differences, against: 0)
}

/// Unpaired t-test of `first` less `second`: Student's with one variance, or Welch's with two.
///
/// Values that are not finite are left out. `nil` for fewer than two values on a side or no variance.
package func unpairedTest(_ first: [Double], _ second: [Double], sharedVariance: Bool = true) -> MeanTest? {
    let first = first.filter(\.isFinite)
    let second = second.filter(\.isFinite)
    guard first.count > 1, second.count > 1 else { return nil }
    let m = Double(first.count)
    let n = Double(second.count)
    let a = sampleSD(first)
    let b = sampleSD(second)
    let difference = mean(first) - mean(second)
    if sharedVariance {
        let pooled = ((m - 1) * a * a + (n - 1) * b * b) / (m + n - 2)
        guard pooled > 0 else { return nil }
        return MeanTest(
            difference: difference,
            error: (pooled * (1 / m + 1 / n)).squareRoot(),
            degrees: m + n - 2
        )
    }
    let left = a * a / m
    let right = b * b / n
    guard left + right > 0 else { return nil }
    let degrees = (left + right) * (left + right) / (left * left / (m - 1) + right * right / (n - 1))
    return MeanTest(difference: difference, error: (left + right).squareRoot(), degrees: degrees)
}
