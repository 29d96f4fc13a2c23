import Expression

/// Whether nearly all lines need a target, or nearly none, so that its value is known without a prediction.
package struct LineAgreement: Sendable, Hashable {
    /// Lines judged, in which the target is known.
    package let lines: Int
    /// Those of them that need it.
    package let needing: Int
    /// The share of held-out intervals that lie wholly on the side of the many.
    package let settled: Double

    /// The most of the lines that may differ from the rest.
    static let mostExceptions = 0.02

    package enum Consent: Sendable, Hashable {
        /// By nearly all.
        case needed
        /// By none.
        case notNeeded
        /// By a few: a sample may be one of them, and then its value is what matters most.
        case rarelyNeeded
    }

    /// On which side nearly all lines are; `nil` where some are on each, or the lines are too few to tell.
    ///
    /// (1 + exceptions) / (2 + lines) is the share to be expected among more such lines (Laplace's rule of
    /// succession): with no exception at all 48 lines are needed.
    package var consent: Consent? {
        func isRare(_ exceptions: Int) -> Bool {
            Double(1 + exceptions) <= Self.mostExceptions * Double(2 + lines)
        }
        if isRare(lines - needing) { return .needed }
        guard isRare(needing) else { return nil }
        return needing == 0 ? .notNeeded : .rarelyNeeded
    }

    package init(lines: Int, needing: Int, settled: Double) {
        self.lines = lines
        self.needing = needing
        self.settled = settled
    }

    /// Of lines held out; `nil` on a scale that does not tell what is needed.
    ///
    /// - Parameters:
    ///   - measured: a value a line, NaN where unknown.
    ///   - lows: ends of its 90 % interval, NaN where the line was not held out.
    ///   - highs: the other ends.
    ///   - scale: of all of them.
    init?(measured: [Double], lows: [Double], highs: [Double], scale: EffectScale) {
        guard scale.essentialityThreshold != nil else { return nil }
        let known = measured.indices.filter { !measured[$0].isNaN && !lows[$0].isNaN }
        let needing = known.count { scale.isNeeded(measured[$0]) == true }
        let isMostly = 2 * needing >= known.count
        let settled = known.count {
            scale.isNeeded(lows[$0]) == isMostly && scale.isNeeded(highs[$0]) == isMostly
        }
        self.init(
            lines: known.count,
            needing: needing,
            settled: known.isEmpty ? 0 : Double(settled) / Double(known.count)
        )
    }
}
