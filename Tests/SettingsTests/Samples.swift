import FoundationEssentials
import Testing

@testable import Settings

/// The least a configuration needs, with more lines for its campaign and for the file.
func minimal(_ campaign: String = "", file: String = "") -> String {
    let lines = campaign.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }
        .joined()
    return """
        state: /var/lib/pairwell
        campaigns:
          - id: one
            folder: /srv/one
            genes: [A, B, C, D, E, F]
            guides-per-gene: 2
            controls: {non-targeting: [NT_1, NT_2]}

        """ + lines + file + "\n"
}

func parsed(_ text: String, files: [String: String] = [:]) throws(ConfigurationErrors) -> Configuration {
    func contents(_ path: String) throws(UnreadableFile) -> String {
        guard let text = files[path] else { throw UnreadableFile("does not exist") }
        return text
    }
    return try parseConfiguration(
        text: text,
        fileName: "p.yaml",
        baseFolder: "/etc/pairwell",
        readFile: contents,
        readBytes: { path throws(UnreadableFile) in Array(try contents(path).utf8) }
    )
}

/// The first campaign of a configuration that must be right.
func campaign(_ lines: String, files: [String: String] = [:]) throws -> CampaignSettings {
    try #require(try parsed(minimal(lines), files: files).campaigns.first)
}

/// The faults, one a line.
func faults(of text: String, files: [String: String] = [:]) -> [String] {
    do throws(ConfigurationErrors) {
        _ = try parsed(text, files: files)
        return []
    } catch {
        return error.errors.map(\.description)
    }
}

/// The text of a file of the project.
func projectFile(_ path: String, testFile: StaticString = #filePath) throws -> String {
    let root = URL(filePath: "\(testFile)").appending(path: "../../..").standardizedFileURL
    return try String(decoding: Data(contentsOf: root.appending(path: path)), as: UTF8.self)
}
