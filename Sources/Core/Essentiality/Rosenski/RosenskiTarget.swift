package import Modifiers
package import Screen

/// A target gene as the paper's protocol learnt it, and how well that foretold lines held out.
package struct RosenskiTarget: Sendable {
    package let gene: Gene
    /// Over the lines in which it is known.
    package let mean: Double
    /// Chosen on all lines; empty where no gene's expression goes with it.
    package let modifiers: [ModifierGene]
    /// Fitted to all lines; a column a modifier.
    package let model: PaperModel
    /// Of each fold; one where a share of the lines was held out.
    package let choices: [ModelChoice]
    /// Of the model of all lines.
    package let lastChoice: ModelChoice
    /// A value for each line, NaN where unknown.
    package let measured: [Double]
    /// A prediction of each line by models that had not seen it; NaN for lines that were not held out.
    package let heldOut: [Double]
    /// What each of these is above the mean of the lines learnt from.
    let departures: [Double]
    /// The ends of the 90 % interval of each, not yet kept within what the scale can have.
    package let lows: [Double]
    package let highs: [Double]
    /// How far each line is from those that had been seen; NaN for lines that were not held out.
    package let distances: [Double]
    package let accuracy: TargetAccuracy
}

extension StackedTarget {
    /// A target of the paper's protocol in the form that a model's file keeps.
    ///
    /// It has no part of the kernel, the ridge or the shallow trees: its own model goes with it as an `OtherModel`.
    package init(_ target: RosenskiTarget) {
        gene = target.gene
        mean = target.mean
        weights = [0, 0, 0]
        duals = [Float](repeating: 0, count: target.measured.count)
        modifiers = target.modifiers
        modifierMeans = target.model.means
        ridgeCoefficients = [Double](repeating: 0, count: target.modifiers.count)
        ridgeIntercept = target.mean
        trees = ShallowTrees(nil)
        measured = target.measured
        heldOut = target.heldOut
        departures = target.departures
        lows = target.lows
        highs = target.highs
        distances = target.distances
        accuracy = target.accuracy
    }
}
