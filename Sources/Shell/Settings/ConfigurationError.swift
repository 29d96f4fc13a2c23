/// One fault of a configuration: where, what and what to do.
package struct ConfigurationError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// As the person named it.
    package let file: String
    /// Counting from 1; absent where the whole file is at fault.
    package let line: Int?
    /// The path of the key, such as `campaigns[0].batch-size`; empty for the file itself.
    package let key: String
    /// What stands there, shortened; absent where nothing does, or where it may be a secret.
    package let value: String?
    /// The end of a sentence about the key: `which is not a whole number`, `is missing`.
    package let reason: String
    package let remedy: String

    /// `config/pairwell.yaml, line 12: campaigns[0].batch-size is '0', which is too small. Give …`.
    package var description: String {
        let place = line.map { ", line \($0)" } ?? ""
        let held = value.map { "is '\($0)', " } ?? ""
        return "\(file)\(place): \(key.isEmpty ? "" : "\(key) ")\(held)\(reason). \(remedy)"
    }
}

/// Everything that is wrong with a configuration, in the order of the lines.
package struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// Never empty.
    package let errors: [ConfigurationError]

    package init(_ errors: [ConfigurationError]) {
        precondition(!errors.isEmpty, "errors are thrown only where there are some")
        self.errors = errors
    }

    /// One error a line.
    package var description: String { errors.map(\.description).joined(separator: "\n") }
}
