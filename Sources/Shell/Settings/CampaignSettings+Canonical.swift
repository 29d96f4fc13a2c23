import Cycle
import Layouts
import Posterior
import Profiles
import Screen
import Selection
import Statistics

extension CampaignSettings {
    /// Everything that bears on what is chosen and laid out, a line a fact, the same for the same meaning.
    ///
    /// Left out are folders, notices, what is known of pairs from elsewhere, and what only decides when a round ends (`maximum-rounds`,
    /// `deadline`): a campaign that goes on for longer is still the same campaign. Meant to be hashed.
    package var canonical: String {
        var lines = [
            "batch-size: \(batchSize)",
            "centring: \(guides.centring.rawValue)",
            "confirmation.replicates: \(confirmation.replicates)",
            "checkpoint: \(checkpoint.map(quoted) ?? "-")",
            "id: \(id)",
            "policy: \(policyText)",
            "seed: \(seed.value)",
            "singles: \(singles.rawValue)",
        ]
        for gene in genes {
            lines.append("gene \(quoted(gene.symbol)): \(names(guides.guides[gene, default: []]))")
        }
        for (role, list) in guides.controls { lines.append("control \(role.rawValue): \(names(list))") }
        lines += [
            "plates.anchors-per-plate: \(layout.anchorsPerPlate)",
            "plates.barcode: \(quoted(layout.barcodePattern.text))",
            "plates.combinations: \(combinationsText)",
            "plates.controls-per-plate: \(layout.controlsPerPlate)",
            "plates.double-replicates: \(layout.doubleReplicates)",
            "plates.empty-edge: \(layout.emptyEdge)",
            "plates.format: \(layout.format.rawValue)",
            "plates.positives-per-plate: \(layout.positivesPerPlate)",
            "plates.single-replicates: \(layout.singleReplicates)",
            "posterior.errors: \(posterior.errors.rawValue)",
            "posterior.form: \(posterior.form.rawValue)",
            "posterior.gain: \(posterior.gain)",
            "posterior.inference: \(posterior.inference.rawValue)",
            "posterior.learning-rate: \(posterior.learningRate)",
            "posterior.noise: \(posterior.noise)",
            "posterior.rank: \(posterior.rank)",
            "posterior.restarts: \(posterior.restarts)",
            "posterior.singles: \(posterior.usesSingles)",
            "posterior.samples: \(posterior.samples)",
            "posterior.standardisation: \(posterior.standardisation.rawValue)",
            "posterior.steps: \(posterior.steps)",
            "posterior.transform: \(posterior.transform.rawValue)",
            "profile.aggregation: \(profile.aggregation.rawValue)",
            "profile.epsilon: \(profile.epsilon)",
            "profile.logarithm: \(profile.logarithm)",
            "profile.normalisation: \(profile.normalisation.rawValue)",
            "profile.positions: \(profile.positions.rawValue)",
            "profile.scaling: \(profile.scaling.rawValue)",
            "profile.scope: \(profile.scope.rawValue)",
            "rewards.pursue: \(pursues.rawValue)",
            "quality.minimum-cell-share: \(quality.minimumCellShare)",
            "quality.minimum-cells: \(quality.minimumCells)",
            "quality.outlying-controls: \(quality.outlyingControls)",
            "quality.repeat-share: \(repeats.share)",
            "quality.retries: \(repeats.retries)",
        ]
        lines += limitLines
        // By UTF-8, so that no locale has a say.
        lines.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Only what is limited, so that a campaign without limits keeps its digest.
    private var limitLines: [String] {
        var lines: [String] = []
        if let most = limits.pairsPerGene { lines.append("limits.pairs-per-gene: \(most)") }
        if let budget = limits.budget { lines.append("limits.budget: \(budget)") }
        if !limits.costs.isEmpty {
            let costs = limits.costs.sorted { $0.key < $1.key }.map { "\(quoted("\($0.key)")) \($0.value)" }
            lines.append("limits.costs: \(costs.joined(separator: " "))")
        }
        if let queries = limits.queries {
            lines.append(
                "limits.queries: \(queries.sorted().map { quoted($0.symbol) }.joined(separator: " "))"
            )
        }
        for (name, pairs) in [("exclude", limits.excluded.sorted()), ("require", limits.required)]
        where !pairs.isEmpty {
            lines.append("limits.\(name): \(pairs.map { quoted("\($0)") }.joined(separator: " "))")
        }
        return lines
    }

    private var policyText: String {
        switch policy {
        case .topIDS(let lambda): "ids lambda \(lambda)"
        case .ids(let lambda, let debiased): "ids-best lambda \(lambda) debiased \(debiased)"
        case .ucb(let beta): "ucb beta \(beta)"
        case .random, .severity, .thompson, .uncertainty, .greedy: policy.name
        }
    }

    private var combinationsText: String {
        switch layout.combinations {
        case .matched: "matched"
        case .all: "all"
        case .listed(let list): list.map { "\($0[0])x\($0[1])" }.joined(separator: " ")
        }
    }

    /// In the order given: combinations number guides by it.
    private func names(_ guides: [Guide]) -> String {
        guides.isEmpty ? "-" : guides.map { quoted($0.name) }.joined(separator: " ")
    }
}

private func quoted(_ text: String) -> String {
    let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }
    return "\"\(String(escaped))\""
}
