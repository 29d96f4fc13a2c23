import Yams

/// A file named in the configuration that could not be read.
package struct UnreadableFile: Error, Sendable {
    /// The end of a sentence: `does not exist`.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// Reads a configuration; every fault is found in one run.
///
/// - Parameters:
///   - text: YAML.
///   - fileName: how errors name the file.
///   - baseFolder: absolute; relative paths in the text start there.
///   - readFile: the text of a file that the configuration names (gene lists, guide libraries, plate
///     templates), by absolute path. Files with secrets are never read here.
///   - readBytes: the same for files that may be packed (known relations, chromosome arms).
/// - Returns: the configuration, paths absolute.
/// - Throws: all faults, in the order of the lines.
package func parseConfiguration(
    text: String,
    fileName: String,
    baseFolder: String,
    readFile: (String) throws(UnreadableFile) -> String = { _ throws(UnreadableFile) in
        throw UnreadableFile("cannot be read here")
    },
    readBytes: (String) throws(UnreadableFile) -> [UInt8] = { _ throws(UnreadableFile) in
        throw UnreadableFile("cannot be read here")
    }
) throws(ConfigurationErrors) -> Configuration {
    try parse(
        text: text,
        fileName: fileName,
        baseFolder: baseFolder,
        readFile: readFile,
        readBytes: readBytes
    ).configuration
}

/// The configuration and every key that it could have held.
func parse(
    text: String,
    fileName: String,
    baseFolder: String,
    readFile: (String) throws(UnreadableFile) -> String,
    readBytes: (String) throws(UnreadableFile) -> [UInt8] = { _ throws(UnreadableFile) in
        throw UnreadableFile("cannot be read here")
    }
) throws(ConfigurationErrors) -> (configuration: Configuration, knownKeys: Set<String>) {
    let problems = Problems(file: fileName)
    let configuration = withoutActuallyEscaping(readFile) { readFile in
        withoutActuallyEscaping(readBytes) { readBytes in
            let reader = ConfigurationReader(
                problems: problems,
                baseFolder: baseFolder,
                readFile: readFile,
                readBytes: readBytes
            )
            return reader.configuration(text)
        }
    }
    guard let configuration, problems.isEmpty else {
        throw ConfigurationErrors(problems.sorted)
    }
    return (configuration, problems.knownKeys)
}

/// Maps sections of YAML to settings; one method a section, in the files of its name.
struct ConfigurationReader {
    let problems: Problems
    let baseFolder: String
    let readFile: (String) throws(UnreadableFile) -> String
    let readBytes: (String) throws(UnreadableFile) -> [UInt8]

    /// `nil` only with a fault noted; faults may be noted besides.
    func configuration(_ text: String) -> Configuration? {
        guard let root = document(text, file: problems.file, path: "") else { return nil }
        let section = Section([root], path: "", problems: problems)
        let state = section.required("state", "Name a folder on a local disk, such as /var/lib/pairwell.")
            .flatMap(path)
        let http = self.http(section.field("http"))
        let watch = self.watch(section.field("watch"))
        let level = logLevel(section.field("log"))
        let notices = self.notices(section.field("notices"))
        let essentiality = self.essentiality(section.field("essentiality"))
        let campaigns = self.campaigns(
            section,
            destinations: notices.names,
            predicts: essentiality != nil
        )
        section.finish()
        checkApart(campaigns, state: state)
        guard let state else { return nil }
        return Configuration(
            stateFolder: state,
            listen: http.listen,
            apiTokenFile: http.tokenFile,
            watch: watch,
            logLevel: level,
            notices: notices.destinations,
            essentiality: essentiality,
            campaigns: campaigns.map(\.settings)
        )
    }

    /// The sections of a file; `path` is where they stand in the configuration.
    func document(_ text: String, file: String, path: String) -> Field? {
        let place = Problems.Place(file: file, line: nil)
        let subject = path.isEmpty ? "the file " : ""
        do {
            guard let node = try Yams.compose(yaml: text) else {
                problems.add(
                    path,
                    at: place,
                    "\(subject)is empty",
                    remedy: "Copy config/pairwell.yaml and change it."
                )
                return nil
            }
            guard node.mapping != nil else {
                let first = Problems.Place(file: file, line: node.mark?.line)
                problems.add(
                    path,
                    at: first,
                    "\(subject)does not hold keys and values",
                    remedy: "Write 'key: value' lines."
                )
                return nil
            }
            return Field(path: path, node: node, place: place, problems: problems)
        } catch {
            note(error, file: file, path: path, subject)
            return nil
        }
    }

    private func note(_ error: any Error, file: String, path: String, _ subject: String) {
        let (line, reason): (Int?, String) =
            switch error as? YamlError {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                (mark.line, "is not YAML: \(problem)")
            case .duplicatedKeysInMapping(let keys, let context):
                (context.mark.line, "has \(keys.map { "'\($0)'" }.joined(separator: ", ")) more than once")
            case .reader(let problem, _, _, _):
                (nil, "is not YAML: \(problem)")
            default:
                (nil, "is not YAML")
            }
        let isRepeated = reason.hasSuffix("more than once")
        problems.add(
            path,
            at: Problems.Place(file: file, line: line),
            subject + reason,
            remedy: isRepeated
                ? "Keep one of them."
                : "Look at this line and the one before: indentation, a missing ':' or an open quote or bracket."
        )
    }
}
