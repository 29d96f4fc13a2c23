package import Expression

/// Whether a prediction may be acted on, and why.
package struct Judgement: Sendable, Hashable {
    package private(set) var verdict: Verdict
    package private(set) var reason: VerdictReason

    /// From this correlation on, in lines not seen, predictions may be used.
    package static let goodR = 0.3
    /// From this one on they say something.
    package static let fairR = 0.15
    /// Of held-out intervals, for a target whose value is known without a sample.
    static let mostSettled = 0.9

    /// By how well a target was foretold alone.
    ///
    /// `use` asks for r of 0.3 and more, for a lower bound of r (`leastR`) above 0.15, and for r within lineages of
    /// 0.15 and more where it is known; `caution` for r of 0.15 and more and a lower bound above 0.
    package init(_ accuracy: TargetAccuracy) {
        (verdict, reason) =
            if !(accuracy.r >= Self.fairR && accuracy.leastR > 0) {
                (.notPredictable, .notForetold)
            } else if accuracy.r < Self.goodR {
                (.caution, .weak)
            } else if !(accuracy.leastR > Self.fairR) {
                (.caution, .unsure)
            } else if accuracy.within.map({ !($0 >= Self.fairR) }) ?? false {
                (.caution, .betweenTissues)
            } else {
                (.use, .foretold)
            }
    }

    /// Of a target, whatever the sample: nine of ten held-out intervals stand for that of a sample.
    package init(_ accuracy: TargetAccuracy, agreement: LineAgreement?) {
        self.init(accuracy)
        guard let agreement, agreement.settled >= Self.mostSettled else { return }
        rise(by: agreement.consent)
    }

    /// Of one prediction.
    ///
    /// What nearly all lines agree on may be used without any correlation where the whole interval agrees too: a
    /// gene that every line needs varies by noise alone, which nothing foretells. A gene that a few lines need is
    /// for caution: whether a sample is one of them is just what correlation would have to tell.
    /// - Parameters:
    ///   - accuracy: of the target.
    ///   - agreement: of the lines; `nil` on a scale that does not tell.
    ///   - low: the lower end of the interval.
    ///   - high: its upper end.
    ///   - scale: of both.
    package init(
        _ accuracy: TargetAccuracy,
        agreement: LineAgreement?,
        low: Double,
        high: Double,
        scale: EffectScale
    ) {
        self.init(accuracy)
        guard let consent = agreement?.consent else { return }
        let isNeeded = consent == .needed
        guard scale.isNeeded(low) == isNeeded, scale.isNeeded(high) == isNeeded else { return }
        rise(by: consent)
    }

    private mutating func rise(by consent: LineAgreement.Consent?) {
        guard let consent else { return }
        let other: Judgement =
            switch consent {
            case .needed: Judgement(verdict: .use, reason: .neededByNearlyAll)
            case .notNeeded: Judgement(verdict: .use, reason: .neededByNone)
            case .rarelyNeeded: Judgement(verdict: .caution, reason: .neededByFew)
            }
        if other.verdict < verdict { self = other }
    }

    init(verdict: Verdict, reason: VerdictReason) {
        self.verdict = verdict
        self.reason = reason
    }

    /// Lets it be no better than `limit`; the reason changes only with the verdict.
    package mutating func lower(to limit: Verdict, because other: VerdictReason) {
        guard verdict < limit else { return }
        verdict = limit
        reason = other
    }
}
