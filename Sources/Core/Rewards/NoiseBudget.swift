import Profiles
import Screen

/// Cov(x) of one contrast of embeddings as a sum of sources, without a d × d matrix.
///
/// Each term is a trace times the common shape, or a suspicious source's own contrasts.
struct NoiseBudget {
    enum Share: Int, CaseIterable { case own, first, second, controls }

    struct Term {
        let share: Share
        let trace: Double
        /// Of the trace's estimate.
        let variance: Double
        let suspicion: SuspiciousTerm?
    }

    private(set) var terms: [Term] = []

    mutating func add(_ noise: WellNoise, times factor: Double, share: Share, outlying: SuspiciousTerm?) {
        let trace = noise.trace * factor
        terms.append(
            Term(
                share: share,
                trace: trace,
                variance: noise.relativeVariance * trace * trace,
                suspicion: outlying?.scaled(by: factor)
            )
        )
    }

    /// A trace of the common shape from guides.
    mutating func add(trace: Double, share: Share) {
        guard trace > 0 else { return }
        terms.append(Term(share: share, trace: trace, variance: 0, suspicion: nil))
    }

    /// The same budget with everything but the controls' share times `factor`.
    func inflated(by factor: Double) -> NoiseBudget {
        var budget = self
        for (place, term) in terms.enumerated() where term.share != .controls {
            budget.terms[place] = Term(
                share: term.share,
                trace: term.trace * factor,
                variance: term.variance * factor * factor,
                suspicion: term.suspicion?.scaled(by: factor)
            )
        }
        return budget
    }

    var trace: Double { terms.reduce(0) { $0 + $1.trace } }
    /// Without the controls' share.
    var traceOfWells: Double { terms.reduce(0) { $0 + ($1.share == .controls ? 0 : $1.trace) } }
    var traceVariance: Double { terms.reduce(0) { $0 + $1.variance } }

    /// tr(ΣΣ_s) of each share; they add up to tr(Σ²).
    func squares(shape dimension: Double) -> [Double] {
        var squares = [Double](repeating: 0, count: Share.allCases.count)
        for one in terms {
            for other in terms {
                squares[one.share.rawValue] += product(one, other, dimension)
            }
        }
        return squares
    }

    /// x′Σ_s x of each share, where `common` is x′Sx of the common shape.
    func quadratics(_ x: [Double], common: Double) -> [Double] {
        var quadratics = [Double](repeating: 0, count: Share.allCases.count)
        for term in terms {
            quadratics[term.share.rawValue] += term.suspicion?.quadratic(x) ?? term.trace * common
        }
        return quadratics
    }

    private func product(_ one: Term, _ other: Term, _ dimension: Double) -> Double {
        switch (one.suspicion, other.suspicion) {
        case (nil, nil): one.trace * other.trace / dimension
        case (let left?, nil): other.trace * left.alongShape
        case (nil, let right?): one.trace * right.alongShape
        case (let left?, let right?):
            left.source == right.source
                ? left.square * (right.factor / left.factor) : left.product(with: right)
        }
    }
}

/// The covariance of a suspicious source, from its contrasts.
struct SuspiciousTerm {
    let source: Int
    let noise: SuspiciousNoise
    let factor: Double
    private let unitSquare: Double
    private let unitAlongShape: Double
    private let featureCount: Int

    init(source: Int, _ noise: SuspiciousNoise, shape: NoiseShape) {
        self.source = source
        self.noise = noise
        factor = 1
        featureCount = shape.featureCount
        let freedom = Double(noise.freedom)
        var trace = 0.0
        var along = 0.0
        var square = 0.0
        let rows = SuspiciousTerm.rows(noise, featureCount)
        for row in rows {
            trace += dot(row, row) / freedom
            along += shape.quadratic(row) / freedom
            for other in rows {
                let product = dot(row, other)
                square += product * product / (freedom * freedom)
            }
        }
        unitAlongShape = along
        // tr(S²) of a sample covariance holds tr(S)²/ν too much (Srivastava 2005).
        unitSquare =
            freedom > 1
            ? (square - trace * trace / freedom) * freedom * freedom / ((freedom - 1) * (freedom + 2))
            : square
    }

    private init(_ term: SuspiciousTerm, factor: Double) {
        source = term.source
        noise = term.noise
        unitSquare = term.unitSquare
        unitAlongShape = term.unitAlongShape
        featureCount = term.featureCount
        self.factor = factor
    }

    func scaled(by factor: Double) -> SuspiciousTerm { SuspiciousTerm(self, factor: self.factor * factor) }

    /// tr(S²), and with the common shape tr(S S₀).
    var square: Double { unitSquare * factor * factor }
    var alongShape: Double { unitAlongShape * factor }

    func quadratic(_ x: [Double]) -> Double {
        SuspiciousTerm.rows(noise, featureCount).reduce(0) { $0 + dot($1, x) * dot($1, x) } * factor
            / Double(noise.freedom)
    }

    func product(with other: SuspiciousTerm) -> Double {
        var sum = 0.0
        for row in SuspiciousTerm.rows(noise, featureCount) { sum += other.quadratic(row) }
        return sum * factor / Double(noise.freedom)
    }

    private static func rows(_ noise: SuspiciousNoise, _ count: Int) -> [[Double]] {
        stride(from: 0, to: noise.contrasts.count, by: max(1, count))
            .map { Array(noise.contrasts[$0..<($0 + count)]) }
    }
}
