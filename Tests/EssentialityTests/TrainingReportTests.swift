import Screen
import Testing

@testable import Essentiality

@Suite struct TrainingReportTests {
    private let training = Training(
        model: smallModel(),
        skipped: [
            SkippedTarget(
                gene: Gene("T9"),
                reason: "its effect is known in 4 training lines, of which 10 are needed"
            )
        ],
        sparseGenes: [Gene("E")],
        trainingLines: 30,
        testLines: 10
    )

    @Test func `a training is summed up over its targets`() {
        let report = TrainingReport(training)
        #expect(report.targets == 3 && report.withModifiers == 2)
        #expect(report.rAbove02 == 2 && report.rAbove04 == 2)
        #expect(report.medianR == 0.5)
        #expect((report.meanR - 1.0 / 3).magnitude < 1e-12)
        #expect((report.meanRelativeRMSE - (0.25 / 0.3 * 2 + 1) / 3).magnitude < 1e-12)
        #expect(report.best.map(\.gene.symbol) == ["T1", "T2"])
    }

    @Test(arguments: [0, -0.25])
    func `a target that is predicted no better than by chance is not among the best`(_ r: Double) {
        let model = smallModel()
        let hopeless = model.targets.map { target in
            TargetModel(
                gene: target.gene,
                lines: target.lines,
                mean: target.mean,
                sd: target.sd,
                intercept: target.intercept,
                modifiers: target.modifiers,
                heldOut: HeldOut(r: r, rmse: 0.5, lines: 10, modifiers: 2)
            )
        }
        let report = TrainingReport(
            Training(
                model: EssentialityModel(
                    sources: noSources,
                    settings: TrainingSettings(),
                    scale: .geneEffect,
                    lines: 40,
                    expressionGenes: 4,
                    leastExpression: 0,
                    greatestExpression: 12,
                    targets: hopeless
                ),
                skipped: [],
                sparseGenes: [],
                trainingLines: 30,
                testLines: 10
            )
        )
        #expect(report.best.isEmpty)
        #expect(report.withModifiers == 2)
        #expect(!report.description.contains("best predicted"))
    }

    @Test func `the report reads as a table for people`() {
        #expect(
            TrainingReport(training).description == """
                effect scale     gene effect (0 none, -1 median of common essential genes)
                cell lines       40 in both files: 30 to learn from, 10 held out
                expression       4 genes; 1 left out, known in less than half of the lines
                targets          3: 2 with modifier genes, 1 predicted by their mean, 1 not trained
                held-out r       mean 0.333, median 0.500; above 0.2: 2, above 0.4: 2
                held-out RMSE    0.889 of the target's SD on average (1 is the mean's)

                best predicted   r      RMSE   modifier genes
                T1               0.500  0.250  C, D
                T2               0.500  0.250  A, B

                not trained
                  T9: its effect is known in 4 training lines, of which 10 are needed

                """
        )
    }
}
