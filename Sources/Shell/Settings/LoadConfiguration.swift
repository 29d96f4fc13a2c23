import FoundationEssentials

/// Reads the configuration file at `path` and the files that it names.
///
/// - Throws: every fault of it, or the one fault that it cannot be read.
package func loadConfiguration(path: String) throws(ConfigurationErrors) -> Configuration {
    let whole = absolutePath(path, below: FileManager.default.currentDirectoryPath)
    let text: String
    do throws(UnreadableFile) {
        text = try contents(of: whole)
    } catch {
        let fault = ConfigurationError(
            file: path,
            line: nil,
            key: "",
            value: nil,
            reason: "the file \(error.reason)",
            remedy: "Name it with --config; config/pairwell.yaml is an example."
        )
        throw ConfigurationErrors([fault])
    }
    return try parseConfiguration(
        text: text,
        fileName: path,
        baseFolder: absolutePath("..", below: whole),
        readFile: contents,
        readBytes: bytes
    )
}

private func contents(of path: String) throws(UnreadableFile) -> String {
    guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
        throw UnreadableFile("is not UTF-8 text")
    }
    return text
}

private func bytes(of path: String) throws(UnreadableFile) -> [UInt8] {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw UnreadableFile("does not exist")
    }
    guard !isFolder else { throw UnreadableFile("is a folder") }
    do {
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
        throw UnreadableFile("may not be read by this user")
    }
}
