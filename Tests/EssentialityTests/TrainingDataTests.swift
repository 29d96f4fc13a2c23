import Expression
import LinearAlgebra
import Screen
import TestSupport
import Testing

@testable import Essentiality

@Suite struct TrainingDataTests {
    private func fault(_ body: () throws(TrainingFault) -> Void) -> TrainingFault? {
        do throws(TrainingFault) {
            try body()
            return nil
        } catch { return error }
    }

    private func changed(_ matrix: LabelledMatrix, _ change: (inout Matrix) -> Void) -> LabelledMatrix {
        var values = matrix.values
        change(&values)
        return LabelledMatrix(lines: matrix.lines, genes: matrix.genes, values: values)
    }

    @Test func `lines stand by name, targets by the lines they are known in`() throws {
        let data = try toyTrainingData()
        #expect(data.lines == data.lines.sorted() && data.lines.count == 40)
        #expect(data.targets.last == Gene("TOY25") && data.targets.count == 6)
        #expect(data.targets.dropLast() == ["TOY20", "TOY21", "TOY22", "TOY23", "TOY24"].map { Gene($0) })
        #expect(data.lineages.prefix(3) == ["Lung", "Skin", "Bowel"])
        #expect(data.skipped.isEmpty && data.sparseGenes.isEmpty)
    }

    @Test func `the order of the files does not matter`() throws {
        let (effect, expression) = try (toyEffect(), toyExpression())
        let one = try TrainingData(effect: effect, expression: expression, lineages: toyLineages())
        let targets = Array(effect.genes.indices.reversed())
        var reversed = Matrix(rows: 40, columns: 6)
        for row in 0..<40 {
            for (place, column) in targets.enumerated() {
                reversed[row, place] = effect.values[39 - row, column]
            }
        }
        let other = try TrainingData(
            effect: LabelledMatrix(
                lines: effect.lines.reversed(),
                genes: targets.map { effect.genes[$0] },
                values: reversed
            ),
            expression: expression.restricted(
                toLines: expression.lines.sorted { $0.last ?? "a" < $1.last ?? "a" }
            ),
            lineages: toyLineages()
        )
        #expect(other.lines == one.lines && other.targets == one.targets && other.lineages == one.lineages)
        #expect(other.expression == one.expression)
        #expect(difference(other.effect.storage, one.effect.storage) == 0)
    }

    @Test func `lines of one file only are left out`() throws {
        let expression = try toyExpression()
        let fewer = expression.restricted(toLines: Array(expression.lines.dropFirst(5)))
        let data = try TrainingData(effect: toyEffect(), expression: fewer)
        #expect(data.lines == Array(expression.lines.dropFirst(5)))
        #expect(data.lineages.allSatisfy(\.isEmpty) && data.effect.rows == 35)
    }

    @Test func `files without a common line name one line of each`() throws {
        let (effect, expression) = try (toyEffect(), toyExpression())
        let renamed = expression.renamingLines(expression.lines.map { "X" + $0 })
        let found = fault { () throws(TrainingFault) in
            _ = try TrainingData(effect: effect, expression: renamed)
        }
        #expect(found == .noCommonLines(inEffect: "ACH-000101", inExpression: "XACH-000101"))
    }

    @Test(arguments: [1, 13])
    func `too few common lines are counted`(count: Int) throws {
        let effect = try toyEffect()
        let few = try toyExpression().restricted(toLines: Array(effect.lines.prefix(count)))
        let found = fault { () throws(TrainingFault) in _ = try TrainingData(effect: effect, expression: few)
        }
        #expect(found == .tooFewLines(count, needed: 14))
        #expect(found?.description.contains("\(count)") == true)
    }

    @Test func `a target that the effect file lacks is named`() throws {
        let (effect, expression) = try (toyEffect(), toyExpression())
        let found = fault { () throws(TrainingFault) in
            _ = try TrainingData(
                effect: effect,
                expression: expression,
                targets: [Gene("TOY21"), Gene("NOPE")]
            )
        }
        #expect(found == .unknownTargets([Gene("NOPE")], known: 6))
        #expect(found?.description.contains("NOPE") == true)
    }

    @Test func `targets asked for are the only ones`() throws {
        let wanted = [Gene("TOY25"), Gene("TOY21")]
        let data = try TrainingData(effect: toyEffect(), expression: toyExpression(), targets: wanted)
        #expect(data.targets == [Gene("TOY21"), Gene("TOY25")])
        #expect(data.effect.columns == 2)
    }

    @Test func `constant targets and those known in few lines are skipped by name`() throws {
        let effect = changed(try toyEffect()) { values in
            for row in 0..<28 { values[row, 0] = .nan }
            for row in 0..<40 { values[row, 2] = row < 3 ? .nan : 0.5 }
        }
        let data = try TrainingData(effect: effect, expression: toyExpression())
        #expect(data.skipped.map(\.gene) == [Gene("TOY20"), Gene("TOY22")])
        #expect(data.skipped[0].reason == "its effect is known in 12 lines, of which 13 are needed")
        #expect(data.skipped[1].reason == "its effect is 0.5 in every line")
        #expect(data.targets.map(\.symbol) == ["TOY21", "TOY23", "TOY24", "TOY25"])
    }

    @Test(arguments: [0.5, .nan])
    func `effects that are constant or missing train nothing and say why`(value: Double) throws {
        let expression = try toyExpression()
        let flat = changed(try toyEffect()) { values in
            for place in values.storage.indices { values.storage[place] = value }
        }
        let found = fault { () throws(TrainingFault) in
            _ = try TrainingData(effect: flat, expression: expression)
        }
        guard case .allSkipped(let skipped) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(skipped.count == 6)
        #expect(found?.description.contains(value.isNaN ? "known in 0 lines" : "0.5 in every line") == true)
    }

    @Test func `a gene known in less than half of the lines takes no part`() throws {
        let sparse = changed(try toyExpression()) { values in
            for row in 0..<21 { values[row, 14] = .nan }
            for row in 0..<20 { values[row, 15] = .nan }
        }
        let data = try TrainingData(effect: toyEffect(), expression: sparse)
        #expect(data.sparseGenes == [Gene("TOY14")])
        #expect(data.genes.count == 59 && data.genes.contains(Gene("TOY15")))
        #expect(data.expression.columns == 59)
    }

    @Test func `expression that is missing everywhere is said to be`() throws {
        let effect = try toyEffect()
        let none = changed(try toyExpression()) { values in
            for place in values.storage.indices { values.storage[place] = .nan }
        }
        let found = fault { () throws(TrainingFault) in _ = try TrainingData(effect: effect, expression: none)
        }
        #expect(found == .noExpression(lines: 40))
    }

    @Test func `faults name ten genes and count the others`() {
        let genes = (10..<30).map { Gene("NOPE\($0)") }
        let text = TrainingFault.unknownTargets(genes, known: 3).description
        #expect(text.contains("NOPE19 and 10 more") && !text.contains("NOPE20"))
    }
}
