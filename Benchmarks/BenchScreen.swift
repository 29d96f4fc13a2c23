import FoundationEssentials
import Lab
import Layouts
import Screen
import Statistics

/// A simulated screen with a campaign on it, and the lab's side of that campaign.
struct BenchScreen: Sendable {
    let screen: SimulatedScreen
    let guides: CampaignGuides
    let layout: LayoutSettings
    /// Pairs that fill one plate.
    let pairsPerPlate: Int

    private static let seed = Seed(13)

    init(format: PlateFormat, dimension: Int) throws {
        var configuration = SimulatedConfiguration()
        configuration.dimension = dimension
        // because the wells of a plate that went wrong have nothing to do with speed
        configuration.failingWells = 0
        screen = SimulatedScreen(configuration: configuration, seed: Self.seed)
        guides = CampaignGuides(guides: screen.guides, controls: screen.controls)
        layout = LayoutSettings(format: format)
        var count = format.wellCount / 6
        let pairs = screen.truth.index.pairs
        while count > 1, try Self.plates(Array(pairs.prefix(count)), guides, layout).count > 1 { count -= 1 }
        pairsPerPlate = count
    }

    /// One full plate.
    func fullPlate() throws -> PlateLayout {
        let pairs = Array(screen.truth.index.pairs.prefix(pairsPerPlate))
        return try Self.plates(pairs, guides, layout)[0]
    }

    /// The result file that a lab would drop for plates, in the style of RxRx3.
    func results(of plates: [PlateLayout], gzip: Bool = false) -> [UInt8] {
        resultFile(
            screen.readings(of: plates),
            features: screen.features,
            style: ResultStyle(dialect: .rxrx3, tabs: false, gzip: gzip)
        )
    }

    /// A configuration file for a campaign of one full plate a round, in `folder`, where its campaign lies
    /// in `campaign`.
    ///
    /// - Returns: the file's path.
    func writeConfiguration(into folder: URL, quietPeriod: Double, listen: String? = nil) throws -> String {
        var lines = [
            "state: state",
            "watch: {quiet-period: \(Int(quietPeriod * 1_000))ms, listing-interval: 1s}",
        ]
        if let listen { lines.append("http: {listen: \"\(listen)\"}") }
        lines += [
            "campaigns:",
            "  - id: bench",
            "    folder: campaign",
            "    seed: 1",
            "    batch-size: \(pairsPerPlate)",
            "    plates: {format: \(layout.format.rawValue)}",
            "    centring: non-targeting",
            "    controls:",
        ]
        for (role, guides) in screen.controls.sorted(by: { $0.key < $1.key }) {
            lines.append("      \(role.rawValue): [\(names(guides))]")
        }
        lines.append("    genes: [\(screen.genes.map(\.symbol).joined(separator: ", "))]")
        lines.append("    guides:")
        for gene in screen.genes {
            lines.append("      \(gene): [\(names(screen.guides[gene, default: []]))]")
        }
        let path = folder.appending(path: "pairwell.yaml")
        let campaign = folder.appending(path: "campaign")
        try FileManager.default.createDirectory(at: campaign, withIntermediateDirectories: true)
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: path, options: .atomic)
        return path.path(percentEncoded: false)
    }

    private func names(_ guides: [Guide]) -> String { guides.map(\.name).joined(separator: ", ") }

    private static func plates(
        _ pairs: [Pair],
        _ guides: CampaignGuides,
        _ layout: LayoutSettings
    ) throws -> [PlateLayout] {
        guard let campaign = CampaignID("bench") else { return [] }
        return try batchLayouts(
            pairs: pairs,
            guides: guides,
            settings: layout,
            campaign: campaign,
            round: 1,
            seed: seed.derived("plate")
        )
    }
}
