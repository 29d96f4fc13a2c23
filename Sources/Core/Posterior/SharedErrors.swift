import Statistics

/// A normal posterior of each error that rewards share, in units of its prior SD.
package struct SharedErrors: Sendable, Hashable {
    package var location: [Double]
    /// As of the factors.
    package var rawScale: [Double]

    /// The prior.
    package init(count: Int) {
        location = [Double](repeating: 0, count: count)
        rawScale = [Double](repeating: VariationalFactors.priorRawScale, count: count)
    }

    package var count: Int { location.count }
    package var scale: [Double] { rawScale.map(softplus) }

    /// The Kullback-Leibler divergence from the prior.
    var divergence: Double { normalDivergence(location, scale.map { $0 * $0 }) }
}

/// The Kullback-Leibler divergence of independent normals from standard normals.
func normalDivergence(_ location: [Double], _ variance: [Double]) -> Double {
    var divergence = 0.0
    for place in location.indices {
        divergence +=
            0.5 * (location[place] * location[place] + variance[place] - 1 - portableLog(variance[place]))
    }
    return divergence
}
