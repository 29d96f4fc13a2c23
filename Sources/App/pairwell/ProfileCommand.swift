import Agent
import AnnData
import ArgumentParser
import Converter
import FoundationEssentials
import PlateFiles
import Readouts
import Screen
import Settings
import Store
import Tables

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Say how a file of results would be read, and why; write it down for a campaign.",
        discussion: """
            Reads the file as the daemon would: which columns give plate, well and features, and what is passed over. \
            With --write, that becomes the campaign's reading profile, and files that differ from it are set aside. \
            Exits with 65 where the file cannot be read, or is not as the campaign's profile says.
            """
    )

    @Argument(help: "A file of results.") var file: String
    @Option(help: "The campaign that the file is for; its barcodes and features are looked up.")
    var campaign: String?
    @OptionGroup var configurationFile: ConfigurationOption
    @Flag(help: "Write the profile into the campaign's folder.") var write = false
    @Flag(help: "With --write: in place of the profile that is there.") var force = false
    @Flag(help: "Print JSON for programs.") var json = false

    func validate() throws {
        if write, campaign == nil { throw ValidationError("--write needs --campaign: whose profile is it?") }
        if force, !write { throw ValidationError("--force goes with --write.") }
    }

    func run() async throws {
        let settings = try campaign.map { name in
            try configurationFile.campaigns(name, in: configurationFile.load())[0]
        }
        let bytes = try await contents()
        let context = try await context(of: settings)
        var report: ProfileReport
        do throws(Rejection) {
            let dropped =
                if let array = try arrayWithWells(bytes) { array } else { try readTable(bytes) }
            report = try ProfileReport(dropped, file: fileName, context: context)
            if let settings, let inForce = existingProfile(of: settings) {
                report.compare(dropped, with: inForce)
            }
        } catch {
            throw Failure(.dataError, "\(fileName): \(error)")
        }
        if write, let settings {
            if let rejection = report.rejection { throw Failure(.dataError, "\(fileName): \(rejection)") }
            if let otherFeatures = report.otherFeatures {
                throw Failure(
                    .dataError,
                    "\(fileName): \(otherFeatures) A profile cannot change that, and with this one no file could be taken. Nothing is written."
                )
            }
            report.written = try write(report.profile, settings)
        }
        if json { try printJSON(report) } else { print(report) }
        if report.isRefused, !write { throw ExitCode(SystemExit.dataError.rawValue) }
    }

    private var fileName: String { URL(filePath: file).lastPathComponent }

    private func profilePath(_ settings: CampaignSettings) -> String {
        "\(settings.folder)/\(ReadingProfileFile.name)"
    }

    /// The table of an array whose wells a file beside it names, as when both are dropped.
    private func arrayWithWells(_ array: [UInt8]) throws(Rejection) -> DroppedTable? {
        let folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
        // because an array in a folder that cannot be listed is read as if it were alone
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard let name = nameOfWells(ofArray: fileName, among: names.sorted()),
            let wells = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        else { return nil }
        return try arrayTable(array, wells: [UInt8](wells), named: name)
    }

    /// The bytes of the file; of AnnData, its table.
    private func contents() async throws -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
        } catch {
            throw Failure(.noInput, "\(file) cannot be read. Check that the file is there.")
        }
        guard isHDF5(bytes) else { return bytes }
        do {
            return try await Converter().csv(ofH5AD: bytes)
        } catch let rejection as Rejection {
            throw Failure(.dataError, "\(fileName): \(rejection)")
        }
    }

    /// What the daemon knows when it reads a file; without a campaign, nothing.
    private func context(of settings: CampaignSettings?) async throws -> ReadoutContext {
        guard let settings else { return ReadoutContext(genes: []) }
        var context = ReadoutContext(settings)
        let configuration = try configurationFile.load()
        guard FileManager.default.fileExists(atPath: configuration.storePath) else { return context }
        let store = try configurationFile.openStore(of: configuration)
        context.knownBarcodes = Set(try await store.barcodes(of: settings.id))
        context.features = try await store.campaign(settings.id)?.features
        return context
    }

    /// The profile that the campaign has in writing; `nil` where it has none, or one that cannot be read.
    private func existingProfile(of settings: CampaignSettings) -> ReadingProfile? {
        // because a file that is not there is no fault, and the daemon tells of one that is no profile
        guard let bytes = try? Data(contentsOf: URL(filePath: profilePath(settings))) else { return nil }
        // because the same holds of one that cannot be understood
        return try? ReadingProfileFile.profile(in: [UInt8](bytes))
    }

    private func write(_ profile: ReadingProfile, _ settings: CampaignSettings) throws -> String {
        let path = profilePath(settings)
        guard force || !FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                .cannotCreate,
                "\(settings.id) has a reading profile already, \(path). Put this one in its place with --force."
            )
        }
        do {
            try writeAtomically(ReadingProfileFile.bytes(of: profile), to: path)
        } catch {
            throw Failure(.cannotCreate, "\(error)")
        }
        return path
    }
}
