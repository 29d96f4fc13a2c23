extension LowRankPosterior {
    /// What the noise of a measurement adds to the square of a root reward.
    var rootNoiseVariance: Double {
        let root = diagnostics.noise * scale.spread / scale.gain
        return root * root
    }

    /// Means of the transformed reward, before it was standardised, pooled over the fits.
    func rootMeans(_ columns: [Int]) -> [Double] {
        let unit = scale.spread / scale.gain
        return mean(columns: columns).map { $0 * unit + scale.offset }
    }

    /// Means and variances of the transformed reward, before it was standardised, pooled over the fits.
    func rootForecast(_ columns: [Int]) -> (mean: [Double], variance: [Double]) {
        var means = [Double](repeating: 0, count: columns.count)
        var squares = means
        let unit = scale.spread / scale.gain
        for fit in fits {
            let moments = FactorMoments(fit, signs: form.signs(fit.rank))
            for (place, column) in columns.enumerated() {
                let edges = form.edges(of: column, index: index)
                let share = 1 / Double(edges.count)
                var (mean, variance) = (0.0, 0.0)
                for (a, b) in edges {
                    let product = moments.product(a, b)
                    mean += share * product.mean
                    variance += share * share * product.variance
                }
                means[place] += mean
                squares[place] += mean * mean + variance
            }
        }
        let count = Double(max(fits.count, 1))
        for place in columns.indices {
            let mean = means[place] / count
            squares[place] = max(squares[place] / count - mean * mean, 0) * unit * unit
            means[place] = mean * unit + scale.offset
        }
        return (means, squares)
    }
}

/// Mean and variance of the product of two factor vectors of one fit.
private struct FactorMoments {
    private let rank: Int
    private let signs: [Double]
    private let location: [Double]
    /// `rank` × `rank` numbers a node.
    private let covariance: [Double]

    init(_ fit: FactorFit, signs: [Double]) {
        rank = fit.rank
        self.signs = signs
        location = fit.location
        switch fit {
        case .correlated(let factors): covariance = factors.covariance
        case .independent(let factors):
            var covariance = [Double](repeating: 0, count: factors.nodes * factors.rank * factors.rank)
            for (place, scale) in factors.scale.enumerated() {
                let (node, k) = (place / factors.rank, place % factors.rank)
                covariance[(node * factors.rank + k) * factors.rank + k] = scale * scale
            }
            self.covariance = covariance
        }
    }

    /// E[x_a D x_b] and its variance m_a D S_b D m_a + m_b D S_a D m_b + tr(D S_a D S_b).
    func product(_ a: Int, _ b: Int) -> (mean: Double, variance: Double) {
        var (mean, variance) = (0.0, 0.0)
        for p in 0..<rank {
            mean += signs[p] * location[a * rank + p] * location[b * rank + p]
            for q in 0..<rank {
                let sign = signs[p] * signs[q]
                let (left, right) = (
                    covariance[(a * rank + p) * rank + q], covariance[(b * rank + p) * rank + q]
                )
                variance +=
                    sign
                    * (location[a * rank + p] * location[a * rank + q] * right
                        + location[b * rank + p] * location[b * rank + q] * left + left * right)
            }
        }
        return (mean, variance)
    }
}
