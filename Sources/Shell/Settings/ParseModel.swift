import Cycle
import Posterior
import Profiles
import Selection

extension ConfigurationReader {
    /// `profile`: how wells become knockout embeddings.
    func profile(_ field: Field?) -> ProfileSettings {
        var profile = ProfileSettings()
        guard let section = field?.section() else { return profile }
        if let aggregation = section.field("aggregation")?
            .choice(["guide-then-gene": ProfileSettings.Aggregation.guideThenGene, "flat": .flat])
        {
            profile.aggregation = aggregation
        }
        if let logarithm = section.field("logarithm")?.boolean() { profile.logarithm = logarithm }
        if let scaling = section.field("scaling")?
            .choice(["none": ProfileSettings.Scaling.none, "replicate-sd": .replicateSD])
        {
            profile.scaling = scaling
        }
        if let positions = section.field("positions")?
            .choice(["none": ProfileSettings.Positions.none, "rows-columns": .rowsColumns, "edge": .edge])
        {
            profile.positions = positions
        }
        if let epsilon = section.field("epsilon")?
            .number(in: 0...1_000_000, standard: ProfileSettings.standardEpsilon)
        {
            profile.epsilon = epsilon
        }
        normalisation(section, of: &profile)
        section.finish()
        return profile
    }

    private func normalisation(_ section: Section, of profile: inout ProfileSettings) {
        let names: KeyValuePairs<String, ProfileSettings.Normalisation> = [
            "none": .none, "standardise": .standardise, "robust-mad": .robustMAD, "sphere-pca": .spherePCA,
            "sphere-zca": .sphereZCA, "sphere-pca-cor": .spherePCACor, "sphere-zca-cor": .sphereZCACor,
            "tvn": .tvn2, "tvn@1": .tvn1, "tvn@2": .tvn2,
        ]
        let scopes: KeyValuePairs<String, ProfileSettings.Scope> = [
            "campaign": .campaign, "batch": .batch, "plate": .plate,
        ]
        if let normalisation = section.field("normalisation")?.choice(names) {
            profile.normalisation = normalisation
        }
        guard let field = section.field("scope"), let scope = field.choice(scopes) else { return }
        profile.scope = scope
        guard !profile.isComparable else { return }
        let name = profile.normalisation.rawValue
        let other = name == "sphere-pca" ? "sphere-zca" : "sphere-zca-cor"
        field.fail(
            value: scope.rawValue,
            "which gives each \(scope.rawValue) principal components of its own, so that wells of two cannot be "
                + "compared",
            remedy: "Give campaign, or the normalisation \(other)."
        )
    }

    /// `rewards`: which number of a pair is pursued.
    ///
    /// Without errors to weigh it by, a reward freed of its noise finds less than one with it.
    func pursues(_ field: Field?, with errors: PosteriorSettings.Errors) -> PursuedReward {
        let standard = errors == .equal ? PursuedReward.reward : .standard
        guard let section = field?.section() else { return standard }
        let pursued = section.field("pursue")?
            .choice(["reward": PursuedReward.reward, "debiased": .debiased, "excess": .excess])
        section.finish()
        return pursued ?? standard
    }

    /// `posterior`: a preset, and what differs from it.
    func posterior(_ field: Field?) -> PosteriorSettings {
        guard let section = field?.section() else { return .standard }
        let presets: KeyValuePairs<String, PosteriorSettings> = [
            "standard": .standard, "paper-uu": .paper(.symmetric), "paper-uv": .paper(.rectangular),
        ]
        var settings = section.field("preset")?.choice(presets) ?? .standard
        func whole(
            _ key: String,
            _ range: ClosedRange<Int>,
            _ target: WritableKeyPath<PosteriorSettings, Int>
        ) {
            let standard = settings[keyPath: target]
            if let number = section.field(key)?.integer(in: range, standard: standard) {
                settings[keyPath: target] = number
            }
        }
        func above(_ key: String, _ most: Double, _ target: WritableKeyPath<PosteriorSettings, Double>) {
            let standard = settings[keyPath: target]
            if let number = section.field(key)?.number(in: 0...most, exclusive: true, standard: standard) {
                settings[keyPath: target] = number
            }
        }
        if let form = section.field("form")?
            .choice(["uu": PosteriorSettings.Form.symmetric, "udu": .signed, "uv": .rectangular])
        {
            settings.form = form
        }
        if let inference = section.field("inference")?
            .choice(["svi": PosteriorSettings.Inference.stochastic, "cavi": .coordinateAscent])
        {
            settings.inference = inference
        }
        whole("rank", 1...64, \.rank)
        above("noise", 100, \.noise)
        whole("steps", 1...1_000_000, \.steps)
        above("learning-rate", 1, \.learningRate)
        whole("samples", 2...100_000, \.samples)
        if let errors = section.field("errors")?
            .choice(["equal": PosteriorSettings.Errors.equal, "independent": .independent, "shared": .shared])
        {
            settings.errors = errors
        }
        if let transform = section.field("transform")?
            .choice([
                "raw": PosteriorSettings.Transform.raw, "sqrt": .sqrt, "signed-sqrt": .signedSqrt,
                "log": .log,
            ])
        {
            settings.transform = transform
        }
        if let standardisation = section.field("standardisation")?
            .choice([
                "z": PosteriorSettings.Standardisation.zScore, "floor": .floor, "scale": .scale,
                "none": .none,
            ])
        {
            settings.standardisation = standardisation
        }
        above("gain", 100, \.gain)
        whole("restarts", 1...100, \.restarts)
        if let usesSingles = section.field("singles")?.boolean() { settings.usesSingles = usesSingles }
        section.finish()
        return settings
    }

    /// `policy`: a name, or a section with a name and its numbers.
    func policy(_ field: Field?) -> Policy {
        let names: KeyValuePairs<String, Policy> = [
            "ids": .standard, "ids-best": .ids(lambda: 2, debiased: false), "random": .random,
            "severity": .severity, "thompson": .thompson,
            "ucb": .ucb(beta: 1), "uncertainty": .uncertainty, "greedy": .greedy,
        ]
        guard let field else { return .standard }
        guard field.isSection, let section = field.section() else { return field.choice(names) ?? .standard }
        let policy = section.required("name", "Give \(alternatives(names.map(\.key))).")?.choice(names)
        let lambda = section.field("lambda")
        let debiased = section.field("debiased")
        let beta = section.field("beta")
        section.finish()
        guard let policy else { return .standard }
        func refuse(_ fields: [Field?]) {
            for case let field? in fields {
                field.fail("means nothing to the policy '\(policy.name)'", remedy: "Remove it.")
            }
        }
        switch policy {
        case .topIDS:
            refuse([debiased, beta])
            return .topIDS(lambda: lambda?.number(in: 1...20, standard: 2) ?? 2)
        case .ids:
            refuse([beta])
            return .ids(
                lambda: lambda?.number(in: 0...20, exclusive: true, standard: 2) ?? 2,
                debiased: debiased?.boolean() ?? false
            )
        case .ucb:
            refuse([lambda, debiased])
            return .ucb(beta: beta?.number(in: 0...100, standard: 1) ?? 1)
        case .random, .severity, .thompson, .uncertainty, .greedy:
            refuse([lambda, debiased, beta])
            return policy
        }
    }
}
