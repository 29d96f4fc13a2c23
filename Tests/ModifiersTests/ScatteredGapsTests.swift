import LinearAlgebra
import Statistics
import Testing

@testable import Modifiers

@Suite struct ScatteredGapsTests {
    /// Lines × genes with ties, a gene that is constant in most lines, and one that is constant in all.
    private func expression(_ lines: Int, _ genes: Int, hasGaps: Bool = false) -> Matrix {
        var generator = SeededGenerator(Seed(31))
        var values = Matrix(rows: lines, columns: genes)
        for line in 0..<lines {
            for gene in 0..<genes {
                let level = max(3 + 2 * generator.normal(), 0)
                values[line, gene] = gene % 3 == 0 ? level.rounded() : level
            }
            values[line, 1] = line < 3 ? 5 : 2
            values[line, 2] = 4
            if hasGaps, line % 11 == 5 { values[line, 4] = .nan }
            if hasGaps, line == 7 { values[line, 5] = .nan }
        }
        return values
    }

    private func responses(_ expression: Matrix, _ targets: Int) -> [[Double]] {
        var generator = SeededGenerator(Seed(37))
        return (0..<targets).map { target in
            (0..<expression.rows).map { line in
                let value = expression[line, 3 + target % 7] + generator.normal()
                // the first target misses the lines in which gene 1 varies, the second none
                let isMissing = target == 0 ? line < 3 : target > 1 && generator.index(below: 12) == 0
                return isMissing || value.isNaN ? .nan : value
            }
        }
    }

    private func alone(_ response: [Double], _ expression: Matrix) -> [ModifierGene] {
        let places = response.indices.filter { response[$0].isFinite }
        return modifiers(
            of: [places.map { response[$0] }],
            in: PreparedExpression(expression: expression, rows: places),
            rule: .rosenski
        )[0]
    }

    @Test(arguments: [false, true])
    func `targets with gaps of their own have the modifiers of their lines prepared by themselves`(
        hasGaps: Bool
    ) {
        let expression = expression(130, 40, hasGaps: hasGaps)
        let responses = responses(expression, 30)
        let prepared = PreparedExpression(expression: expression, rows: Array(0..<130))
        let found = modifiers(of: responses, in: prepared, rule: .rosenski)
        let patterns = Set(responses.map { values in values.indices.filter { values[$0].isNaN } })
        #expect(patterns.count > 25)
        #expect(found.count { !$0.isEmpty } > 20)
        for (target, response) in responses.enumerated() {
            // The same values sorted and summed in the same order: equal to the bit.
            #expect(found[target] == alone(response, expression), "target \(target)")
        }
    }

    @Test func `the order of the targets does not matter`() {
        let expression = expression(90, 30)
        let responses = responses(expression, 20)
        let prepared = PreparedExpression(expression: expression, rows: Array(0..<90))
        let found = modifiers(of: responses, in: prepared, rule: .rosenski)
        let turned = modifiers(of: responses.reversed(), in: prepared, rule: .rosenski)
        #expect(Array(turned.reversed()) == found)
    }
}
