import Agent
import ArgumentParser
import FoundationEssentials
import Screen
import Settings
import Store

/// The option that names the configuration.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: [.customLong("config"), .short],
        help: "The configuration file; where the daemon is installed, /etc/pairwell/pairwell.yaml."
    )
    var config = "config/pairwell.yaml"

    /// - throws: `Failure` with every fault of the configuration.
    func load() throws -> Configuration {
        do {
            return try read()
        } catch let faults as ConfigurationErrors {
            throw Failure(.configuration, faults.description)
        }
    }

    /// - throws: `Failure` where there is no file, `ConfigurationErrors` where it is wrong.
    func read() throws -> Configuration {
        guard FileManager.default.fileExists(atPath: config) else {
            throw Failure(.noInput, "there is no configuration at \(config). Name it with --config FILE.")
        }
        return try loadConfiguration(path: config)
    }

    /// The daemon's store, for looking only.
    func openStore(of configuration: Configuration) throws -> Store {
        let path = configuration.storePath
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(.noInput, "there is no store at \(path) yet. Start 'pairwell run' first.")
        }
        do {
            return try Store.openForReading(at: path)
        } catch {
            throw Failure(.inputOutput, "\(error)")
        }
    }

    /// The campaigns asked for: one by name, or all.
    func campaigns(_ name: String?, in configuration: Configuration) throws -> [CampaignSettings] {
        guard let name else { return configuration.campaigns }
        guard let campaign = configuration.campaigns.first(where: { $0.id.text == name }) else {
            let known = configuration.campaigns.map(\.id.text).joined(separator: ", ")
            throw Failure(.dataError, "there is no campaign '\(name)'. The configuration names: \(known).")
        }
        return [campaign]
    }
}

/// Canonical JSON for programs.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
