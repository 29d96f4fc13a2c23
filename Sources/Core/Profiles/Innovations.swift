/// Turns vectors with a known covariance between them into independent ones, one after the other (the rows of
/// X whitened by the Cholesky factor of their covariance).
struct Innovations {
    private let featureCount: Int
    /// The rows of L, and of L⁻¹X.
    private var factor: [[Double]] = []
    private var whitened: [Double] = []

    init(featureCount: Int) { self.featureCount = featureCount }

    /// The squared norm of what `vector` says beyond those before it, and the trace of its noise.
    ///
    /// `variance` is the trace of the vector's own covariance, `shared` that of its covariance with each
    /// vector before.
    mutating func next(
        _ vector: [Double],
        variance: Double,
        shared: [Double]
    ) -> (squaredNorm: Double, noise: Double) {
        var row: [Double] = []
        var rest = variance
        var innovation = vector
        for (place, other) in factor.enumerated() {
            var share = shared[place]
            for earlier in 0..<place { share -= row[earlier] * other[earlier] }
            share = other[place] > 0 ? share / other[place] : 0
            row.append(share)
            rest -= share * share
            guard share != 0 else { continue }
            for feature in 0..<featureCount {
                innovation[feature] -= share * whitened[place * featureCount + feature]
            }
        }
        // A vector that those before it determine says nothing of its own.
        let noise = rest > 1e-9 * variance ? rest : 0
        let scale = noise > 0 ? 1 / noise.squareRoot() : 0
        factor.append(row + [noise.squareRoot()])
        whitened.append(contentsOf: innovation.map { $0 * scale })
        return (innovation.reduce(0) { $0 + $1 * $1 }, noise)
    }
}

/// The control wells that contrasts of singles share.
struct ControlWells {
    /// A coefficient a control well, times the root of its trace: contrasts × wells, row-major.
    private var coefficients: [Double] = []
    private let count: Int

    init(_ contrasts: ArraySlice<PseudoPairPlan.Planned>, _ traces: [Double]) {
        struct Well: Hashable {
            let plate: Int
            let row: Int
        }
        var places: [Well: Int] = [:]
        for contrast in contrasts {
            for member in contrast.members.prefix(contrast.controls) {
                let well = Well(plate: member.plate, row: member.row)
                if places[well] == nil { places[well] = places.count }
            }
        }
        count = places.count
        coefficients = [Double](repeating: 0, count: contrasts.count * count)
        for (number, contrast) in contrasts.enumerated() {
            for member in contrast.members.prefix(contrast.controls) {
                guard let place = places[Well(plate: member.plate, row: member.row)] else { continue }
                coefficients[number * count + place] = member.coefficient * traces[member.plate].squareRoot()
            }
        }
    }

    /// The trace of the covariance that two contrasts have through the controls they share.
    func covariance(_ one: Int, _ other: Int) -> Double {
        var sum = 0.0
        for place in 0..<count {
            sum += coefficients[one * count + place] * coefficients[other * count + place]
        }
        return sum
    }
}
