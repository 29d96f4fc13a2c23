import RealModule
import Statistics

/// What is believed of a reward once all rewards of the screen are known: the highest are high by luck too.
///
/// Empirical Bayes (Robbins 1956): the distribution of true rewards, none below 0, is fitted to all pairs without
/// a shape of its own, and each reward's posterior mean taken under it. ‖x‖² of a pair with the true reward R is
/// taken as a gamma variable of mean R + T and the variance of ``RewardEstimate`` at R (Patnaik 1949). The fit is a
/// maximum of likelihood over a grid (Koenker and Mizera 2014), smoothed at each step so that true rewards do not
/// fall into heaps (Silverman and others 1990).
///
/// Errors that all pairs share (controls, singles) are in each pair's variance but not in the scatter of the
/// screen, so that rewards are drawn down by somewhat too much, never by too little.
package struct RewardShrinkage: Sendable {
    /// True rewards that are told apart: 0, then ever wider steps.
    private let grid: [Double]
    /// The share of pairs at each; they add up to 1.
    private let weights: [Double]
    /// How the variance grows with the true reward, times the noise.
    private let slope: Double

    /// Pairs that the fit looks at; of more, every so many.
    private static let mostPairs = 4_000
    private static let gridSize = 200
    private static let steps = 60

    /// `nil` below 20 pairs with noise: there is no screen to learn from.
    package init?(_ estimates: [RewardEstimate]) {
        let usable = estimates.filter { $0.noise > 0 && $0.z != 0 && $0.value > 0 }
        guard usable.count >= 20 else { return nil }
        let every = (usable.count + RewardShrinkage.mostPairs - 1) / RewardShrinkage.mostPairs
        let fitted = stride(from: 0, to: usable.count, by: every).map { usable[$0] }
        let noise = quantile(fitted.map(\.noise), 0.5)
        slope = RewardShrinkage.slope(usable)
        let top = max(1.2 * (usable.map(\.value).max() ?? 0), 2 * noise)
        // Steps of the square root: as wide as the error of a large reward, which grows with its root.
        let bottom = (0.02 * noise).squareRoot()
        let step = (top.squareRoot() - bottom) / Double(RewardShrinkage.gridSize - 2)
        grid =
            [0]
            + (0..<RewardShrinkage.gridSize - 1).map { place in
                let root = bottom + Double(place) * step
                return root * root
            }
        weights = RewardShrinkage.fit(fitted, grid, slope)
    }

    /// The middle of what clear rewards say of 4 μ′Σμ over ‖μ‖² tr Σ; of directions at random where there are
    /// few of them.
    private static func slope(_ estimates: [RewardEstimate]) -> Double {
        let clear = estimates.filter { $0.z > 4 }.map { estimate in
            let null = estimate.debiased / estimate.z
            return max(0, estimate.variances.total - null * null) / (estimate.debiased * estimate.noise)
        }
        if clear.count >= 5 { return quantile(clear, 0.5) }
        let chance = estimates.map { estimate in
            let null = estimate.debiased / (estimate.z * estimate.noise)
            return 2 * null * null
        }
        return quantile(chance, 0.5)
    }

    /// The posterior mean of the true reward; at least 0.
    package func mean(of estimate: RewardEstimate) -> Double {
        guard estimate.noise > 0, estimate.z != 0, estimate.value > 0 else {
            return max(0, estimate.debiased)
        }
        let densities = RewardShrinkage.densities(of: estimate, grid, slope)
        var sum = 0.0
        var total = 0.0
        for place in grid.indices {
            let weight = weights[place] * densities[place]
            total += weight
            sum += weight * grid[place]
        }
        return total > 0 ? sum / total : max(0, estimate.debiased)
    }

    private static func fit(_ estimates: [RewardEstimate], _ grid: [Double], _ slope: Double) -> [Double] {
        let rows = estimates.map { densities(of: $0, grid, slope) }
        var weights = [Double](repeating: 1 / Double(grid.count), count: grid.count)
        for _ in 0..<steps {
            var sums = [Double](repeating: 0, count: grid.count)
            for row in rows {
                var total = 0.0
                for place in grid.indices { total += weights[place] * row[place] }
                guard total > 0 else { continue }
                for place in grid.indices { sums[place] += weights[place] * row[place] / total }
            }
            // Between neighbours, and never across the step from nothing to something.
            var smooth = sums
            for place in grid.indices.dropFirst() {
                let below = place > 1 ? sums[place - 1] : sums[place]
                let above = place + 1 < grid.count ? sums[place + 1] : sums[place]
                smooth[place] = 0.1 * below + 0.8 * sums[place] + 0.1 * above
            }
            let total = smooth.reduce(0, +)
            guard total > 0 else { break }
            weights = smooth.map { $0 / total }
        }
        return weights
    }

    /// Of `value` at each true reward, relative to the highest.
    private static func densities(
        of estimate: RewardEstimate,
        _ grid: [Double],
        _ slope: Double
    ) -> [Double] {
        let nullSD = estimate.debiased / estimate.z
        let nullVariance = nullSD * nullSD
        let logValue = Double.log(estimate.value)
        var logs = [Double](repeating: 0, count: grid.count)
        var highest = -Double.infinity
        for (place, reward) in grid.enumerated() {
            let mean = reward + estimate.noise
            let scale = (nullVariance + slope * estimate.noise * reward) / mean
            let shape = mean / scale
            logs[place] =
                (shape - 1) * logValue - estimate.value / scale - shape * Double.log(scale)
                - Double.logGamma(shape)
            highest = max(highest, logs[place])
        }
        return logs.map { Double.exp($0 - highest) }
    }
}
