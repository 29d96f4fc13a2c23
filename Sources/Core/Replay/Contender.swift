package import Posterior
package import Selection

/// A rule with the posterior it reads, by the name that a person gives it.
package struct Contender: Sendable, Hashable {
    package let name: String
    package var policy: Policy
    package var posterior: PosteriorSettings

    package static let names = [
        "default", "paper", "paper-uv", "severity", "random", "ids", "ids-best", "ucb", "thompson", "greedy",
        "uncertainty",
        "low-rank",
    ]

    /// A contender by its name, with numbers of its own after a colon: `ids:lambda=3,rank=5,k=500`.
    ///
    /// `default` is the product's own default. `paper` and `paper-uv` are the published algorithm in its two readings.
    /// `low-rank` is the default without the singles. The others are rules on the default's posterior.
    package init(_ text: String) throws(ReplayFault) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let base = parts.first ?? ""
        name = text
        posterior = .standard
        switch base {
        case "default", "ids": policy = .standard
        case "ids-best": policy = .ids(lambda: 2, debiased: false)
        case "paper", "paper-uu":
            policy = .ids(lambda: 2, debiased: false)
            posterior = .paper(.symmetric)
        case "paper-uv":
            policy = .ids(lambda: 2, debiased: false)
            posterior = .paper(.rectangular)
        case "severity": policy = .severity
        case "random": policy = .random
        case "ucb": policy = .ucb(beta: 1)
        case "thompson": policy = .thompson
        case "greedy": policy = .greedy
        case "uncertainty": policy = .uncertainty
        case "low-rank":
            policy = .standard
            posterior.usesSingles = false
        default:
            throw ReplayFault(
                "There is no policy '\(base)'. There are \(Contender.names.joined(separator: ", "))."
            )
        }
        for setting in parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : [] {
            try apply(setting)
        }
    }

    /// Another setting of the same rule, for a sweep.
    package init(name: String, policy: Policy, posterior: PosteriorSettings) {
        self.name = name
        self.policy = policy
        self.posterior = posterior
    }

    private mutating func apply(_ setting: String) throws(ReplayFault) {
        let sides = setting.split(separator: "=", maxSplits: 1).map(String.init)
        guard sides.count == 2, let number = Double(sides[1]), number.isFinite, number > 0 else {
            throw ReplayFault("'\(setting)' is no setting. Write for example lambda=3.")
        }
        func whole(_ most: Int) throws(ReplayFault) -> Int {
            guard let value = Int(exactly: number), value <= most else {
                throw ReplayFault("'\(setting)': a whole number up to \(most) is needed.")
            }
            return value
        }
        switch (sides[0], policy) {
        case ("lambda", .topIDS):
            guard number >= 1 else { throw ReplayFault("'\(setting)': a number of 1 and more is needed.") }
            policy = .topIDS(lambda: number)
        case ("lambda", .ids(_, let debiased)): policy = .ids(lambda: number, debiased: debiased)
        case ("beta", .ucb): policy = .ucb(beta: number)
        case ("rank", _) where policy.usesPosterior: posterior.rank = try whole(64)
        case ("k", _) where policy.usesPosterior: posterior.samples = try whole(100_000)
        case ("restarts", _): posterior.restarts = try whole(100)
        case ("steps", _): posterior.steps = try whole(1_000_000)
        case ("noise", _):
            guard (1e-3...100).contains(number) else {
                throw ReplayFault("'\(setting)': a number from 0.001 to 100 is needed.")
            }
            posterior.noise = number
        default:
            throw ReplayFault(
                "'\(sides[0])' means nothing to '\(name)'. There are lambda (of ids), beta (of ucb), rank, k, restarts, "
                    + "steps and noise."
            )
        }
    }

    /// What distinguishes it, for a table and for programs.
    package var settings: [String: Setting] {
        var settings: [String: Setting] = ["rule": .text(policy.name)]
        switch policy {
        case .topIDS(let lambda): settings["lambda"] = .number(lambda)
        case .ids(let lambda, let debiased):
            settings["lambda"] = .number(lambda)
            if debiased { settings["debiased"] = .text("true") }
        case .ucb(let beta): settings["beta"] = .number(beta)
        case .random, .severity, .thompson, .uncertainty, .greedy: break
        }
        guard policy.usesPosterior else { return settings }
        settings["posterior"] = .text(posterior.usesSingles ? "pooled" : posterior.form.rawValue)
        settings["inference"] = .text(posterior.inference.rawValue)
        settings["rank"] = .number(Double(posterior.rank))
        settings["k"] = .number(Double(posterior.samples))
        settings["restarts"] = .number(Double(posterior.restarts))
        return settings
    }
}

/// A setting's value, for programs.
package enum Setting: Sendable, Hashable, Encodable {
    case text(String)
    case number(Double)

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        }
    }
}
