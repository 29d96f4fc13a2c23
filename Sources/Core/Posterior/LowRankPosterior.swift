package import Screen

/// How a fit went; kept with every batch that was chosen from it.
package struct FitDiagnostics: Sendable, Hashable, Codable {
    /// The evidence lower bound after every `traceInterval` steps and at the end, the mean over the restarts.
    ///
    /// Of coordinate ascent two values: after the loose sweeps and at the end.
    package let elboTrace: [Double]
    /// 0 for coordinate ascent.
    package let traceInterval: Int
    /// Each restart's bound at its end: how far apart they are tells how different the modes are.
    package let finalELBO: [Double]
    /// The assumed standard deviation of a reward, in standardised units.
    package let noise: Double
    /// 1 − Σ(y − ŷ)² / Σ(y − ȳ)² of the measured rewards, standardised, by the posterior mean ŷ.
    ///
    /// 0 where the measured rewards are all the same, or fewer than two.
    package let explainedVariance: Double
    package let observed: Int
    /// Adam steps, or the most sweeps, of a restart.
    package let steps: Int
    package let restarts: Int
    /// The share of draws that come from the pair process; `nil` without one.
    package let processShare: Double?
    /// b of the severity trend; `nil` without one.
    package let severitySlope: Double?
    /// How well rewards were foretold; `nil` while too few are measured, or without a pair process.
    package let foresight: Foresight?

    init(
        elboTrace: [Double],
        traceInterval: Int,
        finalELBO: [Double],
        noise: Double,
        explainedVariance: Double,
        observed: Int,
        steps: Int,
        restarts: Int,
        processShare: Double? = nil,
        severitySlope: Double? = nil,
        foresight: Foresight? = nil
    ) {
        self.elboTrace = elboTrace
        self.traceInterval = traceInterval
        self.finalELBO = finalELBO
        self.noise = noise
        self.explainedVariance = explainedVariance
        self.observed = observed
        self.steps = steps
        self.restarts = restarts
        self.processShare = processShare
        self.severitySlope = severitySlope
        self.foresight = foresight
    }
}

/// The reward of every pair, as low-rank factors with an uncertainty, pooled over independent fits.
///
/// It holds no readings: refit from the store to change what went in.
package struct LowRankPosterior: Sendable {
    package let index: PairIndex
    package let form: PosteriorSettings.Form
    package let scale: RewardScale
    package let diagnostics: FitDiagnostics
    /// One for each restart, in their order.
    package let fits: [FactorFit]

    /// The posterior mean of each column's reward, in standardised units.
    package func mean(columns: [Int]) -> [Double] {
        meanRewards(of: fits, form: form, index: index, columns: columns)
    }
}

/// The mean of every column's reward over the fits, each with its own independent factors.
func meanRewards(
    of fits: [FactorFit],
    form: PosteriorSettings.Form,
    index: PairIndex,
    columns: [Int]
) -> [Double] {
    var result = [Double](repeating: 0, count: columns.count)
    guard let rank = fits.first?.rank else { return result }
    let signs = form.signs(rank)
    for fit in fits {
        let location = fit.location
        for (place, column) in columns.enumerated() {
            let edges = form.edges(of: column, index: index)
            var sum = 0.0
            for (a, b) in edges {
                for k in 0..<rank {
                    sum += signs[k] * location[a * rank + k] * location[b * rank + k]
                }
            }
            result[place] += sum / Double(edges.count * fits.count)
        }
    }
    return result
}
