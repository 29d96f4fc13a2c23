import Profiles
package import Screen

/// What kind of interaction a double shows.
///
/// After the classes of Norman et al. (Science 365:786, 2019), who fit c_i h_i + c_j h_j to the double and
/// name what the coefficients and the misfit look like. Here each class is a simple story of the double, and
/// the story that leaves least of it unexplained, beyond noise, gives the name.
package enum InteractionClass: String, Sendable, Hashable, Codable, CaseIterable {
    /// Not told apart from the sum of the singles.
    case additive
    /// The sum of the singles, stronger; or something where neither single does anything.
    case synergy
    /// The sum of the singles, weaker.
    case masking
    /// As if only the first gene were knocked out: its loss hides that of the second.
    case firstOverSecond = "first-over-second"
    case secondOverFirst = "second-over-first"
    /// A direction that neither single takes.
    case neomorphic

    /// Pairs whose reward has a q below it are given a class.
    package static let significance = 0.1
    /// A story has to explain this share of the reward.
    static let leastShare = 0.5

    /// In words, such as `epistasis of BCL2L1 over MCL1`.
    package func words(for pair: Pair) -> String {
        switch self {
        case .additive: "additive within its error"
        case .synergy: "synergy"
        case .masking: "masking"
        case .firstOverSecond: "epistasis of \(pair.first) over \(pair.second)"
        case .secondOverFirst: "epistasis of \(pair.second) over \(pair.first)"
        case .neomorphic: "neomorphic"
        }
    }
}

/// The parts of a reward against what noise does to each.
struct JudgedParts {
    private let parts: RewardParts
    /// Noise along s of the residual.
    let scaleNoise: Double
    let trueScale: Double?
    /// What is left of the double after each story, less its noise.
    private let leftByFirst: Double
    private let leftBySecond: Double
    private let leftByScale: Double
    /// SD of ‖x‖² where nothing interacts.
    private let noiseSD: Double
    /// Whether the sum of the singles is no longer than noise makes it.
    private let isSilent: Bool

    init(_ parts: RewardParts, of pair: Pair, noise: RewardNoise, null: NullFit, shape: NoiseShape) {
        self.parts = parts
        let alongShape = shape.quadratic(parts.along)
        func budget(_ double: Double, _ first: Double, _ second: Double) -> NoiseBudget {
            noise.budget(of: pair, double: double, first: first, second: second)?
                .inflated(by: null.inflation) ?? NoiseBudget()
        }
        func along(_ budget: NoiseBudget) -> Double {
            budget.quadratics(parts.along, common: alongShape).reduce(0, +)
        }
        let residual = budget(1, 1, 1)
        let sum = budget(0, 1, 1)
        scaleNoise = min(along(residual), residual.trace)
        noiseSD = (2 * residual.squares(shape: null.freedom).reduce(0, +)).squareRoot()

        let margin = 2 * (2 / max(1, null.freedom)).squareRoot()
        isSilent = parts.additive <= sum.trace * (1 + margin)
        // tr Cov(h_ij, s), through the controls that double and singles share.
        let shared = (budget(1, 0, 0).trace + sum.trace - residual.trace) / 2
        let length = parts.additive - sum.trace
        trueScale = isSilent ? nil : parts.scale.map { ($0 * parts.additive - shared) / length }

        leftByFirst = parts.distanceToFirst - budget(1, 1, 0).trace
        leftBySecond = parts.distanceToSecond - budget(1, 0, 1).trace
        let scaled = budget(1, trueScale ?? 1, trueScale ?? 1)
        leftByScale = parts.directionPart - (scaled.trace - along(scaled))
    }

    /// The class of a pair whose reward is significant.
    func interaction(of estimate: RewardEstimate) -> InteractionClass {
        guard !isSilent, let trueScale else { return .synergy }
        let single = min(leftByFirst, leftBySecond)
        let least = min(single, leftByScale)
        guard max(0, least) <= (1 - InteractionClass.leastShare) * max(0, estimate.debiased) else {
            return .neomorphic
        }
        // Strength is the simpler story: parallel singles cannot tell it from epistasis.
        guard single < leftByScale - noiseSD else { return trueScale > 1 ? .synergy : .masking }
        return leftByFirst <= leftBySecond ? .firstOverSecond : .secondOverFirst
    }
}
