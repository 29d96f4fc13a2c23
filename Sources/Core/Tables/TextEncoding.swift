import Screen

/// What a file is that is not UTF-8 text, told from its first bytes.
enum TextEncoding {
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Refuses anything but UTF-8 text without NUL characters (`not-utf8`, `not-text`).
    static func check(_ bytes: [UInt8]) throws(Rejection) {
        for (signature, kind) in signatures where bytes.starts(with: signature) {
            throw Rejection(
                rule: "not-text",
                reason: "The file is \(kind), not a text table.",
                expected: "CSV or TSV, plain or compressed with gzip or zstd, Parquet, or NumPy's .npz",
                remedy: "Export the table as CSV and drop that."
            )
        }
        guard !isWebPage(bytes) else {
            throw Rejection(
                rule: "not-text",
                reason: "The file is a web page, such as servers answer with where a table cannot be had.",
                expected: "CSV or TSV, plain or compressed with gzip or zstd, Parquet, or NumPy's .npz",
                remedy: "Look at it in a browser, get the table itself, and drop that."
            )
        }
        guard let fault = firstFault(in: bytes) else { return }
        let line = 1 + lineBreaks(in: bytes[..<fault])
        if bytes[fault] == 0 {
            throw Rejection(
                rule: "not-text",
                reason: "The file holds zero bytes, so it is not a text table (or is text in UTF-16).",
                row: line,
                expected: "UTF-8 text",
                remedy: "If the copy broke off, copy the file again; otherwise: " + saveAsUTF8
            )
        }
        throw Rejection(
            rule: "not-utf8",
            reason: "The line holds a character that is not UTF-8, such as µ or é in an older encoding.",
            row: line,
            expected: "UTF-8 text",
            remedy: saveAsUTF8
        )
    }

    private static func isWebPage(_ bytes: [UInt8]) -> Bool {
        let blanks = bytes.prefix { [0x09, 0x0A, 0x0D, 0x20, 0xEF, 0xBB, 0xBF].contains($0) }.count
        let start = bytes[blanks...].prefix(14).map { (65...90).contains($0) ? $0 + 32 : $0 }
        return start.starts(with: "<!doctype html".utf8) || start.starts(with: "<html".utf8)
    }

    private static let saveAsUTF8 = "Save the table as 'CSV UTF-8' and drop it again."

    private static let signatures: [([UInt8], String)] = [
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook"),
        ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
        ([0x1F, 0x8B], "compressed twice"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed twice"),
        ([0x42, 0x5A, 0x68], "compressed with bzip2"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed with xz"),
        ([0x41, 0x52, 0x52, 0x4F, 0x57, 0x31], "an Arrow file (Feather)"),
        ([0x25, 0x50, 0x44, 0x46], "a PDF document"),
    ]

    /// The first byte that is NUL or starts no UTF-8 character; `nil` in good text.
    static func firstFault(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { raw in
            var index = 0
            while index < raw.count {
                // Eight ASCII characters at a time: no high bit set and none of them zero.
                if index + 8 <= raw.count {
                    let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    if (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 {
                        index += 8
                        continue
                    }
                }
                guard let length = characterLength(raw, at: index) else { return index }
                index += length
            }
            return nil
        }
    }

    /// The length of the character at `index` (Unicode 15, table 3-7), `nil` for NUL and for what is none.
    private static func characterLength(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
        let first = bytes[index]
        if first < 0x80 { return first == 0 ? nil : 1 }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return nil }
        for place in (index + 2)..<(index + max(length, 2)) where bytes[place] & 0xC0 != 0x80 { return nil }
        return length
    }

    static func lineBreaks(in bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == 13 || (byte == 10 && previous != 13) { count += 1 }
            previous = byte
        }
        return count
    }
}
