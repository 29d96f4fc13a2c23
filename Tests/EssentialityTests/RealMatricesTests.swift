import FoundationEssentials
import Screen
import Statistics
import Tables
import TestSupport
import Testing

@testable import Essentiality

private let folder = screensFolder?.appending(path: "depmap_dev")

@Suite(.enabled(if: folder != nil)) struct RealMatricesTests {
    private func table(_ name: String) throws -> Table {
        let file = try #require(folder).appending(path: name)
        return try TableReader.read(Array(Data(contentsOf: file)))
    }

    @Test func `known targets of the DepMap panel are predicted on held-out lines`() throws {
        let effect = try readEffect(table("dependency.csv.gz"))
        let expression = try readExpression(table("expression.csv.gz"))
        #expect(effect.lines.count == 442 && effect.genes.count == 83)
        let scale = try effectScale(of: effect)
        #expect(scale == .dependencyProbability)
        var reports: [TrainingReport] = []
        var heldOut: [String: Double] = [:]
        for seed in 0..<3 as Range<UInt64> {
            let training = try train(
                effect: effect,
                scale: scale,
                expression: expression,
                settings: TrainingSettings(seed: Seed(seed)),
                sources: noSources
            )
            reports.append(TrainingReport(training))
            for target in training.model.targets {
                heldOut[target.gene.symbol, default: 0] += target.heldOut.r / 3
            }
        }
        // scikit-learn on the same splits: mean r .148, .142 and .144; CTNNB1 .660, .734 and .672.
        #expect((reports[0].meanR - 0.1476222266671262).magnitude < 1e-6)
        #expect((reports[1].meanR - 0.1417756765746508).magnitude < 1e-6)
        #expect((reports[2].meanR - 0.14375220389815507).magnitude < 1e-6)
        #expect(reports.map(\.rAbove02) == [23, 28, 30])
        #expect(reports.map(\.rAbove04) == [14, 10, 12])
        #expect(reports.allSatisfy { $0.withModifiers == 65 && $0.skipped.isEmpty })
        #expect(try #require(heldOut["CTNNB1"]) > 0.6)
        #expect(try #require(heldOut["ESR1"]) > 0.6)
        #expect(try #require(heldOut["CCND1"]) > 0.45)
    }

    @Test func `the training file itself can be dropped as a sample file`() throws {
        let effect = try readEffect(table("dependency.csv.gz"))
        let expression = try readExpression(table("expression.csv.gz"))
        let training = try train(
            effect: effect,
            scale: .dependencyProbability,
            expression: expression,
            targets: [Gene("CTNNB1"), Gene("ESR1")],
            sources: noSources
        )
        let samples = try readSamples(table("expression.csv.gz"), for: training.model)
        #expect(samples.count == 442)
        let predictions = samples.map { training.model.predict($0) }
        #expect(predictions.allSatisfy { $0.missing.isEmpty && $0.targets.count == 2 })
        let observed = effect.restricted(toLines: samples.map(\.name)).column(
            try #require(effect.genes.firstIndex(of: Gene("CTNNB1")))
        )
        // Lines the model has seen are predicted better than the held-out ones.
        #expect(pearson(predictions.map(\.targets[0].value), observed) > 0.7)
    }

    @Test func `FAM50A depends on the expression of its paralogue FAM50B`() throws {
        let file = try #require(folder).appending(path: "fam50a_effect_fam50b_expression_59crc.csv")
        let rows = try TableReader.read(Array(Data(contentsOf: file)))
        let effectColumn = try #require(rows.column(named: "FAM50A_dependency"))
        let expressionColumn = try #require(rows.column(named: "FAM50B_expression"))
        let effect = try (0..<rows.rowCount).map { try #require(rows.number(row: $0, column: effectColumn)) }
        let expression = try (0..<rows.rowCount).map {
            try #require(rows.number(row: $0, column: expressionColumn))
        }
        // The README of the data gives about .72.
        #expect((pearson(effect, expression) - 0.72).magnitude < 0.02)
    }
}
