/// How the reward of every pair is estimated from the pairs measured so far.
package struct PosteriorSettings: Sendable, Hashable, Codable {
    /// What the reward of a pair is made of; each gene has vectors of `rank` numbers.
    package enum Form: String, Sendable, Hashable, Codable, CaseIterable {
        /// u_i · u_j: never negative on the diagonal, which real rewards are not.
        case symmetric = "uu"
        /// u_i · D u_j with D = (+, −, +, …).
        case signed = "udu"
        /// u_i · v_j ("row and column spaces", paper appendix C), each pair observed in both orders.
        case rectangular = "uv"
    }

    /// What is done to a reward before it is standardised.
    package enum Transform: String, Sendable, Hashable, Codable, CaseIterable {
        case raw
        /// Of a reward below 0, which only noise makes, 0.
        case sqrt
        /// The root of the magnitude with the reward's sign.
        case signedSqrt = "signed-sqrt"
        case log
    }

    /// How transformed rewards are brought to the scale of the prior.
    package enum Standardisation: String, Sendable, Hashable, Codable, CaseIterable {
        /// Mean to 0, standard deviation to 1.
        case zScore = "z"
        /// 5 % quantile to 0, then root mean square to 1: keeps products of hub genes products.
        case floor
        /// Root mean square to 1.
        case scale
        case none
    }

    /// How the posterior is computed.
    package enum Inference: String, Sendable, Hashable, Codable, CaseIterable {
        /// Mean-field normals by stochastic gradient (paper, appendix C).
        case stochastic = "svi"
        /// Normals with a covariance for each gene, each in closed form given the others: `steps` and
        /// `learningRate` are not used.
        case coordinateAscent = "cavi"
    }

    /// What is made of the error that each reward comes with.
    package enum Errors: String, Sendable, Hashable, Codable, CaseIterable {
        /// Nothing: all rewards have the same noise.
        case equal
        /// Each reward's whole variance is its own, added to the square of the noise.
        case independent
        /// The error of a single is one error in all pairs of its gene, and that of controls in all pairs.
        case shared
    }

    package var inference: Inference
    package var form: Form
    package var rank: Int
    /// The standard deviation of a measured reward about its estimate, in standardised units.
    package var noise: Double
    package var errors: Errors
    /// Adam steps of each restart.
    package var steps: Int
    package var learningRate: Double
    /// Draws that a choice is made from, as far as they fit into memory: see `draws(of:)`.
    package var samples: Int
    package var transform: Transform
    package var standardisation: Standardisation
    /// Multiplies standardised rewards.
    package var gain: Double
    /// Whether the low-rank model is pooled with the pair process on the single knockouts, both in units of the
    /// severity's expectation: the low-rank model is then of its root, whatever `transform` says.
    package var usesSingles: Bool
    /// The prior mean of b in R ≈ exp(a + b log ‖h_i‖ ‖h_j‖), where singles are used.
    package var expectedSeveritySlope: Double
    /// Fits from independent starts whose draws are pooled: one fit finds one mode and is over-confident.
    package var restarts: Int

    package init(
        inference: Inference = .coordinateAscent,
        form: Form = .signed,
        rank: Int = 5,
        noise: Double = 0.3,
        errors: Errors = .independent,
        steps: Int = 5_000,
        learningRate: Double = 0.01,
        samples: Int = 4_000,
        transform: Transform = .sqrt,
        standardisation: Standardisation = .floor,
        gain: Double = 2,
        restarts: Int = 8,
        usesSingles: Bool = true,
        expectedSeveritySlope: Double = 1
    ) {
        self.inference = inference
        self.form = form
        self.rank = rank
        self.noise = noise
        self.errors = errors
        self.steps = steps
        self.learningRate = learningRate
        self.samples = samples
        self.transform = transform
        self.standardisation = standardisation
        self.gain = gain
        self.restarts = restarts
        self.usesSingles = usesSingles
        self.expectedSeveritySlope = expectedSeveritySlope
    }

    package static let standard = PosteriorSettings()

    /// Draws of so many pairs: `samples`, but of many pairs no more than 1,000 where these would take more than 64 MB.
    package func draws(of pairs: Int) -> Int {
        min(samples, max(1_000, 8_000_000 / max(pairs, 1)))
    }

    /// The slope that is expected of a reward from which severity's share was taken: some is always left.
    package static let slopeOfExcess = 0.3

    /// As published (paper, appendix C): raw rewards, z-scored, one fit.
    ///
    /// `form` is `.symmetric` or `.rectangular`, the two readings of "row and column spaces".
    package static func paper(_ form: Form) -> PosteriorSettings {
        PosteriorSettings(
            inference: .stochastic,
            form: form,
            errors: .equal,
            samples: 1_000,
            transform: .raw,
            standardisation: .zScore,
            gain: 1,
            restarts: 1,
            usesSingles: false
        )
    }
}
