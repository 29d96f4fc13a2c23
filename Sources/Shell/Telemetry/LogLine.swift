import Logging

#if canImport(Glibc)
import Glibc
#endif

/// One log event as text.
///
/// Values may come from strangers' files: control characters are escaped, and everything is bounded.
struct LogLine {
    /// Seconds since 1970.
    let time: Double
    let level: Logger.Level
    let label: String
    let message: String
    let metadata: Logger.Metadata

    /// UTF-8 bytes of a message or a metadata value that are kept.
    static let longestValue = 4_096
    static let mostEntries = 64
    /// Lists and dictionaries nested deeper are given as text.
    static let deepest = 4

    /// `{"time":…,"level":…,"logger":…,"message":…,"metadata":{…}}` and a newline; metadata sorted by key.
    var json: String {
        var text = #"{"time":"\#(timestamp(time))","level":"\#(level)","logger":"#
        LogLine.quote(label, into: &text)
        text += #","message":"#
        LogLine.quote(message, into: &text)
        if !metadata.isEmpty {
            text += #","metadata":"#
            LogLine.append(.dictionary(metadata), into: &text, depth: 0)
        }
        return text + "}\n"
    }

    /// `14:03:07 warning message key=value` and a newline.
    var plain: String {
        let stamp = timestamp(time)
        let clock = stamp.dropFirst(11).prefix(8)
        let name = "\(level)"
        var text = "\(clock) \(name)" + String(repeating: " ", count: max(1, 9 - name.utf8.count))
        LogLine.clean(message, into: &text)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }).prefix(LogLine.mostEntries) {
            text += "  "
            LogLine.clean(key, into: &text)
            text += "="
            LogLine.clean("\(value)", into: &text)
        }
        return text + "\n"
    }

    private static func append(_ value: Logger.MetadataValue, into text: inout String, depth: Int) {
        switch value {
        case .dictionary(let entries) where depth < deepest:
            text += "{"
            for (place, entry) in entries.sorted(by: { $0.key < $1.key }).prefix(mostEntries).enumerated() {
                if place > 0 { text += "," }
                quote(entry.key, into: &text)
                text += ":"
                append(entry.value, into: &text, depth: depth + 1)
            }
            text += "}"
        case .array(let values) where depth < deepest:
            text += "["
            for (place, value) in values.prefix(mostEntries).enumerated() {
                if place > 0 { text += "," }
                append(value, into: &text, depth: depth + 1)
            }
            text += "]"
        default:
            quote("\(value)", into: &text)
        }
    }

    private static func quote(_ value: String, into text: inout String) {
        text += "\""
        for scalar in bounded(value) {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case _ where breaksLines(scalar):
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private static func clean(_ value: String, into text: inout String) {
        for scalar in bounded(value) {
            text.unicodeScalars.append(breaksLines(scalar) ? "?" : scalar)
        }
    }

    /// Controls (a terminal obeys them) and the two Unicode line breaks.
    private static func breaksLines(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func bounded(_ value: String) -> String.UnicodeScalarView {
        guard value.utf8.count > longestValue else { return value.unicodeScalars }
        var end = value.utf8.index(value.startIndex, offsetBy: longestValue)
        while String.Index(end, within: value.unicodeScalars) == nil { end = value.utf8.index(before: end) }
        var kept = value.unicodeScalars[..<end]
        kept.append("…")
        return String.UnicodeScalarView(kept)
    }
}

/// `2024-05-01T14:03:07.250Z` of seconds since 1970.
func timestamp(_ seconds: Double) -> String {
    let milliseconds = Int64((seconds * 1_000).rounded(.down))
    var whole = time_t(milliseconds / 1_000)
    var parts = tm()
    gmtime_r(&whole, &parts)
    func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
    let clock = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)]
    return zip(date, [4, 2, 2]).map(padded).joined(separator: "-") + "T"
        + clock.map { padded($0, 2) }.joined(separator: ":") + "." + padded(Int(milliseconds % 1_000), 3)
        + "Z"
}
