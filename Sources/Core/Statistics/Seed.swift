/// Where a stream of random numbers starts; the same seed gives the same stream on every machine.
package struct Seed: Hashable, Sendable, Codable {
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }

    package init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(UInt64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    /// A seed of its own for each named purpose, so that one more draw here moves nothing there.
    package func derived(_ purpose: String, _ number: Int = 0) -> Seed {
        // FNV-1a over the purpose, then two SplitMix64 rounds to spread neighbouring numbers.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        var mixer = SplitMix(state: value ^ hash)
        var second = SplitMix(state: mixer.next() ^ UInt64(bitPattern: Int64(number)))
        return Seed(second.next())
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): spreads a seed over a generator's state.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z &>> 31)
    }
}
