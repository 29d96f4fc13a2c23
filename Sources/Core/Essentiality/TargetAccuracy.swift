import RealModule
import Regression
import Statistics

/// How well a target was foretold in lines that the models had not seen, folds pooled.
package struct TargetAccuracy: Sendable, Hashable {
    /// Lines in which the target is known.
    package let lines: Int
    /// Of the measured values, over these lines (population).
    package let sd: Double
    /// Pearson's; 0 where nothing varies.
    package let r: Double
    package let rmse: Double
    /// Two-sided, of `r`.
    package let p: Double
    /// Standard error of `r`, by leaving out one line after the other; 1 where it cannot be told.
    package let error: Double
    /// Correlation within lineages; `nil` where too few lines of a known lineage tell (`LineageCorrelations`).
    package let within: Double?

    /// RMSE over the SD: 1 is what the mean of the lines would reach.
    package var relativeRMSE: Double { sd > 0 ? rmse / sd : 1 }

    /// What the true correlation is above in nine of ten cases.
    ///
    /// One-sided, on Fisher's z scale, where the error does not depend on the correlation: tanh(z − 1.28 s),
    /// with s the error over 1 − r².
    package var leastR: Double {
        let free = (1 - r) * (1 + r)
        guard free > 0 else { return error < 1 ? r : -1 }
        let odds = (1 + r) / (1 - r) * Double.exp(-2 * Self.oneInTen * error / free)
        return (odds - 1) / (odds + 1)
    }

    /// The point of a normal distribution that one in ten is above.
    private static let oneInTen = 1.281_551_565_544_600_4

    init(measured: [Double], heldOut: [Double], within: Double? = nil) {
        let known = measured.indices.filter { !measured[$0].isNaN && !heldOut[$0].isNaN }
        let values = known.map { measured[$0] }
        let predicted = known.map { heldOut[$0] }
        let accuracy = Accuracy(predicted: predicted, observed: values)
        lines = known.count
        sd = populationSD(values)
        r = accuracy.r
        rmse = known.isEmpty ? 0 : accuracy.rmse
        p = accuracy.p
        error = jackknifeError(ofCorrelation: predicted, values)
        self.within = within
    }

    init(lines: Int, sd: Double, r: Double, rmse: Double, p: Double, error: Double, within: Double?) {
        self.lines = lines
        self.sd = sd
        self.r = r
        self.rmse = rmse
        self.p = p
        self.error = error
        self.within = within
    }
}

/// The standard error of Pearson's correlation by the jackknife, in one pass over the pairs.
///
/// √((n − 1)/n Σ (r₋ᵢ − r̄)²), with r₋ᵢ the correlation without pair i from the sums of all pairs (Efron and
/// Tibshirani 1993, "An introduction to the bootstrap", chapter 11). It counts on no normal distribution: where
/// one line makes the correlation, the error says so.
/// - Returns: at most 1; 1 for fewer than four pairs, and where the pairs without one of them do not vary.
func jackknifeError(ofCorrelation x: [Double], _ y: [Double]) -> Double {
    guard x.count >= 4 else { return 1 }
    let count = Double(x.count)
    let (centreX, centreY) = (mean(x), mean(y))
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for place in x.indices {
        let (dx, dy) = (x[place] - centreX, y[place] - centreY)
        xx += dx * dx
        yy += dy * dy
        xy += dx * dy
    }
    let share = count / (count - 1)
    var (sum, squares) = (0.0, 0.0)
    let whole = xy / (xx * yy).squareRoot()
    for place in x.indices {
        let (dx, dy) = (x[place] - centreX, y[place] - centreY)
        let (restX, restY) = (xx - share * dx * dx, yy - share * dy * dy)
        // because what rounding leaves of a constant is no variation
        guard restX > 1e-12 * xx, restY > 1e-12 * yy else { return 1 }
        let change = (xy - share * dx * dy) / (restX * restY).squareRoot() - whole
        sum += change
        squares += change * change
    }
    let variance = (count - 1) / count * max(squares - sum * sum / count, 0)
    return min(variance.squareRoot(), 1)
}
