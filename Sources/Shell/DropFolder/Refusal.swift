package import Screen

/// Why an entry of the drop folder is set aside without a look inside.
package enum Refusal: Hashable, Sendable {
    case symbolicLink
    /// A pipe, socket or device; says which.
    case special(String)
    case tooLarge(bytes: Int64, limit: Int)
    /// A file that the daemon's user may not read.
    case unreadable

    /// The refusal in words for the person who dropped it.
    package var rejection: Rejection {
        switch self {
        case .symbolicLink:
            Rejection(
                rule: "symbolic-link",
                reason: "This is a symbolic link, and links are not followed.",
                expected: "a file",
                remedy: "Copy the file itself into the drop folder."
            )
        case .special(let kind):
            Rejection(
                rule: "not-a-file",
                reason: "This is \(kind), not a file.",
                expected: "a file",
                remedy: "Drop a file of results."
            )
        case .tooLarge(let bytes, let limit):
            Rejection(
                rule: "too-large",
                reason: "The file is larger than this daemon takes, and was not read.",
                value: byteCount(bytes),
                expected: "at most \(byteCount(Int64(limit)))",
                remedy: "Split it by plate, or raise watch.maximum-file-size in the configuration."
            )
        case .unreadable:
            Rejection(
                rule: "unreadable",
                reason: "The daemon may not read this file.",
                expected: "a file that the user running pairwell can read",
                remedy: "Make it readable ('chmod a+r'), then drop it again."
            )
        }
    }
}

/// `512 bytes`, `2.0 GiB`.
func byteCount(_ bytes: Int64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
        value /= 1024
        unit += 1
    }
    return "\(decimal(value, unit == 0 ? 0 : 1)) \(units[unit])"
}
