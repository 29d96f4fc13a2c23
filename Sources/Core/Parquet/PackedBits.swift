/// Numbers of a fixed width in bits, low bits first, back to back.
///
/// The caller has checked that `bytes` holds every number it asks for.
struct PackedBits {
    private let bytes: UnsafeRawBufferPointer
    private let width: Int
    private let mask: UInt64

    init(_ bytes: UnsafeRawBufferPointer, width: Int) {
        precondition((0...64).contains(width), "a number has at most 64 bits")
        self.bytes = bytes
        self.width = width
        mask = width == 64 ? .max : (1 << UInt64(width)) - 1
    }

    /// How many whole numbers of `width` bits the bytes hold; any number of numbers without bits.
    static func capacity(of bytes: Int, width: Int) -> Int {
        width == 0 ? .max : bytes.multipliedFullWidth(by: 8).high != 0 ? .max : bytes * 8 / width
    }

    @inline(__always)
    subscript(_ index: Int) -> UInt64 {
        let bit = index &* width
        let byte = bit >> 3
        let shift = bit & 7
        guard byte &+ 8 <= bytes.count, shift &+ width <= 64 else { return assembled(byte, shift) }
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
        return word >> UInt64(shift) & mask
    }

    /// The slow way, for the last bytes and for the widest numbers.
    @inline(never)
    private func assembled(_ first: Int, _ shift: Int) -> UInt64 {
        var value: UInt64 = 0
        var place = -shift
        var byte = first
        while place < width {
            let bits = UInt64(bytes[byte])
            value |= place < 0 ? bits >> UInt64(-place) : bits << UInt64(place)
            place += 8
            byte += 1
        }
        return value & mask
    }
}
