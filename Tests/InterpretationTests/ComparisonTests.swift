import Interpretation
import LinearAlgebra
import Screen
import Statistics
import Testing

struct ComparisonTests {
    @Test func `paired and unpaired tests agree with SciPy`() throws {
        for row in try Reference.read().pairs {
            let paired = try #require(pairedTest(row.b, row.a))
            #expect(isNear(paired.t, row.paired[0]) && isNear(paired.p, row.paired[1]))
            let unpaired = try #require(unpairedTest(row.b, row.a))
            #expect(isNear(unpaired.t, row.unpaired[0]) && isNear(unpaired.p, row.unpaired[1]))
            let welch = try #require(unpairedTest(row.b, row.a, sharedVariance: false))
            #expect(isNear(welch.t, row.welch[0]) && isNear(welch.p, row.welch[1]))
        }
        #expect(pairedTest([1, 2], [0, 1]) == nil)
        #expect(pairedTest([1, .nan, 3], [0, 1, .nan]) == nil)
        #expect(unpairedTest([1, 1], [2, 2]) == nil)
    }

    @Test func `signed ranks agree with SciPy and with all signs tried, ties and zeros among them`() throws {
        var exact = 0
        for row in try Reference.read().pairs {
            // because the fixture's differences are those of NumPy, which are the same here
            let differences = zip(row.a, row.b).map { $1 - $0 }
            let sign = SignTest(differences)
            #expect(isNear(sign.p, row.sign))
            guard let expected = row.wilcoxon else { continue }
            exact += row.exact ? 1 : 0
            let test = SignedRankTest(differences)
            #expect(isNear(test.p, expected), "\(test.p) for \(expected) of \(test.count)")
        }
        #expect(exact >= 4)
        #expect(SignedRankTest([0, .nan]).p == 1)
        #expect(SignedRankTest([1, 2, 3]).p == 0.25)
        #expect(SignTest([]).p == 1)
        #expect(SignTest([1, 1, 1, 0, .nan]).p == 0.25)
    }

    @Test func `one against many counts what is defined`() {
        let one = [0.1, 0.3, .nan, 0.5, 0.2, 0.25]
        let many = [0.3, 0.4, 0.9, 0.4, 0.2, .nan]
        let comparison = OneAgainstMany(one: one, many: many)
        #expect(comparison.targets == 4)
        // 0.2 is not above 0.2; targets with one side undefined still count on the other.
        #expect(comparison.oneAbove == 3)
        #expect(comparison.manyAbove == 4)
        #expect(comparison.manyBetter == 2)
        #expect(comparison.oneBetter == 1)
        #expect(comparison.sign.zero == 1)
        #expect(comparison.manyBetterShare == 0.5)
        #expect((comparison.meanDifference - 0.05).magnitude < 1e-15)
        #expect(OneAgainstMany(one: [], many: []).manyBetterShare.isNaN)
    }

    @Test func `predictable targets are counted with and without the filter, and by q`() {
        let accuracies = [
            TargetAccuracy(Gene("A"), r: 0.5, count: 100, effectSD: 0.3),
            TargetAccuracy(Gene("B"), r: 0.3, count: 100, effectSD: 0.05),
            TargetAccuracy(Gene("C"), r: -0.6, count: 100, effectSD: 0.3),
            TargetAccuracy(Gene("D"), r: .nan, count: 100, effectSD: 0.3),
            TargetAccuracy(Gene("E"), r: 0.2, count: 3, effectSD: 0.1),
        ]
        let counts = PredictableTargets(accuracies)
        #expect(counts.targets == 5)
        #expect(counts.above == 2)
        #expect(counts.aboveAndVariable == 1)
        #expect(counts.variable == 3)
        #expect(counts.significant == 2)
        #expect(counts.q[3].isNaN)
        // The second smallest of four p-values, times 4/2.
        #expect(isNear(counts.q[0], 2 * pearsonPValue(r: 0.5, n: 100), relative: 1e-12))
    }

