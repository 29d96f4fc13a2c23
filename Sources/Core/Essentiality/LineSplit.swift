/// Which lines a model learns from and which it is judged on.
///
/// The same split as scikit-learn's `train_test_split(range(n), test_size=, random_state=)`, which the
/// paper uses, so that a held-out figure can be checked line by line in Python.
struct LineSplit: Sendable, Hashable {
    /// In the order of the permutation.
    let training: [Int]
    let test: [Int]

    /// - Parameters:
    ///   - count: how many lines there are.
    ///   - testShare: between 0 and 1; rounded up to whole lines.
    ///   - seed: only the low 32 bits are used.
    init(count: Int, testShare: Double, seed: UInt64) {
        precondition(
            count >= 0 && testShare > 0 && testShare < 1,
            "a split needs lines and a share between 0 and 1"
        )
        var generator = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
        let permutation = generator.permutation(of: count)
        let held = Int((testShare * Double(count)).rounded(.up))
        test = Array(permutation.prefix(held))
        training = Array(permutation.dropFirst(held))
    }
}

/// MT19937 (Matsumoto and Nishimura 1998), seeded and read as NumPy's `RandomState` does.
///
/// For `LineSplit` alone; everything else draws from `SeededGenerator`.
struct MersenneTwister: Sendable {
    private var state: [UInt32]
    private var place = 624

    init(seed: UInt32) {
        state = [seed]
        state.reserveCapacity(624)
        for index in 1..<624 {
            let previous = state[index - 1]
            state.append(1_812_433_253 &* (previous ^ (previous &>> 30)) &+ UInt32(index))
        }
    }

    mutating func next() -> UInt32 {
        if place == 624 { refill() }
        var y = state[place]
        place += 1
        y ^= y &>> 11
        y ^= (y &<< 7) & 0x9D2C_5680
        y ^= (y &<< 15) & 0xEFC6_0000
        return y ^ (y &>> 18)
    }

    /// 0 … count − 1 in random order: Fisher and Yates from the end, indices by masked rejection.
    mutating func permutation(of count: Int) -> [Int] {
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
