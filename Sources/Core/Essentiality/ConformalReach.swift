/// How far the 90 % intervals of a target's predictions reach, below them and above.
///
/// Split conformal with a normalised score (Lei et al. 2018, "Distribution-free predictive inference for
/// regression", section 5.2), a tail of 5 % on each side: residuals of lines that the models had not seen, over a
/// spread that goes with the prediction. Where a line is predicted to need a gene that few need, predictions are
/// wrong by more than where it is predicted as the many are.
///
/// The square root of the spread is a line through the square roots of the residuals' sizes by the departure, what
/// the prediction is above the mean of the lines learnt from; it never falls below half of its mean. The sizes and
/// not the signs, because a line left out lowers the mean of the others: predictions of no skill run against their
/// own residuals, and quantiles that follow signs would be too narrow.
struct ConformalReach: Sendable, Hashable {
    /// Of `numbers`.
    static let count = 7
    /// Below it a tail of 5 % has no residual of its own, and both sides reach equally far.
    static let fewestForTails = 19

    /// Of the line through the roots.
    let intercept: Double
    let slope: Double
    /// The least root.
    let floor: Double
    /// The departures that the line was drawn through; one beyond them counts as the nearest.
    let least: Double
    let greatest: Double
    /// How many spreads an interval reaches below (0 or less) and above.
    let below: Double
    let above: Double

    /// - Parameters:
    ///   - departures: of predictions of lines that the models had not seen.
    ///   - residuals: measured less predicted of these lines, over what their distance foretells.
    init(departures: [Double], residuals: [Double]) {
        precondition(departures.count == residuals.count, "a departure for each residual")
        let roots = residuals.map { $0.magnitude.squareRoot() }
        let count = Double(max(roots.count, 1))
        let meanRoot = roots.reduce(0, +) / count
        let centre = departures.reduce(0, +) / count
        var (spread, shared) = (0.0, 0.0)
        for (departure, root) in zip(departures, roots) {
            spread += (departure - centre) * (departure - centre)
            shared += (departure - centre) * (root - meanRoot)
        }
        least = departures.min() ?? 0
        greatest = departures.max() ?? 0
        // because the rounding of a constant is no departure
        let size = max(least.magnitude, greatest.magnitude)
        slope = greatest - least > 1e-9 * size ? shared / spread : 0
        intercept = meanRoot - slope * centre
        floor = meanRoot / 2
        let rule = (intercept: intercept, slope: slope, floor: floor)
        let scores = zip(departures, residuals).map { departure, residual in
            let root = max(rule.intercept + rule.slope * departure, rule.floor)
            return root > 0 ? residual / (root * root) : 0
        }.sorted()
        (below, above) = Self.tails(scores)
    }

    /// The ends of the middle nine tenths of ascending scores, on either side of 0.
    ///
    /// The ⌈0.95 (n + 1)⌉-th smallest and as far from the other end; of few scores, the ⌈0.9 (n + 1)⌉-th smallest
    /// size on both sides.
    private static func tails(_ scores: [Double]) -> (below: Double, above: Double) {
        guard !scores.isEmpty else { return (0, 0) }
        let next = scores.count + 1
        guard scores.count >= fewestForTails else {
            let sizes = scores.map(\.magnitude).sorted()
            let reach = sizes[min((9 * next + 9) / 10, sizes.count) - 1]
            return (-reach, reach)
        }
        let upper = (19 * next + 19) / 20
        return (min(scores[next - upper - 1], 0), max(scores[upper - 1], 0))
    }

    /// As a model's file keeps them.
    var numbers: [Double] { [intercept, slope, floor, least, greatest, below, above] }

    /// Whether a fit can have come to it.
    var isSound: Bool { below <= 0 && above >= 0 && floor >= 0 && least <= greatest }

    /// - Parameter numbers: `count` of them.
    init(numbers: [Double]) {
        intercept = numbers[0]
        slope = numbers[1]
        floor = numbers[2]
        least = numbers[3]
        greatest = numbers[4]
        below = numbers[5]
        above = numbers[6]
    }

    /// The 90 % interval of a prediction.
    ///
    /// - Parameters:
    ///   - value: the prediction.
    ///   - departure: what it is above the mean of the lines learnt from.
    ///   - factor: how much larger residuals are at the line's distance.
    /// - Returns: its ends, in the unit of the prediction, not yet kept within what a scale can have.
    func interval(about value: Double, departure: Double, factor: Double) -> (low: Double, high: Double) {
        let root = max(intercept + slope * min(max(departure, least), greatest), floor)
        let spread = root * root * factor
        return (value + below * spread, value + above * spread)
    }
}
