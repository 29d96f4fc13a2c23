package import Expression
package import Modifiers
import Regression
package import Screen

/// The models of one target gene, and how well they foretold lines that they had not seen.
package struct StackedTarget: Sendable {
    package let gene: Gene
    /// Over the lines in which it is known.
    package let mean: Double
    /// Of the kernel, the ridge and the trees.
    package let weights: [Double]
    /// A value for each line; 0 where the target is unknown.
    package let duals: [Float]
    /// Strongest first by each test; empty where no gene's expression goes with it.
    package let modifiers: [ModifierGene]
    /// Of each modifier over the lines.
    let modifierMeans: [Double]
    /// What one more of each modifier adds to the ridge's prediction.
    let ridgeCoefficients: [Double]
    let ridgeIntercept: Double
    let trees: ShallowTrees
    /// A value for each line, NaN where unknown.
    package let measured: [Double]
    /// A prediction of each line by models that had not seen it.
    package let heldOut: [Double]
    /// What each of these is above the mean of the lines learnt from.
    let departures: [Double]
    /// The ends of the 90 % interval of each, not yet kept within what the scale can have.
    package let lows: [Double]
    package let highs: [Double]
    /// How far each line is from those that had been seen.
    package let distances: [Double]
    package let accuracy: TargetAccuracy

    init(
        gene: Gene,
        mean: Double,
        weights: [Double],
        duals: [Float],
        fit: ModifierFit,
        ridgePenalty: Int,
        measured: [Double],
        heldOut: [Double],
        departures: [Double],
        lows: [Double],
        highs: [Double],
        distances: [Double],
        within: Double?
    ) {
        self.gene = gene
        self.mean = mean
        self.weights = weights
        self.duals = duals
        modifiers = fit.modifiers
        modifierMeans = fit.means
        let coefficients = fit.ridge?.coefficients(penalty: ridgePenalty) ?? []
        ridgeCoefficients = coefficients
        ridgeIntercept = zip(coefficients, fit.ridge?.centres ?? []).reduce(fit.mean) { $0 - $1.0 * $1.1 }
        trees = ShallowTrees(fit.trees)
        self.measured = measured
        self.heldOut = heldOut
        self.departures = departures
        self.lows = lows
        self.highs = highs
        self.distances = distances
        accuracy = TargetAccuracy(measured: measured, heldOut: heldOut, within: within)
    }

    /// On how many lines need the target they agree, and whether held-out intervals say so too.
    package func agreement(on scale: EffectScale) -> LineAgreement? {
        LineAgreement(measured: measured, lows: lows, highs: highs, scale: scale)
    }

    /// What predictions of the target are good for, whatever the sample.
    package func judgement(on scale: EffectScale) -> Judgement {
        Judgement(accuracy, agreement: agreement(on: scale))
    }
}
