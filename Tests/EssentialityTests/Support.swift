import FoundationEssentials
import LinearAlgebra
import Screen
import Statistics
import Tables
import TestSupport

@testable import Essentiality

/// A file of `Fixtures/` as a table.
func table(_ name: String, testFile: StaticString = #filePath) throws -> Table {
    try TableReader.read(Array(fixture(name, testFile: testFile)))
}

/// Text as a table, as if it had been dropped.
func table(text: String) throws -> Table { try TableReader.read(Array(text.utf8)) }

func toyExpression() throws -> LabelledMatrix { try readExpression(table("toy_expression.csv")) }
func toyEffect() throws -> LabelledMatrix { try readEffect(table("toy_effect.csv")) }

let noSources = TrainingSources(effectDigest: "e", expressionDigest: "x")

func toyTraining(seed: UInt64 = 1, targets: [Gene]? = nil) throws -> Training {
    try train(
        effect: toyEffect(),
        scale: .geneEffect,
        expression: toyExpression(),
        targets: targets,
        settings: TrainingSettings(seed: Seed(seed)),
        sources: noSources
    )
}

/// A model of two targets that needs the genes A, B, C and D; `leastExpression` is 0.
func smallModel(leastExpression: Double = 0) -> EssentialityModel {
    func modifier(_ gene: String, mean: Double, coefficient: Double) -> Modifier {
        Modifier(gene: Gene(gene), correlation: 0.5, mean: mean, coefficient: coefficient)
    }
    let heldOut = HeldOut(r: 0.5, rmse: 0.25, lines: 10, modifiers: 2)
    return EssentialityModel(
        sources: noSources,
        settings: TrainingSettings(),
        scale: .geneEffect,
        lines: 40,
        expressionGenes: 4,
        leastExpression: leastExpression,
        greatestExpression: 12,
        targets: [
            TargetModel(
                gene: Gene("T2"),
                lines: 40,
                mean: -0.5,
                sd: 0.3,
                intercept: 1,
                modifiers: [
                    modifier("A", mean: 2, coefficient: -0.5), modifier("B", mean: 4, coefficient: 0.25),
                ],
                heldOut: heldOut
            ),
            TargetModel(
                gene: Gene("T1"),
                lines: 40,
                mean: -0.25,
                sd: 0.3,
                intercept: 0,
                modifiers: [
                    modifier("C", mean: 1, coefficient: 1), modifier("D", mean: 3, coefficient: -1),
                ],
                heldOut: heldOut
            ),
            TargetModel(
                gene: Gene("T3"),
                lines: 40,
                mean: 0.125,
                sd: 0.3,
                intercept: 0.125,
                modifiers: [],
                heldOut: HeldOut(r: 0, rmse: 0.3, lines: 10, modifiers: 0)
            ),
        ]
    )
}

/// The rejection `body` throws; `nil` where it throws none.
func rejection(_ body: () throws -> Void) throws -> Rejection? {
    do {
        try body()
        return nil
    } catch let rejection as Rejection {
        return rejection
    }
}
