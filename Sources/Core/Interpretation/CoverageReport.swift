import RealModule

/// A line's measured value with the interval predicted for it.
package struct IntervalOutcome: Sendable, Hashable {
    package let group: String
    package let measured: Double
    package let low: Double
    package let high: Double

    package init(group: String, measured: Double, low: Double, high: Double) {
        self.group = group
        self.measured = measured
        self.low = low
        self.high = high
    }
}

/// How many intervals held what was measured.
package struct Coverage: Sendable, Hashable {
    /// A tissue, a target, or whatever the outcomes were grouped by; `all` for all of them.
    package let group: String
    package let count: Int
    package let covered: Int
    /// Mean of the finite widths, in the unit of the effect; NaN where there is none.
    package let meanWidth: Double

    /// NaN of no lines.
    package var share: Double { Double(covered) / Double(count) }

    /// The 95 % interval of the share (Wilson 1927), for lines that are independent.
    package var uncertainty: (low: Double, high: Double) {
        let z = 1.959_963_984_540_054
        let n = Double(count)
        guard count > 0 else { return (0, 1) }
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return (max(0, middle - half), min(1, middle + half))
    }
}

/// Coverage overall and by group.
package struct CoverageReport: Sendable, Hashable {
    package let overall: Coverage
    /// By name.
    package let groups: [Coverage]

    /// Lines without a measured value are left out.
    package init(_ outcomes: [IntervalOutcome]) {
        let known = outcomes.indices.filter { outcomes[$0].measured.isFinite }
        func coverage(_ group: String, _ places: [Int]) -> Coverage {
            let widths = places.map { outcomes[$0].high - outcomes[$0].low }.filter(\.isFinite)
            return Coverage(
                group: group,
                count: places.count,
                covered: places.count {
                    outcomes[$0].measured >= outcomes[$0].low && outcomes[$0].measured <= outcomes[$0].high
                },
                meanWidth: widths.isEmpty ? .nan : widths.reduce(0, +) / Double(widths.count)
            )
        }
        overall = coverage("all", known)
        groups = grouped(known) { outcomes[$0].group }
            .map { coverage($0.name, $0.places) }
            .sorted { $0.group.utf8.lexicographicallyPrecedes($1.group.utf8) }
    }
}
