import Expression
import Statistics
import Testing

@testable import Essentiality

@Suite struct JudgementTests {
    private func accuracy(
        _ r: Double,
        error: Double = 0.01,
        within: Double? = nil,
        lines: Int = 400
    ) -> TargetAccuracy {
        TargetAccuracy(lines: lines, sd: 0.2, r: r, rmse: 0.1, p: 0.01, error: error, within: within)
    }

    private func judged(_ accuracy: TargetAccuracy) -> Judgement { Judgement(accuracy) }

    private func says(_ verdict: Verdict, _ reason: VerdictReason) -> Judgement {
        Judgement(verdict: verdict, reason: reason)
    }

    @Test func `verdicts change at 0.3 and at 0.15`() {
        #expect(judged(accuracy(0.3)) == says(.use, .foretold))
        #expect(judged(accuracy(0.3.nextDown)) == says(.caution, .weak))
        #expect(judged(accuracy(0.15)) == says(.caution, .weak))
        #expect(judged(accuracy(0.15.nextDown)) == says(.notPredictable, .notForetold))
        #expect(judged(accuracy(.nan)) == says(.notPredictable, .notForetold))
        #expect(judged(accuracy(-1)) == says(.notPredictable, .notForetold))
        #expect(Verdict.use < .caution && Verdict.caution < .notPredictable)
    }

    @Test func `a correlation that may be chance is not used`() {
        // tanh(atanh .5 − 1.2816 e / .75) is .15 at e = .23302.
        #expect(judged(accuracy(0.5, error: 0.232)) == says(.use, .foretold))
        #expect(judged(accuracy(0.5, error: 0.234)) == says(.caution, .unsure))
        // And 0 at e = .32146.
        #expect(judged(accuracy(0.5, error: 0.321)) == says(.caution, .unsure))
        #expect(judged(accuracy(0.5, error: 0.322)) == says(.notPredictable, .notForetold))
        #expect(judged(accuracy(0.2, error: 0.2)) == says(.notPredictable, .notForetold))
        #expect(judged(accuracy(1, error: 1)) == says(.notPredictable, .notForetold))
        #expect(judged(accuracy(1, error: 0)) == says(.use, .foretold))
    }

    @Test func `what is told of tissues alone is for caution`() {
        #expect(judged(accuracy(0.6, within: 0.15)) == says(.use, .foretold))
        #expect(judged(accuracy(0.6, within: 0.15.nextDown)) == says(.caution, .betweenTissues))
        #expect(judged(accuracy(0.6, within: -0.4)) == says(.caution, .betweenTissues))
        #expect(judged(accuracy(0.6, within: .nan)) == says(.caution, .betweenTissues))
        // A weak correlation stays weak, for that reason.
        #expect(judged(accuracy(0.2, within: 0)) == says(.caution, .weak))
    }

    @Test func `lines agree where exceptions are fewer than one in fifty is to be expected`() {
        func consent(_ needing: Int, of lines: Int) -> LineAgreement.Consent? {
            LineAgreement(lines: lines, needing: needing, settled: 1).consent
        }
        #expect(consent(0, of: 48) == .notNeeded && consent(0, of: 47) == nil)
        #expect(consent(48, of: 48) == .needed && consent(47, of: 47) == nil)
        // (1 + 7) / 444 = .0180, (1 + 8) / 444 = .0203.
        #expect(consent(435, of: 442) == .needed && consent(434, of: 442) == nil)
        #expect(consent(7, of: 442) == .rarelyNeeded && consent(8, of: 442) == nil)
        #expect(consent(221, of: 442) == nil && consent(0, of: 0) == nil)
    }

    @Test func `a gene that every line needs is known without any correlation`() {
        func judged(
            _ r: Double,
            needing: Int,
            _ low: Double,
            _ high: Double,
            _ scale: EffectScale
        ) -> Judgement {
            Judgement(
                accuracy(r),
                agreement: LineAgreement(lines: 400, needing: needing, settled: 1),
                low: low,
                high: high,
                scale: scale
            )
        }
        #expect(judged(0, needing: 400, -1.2, -0.5, .geneEffect) == says(.use, .neededByNearlyAll))
        #expect(judged(0.2, needing: 398, -1.2, -0.7, .demeter2) == says(.use, .neededByNearlyAll))
        // One end on the other side, or all of it, and nothing is said.
        #expect(judged(0, needing: 400, -1.2, -0.49, .geneEffect) == says(.notPredictable, .notForetold))
        #expect(judged(0, needing: 400, -0.3, 0.1, .geneEffect) == says(.notPredictable, .notForetold))
        #expect(judged(0, needing: 0, -0.49, 0.3, .geneEffect) == says(.use, .neededByNone))
        #expect(judged(0, needing: 0, -0.5, 0.3, .geneEffect) == says(.notPredictable, .notForetold))
        #expect(judged(0, needing: 200, -1.2, -0.7, .geneEffect) == says(.notPredictable, .notForetold))
        #expect(judged(0, needing: 400, 0.5, 1, .dependencyProbability) == says(.use, .neededByNearlyAll))
        #expect(judged(0, needing: 0, 0, 0.49, .dependencyProbability) == says(.use, .neededByNone))
        // A gene that a few lines need is for caution, unless expression tells which.
        #expect(judged(0, needing: 3, 0, 0.2, .dependencyProbability) == says(.caution, .neededByFew))
        #expect(judged(0.2, needing: 3, 0, 0.2, .dependencyProbability) == says(.caution, .weak))
        #expect(judged(0.4, needing: 3, 0, 0.2, .dependencyProbability) == says(.use, .foretold))
        #expect(judged(0, needing: 400, -9, 9, .zScore) == says(.notPredictable, .notForetold))
    }

