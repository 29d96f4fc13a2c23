import Statistics

/// How well predictions agree with what was observed.
package struct Accuracy: Sendable, Codable, Equatable {
    package let count: Int
    /// The root of the mean squared error, in units of the response; NaN of nothing.
    package let rmse: Double
    /// Pearson's correlation; 0 where either side is constant or there are fewer than three values.
    package let r: Double
    /// Two-sided, of `r` (Student's t with n − 2 degrees of freedom), accurate to 1e-250; 1 where `r` is 0
    /// for want of spread.
    package let p: Double
    /// Spearman's correlation; 0 where `r` is 0 for want of spread.
    package let rankCorrelation: Double

    /// - Parameters:
    ///   - predicted: a value a line.
    ///   - observed: a value a line, in the same order; none missing.
    package init(predicted: [Double], observed: [Double]) {
        precondition(predicted.count == observed.count, "\(predicted.count) predictions of \(observed.count)")
        count = observed.count
        rmse = rootMeanSquaredError(predicted, observed)
        guard count > 2, hasSpread(predicted), hasSpread(observed) else {
            (r, p, rankCorrelation) = (0, 1, 0)
            return
        }
        r = pearson(predicted, observed)
        p = pearsonPValue(r: r, n: count)
        rankCorrelation = spearman(predicted, observed)
    }
}

/// The root of the mean squared difference; NaN of nothing.
package func rootMeanSquaredError(_ predicted: [Double], _ observed: [Double]) -> Double {
    precondition(predicted.count == observed.count, "\(predicted.count) predictions of \(observed.count)")
    var sum = 0.0
    for place in predicted.indices {
        let miss = predicted[place] - observed[place]
        sum += miss * miss
    }
    return (sum / Double(predicted.count)).squareRoot()
}

/// Whether values differ by more than the rounding that a constant prediction is computed with.
private func hasSpread(_ values: [Double]) -> Bool {
    var least = Double.infinity
    var greatest = -Double.infinity
    for value in values {
        least = min(least, value)
        greatest = max(greatest, value)
    }
    return greatest - least > 1e-12 * max(1, max(greatest.magnitude, least.magnitude))
}
