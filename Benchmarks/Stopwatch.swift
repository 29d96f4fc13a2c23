import Glibc

/// Seconds that `work` takes.
func seconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try clock.measure(work).inSeconds
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// The outcome of work timed by itself, or by turns with other work.
struct Timing {
    let spread: Spread
    /// Of the work's first run, which the spread does not count.
    let memoryRise: Int?
    /// Of the other work; next to nothing where there was none.
    let rival: Spread
}

/// Times `work` and a rival by turns, so that what else the machine does falls on both alike.
///
/// `work` runs once uncounted, then up to `runs` times. Neither begins again once it has taken its `budget`
/// of seconds, but each is timed once.
func time(
    runs: Int,
    budget: Double,
    _ work: () throws -> Void,
    against rival: () throws -> Void
) rethrows -> Timing {
    let rise = try memoryRise(work)
    var own: [Double] = []
    var others: [Double] = []
    for turn in 0..<runs {
        if turn == 0 || own.reduce(0, +) < budget { own.append(try seconds(work)) }
        if turn == 0 || others.reduce(0, +) < budget { others.append(try seconds(rival)) }
    }
    return Timing(spread: Spread(own), memoryRise: rise, rival: Spread(others))
}

func time(runs: Int, budget: Double, _ work: () throws -> Void) rethrows -> Timing {
    try time(runs: runs, budget: budget, work, against: {})
}

/// Bytes by which the process grows at most while `work` runs; `nil` where the kernel does not say.
private func memoryRise(_ work: () throws -> Void) rethrows -> Int? {
    returnFreeMemory()
    let before = ProcessMemory.resident(of: "self")
    let canReset = ProcessMemory.resetPeak()
    try work()
    guard canReset, let before, let peak = ProcessMemory.peak(of: "self") else { return nil }
    return max(peak - before, 0)
}

/// Gives what the allocator kept from earlier work back to the kernel, because it would hide growth.
private func returnFreeMemory() {
    // because the Glibc module does not have malloc.h; where the C library has no such call, figures are lower
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    typealias Trim = @convention(c) (Int) -> CInt
    // because dlsym gives the address of any C function as an untyped pointer
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
}
