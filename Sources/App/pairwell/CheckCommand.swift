import ArgumentParser
import Screen
import Selection
import Settings

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration and say every fault of it.",
        discussion: "Exits with 0 when the configuration is right and with 78 when it is not."
    )

    @OptionGroup var configurationFile: ConfigurationOption
    @Flag(help: "Print JSON for programs.") var json = false

    func run() async throws {
        let configuration: Configuration
        do {
            configuration = try configurationFile.read()
        } catch let faults as ConfigurationErrors where json {
            try printJSON(faults.errors)
            throw ExitCode(SystemExit.configuration.rawValue)
        } catch let faults as ConfigurationErrors {
            throw Failure(.configuration, faults.description)
        }
        let summaries = configuration.campaigns.map(Summary.init)
        if json {
            try printJSON(summaries)
            return
        }
        print("\(configurationFile.config) is right.")
        for summary in summaries {
            print("  \(summary.campaign): \(summary.genes) genes, \(summary.pairs) pairs, \(summary.batch)")
        }
    }

    private struct Summary: Encodable {
        let campaign: CampaignID
        let genes: Int
        let pairs: Int
        let batch: String
        let folder: String

        init(_ settings: CampaignSettings) {
            campaign = settings.id
            genes = settings.genes.count
            pairs = settings.limits.admissible.count(in: PairIndex(genes: settings.genes))
            batch = "\(settings.batchSize) pairs a round by \(settings.policy.name)"
            folder = settings.folder
        }
    }
}
