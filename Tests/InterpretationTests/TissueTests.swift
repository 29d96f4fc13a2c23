import Interpretation
import LinearAlgebra
import Screen
import Statistics
import TestSupport
import Testing

struct TissueTests {
    @Test func `tissues are called as SciPy's one-sample t-test and BH call them`() throws {
        let oracle = try Biology.read().affected
        let groups = oracle.groups.sorted { $0.key < $1.key }.map { (tissue: $0.key, predictions: $0.value) }
        let calls = affectedTissues(groups, rule: .plain)
        #expect(calls.map(\.tissue) == groups.map(\.tissue))
        for call in calls {
            let expected = try #require(oracle.result[call.tissue])
            #expect(call.count == expected.n)
            #expect(isNear(call.mean, expected.mean))
            #expect(call.differs() == expected.affected)
            #expect((call.verdict == .moreEssential || call.verdict == .lessEssential) == expected.affected)
            if let t = expected.t, let p = expected.p, let q = expected.adjusted {
                #expect(isNear(call.t, t) && isNear(call.p, p) && isNear(call.q, q))
                #expect(isNear(call.standardError, call.difference / t))
            } else {
                #expect(call.t.isNaN && call.p.isNaN && call.q.isNaN && call.verdict == .untested)
            }
        }
    }

    @Test func `a difference must be large enough, and may point either way`() throws {
        let oracle = try Biology.read().affected
        let groups = oracle.groups.sorted { $0.key < $1.key }.map { (tissue: $0.key, predictions: $0.value) }
        func verdicts(_ rule: AffectedTissueRule) -> [TissueVerdict] {
            affectedTissues(groups, rule: rule).map(\.verdict)
        }
        // Bone, Bowel, Eye, Lung, Skin; the grand mean is −0.176.
        #expect(
            verdicts(AffectedTissueRule(minimumEffect: 0.1))
                == [.untested, .unaffected, .untested, .moreEssential, .unaffected]
        )
        #expect(
            verdicts(AffectedTissueRule(minimumEffect: 0.05, lowerIsEssential: false))
                == [.untested, .moreEssential, .untested, .lessEssential, .moreEssential]
        )
        // The residual variance makes Eye testable, though its predictions agree.
        let noisy = affectedTissues(
            groups,
            rule: AffectedTissueRule(minimumEffect: 0, residualVariance: 0.09)
        )
        #expect(noisy.map(\.verdict) == [.untested, .unaffected, .unaffected, .unaffected, .unaffected])
        #expect(noisy[3].p > 0.3)
        let wide = Double((0.09 / 2).squareRoot())
        #expect(isNear(noisy[2].standardError, wide))
    }

    @Test func `one sample is called as the reference calls it`() throws {
        for row in try Biology.read().predictionT {
            let rule = AffectedTissueRule(minimumEffect: 0, residualVariance: row.residualVar)
            let call = affectedSamples([row.x], reference: row.reference, rule: rule)[0]
            #expect(isNear(call.t, row.t))
            #expect(isNear(call.p, row.p))
            #expect(call.verdict == (row.p < 0.05 ? .moreEssential : .unaffected))
        }
        #expect(affectedSamples([1, .nan], reference: [0.5]).allSatisfy { $0.verdict == .untested })
        #expect(affectedSamples([1], reference: [0.5, 0.5, 0.5])[0].t.isNaN)
    }

    @Test func `weights by tissue agree with scikit-learn, least squares and ridge`() throws {
        let oracle = try Biology.read().perTissue
        let expression = try NamedTable("toy_expression.csv")
        let effect = try NamedTable("toy_effect.csv")
        let model = try NamedTable("toy_model.csv")
        let target = try #require(effect.columns.firstIndex(of: oracle.target))
        let columns = oracle.columns.map { expression.column($0) }
        let lines = expression.rows.count
        var design = Matrix(rows: lines, columns: columns.count)
        for line in 0..<lines {
            for (place, values) in columns.enumerated() { design[line, place] = values[line] }
        }
        for (penalty, expected) in [(0.0, oracle.ols), (0.1, oracle.ridge)] {
            let weights = TissueWeights(
                expression: design,
                modifiers: oracle.columns.map { Gene(expression.columns[$0]) },
                effect: effect.column(target),
                tissues: model.rows.map { $0[2] },
                penalty: penalty,
                minimumLines: oracle.minLines,
                seed: Seed(1)
            )
            #expect(weights.models.map(\.tissue) == expected.keys.sorted())
            for fit in weights.models {
                let other = try #require(expected[fit.tissue])
                #expect(fit.lineCount == other.n)
                #expect(isNear(fit.intercept, other.intercept))
                for (weight, reference) in zip(fit.weights, other.weights) {
                    #expect((weight - reference).magnitude < 1e-10)
                }
            }
            let greatest = weights.shares.joined().map(\.magnitude).max()
            #expect(greatest == 1)
        }
    }

    @Test func `halves agree where there is signal and not where there is none`() {
        var generator = SeededGenerator(Seed(11))
        let lines = 80
        let genes = 12
        var expression = Matrix(rows: lines, columns: genes)
        for place in expression.storage.indices { expression.storage[place] = generator.normal() }
        let slopes = (0..<genes).map { Double($0) / 4 - 1.5 }
        let signal = (0..<lines).map { line in
            zip(expression.row(line), slopes).reduce(0.1 * generator.normal()) { $0 + $1.0 * $1.1 }
        }
        let noise = (0..<lines).map { _ in generator.normal() }
        func weights(_ effect: [Double], _ tissue: String = "Lung", seed: UInt64 = 5) -> TissueWeights {
            TissueWeights(
                expression: expression,
                modifiers: (0..<genes).map { Gene("G\($0)") },
                effect: effect,
                tissues: [String](repeating: tissue, count: lines),
                seed: Seed(seed)
            )
        }
        #expect(weights(signal).models[0].splitHalfCorrelation > 0.95)
        #expect(weights(noise).models[0].splitHalfCorrelation.magnitude < 0.4)
        #expect(weights(signal).leadingTissues(of: Gene("G0")) == ["Lung"])
        #expect(weights(signal) == weights(signal))
        #expect(weights(noise, seed: 6) != weights(noise))
    }

    @Test func `incomplete lines and small tissues are left out, constant genes weigh nothing`() {
        let expression = Matrix(
            rows: 7,
            columns: 2,
            storage: [1, 0.1, 2, 0.1, 4, 0.1, .nan, 0.1, 1, 3, 5, 3, 2, 3]
        )
        let weights = TissueWeights(
            expression: expression,
            modifiers: [Gene("A"), Gene("B")],
            effect: [1, 2, 4, 9, 1, .nan, 2],
            tissues: ["x", "x", "x", "x", "y", "y", "y"],
            penalty: 0,
            minimumLines: 3,
            seed: Seed(1)
        )
        #expect(weights.models.map(\.tissue) == ["x"])
        #expect(weights.models[0].lineCount == 3)
        // The effect is the expression: one unit a unit, so the weight is its standard deviation.
        #expect(isNear(weights.models[0].weights[0], (14.0 / 9).squareRoot(), relative: 1e-12))
        #expect(weights.models[0].weights[1].magnitude < 1e-12)
    }
}
