/// The precision a network computes in: single for speed, double to check it.
///
/// The operations on four numbers stand here rather than in generic code, where the compiler would do them
/// one lane at a time.
protocol NetworkScalar: BinaryFloatingPoint, SIMDScalar, Codable {
    typealias Four = SIMD4<Self>

    /// `sum` + `a` · `b`, rounded twice, so that the bits are the same with and without a fused unit.
    static func add(_ a: Four, times b: Four, to sum: Four) -> Four

    static func scaled(_ a: Four, by factor: Self) -> Four

    static func product(_ a: Four, _ b: Four) -> Four

    static func sum(_ a: Four, _ b: Four) -> Four

    /// `survivor` where the value is positive and its draw is not below `dropped` of 65,536, else 0.
    static func gate(_ value: Four, draws: UInt64, dropped: UInt32, survivor: Self) -> Four

    /// What Adam subtracts from a parameter: `rate` · `first` / (√`second` + `epsilon`).
    static func adamStep(_ first: Four, _ second: Four, rate: Self, epsilon: Self) -> Four
}

private func split(_ draws: UInt64) -> SIMD4<UInt32> {
    SIMD4(
        UInt32(draws & 0xFFFF),
        UInt32(draws &>> 16 & 0xFFFF),
        UInt32(draws &>> 32 & 0xFFFF),
        UInt32(draws &>> 48)
    )
}

extension Float: NetworkScalar {
    @inline(__always)
    static func add(_ a: Four, times b: Four, to sum: Four) -> Four { sum + a * b }

    @inline(__always)
    static func scaled(_ a: Four, by factor: Float) -> Four { a * factor }

    @inline(__always)
    static func product(_ a: Four, _ b: Four) -> Four { a * b }

    @inline(__always)
    static func sum(_ a: Four, _ b: Four) -> Four { a + b }

    @inline(__always)
    static func gate(_ value: Four, draws: UInt64, dropped: UInt32, survivor: Float) -> Four {
        let isKept = split(draws) .>= SIMD4(repeating: dropped)
        return Four.zero.replacing(with: survivor, where: isKept .& (value .> 0))
    }

    @inline(__always)
    static func adamStep(_ first: Four, _ second: Four, rate: Float, epsilon: Float) -> Four {
        first * rate / (second.squareRoot() + epsilon)
    }
}

extension Double: NetworkScalar {
    @inline(__always)
    static func add(_ a: Four, times b: Four, to sum: Four) -> Four { sum + a * b }

    @inline(__always)
    static func scaled(_ a: Four, by factor: Double) -> Four { a * factor }

    @inline(__always)
    static func product(_ a: Four, _ b: Four) -> Four { a * b }

    @inline(__always)
    static func sum(_ a: Four, _ b: Four) -> Four { a + b }

    @inline(__always)
    static func gate(_ value: Four, draws: UInt64, dropped: UInt32, survivor: Double) -> Four {
        let isKept = SIMD4<UInt64>(truncatingIfNeeded: split(draws)) .>= SIMD4(repeating: UInt64(dropped))
        return Four.zero.replacing(with: survivor, where: isKept .& (value .> 0))
    }

    @inline(__always)
    static func adamStep(_ first: Four, _ second: Four, rate: Double, epsilon: Double) -> Four {
        first * rate / (second.squareRoot() + epsilon)
    }
}
