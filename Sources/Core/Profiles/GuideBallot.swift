import LinearAlgebra
import Screen

/// The mean embeddings of one knockout's guides, and the noise in them.
///
/// With m_a the mean of guide a, Cov(m_a, m_b) = V_ab S: V holds the wells' noise on its diagonal, and everywhere
/// that of controls which both guides are centred on. Each question is a quadratic form D = ½ Σ W_ab m_a·m_b,
/// relieved of ½ tr WV, with the variance Σ V_ab (Wμ)_a′S(Wμ)_b + ½ tr(WVWV) tr S². The first term is taken from m and
/// relieved of what noise adds to it.
struct GuideBallot {
    /// What is beyond this many SD is not noise.
    private static let bound = 3.0
    /// What a guide has to have of the others' effect.
    private static let leastShare = 1.0 / 3
    /// A guide that has less than that by this many SD is outvoted.
    private static let outvoted = 2.0

    private let knockout: KnockoutAgreement.Knockout
    private let guides: [[Guide]]
    private let wells: [Int]
    /// A row a guide.
    private let means: Matrix
    private let noise: (covariance: Matrix, shape: NoiseShape)?
    /// m_a·m_b.
    private let products: Matrix

    init(
        _ knockout: KnockoutAgreement.Knockout,
        _ places: [(place: Int, contrasts: ReplicateContrasts)],
        spread: KnockoutSpread?
    ) {
        self.knockout = knockout
        let groups = places.map { $0.contrasts.groups[$0.place] }
        guides = groups.map(\.guides)
        wells = groups.map(\.wells)
        let rows = places.flatMap { Array($0.contrasts.mean(of: $0.place)) }
        means = Matrix(rows: groups.count, columns: rows.count / max(1, groups.count), storage: rows)
        products = multiply(means, means, transposeB: true)
        noise = spread.flatMap { spread in
            GuideBallot.covariance(of: groups, knockout, spread).map { ($0, spread.shape) }
        }
    }

    /// V, or `nil` where nothing is known of the knockout's wells.
    private static func covariance(
        of groups: [ReplicateContrasts.Group],
        _ knockout: KnockoutAgreement.Knockout,
        _ spread: KnockoutSpread
    ) -> Matrix? {
        let error =
            switch knockout {
            case .single(let gene): spread.singles[gene]
            case .double(let pair): spread.doubles[pair]
            }
        guard let trace = error?.noise.trace, trace > 0 else { return nil }
        var covariance = Matrix(rows: groups.count, columns: groups.count)
        for (one, first) in groups.enumerated() {
            covariance[one, one] += trace / Double(first.wells)
            for (other, second) in groups.enumerated() {
                for (plate, shared) in first.plates {
                    guard let wells = second.plates.first(where: { $0.plate == plate })?.wells else {
                        continue
                    }
                    let share = Double(shared * wells) / Double(first.wells * second.wells)
                    covariance[one, other] +=
                        share * spread.controls[plate].trace / Double(spread.controlWells[plate])
                }
            }
        }
        return covariance
    }

    var agreement: KnockoutAgreement {
        let count = guides.count
        var zs = [Double?](repeating: nil, count: count)
        var faults = [GuideVote.Fault?](repeating: nil, count: count)
        if count >= 3, noise != nil {
            for guide in 0..<count {
                let others = majority(without: guide)
                let share = weights(of: guide) - GuideBallot.leastShare * others
                zs[guide] = z(share)
                guard let z = zs[guide], z < -GuideBallot.outvoted, (self.z(others) ?? 0) > GuideBallot.bound
                else { continue }
                faults[guide] = fault(of: guide, others)
            }
        }
        let votes = guides.indices.map { guide in
            GuideVote(
                guides: guides[guide],
                wells: wells[guide],
                severity: max(0, products[guide, guide]).squareRoot(),
                cosine: cosine(of: guide),
                z: zs[guide],
                fault: faults[guide]
            )
        }
        return KnockoutAgreement(
            knockout: knockout,
            verdict: faults.contains { $0 != nil } ? .outvoted : verdict,
            meanCosine: meanCosine,
            votes: votes
        )
    }

