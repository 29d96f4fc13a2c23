import Agent
import ArgumentParser
import PlateFiles
import Screen
import Settings
import Store

/// What was found so far, as a page.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract:
            "Draw what a screen or a model of essentiality shows: a page, its figures and their numbers.",
        subcommands: [ReportScreenCommand.self, ReportEssentialityCommand.self],
        defaultSubcommand: ReportScreenCommand.self
    )
}

struct ReportScreenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen",
        abstract:
            "Draw what a campaign's screen shows so far: a page, its figures as SVG and their numbers as CSV.",
        discussion: """
            Reads the daemon's store, also while the daemon runs. Everything is computed from the results taken so far; \
            figures that need more of them say what is missing.
            """
    )

    @OptionGroup var configurationFile: ConfigurationOption
    @Option(help: "The campaign; it need not be named where there is only one.") var campaign: String?
    @Option(help: "Where to write; by default report-CAMPAIGN in this folder.") var output: String?

    func run() async throws {
        let configuration = try configurationFile.load()
        let store = try configurationFile.openStore(of: configuration)
        let settings = try configurationFile.onlyCampaign(campaign, in: configuration)
        let wells = try await configurationFile.measuredWells(of: settings, in: store)
        let page: ReportPage
        do {
            let evidence = try Evidence(wells, settings: settings.profile, pursues: settings.pursues)
            let anatomies = try evidence.anatomies(wells, settings: settings)
            page = ReportPage(ScreenReport(evidence, anatomies: anatomies, settings: settings))
        } catch {
            throw Failure(.dataError, "\(error)")
        }
        let folder = output ?? "report-\(settings.id)"
        do {
            try makeFolder(folder)
            for file in page.files { try writeAtomically(file.text, to: "\(folder)/\(file.name)") }
        } catch {
            throw Failure(.cannotCreate, "the report cannot be written to \(folder): \(error)")
        }
        print("\(folder)/index.html shows \(page.files.count { $0.name.hasSuffix(".svg") }) figures.")
    }
}

extension ConfigurationOption {
    /// The campaign named, or the only one.
    func onlyCampaign(_ name: String?, in configuration: Configuration) throws -> CampaignSettings {
        let campaigns = try campaigns(name, in: configuration)
        guard campaigns.count == 1, let campaign = campaigns.first else {
            let known = campaigns.map(\.id.text).joined(separator: ", ")
            throw Failure(.dataError, "there are several campaigns: \(known). Name one with --campaign.")
        }
        return campaign
    }

    /// Every usable reading of a campaign that the daemon has begun.
    func measuredWells(of settings: CampaignSettings, in store: Store) async throws -> [MeasuredWell] {
        guard try await store.campaign(settings.id) != nil else {
            throw Failure(
                .noInput,
                "the campaign '\(settings.id)' has not been started. Start 'pairwell run' first."
            )
        }
        return try await store.measuredWells(of: settings.id)
    }
}
