/// The name of an entry of a folder, as the bytes the file system holds.
///
/// Linux names are bytes, not text: they may hold newlines or bytes that are no UTF-8. System calls get
/// the bytes; people get `display`; files we name ourselves get `safe`.
package struct FileName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Neither empty nor `.` nor `..`, without `/` and NUL.
    package let bytes: [UInt8]

    package init?(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard !bytes.isEmpty, bytes.count <= FileName.limit, !bytes.contains(0),
            !bytes.contains(UInt8(ascii: "/")),
            bytes != [UInt8(ascii: ".")], bytes != [UInt8(ascii: "."), UInt8(ascii: ".")]
        else { return nil }
        self.bytes = bytes
    }

    package init?(_ text: String) { self.init(text.utf8) }

    /// The name for people: bytes that are no UTF-8 as `U+FFFD`, control characters as `?`.
    package var display: String {
        var result = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            result.unicodeScalars.append(isHidden(scalar) ? "?" : scalar)
        }
        return result
    }

    package var description: String { display }

    package static func < (left: FileName, right: FileName) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// `NAME_MAX` of every file system in use.
    static let limit = 255

    func withCString<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        try (bytes + [0]).withUnsafeBufferPointer { buffer in
            try buffer.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { preconditionFailure("a name has bytes") }
                return try body(start)
            }
        }
    }
}

extension FileName {
    /// The ending of the note that stands beside a file set aside.
    package static let rejectionSuffix = ".rejected.json"

    /// Whether the entry is still on its way, or none of ours: dotfiles, `*.tmp`, `*.part`, `*.partial`
    /// (in any case) and editors' `*~`.
    package var isTemporary: Bool {
        if bytes.first == UInt8(ascii: ".") || bytes.last == UInt8(ascii: "~") { return true }
        let lowered = bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
        return [".tmp", ".part", ".partial"].contains { lowered.hasSuffix($0.utf8) }
    }

    /// A name that is safe to print, to type and to add endings to.
    ///
    /// Control characters, invisible direction marks and bytes that are no UTF-8 become `_`. The name is
    /// cut in the middle, keeping its ending, so that a number and `.rejected.json` still fit behind it,
    /// and it never ends like a rejection note itself. Safe names stay as they are.
    package var safe: FileName {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            text.unicodeScalars.append(isHidden(scalar) || scalar == "\u{FFFD}" ? "_" : scalar)
        }
        if text.utf8.starts(with: ".".utf8) { text = "_" + text.dropFirst() }
        if Array(text.lowercased().utf8).hasSuffix(FileName.rejectionSuffix.utf8) { text += "_" }
        let room = FileName.limit - FileName.rejectionSuffix.utf8.count - 8
        if text.utf8.count > room {
            let ending = FileName.ending(of: text, atMost: 32)
            let kept = prefix(of: text, bytes: room - ending.utf8.count - 1)
            text = kept + "_" + ending
        }
        return FileName(text) ?? self
    }

    /// `plate-07.csv.gz` as `plate-07-2.csv.gz`: the number goes before the ending.
    func numbered(_ number: Int) -> FileName {
        let text = String(decoding: bytes, as: UTF8.self)
        let ending = FileName.ending(of: text, atMost: 32)
        return FileName("\(text.dropLast(ending.count))-\(number)\(ending)") ?? self
    }

    /// `.csv` of `plate.csv`, `.csv.gz` of `plate.csv.gz`, nothing where there is none or it is too long.
    private static func ending(of text: String, atMost limit: Int) -> String {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, let last = parts.popLast() else { return "" }
        var ending = ".\(last)"
        if ["gz", "json_"].contains(last.lowercased()), parts.count > 1, let inner = parts.last {
            ending = ".\(inner)\(ending)"
        }
        return ending.utf8.count <= limit ? ending : ""
    }
}

/// Characters that break a line, a terminal or the reading direction.
private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}

private func prefix(of text: String, bytes limit: Int) -> String {
    var result = ""
    var count = 0
    for character in text {
        count += character.utf8.count
        if count > limit { break }
        result.append(character)
    }
    return result
}

extension Array where Element == UInt8 {
    fileprivate func hasSuffix(_ ending: String.UTF8View) -> Bool {
        count >= ending.count && suffix(ending.count).elementsEqual(ending)
    }
}
