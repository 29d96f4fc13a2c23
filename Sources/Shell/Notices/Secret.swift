import FoundationEssentials
package import Logging

#if canImport(Glibc)
import Glibc
#endif

/// A text that must not appear in a log, an error or a page: a webhook's address, a signing key, a token.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// For the one place that hands it to the other side.
    package let exposed: String

    package init(_ text: String) { exposed = text }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a destination cannot be used; names files and keys, never what they hold.
package struct DestinationFault: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// Reads a secret from a file: one line, of 4,096 bytes at most.
///
/// A file that every user of the machine can read is used all the same, with a warning.
///
/// - Throws: `DestinationFault` where the file cannot be read, is empty or holds more than one line.
package func loadSecret(file path: String, logger: Logger) throws -> Secret {
    var status = stat()
    guard stat(path, &status) == 0 else {
        throw DestinationFault(
            "\(path): \(String(cString: strerror(errno))). Create the file, or correct its path."
        )
    }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= 4_098 else {
        throw DestinationFault(
            "\(path) is not a file of one short line. It must hold the secret and nothing else."
        )
    }
    if status.st_mode & 0o004 != 0 {
        logger.warning(
            "secret readable by every user; run chmod 600 on its file",
            metadata: ["secret.file": "\(path)"]
        )
    }
    guard let bytes = FileManager.default.contents(atPath: path) else {
        throw DestinationFault("\(path) cannot be read. Give the daemon's user the right to read it.")
    }
    let text = String(decoding: bytes, as: UTF8.self)
        .split(omittingEmptySubsequences: false) { $0.isNewline }
        .filter { !$0.isEmpty }
    guard let line = text.first, text.count == 1 else {
        throw DestinationFault("\(path) must hold the secret on one line; it holds \(text.count) lines.")
    }
    let trimmed = line.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
    guard !trimmed.isEmpty, trimmed.allSatisfy({ $0.isASCII && !$0.isWhitespace && $0 > "\u{1F}" }) else {
        throw DestinationFault("\(path) must hold the secret in plain ASCII, without spaces.")
    }
    return Secret(String(trimmed))
}
