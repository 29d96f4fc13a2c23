/// MT19937 (Matsumoto and Nishimura 1998), seeded and read as NumPy's `RandomState` does.
///
/// For splits that are to be the same as scikit-learn's; everything else draws from `SeededGenerator`.
package struct MersenneTwister: Sendable {
    private var state: [UInt32]
    private var place = 624

    package init(seed: UInt32) {
        state = [seed]
        state.reserveCapacity(624)
        for index in 1..<624 {
            let previous = state[index - 1]
            state.append(1_812_433_253 &* (previous ^ (previous &>> 30)) &+ UInt32(index))
        }
    }

    package mutating func next() -> UInt32 {
        if place == 624 { refill() }
        var y = state[place]
        place += 1
        y ^= y &>> 11
        y ^= (y &<< 7) & 0x9D2C_5680
        y ^= (y &<< 15) & 0xEFC6_0000
        return y ^ (y &>> 18)
    }

    /// 0 … count − 1 in random order: Fisher and Yates from the end, indices by masked rejection.
    package mutating func permutation(of count: Int) -> [Int] {
        precondition(count <= Int(UInt32.max), "too many to permute with 32-bit draws")
        var result = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            let mask = UInt32.max &>> UInt32(UInt32(last).leadingZeroBitCount)
            var drawn = Int(next() & mask)
            while drawn > last { drawn = Int(next() & mask) }
            result.swapAt(last, drawn)
        }
        return result
    }

    private mutating func refill() {
        for index in 0..<624 {
            let y = (state[index] & 0x8000_0000) | (state[(index + 1) % 624] & 0x7FFF_FFFF)
            state[index] = state[(index + 397) % 624] ^ (y &>> 1) ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        place = 0
    }
}
