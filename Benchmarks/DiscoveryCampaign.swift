import Agent
import Cycle
import Lab
import Posterior
import Screen
import Settings
import Statistics
import Store

/// What a campaign makes of rewards: which of their numbers it pursues, and what it makes of their errors.
struct DiscoveryVariant: Sendable, Hashable {
    let pursues: PursuedReward
    let errors: PosteriorSettings.Errors
    let transform: PosteriorSettings.Transform

    static let plain = DiscoveryVariant(pursues: .reward, errors: .equal, transform: .sqrt)

    static let all = PursuedReward.allCases.flatMap { pursues in
        PosteriorSettings.Errors.allCases.flatMap { errors in
            [PosteriorSettings.Transform.sqrt, .signedSqrt].compactMap { transform in
                // The paper's R is never below 0.
                pursues == .reward && transform == .signedSqrt
                    ? nil : DiscoveryVariant(pursues: pursues, errors: errors, transform: transform)
            }
        }
    }

    /// As in `debiased, shared, sqrt`.
    var name: String { "\(pursues.rawValue), \(errors.rawValue), \(transform.rawValue)" }
}

/// A campaign from its singles to its last batch without files, store or clock: the daemon's own planner, and a
/// screen that answers its layouts.
struct DiscoveryCampaign {
    let screen: any LabScreen
    let isReal: Bool
    let variant: DiscoveryVariant
    let seed: Int
    let batch: Int
    let rounds: Int

    /// The columns of the screen's pairs in the order in which they were chosen, and the last evidence.
    func run() throws -> (chosen: [Int], evidence: Evidence) {
        let configuration = try parseConfiguration(
            text: yaml,
            fileName: "discovery.yaml",
            baseFolder: "/nowhere"
        )
        guard let settings = configuration.campaigns.first else { throw NoCampaign() }
        let planner = RoundPlanner(settings, version: "discovery")
        var wells = measured(try planner.planSingles().layouts)
        var chosen: [Int] = []
        var rounds: [Pair: Int] = [:]
        var states = PairStates(
            measured: [],
            pending: [],
            failures: [:],
            singles: Set(screen.genes)
        )
        for round in 1...self.rounds {
            let planned = try planner.planBatch(
                round: round,
                evidence: try planner.evidence(of: wells),
                states: states,
                rounds: rounds,
                shadows: [:],
                choosesPairs: true,
                facts: []
            )
            let pairs = planned.choices.map(\.pair)
            chosen += pairs.compactMap { screen.truth.index.column(of: $0) }
            for pair in pairs { rounds[pair] = round }
            states.measured.formUnion(pairs)
            wells += measured(planned.layouts)
        }
        return (chosen, try planner.evidence(of: wells))
    }

    private func measured(_ plates: [PlateLayout]) -> [MeasuredWell] {
        screen.readings(of: plates).map {
            MeasuredWell(well: $0.well, content: $0.content, embedding: $0.embedding)
        }
    }

    private var yaml: String {
        var lines = [
            "state: state", "campaigns:", "  - id: discovery", "    folder: campaign", "    seed: \(seed)",
            "    batch-size: \(batch)", "    centring: non-targeting",
            "    profile: {logarithm: \(isReal), scaling: \(isReal ? "replicate-sd" : "none")}",
            "    plates: {format: 384, double-replicates: 2, controls-per-plate: 12}",
            "    rewards: {pursue: \(variant.pursues.rawValue)}",
            "    posterior: {errors: \(variant.errors.rawValue), transform: \(variant.transform.rawValue)}",
            "    controls:",
        ]
        for (role, guides) in screen.controls.sorted(by: { $0.key < $1.key }) where role != .untreated {
            lines.append("      \(role.rawValue): [\(guides.map(\.name).joined(separator: ", "))]")
        }
        lines.append("    genes: [\(screen.genes.map(\.symbol).joined(separator: ", "))]")
        lines.append("    guides:")
        for gene in screen.genes {
            let names = screen.guides[gene, default: []].map { "\"\($0.name)\"" }
            lines.append("      \"\(gene)\": [\(names.joined(separator: ", "))]")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    struct NoCampaign: Error {}
}
