/// How far around a prediction the measured value is expected, from residuals of lines not trained on.
///
/// Split conformal prediction: if the new line is exchangeable with the calibration lines, the interval holds
/// its value with a chance of at least 1 − `alpha`, whatever the model and the distribution.
package struct ConformalInterval: Sendable, Hashable {
    package enum Form: String, Sendable, Hashable, CaseIterable {
        /// As far below as above: a quantile of the residuals' magnitude.
        case symmetric
        /// `alpha`/2 on each side, for effects with a heavy tail of sensitive lines.
        case twoSided
    }

    /// Added to a prediction, in the unit of the effect; infinite where there are too few residuals.
    package let lower: Double
    package let upper: Double
    package let alpha: Double
    /// Residuals it was made from.
    package let count: Int

    package init(lower: Double, upper: Double, alpha: Double, count: Int) {
        self.lower = lower
        self.upper = upper
        self.alpha = alpha
        self.count = count
    }

    /// From residuals, measured less predicted, of lines that did not train their prediction.
    ///
    /// Those that are not finite are left out.
    package init(residuals: [Double], alpha: Double = 0.1, _ form: Form = .symmetric) {
        precondition(alpha > 0 && alpha < 1, "alpha \(alpha) is not between 0 and 1")
        let residuals = residuals.filter(\.isFinite)
        self.alpha = alpha
        count = residuals.count
        switch form {
        case .symmetric:
            upper = finiteSampleQuantile(residuals.map(\.magnitude), 1 - alpha)
            lower = -upper
        case .twoSided:
            upper = finiteSampleQuantile(residuals, 1 - alpha / 2)
            lower = -finiteSampleQuantile(residuals.map { -$0 }, 1 - alpha / 2)
        }
    }

    package var width: Double { upper - lower }

    package func around(_ prediction: Double) -> (low: Double, high: Double) {
        (prediction + lower, prediction + upper)
    }

    /// Whether the interval around `prediction` holds `measured`; its ends belong to it.
    package func covers(_ measured: Double, predicted prediction: Double) -> Bool {
        let residual = measured - prediction
        return residual >= lower && residual <= upper
    }
}

/// The ⌈(n + 1) · level⌉-th smallest of n values; infinite where that is beyond them.
///
/// The one that a further exchangeable value stays at or below with a chance of at least `level`.
func finiteSampleQuantile(_ values: [Double], _ level: Double) -> Double {
    // because a product such as 0.9 × 30 must not be rounded up to the next place
    let place = Int((Double(values.count + 1) * level - 1e-9).rounded(.up))
    guard place <= values.count else { return .infinity }
    return values.sorted()[max(place, 1) - 1]
}
