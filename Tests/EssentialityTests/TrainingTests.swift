import FoundationEssentials
import LinearAlgebra
import Screen
import Statistics
import TestSupport
import Testing

@testable import Essentiality

@Suite struct TrainingTests {
    /// Computed with scikit-learn (train_test_split with random_state 1, StandardScaler, LinearRegression) on
    /// the modifiers that SciPy and statsmodels give for the training lines alone.
    private static let expected: [(gene: String, r: Double, rmse: Double, modifiers: Int)] = [
        ("TOY20", 0.9598005559747047, 0.18987026141824764, 11),
        ("TOY21", 0.6192976717885516, 0.45318756737948207, 20),
        ("TOY22", 0, 0.10024918531839104, 0),
        ("TOY23", 0.9439688545804559, 0.08353793397826788, 16),
        ("TOY24", 0.9635041170735079, 0.09307353181575223, 6),
        ("TOY25", 0.8712756545677651, 0.15018039231773575, 11),
    ]

    @Test func `held-out figures are those of the same steps in Python`() throws {
        let model = try toyTraining().model
        #expect(model.targets.map(\.gene.symbol) == Self.expected.map(\.gene))
        for (target, expected) in zip(model.targets, Self.expected) {
            #expect((target.heldOut.r - expected.r).magnitude < 1e-8)
            #expect((target.heldOut.rmse - expected.rmse).magnitude < 1e-8)
            #expect(target.heldOut.modifiers == expected.modifiers)
        }
        let kept = try #require(model.targets.first { $0.gene == Gene("TOY20") })
        #expect(
            kept.modifiers.map(\.gene.symbol) == [
                "TOY14", "TOY15", "TOY16", "TOY42", "TOY40", "TOY46", "TOY29", "TOY50", "TOY30", "TOY38",
                "TOY45", "TOY59", "TOY53",
            ]
        )
    }

    @Test func `the held-out lines change no modifier and no coefficient that is judged`() throws {
        let expression = try toyExpression()
        let effect = try toyEffect()
        let split = LineSplit(count: 40, testShare: 0.25, seed: 1)
        var disturbed = expression.values
        for row in split.test {
            for column in 0..<disturbed.columns {
                disturbed[row, column] = Double((row * 31 + column * 17) % 13)
            }
        }
        let rule = SelectionRule(falseDiscoveryRate: 0.05, most: 20)
        func judgedFits(_ values: Matrix) -> [TargetTrainer.Fit] {
            let matrix = LabelledMatrix(lines: expression.lines, genes: expression.genes, values: values)
            let trainer = TargetTrainer(effect: effect, expression: matrix, rule: rule)
            return trainer.fits(effect.genes.indices.map { ($0, trainer.trial($0, of: split).training) }) {
                _ in
            }
        }
        for (one, other) in zip(judgedFits(expression.values), judgedFits(disturbed)) {
            #expect(one.modifiers == other.modifiers)
            #expect(one.coefficients == other.coefficients)
        }
    }

    @Test func `noise is not predicted`() throws {
        var generator = SeededGenerator(Seed(7))
        func noise(_ genes: Int, _ prefix: String) -> LabelledMatrix {
            LabelledMatrix(
                lines: (0..<120).map { "L\($0)" },
                genes: (0..<genes).map { Gene("\(prefix)\($0)") },
                values: Matrix(
                    rows: 120,
                    columns: genes,
                    storage: (0..<120 * genes).map { _ in generator.normal() }
                )
            )
        }
        let training = try train(
            effect: noise(40, "T"),
            scale: .geneEffect,
            expression: noise(500, "G"),
            sources: noSources
        )
        let report = TrainingReport(training)
        // A twentieth of the targets at most should find a modifier by chance; three times that is a leak.
        #expect(report.withModifiers <= 6)
        // The SD of a mean of 40 correlations over 30 lines is 0.03.
        #expect(report.meanR.magnitude < 0.1)
    }

    @Test func `a target without modifiers is predicted by its mean and says so`() throws {
        let model = try toyTraining().model
        let target = try #require(model.targets.first { $0.gene == Gene("TOY22") })
        #expect(target.predictsMean)
        #expect(target.intercept == target.mean)
        let prediction = target.predict([Gene("TOY00"): 3])
        #expect(prediction.value == target.mean)
        #expect(prediction.basis == .trainingMean)
    }

    @Test func `the order of lines in the files does not matter`() throws {
        let expression = try toyExpression()
        let effect = try toyEffect()
        let shuffled = expression.restricted(toLines: expression.lines.reversed())
        let one = try train(effect: effect, scale: .geneEffect, expression: expression, sources: noSources)
        let other = try train(effect: effect, scale: .geneEffect, expression: shuffled, sources: noSources)
        #expect(one.model == other.model)
    }

    @Test func `lines in one file only are left out`() throws {
        let expression = try toyExpression()
        let fewer = expression.restricted(toLines: Array(expression.lines.dropFirst(5)))
        let training = try train(
            effect: toyEffect(),
            scale: .geneEffect,
            expression: fewer,
            sources: noSources
        )
        #expect(training.model.lines == 35)
        #expect(training.trainingLines == 26 && training.testLines == 9)
    }

    @Test func `a gene known in less than half of the lines is no modifier`() throws {
        let expression = try toyExpression()
        let strongest = try #require(expression.genes.firstIndex(of: Gene("TOY14")))
        var values = expression.values
        for row in 0..<21 { values[row, strongest] = .nan }
        let sparse = LabelledMatrix(lines: expression.lines, genes: expression.genes, values: values)
        let training = try train(
            effect: toyEffect(),
            scale: .geneEffect,
            expression: sparse,
            sources: noSources
        )
        #expect(training.sparseGenes == [Gene("TOY14")])
        #expect(!training.model.modifierGenes.contains(Gene("TOY14")))
    }

    @Test func `lines that miss a modifier's expression leave the fit only`() throws {
        let training = try train(
            effect: toyEffect(),
            scale: .geneEffect,
            expression: readExpression(table("toy_expression_missing.csv")),
            settings: TrainingSettings(seed: Seed(1)),
            sources: noSources
        )
        let target = try #require(training.model.targets.first { $0.gene == Gene("TOY21") })
        #expect(target.modifiers.contains { $0.gene == Gene("TOY40") })
        #expect(target.lines == 40)
        #expect(target.heldOut.lines == 10)
        #expect(target.heldOut.rmse.isFinite)
    }

    @Test func `a target known in too few lines is skipped by name`() throws {
        let effect = try toyEffect()
        var values = effect.values
        for row in 0..<35 { values[row, 0] = .nan }
        let thin = LabelledMatrix(lines: effect.lines, genes: effect.genes, values: values)
        let training = try train(
            effect: thin,
            scale: .geneEffect,
            expression: toyExpression(),
            sources: noSources
        )
        #expect(training.skipped.map(\.gene) == [Gene("TOY20")])
        #expect(training.model.targets.count == 5)
        #expect(TrainingReport(training).description.contains("TOY20: its effect is known in"))
    }
}

