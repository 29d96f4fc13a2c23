/// Conformal intervals of one target, each tissue's own where it has enough lines.
///
/// A Mondrian calibration: coverage holds within groups, not only over all lines. A tissue of few lines has
/// an unsteady quantile; it is drawn towards the overall one, and below `minimumLines` replaced by it.
package struct ConformalByTissue: Sendable, Hashable {
    package let overall: ConformalInterval
    package let tissues: [String: ConformalInterval]

    /// - `residuals`: measured less predicted, of lines that did not train their prediction.
    /// - `tissues`: of each residual.
    /// - `minimumLines`: below it a tissue has the overall interval.
    /// - `shrinkage`: the weight of the overall interval, in lines; 0 takes each tissue's quantile as it is.
    package init(
        residuals: [Double],
        tissues: [String],
        alpha: Double = 0.1,
        _ form: ConformalInterval.Form = .symmetric,
        minimumLines: Int = 30,
        shrinkage: Double = 30
    ) {
        precondition(residuals.count == tissues.count, "a tissue for each residual")
        precondition(shrinkage >= 0, "a negative weight")
        let overall = ConformalInterval(residuals: residuals, alpha: alpha, form)
        var own: [String: ConformalInterval] = [:]
        let known = residuals.indices.filter { residuals[$0].isFinite }
        for (tissue, places) in grouped(known, by: { tissues[$0] }) where places.count >= minimumLines {
            let raw = ConformalInterval(residuals: places.map { residuals[$0] }, alpha: alpha, form)
            guard raw.lower.isFinite, raw.upper.isFinite else { continue }
            let weight = Double(places.count) / (Double(places.count) + shrinkage)
            own[tissue] = ConformalInterval(
                lower: weight * raw.lower + (1 - weight) * overall.lower,
                upper: weight * raw.upper + (1 - weight) * overall.upper,
                alpha: alpha,
                count: places.count
            )
        }
        self.overall = overall
        self.tissues = own
    }

    /// The tissue's interval, or the overall one of a tissue without its own.
    package subscript(tissue: String) -> ConformalInterval { tissues[tissue] ?? overall }
}
