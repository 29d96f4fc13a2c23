import Profiles
import Statistics

/// What rewards look like where nothing interacts, fitted to pseudo-pairs of the same plates.
///
/// Under the null ‖x‖² is a weighted sum of chi-squares with the mean T that replicates predict (the part of
/// wells times φ) and the variance 2T²/f (Satterthwaite 1946). It is matched by a chi-square of k degrees of
/// freedom, centred and scaled to that mean and variance.
package struct NullFit: Sendable, Hashable, Codable {
    package let controlPairs: Int
    package let singlePairs: Int
    /// φ: the mean of ‖x‖²/T over single–control pseudo-pairs, drawn towards 1.
    ///
    /// Above 1 where replicates apart differ more than replicates side by side do. Multiplies the noise of
    /// wells and guides; that of controls is a plate's own and knows no "apart".
    package let inflation: Double
    /// f: the degrees of freedom of one well's noise, from its shape and the spread of the pseudo-pairs.
    package let freedom: Double
    /// k, 1 … f: the degrees of freedom that set the tail.
    package let tailFreedom: Double
    /// How well φ is known: the variance of what is believed of it.
    package let inflationVariance: Double

    /// The mean of ‖x‖²/T over each kind as it was found, for the eye; `nil` without pseudo-pairs.
    package let controlMean: Double?
    package let singleMean: Double?

    /// 1/(n + 1): no p-value counted among the n pseudo-pairs themselves could be lower.
    ///
    /// Those reported are lower only by the shape of the fitted tail.
    package var smallestCounted: Double { 1 / Double(controlPairs + singlePairs + 1) }

    /// How many pairs would have to lie above every pseudo-pair for Benjamini and Hochberg to find any of
    /// them at `q` among `tests` pairs by counting alone.
    package func smallestReachable(tests: Int, q: Double) -> Int {
        Int((smallestCounted * Double(tests) / q).rounded(.up))
    }

    /// Where the shape's freedom stands against that of the pseudo-pairs, in pseudo-pairs.
    static let shapeWorth = 100.0
    /// The SD that φ is believed to have around 1 before any pseudo-pair is seen.
    static let inflationSD = 0.25

    init(_ spread: KnockoutSpread) {
        let ratios = { (kind: PseudoPair.Kind) in
            spread.pseudoPairs.filter { $0.kind == kind && $0.noise > 0 }.map { $0.squaredNorm / $0.noise }
        }
        let controls = ratios(.controlControl)
        let singles = ratios(.singleControl)
        controlPairs = controls.count
        singlePairs = singles.count
        controlMean = controls.isEmpty ? nil : mean(controls)
        singleMean = singles.isEmpty ? nil : mean(singles)
        let dimension = spread.shape.dimension

        // Innovations are independent, and each has the relative variance 2/f.
        let precision = Double(singles.count) * dimension / 2
        let prior = 1 / (NullFit.inflationSD * NullFit.inflationSD)
        inflation = ((singleMean ?? 1) * precision + prior) / (precision + prior)
        inflationVariance = inflation * inflation / (precision + prior)

        var squares = 0.0
        for (values, centre) in [(controls, controlMean), (singles, singleMean)] {
            guard let centre, centre > 0, values.count > 1 else { continue }
            let deviation = sampleSD(values) / centre
            squares += deviation * deviation * Double(values.count)
        }
        let count = Double(controls.count + singles.count)
        let inverse = (squares / 2 + NullFit.shapeWorth / dimension) / (count + NullFit.shapeWorth)
        freedom = max(1, 1 / inverse)
        tailFreedom = max(1, freedom * spread.shape.tailFreedom / dimension)
    }
}