@Suite struct TrainingFaultTests {
    private func fault(_ body: () throws -> Void) throws -> TrainingFault? {
        do {
            try body()
            return nil
        } catch let fault as TrainingFault {
            return fault
        }
    }

    @Test func `a target that the effect file lacks is named`() throws {
        let found = try fault { _ = try toyTraining(targets: [Gene("TOY21"), Gene("NOPE")]) }
        #expect(found == .unknownTargets([Gene("NOPE")], known: 6))
        #expect(found?.description.contains("NOPE") == true)
    }

    @Test func `files without a common line name one line of each`() throws {
        let expression = try toyExpression()
        let renamed = LabelledMatrix(
            lines: expression.lines.map { "X" + $0 },
            genes: expression.genes,
            values: expression.values
        )
        let found = try fault {
            _ = try train(effect: toyEffect(), scale: .geneEffect, expression: renamed, sources: noSources)
        }
        #expect(found == .noCommonLines(inEffect: "ACH-000101", inExpression: "XACH-000101"))
    }

    @Test func `too few common lines are counted`() throws {
        let few = try toyExpression().restricted(toLines: ["ACH-000101", "ACH-000102"])
        let found = try fault {
            _ = try train(effect: toyEffect(), scale: .geneEffect, expression: few, sources: noSources)
        }
        #expect(found == .tooFewLines(2, needed: 14))
    }

    @Test func `a setting that cannot be is refused`() throws {
        for settings in [
            TrainingSettings(falseDiscoveryRate: 0), TrainingSettings(modifierCount: 0),
            TrainingSettings(testShare: 1),
            TrainingSettings(falseDiscoveryRate: .nan),
        ] {
            let found = try fault {
                _ = try train(
                    effect: toyEffect(),
                    scale: .geneEffect,
                    expression: toyExpression(),
                    settings: settings,
                    sources: noSources
                )
            }
            guard case .setting = found else {
                Issue.record("\(settings) was taken")
                continue
            }
        }
    }

    @Test func `constant effects train nothing and say why`() throws {
        let effect = try toyEffect()
        let flat = LabelledMatrix(
            lines: effect.lines,
            genes: effect.genes,
            values: Matrix(rows: 40, columns: 6, storage: [Double](repeating: 0.5, count: 240))
        )
        let found = try fault {
            _ = try train(effect: flat, scale: .geneEffect, expression: toyExpression(), sources: noSources)
        }
        #expect(found?.description.contains("its effect is 0.5 in every training line") == true)
    }
}
