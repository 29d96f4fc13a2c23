import Statistics

/// How a group of samples differs from the rest in its predictions for one gene.
package enum TissueVerdict: String, Sendable, Hashable, CaseIterable {
    case moreEssential = "more essential"
    case lessEssential = "less essential"
    case unaffected
    /// One sample, or predictions without any variance.
    case untested
}

/// When a tissue counts as affected by the loss of a gene.
package struct AffectedTissueRule: Sendable, Hashable {
    /// Adjusted p-values below this are differences.
    package var level: Double
    /// The least difference from the grand mean that counts, in the unit of the effect.
    ///
    /// The t-test alone finds any difference of mean predictions, however small, in tissues of many samples.
    package var minimumEffect: Double
    /// The variance of what the model does not predict, from held-out lines, in the unit squared.
    package var residualVariance: Double
    /// Whether a lower effect is more essential, as for gene effects; not so for dependency probabilities.
    package var lowerIsEssential: Bool

    package init(
        level: Double = 0.05,
        minimumEffect: Double = 0.1,
        residualVariance: Double = 0,
        lowerIsEssential: Bool = true
    ) {
        precondition(minimumEffect >= 0 && residualVariance >= 0, "a negative effect or variance")
        self.level = level
        self.minimumEffect = minimumEffect
        self.residualVariance = residualVariance
        self.lowerIsEssential = lowerIsEssential
    }

    /// The paper's test: any difference, of the predictions alone.
    package static let plain = AffectedTissueRule(minimumEffect: 0)

    func verdict(difference: Double, p: Double) -> TissueVerdict {
        guard !p.isNaN else { return .untested }
        guard p < level, difference.magnitude >= minimumEffect, difference != 0 else { return .unaffected }
        return (difference < 0) == lowerIsEssential ? .moreEssential : .lessEssential
    }
}

/// One tissue's predictions for a gene against the mean of all.
package struct TissueCall: Sendable, Hashable {
    package let tissue: String
    package let count: Int
    /// In the unit of the effect.
    package let mean: Double
    /// The tissue's mean less the grand mean.
    package let difference: Double
    /// The standard error of the mean; NaN where untested.
    package let standardError: Double
    /// NaN where untested, as are p and q.
    package let t: Double
    package let p: Double
    /// Adjusted by Benjamini and Hochberg over the tissues tested.
    package let q: Double
    package let verdict: TissueVerdict

    /// Whether its mean differs at all at the given rate, however little: the paper's criterion.
    package func differs(level: Double = 0.05) -> Bool { q < level }
}

/// Tissues whose samples are predicted to need a gene more or less than the mean does.
///
/// Rosenski et al. 2023, Discussion: Student's t-test of each tissue's predictions against the mean
/// prediction, corrected by FDR; with a least effect and the residual variance beside it.
///
/// - `groups`: predictions of one gene by tissue, in the order of the result; those not finite are left out.
/// - `grandMean`: of all predictions where `nil`.
package func affectedTissues(
    _ groups: [(tissue: String, predictions: [Double])],
    grandMean: Double? = nil,
    rule: AffectedTissueRule = AffectedTissueRule()
) -> [TissueCall] {
    let groups = groups.map { (tissue: $0.tissue, predictions: $0.predictions.filter(\.isFinite)) }
    let centre = grandMean ?? mean(groups.flatMap(\.predictions))
    let tests = groups.map {
        oneSampleTest($0.predictions, against: centre, residualVariance: rule.residualVariance)
    }
    let adjusted = benjaminiHochberg(tests.map { $0?.p ?? .nan })
    return groups.indices.map { place in
        let group = groups[place]
        let own = mean(group.predictions)
        let test = tests[place]
        return TissueCall(
            tissue: group.tissue,
            count: group.predictions.count,
            mean: own,
            difference: own - centre,
            standardError: test.map { $0.t == 0 ? 0 : $0.difference / $0.t } ?? .nan,
            t: test?.t ?? .nan,
            p: test?.p ?? .nan,
            q: adjusted[place],
            verdict: rule.verdict(difference: own - centre, p: adjusted[place])
        )
    }
}

/// One sample's prediction against reference predictions, such as those of the training lines.
///
/// t = (x − mean) / √(s²(1 + 1/n) + residual variance) with n − 1 degrees.
package struct SampleCall: Sendable, Hashable {
    package let difference: Double
    package let t: Double
    package let p: Double
    /// p adjusted by Benjamini and Hochberg over the samples called together.
    package let q: Double
    package let verdict: TissueVerdict
}

/// Calls each of `samples` on its own; NaN where a sample is not finite or the reference cannot tell.
package func affectedSamples(
    _ samples: [Double],
    reference: [Double],
    rule: AffectedTissueRule = AffectedTissueRule()
) -> [SampleCall] {
    let reference = reference.filter(\.isFinite)
    let count = Double(reference.count)
    let centre = mean(reference)
    let isConstant = reference.allSatisfy { $0 == reference[0] }
    let spread = isConstant ? 0 : sampleSD(reference)
    let variance = spread * spread * (1 + 1 / count) + rule.residualVariance
    let isTestable = reference.count > 1 && variance > 0
    let t = samples.map { isTestable && $0.isFinite ? ($0 - centre) / variance.squareRoot() : .nan }
    let p = t.map { $0.isNaN ? Double.nan : studentTTwoSided($0, degrees: count - 1) }
    let q = benjaminiHochberg(p)
    return samples.indices.map { place in
        let difference = samples[place] - centre
        return SampleCall(
            difference: difference,
            t: t[place],
            p: p[place],
            q: q[place],
            verdict: rule.verdict(difference: difference, p: q[place])
        )
    }
}
