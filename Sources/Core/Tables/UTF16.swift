import Screen

/// Text as some spreadsheets save it: UTF-16 with a byte order mark.
enum UTF16Text {
    static func isUTF16(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 2 && (bytes[0] == 0xFF && bytes[1] == 0xFE || bytes[0] == 0xFE && bytes[1] == 0xFF)
    }

    /// The text in UTF-8, at most `limits.maximumBytes` long.
    ///
    /// Throws `not-utf8` where the characters do not make text, with the line, and `too-large`.
    static func decoded(_ bytes: [UInt8], limits: TableLimits) throws(Rejection) -> [UInt8] {
        guard bytes.count % 2 == 0 else { throw broken(line: nil) }
        let low = bytes[0] == 0xFF ? 0 : 1
        var text: [UInt8] = []
        text.reserveCapacity(min(bytes.count / 2 + bytes.count / 16, limits.maximumBytes))
        var index = 2
        while index < bytes.count {
            var scalar = UInt32(bytes[index + low]) | UInt32(bytes[index + 1 - low]) << 8
            index += 2
            if 0xD800..<0xE000 ~= scalar {
                guard scalar < 0xDC00, index < bytes.count else { throw broken(line: line(of: text)) }
                let second = UInt32(bytes[index + low]) | UInt32(bytes[index + 1 - low]) << 8
                guard 0xDC00..<0xE000 ~= second else { throw broken(line: line(of: text)) }
                scalar = 0x10000 + (scalar - 0xD800) << 10 + (second - 0xDC00)
                index += 2
            }
            append(scalar, to: &text)
            guard text.count <= limits.maximumBytes else { throw limits.tooLarge }
        }
        return text
    }

    @inline(__always)
    private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        if scalar < 0x80 {
            text.append(UInt8(scalar))
            return
        }
        let tail = { (shift: UInt32) in UInt8(0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case ..<0x800: text += [UInt8(0xC0 | scalar >> 6), tail(0)]
        case ..<0x10000: text += [UInt8(0xE0 | scalar >> 12), tail(6), tail(0)]
        default: text += [UInt8(0xF0 | scalar >> 18), tail(12), tail(6), tail(0)]
        }
    }

    private static func line(of text: [UInt8]) -> Int { 1 + TextEncoding.lineBreaks(in: text[...]) }

    private static func broken(line: Int?) -> Rejection {
        Rejection(
            rule: "not-utf8",
            reason: "The file is text in UTF-16, and part of a character is missing.",
            row: line,
            expected: "whole text",
            remedy: "Copy the file again; if that does not help, save it as 'CSV UTF-8'."
        )
    }
}
