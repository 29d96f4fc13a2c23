/// Reads numbers eight digits at a time, where they stand in the text.
///
/// It takes the usual ones (up to 19 digits, an exponent of up to three) and leaves the rest to
/// `parseDouble`, which gives the same values. It borrows the text: not to outlive the call that lent it.
struct FastNumber {
    private let base: UnsafePointer<UInt8>
    /// Up to here reading ahead stays within the text.
    private let safeEnd: Int
    private let mark: UInt8
    private let powers: PowersOfFive.Tables

    /// Sign, 19 digits, mark, three words, exponent: what is looked at beyond a number's start, rounded up.
    private static let farthest = 64

    init?(_ text: UnsafeBufferPointer<UInt8>, mark: DecimalMark, powers: PowersOfFive.Tables) {
        guard let base = text.baseAddress else { return nil }
        self.base = base
        safeEnd = text.count - Self.farthest
        self.mark = mark.rawValue
        self.powers = powers
    }

    /// The finite number that starts at `start`, with `start` moved to the first byte behind it; `nil`, and
    /// `start` where it was, if there is none or it is not one of the usual.
    @inline(__always)
    func read(at start: inout Int) -> Double? {
        guard start < safeEnd else { return nil }
        var index = start
        let isNegative = base[index] == UInt8(ascii: "-")
        if isNegative { index &+= 1 }
        let first = index
        var mantissa: UInt64 = 0
        while true {
            let digit = base[index] &- UInt8(ascii: "0")
            if digit > 9 { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index &+= 1
            if index &- first > 19 { return nil }
        }
        var digits = index &- first
        if digits == 0 { return nil }
        var exponent = 0
        if base[index] == mark {
            index &+= 1
            let fraction = index
            var word = digitWord(at: index)
            var count = digitCount(word)
            if count == 8 {
                mantissa = mantissa &* 100_000_000 &+ value(of: word)
                index &+= 8
                word = digitWord(at: index)
                count = digitCount(word)
                if count == 8 {
                    mantissa = mantissa &* 100_000_000 &+ value(of: word)
                    index &+= 8
                    word = digitWord(at: index)
                    count = digitCount(word)
                }
            }
            // A third full word would be digit 24.
            if count == 8 { return nil }
            // The digits to the end of the word, and zeros before them.
            let moved = (word &<< UInt64(56 &- 8 &* count)) &<< 8
            mantissa = mantissa &* powers.wholeTen(to: count) &+ value(of: moved)
            index &+= count
            exponent = fraction &- index
            digits &-= exponent
        }
        if digits > 19 { return nil }
        if base[index] | 0x20 == UInt8(ascii: "e") {
            guard let power = readExponent(at: &index) else { return nil }
            exponent &+= power
        }
        let magnitude: Double
        if mantissa == 0 {
            magnitude = 0
        } else {
            guard PowersOfFive.range ~= exponent else { return nil }
            magnitude = powers.nearestDouble(to: mantissa, timesTenToThe: exponent)
        }
        start = index
        return isNegative ? -magnitude : magnitude
    }

    @inline(never)
    private func readExponent(at index: inout Int) -> Int? {
        index += 1
        let isNegative = base[index] == UInt8(ascii: "-")
        if isNegative || base[index] == UInt8(ascii: "+") { index += 1 }
        var power = 0
        let first = index
        while index - first < 4 {
            let digit = base[index] &- UInt8(ascii: "0")
            if digit > 9 { break }
            power = power * 10 + Int(digit)
            index += 1
        }
        guard (1...3).contains(index - first) else { return nil }
        return isNegative ? -power : power
    }

    /// Eight characters, the first in the lowest byte; those that are digits as their values.
    @inline(__always)
    private func digitWord(at index: Int) -> UInt64 {
        let raw = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: UInt64.self)
        return UInt64(littleEndian: raw) ^ 0x3030_3030_3030_3030
    }

    /// How many of the eight are digits before the first that is none.
    @inline(__always)
    private func digitCount(_ word: UInt64) -> Int {
        // The high bit of a byte above 9; a carry reaches only bytes behind the first of these.
        (((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080).trailingZeroBitCount >> 3
    }

    /// The number that eight digits stand for: pairs, then fours, then all.
    @inline(__always)
    private func value(of word: UInt64) -> UInt64 {
        let pairs = word &* 10 &+ word &>> 8
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (low &+ high) &>> 32
    }
}
