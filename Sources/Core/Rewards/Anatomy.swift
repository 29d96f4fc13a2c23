package import Profiles
package import Screen

/// What a pair's reward is made of, and what kind of interaction it speaks of.
///
/// With s = h_i + h_j, what the double would be if nothing interacted, R = `scalePart` + `directionPart`
/// exactly. Lengths are in the profile's unit, parts in its square. `docs/Rewards.md` states the rules.
package struct PairAnatomy: Sendable, Hashable, Codable {
    package let pair: Pair
    /// ‖s‖²: the additive part, of which R holds nothing.
    package let additive: Double
    /// h_ij·s/‖s‖²: how much of s the double is, 1 where it is neither stronger nor weaker; `nil` where the
    /// singles cancel exactly.
    package let scale: Double?
    /// `scale` without what noise does to it: noise of s makes every double look weaker than it is.
    ///
    /// `nil` where s is not above its noise.
    package let trueScale: Double?
    /// (scale − 1)²‖s‖²: the part of R along s.
    package let scalePart: Double
    /// The part of R across s.
    package let directionPart: Double
    /// What of `directionPart` no mix of the two singles gives.
    package let newPart: Double
    /// What noise alone adds to `scalePart` and `directionPart`.
    package let scaleNoise: Double
    package let directionNoise: Double
    /// The mix of singles c_i h_i + c_j h_j that is nearest to the double; `nil` where they are parallel.
    package let mixFirst: Double?
    package let mixSecond: Double?
    package let interaction: InteractionClass
    /// S(w) = Σ_d w_d sign(h_ij,d) of the paper's section 5, of the double and of each single.
    package let severityDouble: Double
    package let severityFirst: Double
    package let severitySecond: Double
    /// C(i,j) = cos(h_i, h_j)².
    package let cosine: Double
    /// `nil` where cells were not counted.
    package let cells: CellCountDeviation?
    /// Whether both genes stand on one arm of a chromosome, where cutting one may take the other along;
    /// `nil` where an arm is not known.
    package let sameArm: Bool?

    package var severitySum: Double { severityFirst + severitySecond }
}

/// What the reward of every pair that has an estimate is made of.
///
/// - Parameters:
///   - profiles: The embeddings that `estimates` were made of.
///   - spread: Their noise.
///   - estimates: The rewards and what they were judged by.
///   - significance: Pairs whose q is not below it are called additive.
///   - cells: As ``cellCountDeviations(of:settings:)`` finds them; may be empty.
///   - arms: The chromosome arm of each gene, such as `8q`; may be empty.
/// - Returns: A line a pair, in the order of the estimates.
package func pairAnatomies(
    profiles: KnockoutProfiles,
    spread: KnockoutSpread,
    estimates: RewardEstimates,
    significance: Double = InteractionClass.significance,
    cells: [Pair: CellCountDeviation] = [:],
    arms: [Gene: String] = [:]
) -> [PairAnatomy] {
    let noise = RewardNoise(spread)
    return estimates.estimates.compactMap { estimate in
        let pair = estimate.pair
        guard let double = profiles.doubles[pair], let first = profiles.singles[pair.first],
            let second = profiles.singles[pair.second]
        else { return nil }
        let parts = RewardParts(double, first, second)
        let judged = JudgedParts(parts, of: pair, noise: noise, null: estimates.null, shape: spread.shape)
        return PairAnatomy(
            pair: pair,
            additive: parts.additive,
            scale: parts.scale,
            trueScale: judged.trueScale,
            scalePart: parts.scalePart,
            directionPart: parts.directionPart,
            newPart: parts.newPart,
            scaleNoise: judged.scaleNoise,
            directionNoise: max(0, estimate.noise - judged.scaleNoise),
            mixFirst: parts.mix?.first,
            mixSecond: parts.mix?.second,
            interaction: estimate.q < significance ? judged.interaction(of: estimate) : .additive,
            severityDouble: severity(double, signedBy: double),
            severityFirst: severity(first, signedBy: double),
            severitySecond: severity(second, signedBy: double),
            cosine: squaredCosine(first, second),
            cells: cells[pair],
            sameArm: arms[pair.first].flatMap { one in arms[pair.second].map { one == $0 } }
        )
    }
}

/// A screen's doubles against the sums of their singles.
package struct AnatomySummary: Sendable, Hashable, Codable {
    package let pairs: Int
    /// The mean of S(h_ij), and of S(h_i) + S(h_j); the paper's section 5 gives 0.76 and 1.03 for sums without signs.
    ///
    /// The signs are those of the double, so its own noise adds to the first and not to the second.
    package let meanSeverityDouble: Double
    package let meanSeveritySum: Double
    /// Σ h_ij·s/Σ ‖s‖² over pairs, freed of noise where `trueScale` is known: how much of the sum of its
    /// singles a double is; `nil` without such pairs.
    package let scale: Double?
    package let counts: [InteractionClass: Int]

    package init(_ anatomies: [PairAnatomy]) {
        pairs = anatomies.count
        let count = Double(max(1, anatomies.count))
        meanSeverityDouble = anatomies.reduce(0) { $0 + $1.severityDouble } / count
        meanSeveritySum = anatomies.reduce(0) { $0 + $1.severitySum } / count
        var along = 0.0
        var length = 0.0
        for anatomy in anatomies {
            guard let scale = anatomy.trueScale else { continue }
            along += scale * anatomy.additive
            length += anatomy.additive
        }
        scale = length > 0 ? along / length : nil
        counts = anatomies.reduce(into: [:]) { $0[$1.interaction, default: 0] += 1 }
    }
}
