import Layouts
import Screen

// What no key can show by itself: whether the parts of a campaign, and the campaigns, fit together.
extension ConfigurationReader {
    /// A guide's name stands for one guide only, because platemaps name wells by it.
    func checkUniqueNames(_ campaign: CampaignSettings, _ section: Section) {
        let roles = campaign.guides.controls.keys.sorted()
        let lists =
            campaign.genes.map { ("guides of \($0)", campaign.guides.guides[$0, default: []]) }
            + roles.map { ("\($0.rawValue) controls", campaign.guides.controls[$0, default: []]) }
        var owners: [String: String] = [:]
        for (owner, guides) in lists {
            for guide in guides {
                guard let other = owners.updateValue(owner, forKey: guide.name) else { continue }
                let isControl = guide.gene == nil
                let key = isControl ? "controls" : section.has("guides") ? "guides" : "guides-file"
                problems.add(
                    section.path(of: key),
                    "has the name '\(guide.name)' twice: among the \(other) and the \(owner)",
                    remedy: "Give each guide a name of its own."
                )
            }
        }
    }

    /// Whether batches can be made and laid out; called for campaigns without other faults.
    func checkFits(_ campaign: CampaignSettings, _ section: Section) {
        let pairs = PairIndex(genes: campaign.genes).pairs
        guard campaign.batchSize <= pairs.count else {
            problems.add(
                section.path(of: "batch-size"),
                value: "\(campaign.batchSize)",
                "which is more than the \(pairs.count) pairs of \(campaign.genes.count) genes",
                remedy: "Give at most \(pairs.count), or more genes."
            )
            return
        }
        guard hasGuidesForCombinations(campaign, section) else { return }
        do throws(LayoutFault) {
            if campaign.singles == .emit {
                _ = try singleLayouts(
                    genes: campaign.genes,
                    guides: campaign.guides,
                    settings: campaign.layout,
                    campaign: campaign.id,
                    seed: campaign.seed
                )
            }
            _ = try batchLayouts(
                pairs: Array(pairs.prefix(campaign.batchSize)),
                guides: campaign.guides,
                settings: campaign.layout,
                campaign: campaign.id,
                round: 1,
                seed: campaign.seed
            )
        } catch {
            note(error, at: section.path(of: error.key == "profiles.centring" ? "centring" : error.key))
        }
    }

    private func hasGuidesForCombinations(_ campaign: CampaignSettings, _ section: Section) -> Bool {
        guard case .listed(let list) = campaign.layout.combinations else { return true }
        // The gene that sorts first is never the second of a pair, and the last never the first.
        let first = list.map { $0[0] }.max() ?? 0
        let second = list.map { $0[1] }.max() ?? 0
        let short = campaign.genes.enumerated().compactMap { number, gene -> String? in
            let asFirst = number < campaign.genes.count - 1 ? first : 0
            let asSecond = number > 0 ? second : 0
            let count = campaign.guides.guides[gene, default: []].count
            let needed = max(asFirst, asSecond)
            return count < needed ? "guide \(needed) of \(gene) (which has \(count))" : nil
        }
        guard !short.isEmpty else { return true }
        problems.add(
            section.path(of: "plates.combinations"),
            "asks for \(listed(short))",
            remedy: "Add guides to these genes, or leave the combination out."
        )
        return false
    }

    /// Whether campaigns keep out of each other's way, and of the daemon's own folder.
    func checkApart(_ campaigns: [(path: String, settings: CampaignSettings)], state: String?) {
        for (number, (path, campaign)) in campaigns.enumerated() {
            if let state, isInside(state, campaign.folder) {
                problems.add(
                    "state",
                    value: state,
                    "which lies in the folder of the campaign '\(campaign.id)'",
                    remedy:
                        "Keep the daemon's own files on a local disk, apart from folders that the lab sees."
                )
            }
            for (_, other) in campaigns[..<number] {
                if other.id == campaign.id {
                    problems.add(
                        "\(path).id",
                        value: campaign.id.text,
                        "which names another campaign already",
                        remedy: "Give each campaign a name of its own."
                    )
                }
                if isInside(campaign.folder, other.folder) || isInside(other.folder, campaign.folder) {
                    problems.add(
                        "\(path).folder",
                        value: campaign.folder,
                        "which \(campaign.folder == other.folder ? "is" : "overlaps with") the folder of the "
                            + "campaign '\(other.id)'",
                        remedy: "Give each campaign a folder of its own."
                    )
                }
                if other.id != campaign.id, let shared = sharedBarcode(campaign, other) {
                    problems.add(
                        "\(path).plates.barcode",
                        value: campaign.layout.barcodePattern.text,
                        "which gives '\(shared)' to a plate of the campaign '\(other.id)' too",
                        remedy: "Add {campaign} to the pattern, or another beginning."
                    )
                }
            }
        }
    }
}

/// A barcode that plates of both campaigns would get; few rounds and plates show it.
private func sharedBarcode(_ one: CampaignSettings, _ other: CampaignSettings) -> Barcode? {
    func barcodes(_ campaign: CampaignSettings) -> Set<Barcode> {
        let numbers = Array(0...12) + [99, 100, 101, 999, 1_000, 1_001]
        return Set(
            numbers.flatMap { round in
                numbers.map {
                    campaign.layout.barcodePattern.barcode(campaign: campaign.id, round: round, plate: $0)
                }
            }
        )
    }
    return barcodes(one).intersection(barcodes(other)).min()
}
