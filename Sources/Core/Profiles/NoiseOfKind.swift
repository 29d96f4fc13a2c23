import Statistics

/// The well noise of all sources of one kind (controls, singles or doubles), and which of them stand out.
struct NoiseOfKind {
    struct Own {
        /// Σ‖contrast‖², relieved of the plate controls' part.
        var squares = 0.0
        var freedom = 0
    }

    /// Below this many sources with replicates none is called suspicious and none keeps a trace of its own.
    static let fewestSources = 8

    let own: [NoiseSource: Own]
    let suspicious: Set<NoiseSource>
    /// Pooled over all sources but the suspicious; `nil` without replicates.
    let pooled: Double?
    let pooledFreedom: Int
    /// The variance of log trace between sources, sampling noise included, at the middle freedom.
    private let logVariance: Double
    private let middleFreedom: Double

    init(_ own: [NoiseSource: Own]) {
        self.own = own
        let measured = own.filter { $0.value.freedom > 0 && $0.value.squares > 0 }
        let traces = measured.mapValues { $0.squares / Double($0.freedom) }
        let middle = quantile(Array(traces.values), 0.5)
        middleFreedom =
            measured.isEmpty ? 1 : max(1, quantile(measured.values.map { Double($0.freedom) }, 0.5))
        var distances: [NoiseSource: Double] = [:]
        for (source, trace) in traces {
            let freedom = Double(measured[source]?.freedom ?? 1)
            // Few replicates scatter more by chance; that many scatter less shows only where sources are alike.
            distances[source] = portableLog(trace / middle) * min(1, (freedom / middleFreedom).squareRoot())
        }
        let deviation = measured.isEmpty ? 0 : 1.4826 * quantile(distances.values.map(\.magnitude), 0.5)
        let enough = measured.count >= NoiseOfKind.fewestSources
        let suspicious = Set(
            traces.keys.filter {
                enough && (distances[$0] ?? 0) > 5 * deviation && (traces[$0] ?? 0) > 2 * middle
            }
        )
        self.suspicious = suspicious
        logVariance = enough ? deviation * deviation : 0
        // Squares are summed in the order of their size, because a set has no order of its own.
        let rest = measured.filter { !suspicious.contains($0.key) }.values
        pooledFreedom = rest.reduce(0) { $0 + $1.freedom }
        let squares = rest.map(\.squares).sorted().reduce(0, +)
        pooled = pooledFreedom > 0 ? squares / Double(pooledFreedom) : nil
    }

    /// The noise of one well of `source`.
    ///
    /// The own trace weighs t²/(t² + 2/(νf)) against the pooled one, where ν is its freedom, f the shape's
    /// dimension and t² the variance of log trace between sources beyond 2/(νf), the sampling variance.
    func noise(
        of source: NoiseSource,
        dimension: Double,
        contrasts: [Double]?,
        fallback: Double
    ) -> WellNoise {
        let own = own[source] ?? Own()
        let freedom = Double(own.freedom)
        let ownTrace = own.freedom > 0 ? max(0, own.squares) / freedom : nil
        if let contrasts, let ownTrace, suspicious.contains(source) {
            return WellNoise(
                trace: ownTrace,
                ownTrace: ownTrace,
                freedom: own.freedom,
                // An outlying well is one direction: its trace is a square, not a mean over features.
                relativeVariance: 2 / freedom,
                suspicion: SuspiciousNoise(contrasts: contrasts, freedom: own.freedom)
            )
        }
        let centre = pooled ?? fallback
        let centreVariance = 2 / (Double(max(1, pooledFreedom)) * dimension)
        guard let ownTrace else {
            return WellNoise(
                trace: centre,
                ownTrace: nil,
                freedom: 0,
                relativeVariance: centreVariance + between(dimension),
                suspicion: nil
            )
        }
        let sampling = 2 / (freedom * dimension)
        let spread = between(dimension)
        let weight = spread / (spread + sampling)
        return WellNoise(
            trace: weight * ownTrace + (1 - weight) * centre,
            ownTrace: ownTrace,
            freedom: own.freedom,
            relativeVariance: weight * weight * sampling + (1 - weight) * (1 - weight) * centreVariance,
            suspicion: nil
        )
    }

    /// t²: the variance of log trace between sources that sampling does not explain.
    private func between(_ dimension: Double) -> Double {
        max(0, logVariance - 2 / (middleFreedom * dimension))
    }
}
