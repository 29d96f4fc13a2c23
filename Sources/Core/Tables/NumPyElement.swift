import Parquet
import Screen

/// What one value of a NumPy array is.
struct NumPyElement: Hashable {
    enum Kind: Hashable {
        case float
        case signed
        case unsigned
        case flag
        /// UTF-8, or ASCII, filled up with zeros.
        case bytes
        /// UTF-32, filled up with zeros.
        case text
    }

    let kind: Kind
    /// Bytes a value.
    let width: Int
    let isBigEndian: Bool

    var isNumber: Bool { [.float, .signed, .unsigned].contains(kind) }

    init(kind: Kind, width: Int, isBigEndian: Bool) {
        self.kind = kind
        self.width = width
        self.isBigEndian = isBigEndian
    }

    /// Reads NumPy's name for it, such as `<f4`.
    init(_ name: String) throws(Rejection) {
        let characters = Array(name)
        let hasOrder = characters.first.map { "<>|=".contains($0) } ?? false
        let rest = characters.dropFirst(hasOrder ? 1 : 0)
        guard let letter = rest.first else { throw Self.unknown(name) }
        if letter == "O" {
            throw .numPy(
                .unsupported(
                    "The array holds Python objects (pickle), which are not opened.",
                    remedy: "Save text as text: np.savez(file, well=np.asarray(wells, dtype=str))."
                )
            )
        }
        let kinds: [Character: (Kind, ClosedRange<Int>, unit: Int)] = [
            "f": (.float, 2...8, 1), "i": (.signed, 1...8, 1), "u": (.unsigned, 1...8, 1),
            "b": (.flag, 1...1, 1), "S": (.bytes, 1...(1 << 20), 1), "a": (.bytes, 1...(1 << 20), 1),
            "U": (.text, 1...(1 << 20), 4),
        ]
        guard let (kind, widths, unit) = kinds[letter], let count = Int(String(rest.dropFirst())),
            widths.contains(count)
        else { throw Self.unknown(name) }
        self.init(kind: kind, width: count * unit, isBigEndian: characters.first == ">")
        guard !isNumber || [1, 2, 4, 8].contains(width) else { throw Self.unknown(name) }
    }

    /// The number that the value at a place stands for.
    @inline(__always)
    func number(at place: Int, in bytes: UnsafeRawBufferPointer) -> Double {
        switch (kind, width) {
        case (.float, 4): Double(Float(bitPattern: load(place, in: bytes)))
        case (.float, 8): Double(bitPattern: load(place, in: bytes))
        case (.float, _): double(ofHalf: load(place, in: bytes))
        case (.unsigned, 8): Double(load(place, in: bytes) as UInt64)
        default: Double(integer(at: place, in: bytes))
        }
    }

    /// The whole number at a place; wrong above 2^63.
    @inline(__always)
    func integer(at place: Int, in bytes: UnsafeRawBufferPointer) -> Int64 {
        switch (kind, width) {
        case (.signed, 1): Int64(load(place, in: bytes) as Int8)
        case (.signed, 2): Int64(load(place, in: bytes) as Int16)
        case (.signed, 4): Int64(load(place, in: bytes) as Int32)
        case (_, 1): Int64(load(place, in: bytes) as UInt8)
        case (.unsigned, 2): Int64(load(place, in: bytes) as UInt16)
        case (.unsigned, 4): Int64(load(place, in: bytes) as UInt32)
        default: load(place, in: bytes)
        }
    }

    /// The text at a place, without the zeros behind it; nil where its bytes are no text.
    func text(at place: Int, in bytes: UnsafeRawBufferPointer) -> String? {
        let value = bytes[(place * width)..<((place + 1) * width)]
        guard kind == .text else {
            let end = value.lastIndex { $0 != 0 }.map { $0 + 1 } ?? value.startIndex
            return String(validating: value[..<end], as: UTF8.self)
        }
        var text = ""
        var zeros = 0
        for unit in 0..<width / 4 {
            let code: UInt32 = load(place * width / 4 + unit, in: bytes)
            guard let scalar = UnicodeScalar(code) else { return nil }
            if code == 0 {
                zeros += 1
                continue
            }
            // A zero inside is part of the text, which nothing else here lets through.
            if zeros > 0 { return nil }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    @inline(__always)
    private func load<Bits: FixedWidthInteger>(_ place: Int, in bytes: UnsafeRawBufferPointer) -> Bits {
        let bits = bytes.loadUnaligned(fromByteOffset: place &* MemoryLayout<Bits>.size, as: Bits.self)
        return isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)
    }

    private static func unknown(_ name: String) -> Rejection {
        .numPy(.unsupported("The array holds values of the kind '\(Rejection.shortened(name))'."))
    }
}