    private func fault(of guide: Int, _ others: Matrix) -> GuideVote.Fault {
        if let z = z(weights(of: guide)), z < -GuideBallot.bound { return .opposed }
        var own = Matrix(rows: guides.count, columns: guides.count)
        own[guide, guide] = 2
        // A norm of less than half of the others'.
        return estimate(own) < 0.25 * estimate(others) ? .weak : .elsewhere
    }

    private var verdict: KnockoutAgreement.Verdict {
        let count = guides.count
        guard count >= 2, noise != nil else { return .unknown }
        let shared = majority(without: nil)
        var contested = shared
        for guide in 0..<count { contested[guide, guide] = -2 * GuideBallot.leastShare / Double(count) }
        if let z = z(contested), z < -GuideBallot.bound { return .disagree }
        return (z(shared) ?? 0) > GuideBallot.bound ? .agree : .weak
    }

    /// W of m_g · (mean of the others).
    private func weights(of guide: Int) -> Matrix {
        var weights = Matrix(rows: guides.count, columns: guides.count)
        for other in guides.indices where other != guide {
            weights[guide, other] = 1 / Double(guides.count - 1)
            weights[other, guide] = 1 / Double(guides.count - 1)
        }
        return weights
    }

    /// W of the mean product of two guides, one of them left out.
    private func majority(without guide: Int?) -> Matrix {
        let members = guides.indices.filter { $0 != guide }
        let share = 2 / Double(members.count * (members.count - 1))
        var weights = Matrix(rows: guides.count, columns: guides.count)
        for one in members {
            for other in members where other != one { weights[one, other] = share }
        }
        return weights
    }

    /// D, unbiased.
    private func estimate(_ weights: Matrix) -> Double {
        var sum = 0.0
        for place in weights.storage.indices {
            let noise = noise?.covariance.storage[place] ?? 0
            sum += 0.5 * weights.storage[place] * (products.storage[place] - noise)
        }
        return sum
    }

    /// D over its SD.
    private func z(_ weights: Matrix) -> Double? {
        guard let noise, let factor = CholeskyFactor(of: noise.covariance) else { return nil }
        let turned = multiply(weights, means)
        // Σ V_ab x_a′Sx_b = Σ_k (Σ_a L_ak x_a)′S(…).
        let parts = multiply(factor.lower, turned, transposeA: true)
        var linear = 0.0
        for row in 0..<parts.rows { linear += noise.shape.quadratic(Array(parts.row(row))) }
        let square = multiply(weights, noise.covariance)
        var trace = 0.0
        for one in 0..<square.rows {
            for other in 0..<square.rows { trace += square[one, other] * square[other, one] }
        }
        let own = trace / noise.shape.dimension
        let variance = max(0, linear - own) + 0.5 * own
        return variance > 0 ? estimate(weights) / variance.squareRoot() : nil
    }

    private var meanCosine: Double? {
        var sum = 0.0
        var pairs = 0
        for one in guides.indices {
            for other in guides.indices where other > one {
                let norm = (products[one, one] * products[other, other]).squareRoot()
                sum += norm > 0 ? products[one, other] / norm : 0
                pairs += 1
            }
        }
        return pairs > 0 ? sum / Double(pairs) : nil
    }

    private func cosine(of guide: Int) -> Double? {
        guard guides.count > 1 else { return nil }
        let others = guides.indices.filter { $0 != guide }
        var along = 0.0
        var square = 0.0
        for one in others {
            along += products[guide, one]
            for other in others { square += products[one, other] }
        }
        let norm = (products[guide, guide] * square).squareRoot()
        return norm > 0 ? along / norm : 0
    }
}

private func - (one: Matrix, other: Matrix) -> Matrix {
    var result = one
    for place in result.storage.indices { result.storage[place] -= other.storage[place] }
    return result
}

private func * (factor: Double, matrix: Matrix) -> Matrix {
    var result = matrix
    for place in result.storage.indices { result.storage[place] *= factor }
    return result
}
