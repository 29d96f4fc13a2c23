package import Modifiers
import Regression
package import Screen
import Statistics

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
    /// Half the width of the 90 % interval of each of these.
    package let reaches: [Double]
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
        reaches: [Double],
        distances: [Double]
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
        self.reaches = reaches
        self.distances = distances
        accuracy = TargetAccuracy(measured: measured, heldOut: heldOut)
    }
}

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

    /// RMSE over the SD: 1 is what the mean of the lines would reach.
    package var relativeRMSE: Double { sd > 0 ? rmse / sd : 1 }

    init(measured: [Double], heldOut: [Double]) {
        let known = measured.indices.filter { !measured[$0].isNaN && !heldOut[$0].isNaN }
        let values = known.map { measured[$0] }
        let accuracy = Accuracy(predicted: known.map { heldOut[$0] }, observed: values)
        lines = known.count
        sd = populationSD(values)
        r = accuracy.r
        rmse = known.isEmpty ? 0 : accuracy.rmse
        p = accuracy.p
    }

    init(lines: Int, sd: Double, r: Double, rmse: Double, p: Double) {
        self.lines = lines
        self.sd = sd
        self.r = r
        self.rmse = rmse
        self.p = p
    }
}