    @Test func `of a target alone nine of ten held-out intervals must agree`() {
        func verdict(_ settled: Double, needing: Int = 400) -> Judgement {
            Judgement(
                accuracy(0.05),
                agreement: LineAgreement(lines: 400, needing: needing, settled: settled)
            )
        }
        #expect(verdict(0.9).reason == .neededByNearlyAll && verdict(0.9).verdict == .use)
        #expect(verdict(0.9.nextDown).reason == .notForetold)
        #expect(verdict(1, needing: 0).reason == .neededByNone)
        #expect(Judgement(accuracy(0.05), agreement: nil) == Judgement(accuracy(0.05)))
    }

    @Test func `lines and intervals are counted by the side they are on`() throws {
        // Four lines need the gene, one does not, one is unknown and one was not held out.
        let measured = [-1, -0.9, -0.5, -0.8, -0.1, .nan, -1]
        let lows = [-1.2, -1.1, -0.9, -1, -1.1, -1, .nan]
        let highs = [-0.6, -0.4, -0.5, -0.7, -0.6, -0.9, .nan]
        let found = try #require(
            LineAgreement(measured: measured, lows: lows, highs: highs, scale: .geneEffect)
        )
        #expect(found.lines == 5 && found.needing == 4 && found.settled == 0.8)
        #expect(LineAgreement(measured: measured, lows: lows, highs: highs, scale: .zScore) == nil)
        let none = try #require(
            LineAgreement(
                measured: [0.1, 0.6, 0],
                lows: [0, 0, 0],
                highs: [0.4, 0.4, 0.5],
                scale: .dependencyProbability
            )
        )
        #expect(none.needing == 1 && (none.settled - 2.0 / 3).magnitude < 1e-12)
    }

    @Test func `a sample's faults lower a verdict and give its reason, and never raise it`() {
        var good = Judgement(accuracy(0.5))
        good.lower(to: .caution, because: .lacksModifiers)
        good.lower(to: .caution, because: .farFromLines)
        #expect(good.verdict == .caution && good.reason == .lacksModifiers)
        var bad = Judgement(accuracy(0))
        bad.lower(to: .caution, because: .farFromLines)
        #expect(bad.verdict == .notPredictable && bad.reason == .notForetold)
    }

    @Test func `every reason has words and a sentence of its own`() {
        let all = VerdictReason.allCases
        #expect(Set(all.map(\.rawValue)).count == all.count && Set(all.map(\.sentence)).count == all.count)
        #expect(all.allSatisfy { $0.sentence.hasSuffix(".") && !$0.rawValue.contains(",") })
    }
}

@Suite struct TargetAccuracyTests {
    @Test(arguments: [0.0, 0.5, -0.8])
    func `the jackknife's error is that of leaving out each line`(_ slope: Double) {
        var generator = SeededGenerator(Seed(11))
        let x = (0..<60).map { _ in 3 + generator.normal() }
        let y = x.map { 100 + slope * $0 + generator.normal() }
        let without = x.indices.map { left in
            let rest = x.indices.filter { $0 != left }
            return pearson(rest.map { x[$0] }, rest.map { y[$0] })
        }
        let centre = mean(without)
        let variance = without.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } * 59 / 60
        #expect((jackknifeError(ofCorrelation: x, y) - variance.squareRoot()).magnitude < 1e-9)
    }

    @Test func `of normal values it is near what theory gives`() {
        var generator = SeededGenerator(Seed(12))
        let x = (0..<4_000).map { _ in generator.normal() }
        let y = x.map { 0.75 * $0 + generator.normal() }
        // r = .6, and (1 − r²) / √n.
        let expected = 0.64 / 4_000.0.squareRoot()
        #expect((jackknifeError(ofCorrelation: x, y) / expected - 1).magnitude < 0.1)
    }

    @Test func `one line that makes the correlation makes its error`() {
        var generator = SeededGenerator(Seed(13))
        var x = (0..<100).map { _ in generator.normal() }
        var y = (0..<100).map { _ in generator.normal() }
        x[0] = 30
        y[0] = 30
        #expect(pearson(x, y) > 0.85 && jackknifeError(ofCorrelation: x, y) > 0.5)
        // Without it nothing varies.
        let alone = [5.0] + [Double](repeating: 1, count: 20)
        #expect(jackknifeError(ofCorrelation: alone, alone) == 1)
        #expect(jackknifeError(ofCorrelation: [1, 2, 3], [1, 2, 4]) == 1)
        let flat = [Double](repeating: 0.1, count: 20)
        #expect(jackknifeError(ofCorrelation: flat, x.prefix(20).map { $0 }) == 1)
    }

    @Test func `the lower bound of r is that of Fisher's z`() {
        func least(_ r: Double, _ error: Double) -> Double {
            TargetAccuracy(lines: 9, sd: 1, r: r, rmse: 1, p: 1, error: error, within: nil).leastR
        }
        // tanh(atanh(r) − 1.28155 e / (1 − r²)) of Python's math module.
        let expected = [
            (0.5, 0.1, 0.36134549835107227),
            (-0.3, 0.05, -0.36265060523913545),
            (0.9, 0.02, 0.8710268760562991),
            (0, 0.2, -0.25084121842479307),
        ]
        for (r, error, bound) in expected { #expect((least(r, error) - bound).magnitude < 1e-12) }
        #expect(least(1, 0) == 1 && least(1, 1) == -1 && least(-1, 0) == -1)
    }
}
