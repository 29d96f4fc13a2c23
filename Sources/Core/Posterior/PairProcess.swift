import LinearAlgebra
import Screen
import Statistics

/// The pair Gaussian process: √R of a pair, in units of its severity's expectation, as 1 + a process over what the
/// two singles look like.
///
/// In weight space over `PairFeatures`: exact for their kernel, and linear in the number of pairs.
package struct PairProcess: Sendable {
    package let features: PairFeatures
    package let trend: SeverityScale
    package let regression: GroupedRegression
    private let projection: PairProjection

    /// A root is taken for no more than so many times what severity expects, lest one giant rule the fit.
    private static let farthest = 50.0

    /// - Parameters:
    ///   - observed: Measured rewards in their own units.
    ///   - features: Of all pairs.
    ///   - trend: The unit of each pair.
    ///   - usesErrors: Whether a reward's own error adds to its noise.
    ///   - start: Where the variances start: those of a fit of like data, or `nil` for the usual.
    init(
        _ observed: [ObservedReward],
        features: PairFeatures,
        trend: SeverityScale,
        usesErrors: Bool,
        start: GroupedRegression.Start?
    ) {
        let groups = PairFeatures.Group.allCases.count
        let used = Set(features.groups).count
        self.features = features
        self.trend = trend
        regression = GroupedRegression(
            design: features.rows(observed.map(\.column)),
            response: observed.map { reward in
                let root = max(reward.reward, 0).squareRoot() / trend.root(column: reward.column)
                return min(root, PairProcess.farthest) - 1
            },
            ownVariances: observed.map { reward in
                guard usesErrors, let error = reward.error else { return 0 }
                let unit = trend.root(column: reward.column)
                return rootVariance(of: reward.reward, sd: error.sd) / (unit * unit)
            },
            groups: features.groups,
            start: start
                ?? GroupedRegression.Start(
                    priorVariances: [Double](repeating: 1 / Double(used), count: groups),
                    noiseVariance: 0.25
                ),
            learning: start == nil ? .cold : .warm
        )
        projection = PairProjection(features, weights: regression.mean)
    }

    /// Means and SDs of √R in units of the trend, without the noise of a measurement.
    func predict(_ columns: [Int]) -> (mean: [Double], sd: [Double]) {
        let (mean, sd) = regression.predict(features.rows(columns))
        return (mean.map { 1 + $0 }, sd)
    }

    /// The means alone.
    func mean(_ columns: [Int]) -> [Double] { projection(columns).map { 1 + $0 } }

    /// Draws of √R in units of the trend, a row a draw: below 0 where the process is.
    func draw(_ columns: [Int], count: Int, using generator: inout SeededGenerator) -> Matrix {
        let weights = regression.draws(count: count, using: &generator)
        var draws = multiply(weights, features.rows(columns), transposeB: true)
        for place in draws.storage.indices { draws.storage[place] += 1 }
        return draws
    }
}

/// The variance of √R by that of R (delta method), taken no nearer to 0 than one SD.
func rootVariance(of reward: Double, sd: Double) -> Double {
    sd * sd / (4 * max(reward, sd, 1e-12))
}
