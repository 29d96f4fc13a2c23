/// The powers 5^−27 … 5^27 to 128 bits, and the rounding that they are for.
struct PowersOfFive: Sendable {
    static let range = -27...27
    static let shared = PowersOfFive()

    /// Two words a power, the high one first, with the first bit set; powers below 5^0 are rounded up.
    private let words: [UInt64]
    /// 10^0 … 10^22, the powers that a double holds exactly.
    private let tens: [Double]
    /// 10^0 … 10^7.
    private let wholeTens: [UInt64]

    private init() {
        wholeTens = (0...7).map { power in (0..<power).reduce(1) { value, _ in value * 10 } }
        tens = (0...22).map { power in (0..<power).reduce(1) { value, _ in value * 10 } }
        words = Self.range.flatMap { exponent in
            let five = (0..<exponent.magnitude).reduce(UInt128(1)) { value, _ in value * 5 }
            let power: UInt128
            if exponent >= 0 {
                power = five << UInt128(five.leadingZeroBitCount)
            } else {
                // 2^(bits + 127) / 5^n, a word at a time, where 5^n has `bits` bits.
                let bits = UInt128(128 - five.leadingZeroBitCount)
                let (high, rest) = (UInt128(1) << (bits + 63)).quotientAndRemainder(dividingBy: five)
                power = high << 64 + (rest << 64) / five + 1
            }
            return [UInt64(power >> 64), UInt64(truncatingIfNeeded: power)]
        }
    }

    /// The tables at a fixed place, for a loop over many numbers.
    func withTables<Result, Fault: Error>(
        _ body: (Tables) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        try words.withUnsafeBufferPointer { words throws(Fault) in
            try tens.withUnsafeBufferPointer { tens throws(Fault) in
                try wholeTens.withUnsafeBufferPointer { wholeTens throws(Fault) in
                    try body(Tables(words: words, tens: tens, wholeTens: wholeTens))
                }
            }
        }
    }

    /// The double nearest to `mantissa` · 10^`exponent` for a mantissa above 0 and an exponent in `range`.
    func nearestDouble(to mantissa: UInt64, timesTenToThe exponent: Int) -> Double {
        withTables { $0.nearestDouble(to: mantissa, timesTenToThe: exponent) }
    }

    /// Borrowed tables: not to outlive the call that lent them.
    struct Tables {
        fileprivate let words: UnsafeBufferPointer<UInt64>
        fileprivate let tens: UnsafeBufferPointer<Double>
        fileprivate let wholeTens: UnsafeBufferPointer<UInt64>

        /// 10^`power` for 0 … 7.
        @inline(__always)
        func wholeTen(to power: Int) -> UInt64 { wholeTens[power] }

        /// The double nearest to `mantissa` · 10^`exponent`, as of the tables' owner.
        ///
        /// Where mantissa and power are doubles one operation rounds correctly (Clinger 1990). Otherwise the
        /// product with the power of five, to 128 bits, has all the bits that rounding asks for: see Lemire,
        /// "Number parsing at a gigabyte per second" (2021), whose proof needs no fallback in this range.
        @inline(__always)
        func nearestDouble(to mantissa: UInt64, timesTenToThe exponent: Int) -> Double {
            if mantissa <= 1 << 53, exponent.magnitude <= 22 {
                return exponent < 0
                    ? Double(mantissa) / tens[-exponent] : Double(mantissa) * tens[exponent]
            }
            return rounded(mantissa, exponent)
        }

        @inline(__always)
        private func rounded(_ mantissa: UInt64, _ exponent: Int) -> Double {
            let place = 2 &* (exponent &+ 27)
            let zeros = mantissa.leadingZeroBitCount
            let shifted = mantissa &<< UInt64(zeros)
            var (high, low) = shifted.multipliedFullWidth(by: words[place])
            // 52 bits and the leading one, one to round by, and one that the product may lack.
            if high & 0x1FF == 0x1FF {
                let rest = shifted.multipliedFullWidth(by: words[place &+ 1]).high
                low = low &+ rest
                if low < rest { high = high &+ 1 }
            }
            let top = Int(high >> 63)
            var significand = high &>> UInt64(top &+ 9)
            // A tie, which only powers that fit 64 bits can make, goes to the even neighbour.
            if low <= 1, -4...23 ~= exponent, significand & 3 == 1,
                significand &<< UInt64(top &+ 9) == high
            {
                significand &-= 1
            }
            significand = (significand &+ (significand & 1)) &>> 1
            // log2 of 10 is 217,706 / 65,536 closely enough for these exponents.
            let power = (217_706 &* exponent) >> 16 &+ 63 &+ top &- zeros &+ 1023
            // The significand carries the leading bit, which adds the one missing from the exponent field,
            // and one more where rounding filled all bits.
            return Double(bitPattern: UInt64(power &- 1) &<< 52 &+ significand)
        }
    }
}
