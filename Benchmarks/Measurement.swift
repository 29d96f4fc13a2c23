import LinearAlgebra
import Statistics

/// The values of several runs.
struct Spread: Codable, Sendable {
    let median: Double
    let least: Double
    let most: Double
    let runs: Int

    init(_ values: [Double]) {
        precondition(!values.isEmpty, "a spread needs a run")
        median = quantile(values, 0.5)
        least = values.min() ?? 0
        most = values.max() ?? 0
        runs = values.count
    }
}

/// One thing measured, and what it is compared with.
struct Measurement: Codable, Sendable {
    enum Unit: String, Codable, Sendable {
        case seconds
        case bytes
    }

    /// Another way to the same result, measured in the same run.
    struct Baseline: Codable, Sendable {
        let name: String
        let spread: Spread
        /// The baseline's median over the measured one: above 1, the baseline takes more.
        let ratio: Double
    }

    let what: String
    let unit: Unit
    let spread: Spread
    /// How far the process grew in RAM during one run, in bytes; `nil` where that was not looked at.
    let memoryRise: Int?
    let baselines: [Baseline]
    /// What BLAS was loaded, and with how many threads.
    let kernel: String
    let threads: Int
    let remark: String?

    init(
        _ what: String,
        _ spread: Spread,
        unit: Unit = .seconds,
        memoryRise: Int? = nil,
        baselines: [(name: String, spread: Spread?)] = [],
        remark: String? = nil
    ) {
        self.what = what
        self.unit = unit
        self.spread = spread
        self.memoryRise = memoryRise
        self.baselines = baselines.compactMap { name, other in
            other.map { Baseline(name: name, spread: $0, ratio: $0.median / spread.median) }
        }
        kernel = NumericsKernel.name
        threads = NumericsKernel.threads
        self.remark = remark
    }
}
