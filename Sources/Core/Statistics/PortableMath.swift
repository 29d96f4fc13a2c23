/// The natural logarithm by additions, multiplications and divisions only.
///
/// The C library picks other code on other processors, and the last bit differs with it; this one is the
/// same everywhere, so that a seed means the same draws on every machine. Relative error below 4e-16 away
/// from 1. NaN for negative numbers, −infinity for 0.
@inlinable
package func portableLog(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    var significand = x.significand
    var exponent = Double(x.exponent)
    if significand > 1.414_213_562_373_095_1 {
        significand *= 0.5
        exponent += 1
    }
    // log m = 2 artanh w with w = (m − 1)/(m + 1), |w| < 0.172.
    let w = (significand - 1) / (significand + 1)
    let z = w * w
    var series = 1.0 / 23
    series = series * z + 1.0 / 21
    series = series * z + 1.0 / 19
    series = series * z + 1.0 / 17
    series = series * z + 1.0 / 15
    series = series * z + 1.0 / 13
    series = series * z + 1.0 / 11
    series = series * z + 1.0 / 9
    series = series * z + 1.0 / 7
    series = series * z + 1.0 / 5
    series = series * z + 1.0 / 3
    let logarithm = 2 * w + 2 * w * z * series
    // The two parts of log 2; the first has zeros enough to be multiplied by any exponent exactly.
    return exponent * 0.693_147_180_369_123_8 + (exponent * 1.908_214_929_270_587_7e-10 + logarithm)
}

/// e to the power `x`, for `x` in −700 … 700 (clamped), the same on every machine.
///
/// Without branches, so that a loop over it becomes vector instructions. Relative error below 4e-16.
@inlinable
@inline(__always)
package func portableExp(_ x: Double) -> Double {
    let bounded = x < -700 ? -700 : (x > 700 ? 700 : x)
    // Adding 1.5 · 2^52 rounds to a whole number and leaves it in the low bits.
    let shifted = bounded * 1.442_695_040_888_963_4 + 0x1.8p52
    let whole = shifted - 0x1.8p52
    let rest = (bounded - whole * 0.693_147_180_369_123_8) - whole * 1.908_214_929_270_587_7e-10
    var series = 1.0 / 6_227_020_800
    series = series * rest + 1.0 / 479_001_600
    series = series * rest + 1.0 / 39_916_800
    series = series * rest + 1.0 / 3_628_800
    series = series * rest + 1.0 / 362_880
    series = series * rest + 1.0 / 40_320
    series = series * rest + 1.0 / 5_040
    series = series * rest + 1.0 / 720
    series = series * rest + 1.0 / 120
    series = series * rest + 1.0 / 24
    series = series * rest + 1.0 / 6
    series = series * rest + 0.5
    series = series * rest * rest + rest
    let power = Double(bitPattern: (shifted.bitPattern &+ 1_023) &<< 52)
    return power + power * series
}

/// log(1 + z) for `z` in 0 … 1, the same on every machine and without branches.
@inlinable
@inline(__always)
package func portableLogOnePlus(_ z: Double) -> Double {
    // 2 artanh w with w = z/(2 + z), at most 1/3.
    let w = z / (2 + z)
    let square = w * w
    var series = 1.0 / 33
    series = series * square + 1.0 / 31
    series = series * square + 1.0 / 29
    series = series * square + 1.0 / 27
    series = series * square + 1.0 / 25
    series = series * square + 1.0 / 23
    series = series * square + 1.0 / 21
    series = series * square + 1.0 / 19
    series = series * square + 1.0 / 17
    series = series * square + 1.0 / 15
    series = series * square + 1.0 / 13
    series = series * square + 1.0 / 11
    series = series * square + 1.0 / 9
    series = series * square + 1.0 / 7
    series = series * square + 1.0 / 5
    series = series * square + 1.0 / 3
    return 2 * w + 2 * w * square * series
}
