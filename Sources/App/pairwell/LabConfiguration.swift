import Screen

/// The configuration of a campaign on a lab in a box, as the text of its file.
struct LabConfiguration {
    let recipe: LabRecipe
    let campaignSeed: UInt64
    let batchSize: Int
    let rounds: Int?
    let policy: String
    let posterior: String
    let listen: String?
    let webhook: String?
    let quick: Bool

    func yaml() throws -> String {
        let screen = try recipe.contents()
        let isReal = recipe.wells != nil
        var lines = [
            "# Made by 'pairwell lab init'. Paths are relative to this file.",
            "state: state",
            "watch:",
            "  quiet-period: \(quick ? "200ms" : "2s")",
            "  listing-interval: \(quick ? "1s" : "10s")",
        ]
        if let listen { lines += ["http:", "  listen: \"\(listen)\""] }
        if let webhook {
            lines += ["notices:", "  - name: hook", "    kind: webhook", "    url: \(webhook)"]
        }
        lines += [
            "campaigns:",
            "  - id: \(isReal ? "screen" : "demo")",
            "    folder: campaign",
            "    seed: \(campaignSeed)",
            "    batch-size: \(batchSize)",
        ]
        if let rounds { lines.append("    maximum-rounds: \(rounds)") }
        lines += [
            "    policy: \(policy)",
            "    posterior: {preset: \(posterior)}",
            "    profile: {aggregation: guide-then-gene, logarithm: \(isReal), scaling: \(isReal ? "replicate-sd" : "none")}",
            "    plates: {format: 384, combinations: \(isReal ? "all" : "matched"), single-replicates: 4, double-replicates: \(isReal ? 4 : 2), controls-per-plate: 12}",
            "    controls:",
        ]
        for (role, guides) in screen.controls.sorted(by: { $0.key < $1.key }) where role != .untreated {
            lines.append(
                "      \(role.rawValue): [\(guides.map { quoted($0.name) }.joined(separator: ", "))]"
            )
        }
        lines.append("    centring: non-targeting")
        lines.append("    genes: [\(screen.genes.map { quoted($0.symbol) }.joined(separator: ", "))]")
        lines.append("    guides:")
        for gene in screen.genes {
            let names = screen.guides[gene, default: []].map { quoted($0.name) }.joined(separator: ", ")
            lines.append("      \(quoted(gene.symbol)): [\(names)]")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }
}
