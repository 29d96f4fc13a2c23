import Screen

/// What stands before the numbers of a file that `numpy.save` wrote.
///
/// The format is described at https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
struct NumPyHeader {
    /// One number for a list, two for a table: rows and columns.
    private(set) var shape: [Int] = []
    private(set) var isFortran = false
    private(set) var element = NumPyElement(kind: .float, width: 8, isBigEndian: false)
    /// Where the values start.
    private(set) var end = 0

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    static func isNumPy(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// Throws `truncated-numpy`, `corrupt-numpy` and `numpy-unsupported`.
    init(_ bytes: [UInt8]) throws(Rejection) {
        guard bytes.count >= 10 else { throw .numPy(.truncated) }
        let sizeBytes = bytes[6] == 1 ? 2 : 4
        guard (1...3).contains(bytes[6]) else {
            throw .numPy(.unsupported("The file is of version \(bytes[6]) of NumPy's format."))
        }
        guard bytes.count >= 8 + sizeBytes else { throw .numPy(.truncated) }
        let size = (0..<sizeBytes).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
        // numpy itself believes no more than 10,000.
        guard size <= 1 << 16 else { throw .numPy(.damaged("its description is too long")) }
        end = 8 + sizeBytes + size
        guard end <= bytes.count else { throw .numPy(.truncated) }
        var reader = LiteralReader(bytes[(8 + sizeBytes)..<end])
        try read(&reader)
    }

    /// A Python dictionary of three entries, in any order.
    private mutating func read(_ reader: inout LiteralReader) throws(Rejection) {
        var missing: Set = ["descr", "fortran_order", "shape"]
        try reader.expect("{")
        while !reader.take("}") {
            let key = try reader.string()
            guard missing.remove(key) != nil else { throw LiteralReader.unreadable }
            try reader.expect(":")
            switch key {
            case "shape": shape = try reader.integers()
            case "fortran_order": isFortran = try reader.flag()
            default:
                guard !reader.isAt("[") else {
                    throw .numPy(
                        .unsupported("The array has fields of several kinds (a structured array).")
                    )
                }
                element = try NumPyElement(reader.string())
            }
            if !reader.take(",") {
                try reader.expect("}")
                break
            }
        }
        guard missing.isEmpty, reader.isAtEnd else { throw LiteralReader.unreadable }
    }
}

/// Reads the little of Python's literals that the header has.
private struct LiteralReader {
    private var rest: ArraySlice<UInt8>

    static let unreadable = Rejection.numPy(.damaged("its description cannot be read"))

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.allSatisfy(Self.isSpace) }

    mutating func isAt(_ character: Character) -> Bool {
        rest = rest.drop(while: Self.isSpace)
        return rest.first == character.asciiValue
    }

    mutating func take(_ character: Character) -> Bool {
        guard isAt(character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func expect(_ character: Character) throws(Rejection) {
        guard take(character) else { throw Self.unreadable }
    }

    /// Text in quotes of either kind; nothing that is read here has any inside it.
    mutating func string() throws(Rejection) -> String {
        let mark = isAt("\"") ? UInt8(ascii: "\"") : UInt8(ascii: "'")
        guard rest.first == mark, let end = rest.dropFirst().firstIndex(of: mark) else {
            throw Self.unreadable
        }
        let text = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        return text
    }

    mutating func flag() throws(Rejection) -> Bool {
        rest = rest.drop(while: Self.isSpace)
        for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
            rest = rest.dropFirst(word.utf8.count)
            return value
        }
        throw Self.unreadable
    }

    /// `(1536, 1024)`, `(7,)`, `()`; Python 2 wrote an L behind each number.
    mutating func integers() throws(Rejection) -> [Int] {
        try expect("(")
        var values: [Int] = []
        while !take(")") {
            rest = rest.drop(while: Self.isSpace)
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let value = Int(String(decoding: digits, as: UTF8.self)), values.count < 32 else {
                throw Self.unreadable
            }
            rest = rest[digits.endIndex...]
            _ = take("L")
            values.append(value)
            if !take(",") {
                try expect(")")
                break
            }
        }
        return values
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}
