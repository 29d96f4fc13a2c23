import Agent
import ArgumentParser
import Cycle
import DropFolder
import Foundation
import FoundationEssentials
import PlateTruth
import Screen
import Settings

struct AcceptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Say how the plates of a file that was set aside are to be read, so that it is taken.",
        discussion: """
            For files in rejected/ whose wells look as if a plate had been turned, mirrored, shifted or mistaken for \
            another. Puts a marker into the campaign's drop folder; the daemon then reads the file again, with the \
            wells where you said that they are. LAYOUT is one of designed, rotated, mirrored-left-right, \
            mirrored-top-bottom, shifted-down, shifted-up, shifted-right, shifted-left and plate:BARCODE. 'shifted-down' \
            means that each well was read a row below its own. In a file of several plates name the plate: \
            --as PLATE=LAYOUT, once for each.
            """
    )

    @OptionGroup var configurationFile: ConfigurationOption
    @Argument(help: "The file's name in rejected/.") var file: String
    @Option(name: .customLong("as"), help: ArgumentHelp("How it is to be read.", valueName: "layout"))
    var layouts: [String]
    @Option(help: "The campaign; needed where several have set aside a file of this name.") var campaign:
        String?

    func validate() throws {
        guard !layouts.isEmpty else { throw ValidationError("Say how it is to be read: --as LAYOUT.") }
    }

    func run() async throws {
        let configuration = try configurationFile.load()
        let store = try configurationFile.openStore(of: configuration)
        var candidates = try configurationFile.campaigns(campaign, in: configuration)
        if candidates.count > 1 {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            let holding = candidates.filter {
                FileManager.default.fileExists(atPath: "\($0.folder)/rejected/\(name)")
            }
            guard holding.count < 2 else {
                throw Failure(
                    .dataError,
                    "several campaigns have set aside '\(name)': \(holding.map(\.id.text).joined(separator: ", ")). Name one with --campaign."
                )
            }
            if !holding.isEmpty { candidates = holding }
        }
        guard let settings = candidates.first else {
            throw Failure(.dataError, "the configuration names no campaign.")
        }
        do {
            let releases = try await acceptFile(
                file,
                as: layouts,
                at: Date().ISO8601Format(),
                settings: settings,
                store: store
            )
            for release in releases { print("plate \(release.plate) will be read as \(release.layout).") }
            print("The marker is in the drop folder; the daemon reads the file again when it takes it.")
        } catch let fault as AcceptFault {
            throw Failure(.dataError, fault.description)
        } catch let fault as DropFolderFault {
            throw Failure(.inputOutput, "\(fault)")
        }
    }
}
