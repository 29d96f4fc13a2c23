import Statistics

/// What the severity of two singles predicts of their pair's reward: log μ = a + b log(‖h_i‖ ‖h_j‖).
///
/// Fitted to the debiased rewards themselves, which may be negative, by quasi-likelihood with a logarithmic
/// link; far-off pairs are drawn in (Huber 1964), because those are what the trend is there to find.
package struct SeverityTrend: Sendable, Hashable, Codable {
    /// Fewer pairs give no trend at all.
    package static let fewestPairs = 8
    /// Fewer pairs keep the slope of 1: a reward in proportion to the product.
    package static let fewestPairsForSlope = 30
    /// Residuals beyond this many SD are drawn in to it.
    static let huber = 1.345

    /// a + b log p at the middle of the pairs measured.
    package let level: Double
    /// b.
    package let slope: Double
    package let isSlopeFitted: Bool
    /// log p at the middle.
    package let centre: Double
    /// SD of true rewards around the trend, as a share of it.
    package let scatter: Double
    private let levelVariance: Double
    private let slopeVariance: Double
    private let covariance: Double

    struct Point {
        /// ‖h_i‖ ‖h_j‖.
        let severity: Double
        let reward: Double
        let sd: Double
    }

    init?(_ all: [Point]) {
        let points = all.filter { $0.severity > 0 && $0.sd > 0 }
        guard points.count >= SeverityTrend.fewestPairs else { return nil }
        let logs = points.map { portableLog($0.severity) }
        let centre = quantile(logs, 0.5)
        let typical = quantile(points.map(\.sd), 0.5)
        let isSlopeFitted = points.count >= SeverityTrend.fewestPairsForSlope
        // A reward in proportion to the product, at the height of the typical pair.
        let ratios = points.indices.map { points[$0].reward / portableExp(logs[$0] - centre) }
        var level = portableLog(max(quantile(ratios, 0.5), 0.05 * typical))
        var slope = 1.0
        var scatter = 0.5
        var system = Normal()
        let lowest = portableLog(1e-3 * typical)
        for _ in 0..<200 {
            system = Normal()
            for (point, log) in zip(points, logs) {
                let distance = log - centre
                let expected = portableExp(level + slope * distance)
                let deviation = (point.sd * point.sd + scatter * scatter * expected * expected).squareRoot()
                let residual = (point.reward - expected) / deviation
                let bounded = max(-SeverityTrend.huber, min(SeverityTrend.huber, residual))
                system.add(gradient: expected / deviation, distance: distance, residual: bounded)
            }
            var step = system.step(from: slope, isSlopeFitted: isSlopeFitted)
            step.level = max(-0.5, min(0.5, step.level))
            step.slope = max(-0.25, min(0.25, step.slope))
            level = max(lowest, level + step.level)
            slope = max(0, min(3, slope + step.slope))
            let scatters = points.indices.map { place -> Double in
                let expected = portableExp(level + slope * (logs[place] - centre))
                let residual = points[place].reward - expected
                return (residual * residual - points[place].sd * points[place].sd) / (expected * expected)
            }
            // The middle of a squared normal deviate is 0.455 of its mean.
            let next = min(2, max(0, quantile(scatters, 0.5) / 0.455).squareRoot())
            let change = (next - scatter).magnitude + step.level.magnitude + step.slope.magnitude
            scatter = 0.5 * (scatter + next)
            if change < 1e-9 { break }
        }
        self.level = level
        self.slope = slope
        self.isSlopeFitted = isSlopeFitted
        self.centre = centre
        self.scatter = scatter
        (levelVariance, slopeVariance, covariance) = system.covariance(slope: isSlopeFitted)
    }

    package func expected(at severity: Double) -> Double {
        guard severity > 0 else { return 0 }
        return portableExp(level + slope * (portableLog(severity) - centre))
    }

    /// Variance of `expected(at:)` from the fit of level and slope.
    func variance(at severity: Double) -> Double {
        guard severity > 0 else { return 0 }
        let distance = portableLog(severity) - centre
        let expected = expected(at: severity)
        return expected * expected
            * (levelVariance + 2 * distance * covariance + distance * distance * slopeVariance)
    }

    /// The normal equations of one step, in units of each pair's SD.
    private struct Normal {
        private var ll = 0.0
        private var ls = 0.0
        private var ss = 0.0
        private var l = 0.0
        private var s = 0.0
        /// A slope of 1 with an SD of 0.5, so that few pairs of like severity do not turn it about.
        private static let priorPrecision = 4.0

        mutating func add(gradient: Double, distance: Double, residual: Double) {
            ll += gradient * gradient
            ls += gradient * gradient * distance
            ss += gradient * gradient * distance * distance
            l += gradient * residual
            s += gradient * residual * distance
        }

        func step(from slope: Double, isSlopeFitted: Bool) -> (level: Double, slope: Double) {
            let ridge = ss + Normal.priorPrecision
            let determinant = ll * ridge - ls * ls
            guard isSlopeFitted, determinant > 0 else { return (ll > 0 ? l / ll : 0, 0) }
            let pull = s - Normal.priorPrecision * (slope - 1)
            return ((ridge * l - ls * pull) / determinant, (ll * pull - ls * l) / determinant)
        }

        func covariance(slope isFitted: Bool) -> (Double, Double, Double) {
            let ridge = ss + Normal.priorPrecision
            let determinant = ll * ridge - ls * ls
            guard isFitted, determinant > 0 else { return (ll > 0 ? 1 / ll : 0, 0, 0) }
            return (ridge / determinant, ll / determinant, -ls / determinant)
        }
    }
}
