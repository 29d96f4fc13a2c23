import ArgumentParser
import Cycle
import Foundation
import FoundationEssentials
import Screen
import Settings
import Store

struct CloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Give up the wells that are still owed, so that the round can go on without them.",
        discussion: """
            Puts a done marker into the campaign's drop folder, as a scientist could by hand: an empty file named \
            BATCH.done, PLATE.done, or singles.done where the singles are supplied. The daemon takes it.
            """
    )

    @OptionGroup var configurationFile: ConfigurationOption
    @Argument(help: "The campaign.") var campaign: String
    @Option(help: "Give up this plate only.") var plate: String?

    func run() async throws {
        let configuration = try configurationFile.load()
        let store = try configurationFile.openStore(of: configuration)
        guard let settings = try configurationFile.campaigns(campaign, in: configuration).first,
            let report = try await store.report(of: settings.id)
        else { throw Failure(.noInput, "the campaign '\(campaign)' has not been started.") }
        let marker: String
        if let plate {
            let known = try await store.barcodes(of: settings.id)
            guard known.contains(Barcode(plate)) else {
                throw Failure(.dataError, "the campaign '\(campaign)' has no plate '\(plate)'.")
            }
            marker = plate
        } else if let round = report.rounds.last {
            marker = round.batch.text
        } else {
            marker = "singles"
        }
        let path = "\(settings.folder)/drop/\(marker).done"
        do {
            try Data().write(to: URL(filePath: path))
        } catch {
            throw Failure(.cannotCreate, "\(path) cannot be written: \(error.localizedDescription)")
        }
        print(
            "\(marker).done is in the drop folder; the daemon gives up what is still owed when it takes it."
        )
    }
}