    @Test func `held-out tissues: the paired test sees what the unpaired one cannot`() throws {
        // Errors between 1 and 10, each 5 to 6 % larger with the tissue held out.
        let rows = (0..<20).flatMap { target in
            ["Lung", "Skin"].map { tissue in
                let size = 1 + 9 * Double(target) / 19
                let factor = 1.05 + 0.001 * Double(target % 10)
                return TissuePredictions(
                    target: "T\(target)",
                    tissue: tissue,
                    measured: [0, 0, .nan],
                    seen: [size, -size, 0],
                    heldOut: [size * factor, -size * factor, 0]
                )
            }
        }
        let report = HeldOutReport(rows)
        #expect(report.rows.count == 40)
        #expect(report.targets.count == 20)
        #expect(report.tissues.map(\.name) == ["Lung", "Skin"])
        #expect(report.targets[0].lineCount == 4)
        #expect(isNear(report.targets[0].seen, 1, relative: 1e-12))
        #expect(isNear(report.targets[3].change, 5.3, relative: 1e-9))
        #expect(isNear(report.meanChange, 5.45, relative: 1e-9))
        let paired = try #require(report.paired)
        let unpaired = try #require(report.unpaired)
        #expect(paired.p < 1e-6)
        #expect(unpaired.p > 0.5)
        #expect(isNear(paired.difference, unpaired.difference, relative: 1e-9))
        #expect(report.pairedByTissue.count == 2)
        // Both tissues of a target lose the same, so that its pairs have no variance.
        #expect(report.pairedByTarget.count == 20)
        let empty = HeldOutReport([
            TissuePredictions(target: "T", tissue: "x", measured: [.nan], seen: [1], heldOut: [1])
        ])
        #expect(empty.rows.isEmpty && empty.paired == nil && empty.meanChange.isNaN)
    }

    @Test func `components agree with singular values, canonical and ridge`() throws {
        let oracle = try Reference.read().components
        let expression = matrix(oracle.expression)
        let effect = matrix(oracle.effect)
        let canonical = try #require(
            ComponentPredictor(
                expression: expression,
                effect: effect,
                expressionComponents: oracle.expressionComponents,
                effectComponents: oracle.effectComponents,
                link: .canonical(pairs: oracle.pairs)
            )
        )
        for (own, other) in zip(canonical.correlations, oracle.correlations) {
            #expect((own - other).magnitude < 1e-10)
        }
        #expect(canonical.correlations.count == oracle.pairs)
        let ridge = try #require(
            ComponentPredictor(
                expression: expression,
                effect: effect,
                link: .ridge(penalty: oracle.penalty)
            )
        )
        #expect(ridge.expressionComponents == 13)
        for (predictor, expected) in [(canonical, oracle.canonical), (ridge, oracle.ridge)] {
            let predicted = predictor(matrix(oracle.unseen))
            #expect(predicted.rows == 3 && predicted.columns == 8)
            for (own, other) in zip(predicted.storage, expected.joined()) {
                #expect((own - other).magnitude < 1e-9, "\(own) for \(other)")
            }
        }
    }

    @Test func `components refuse what has none`() {
        let constant = Matrix(rows: 4, columns: 2, storage: [Double](repeating: 0.1, count: 8))
        let varied = Matrix(rows: 4, columns: 2, storage: [1, 2, 3, 5, 8, 1, 2, 2])
        #expect(ComponentPredictor(expression: constant, effect: varied) == nil)
        #expect(ComponentPredictor(expression: varied, effect: constant) == nil)
        let missing = Matrix(rows: 4, columns: 2, storage: [Double](repeating: .nan, count: 8))
        #expect(ComponentPredictor(expression: varied, effect: missing) == nil)
        var infinite = varied
        infinite[0, 0] = .infinity
        #expect(ComponentPredictor(expression: infinite, effect: varied) == nil)
        let short = Matrix(rows: 2, columns: 2, storage: [1, 2, 3, 4])
        #expect(ComponentPredictor(expression: short, effect: short) == nil)
    }
}
