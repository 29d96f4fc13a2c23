import LinearAlgebra
import Modifiers
import Statistics
import Testing

/// The screen against the plain one: the same genes in the same order, statistics to 1e-10, p- and adjusted
/// values to a relative 1e-8.
struct ScaleTests {
    struct Setting: Sendable {
        let seed: UInt64
        let lines: Int
        let genes: Int
        let missing: Bool
    }

    private static let settings = [
        Setting(seed: 1, lines: 40, genes: 500, missing: false),
        Setting(seed: 2, lines: 150, genes: 700, missing: false),
        Setting(seed: 3, lines: 150, genes: 500, missing: true),
        Setting(seed: 4, lines: 64, genes: 300, missing: true),
        Setting(seed: 5, lines: 301, genes: 900, missing: false),
        Setting(seed: 6, lines: 13, genes: 400, missing: true),
    ]

    private static let rules = [
        SelectionRule.rosenski, SelectionRule(most: 5), SelectionRule(falseDiscoveryRate: 0.3, most: 90),
        SelectionRule(most: 15, isCorrected: false), SelectionRule(tests: [.spearman, .chiSquared]),
        SelectionRule(falseDiscoveryRate: 0.9, most: 1_000),
    ]

    @Test(arguments: settings) func `the plain screen's genes, and its numbers`(setting: Setting) {
        let planted = PlantedData(
            seed: setting.seed,
            lines: setting.lines,
            genes: setting.genes,
            targets: 32,
            missing: setting.missing
        )
        // Lines out of order, and not all of them.
        let rows = (0..<setting.lines).reversed().filter { $0 % 10 != 7 }
        let responses = planted.targets.map { target in rows.map { target[$0] } }
        let prepared = PreparedExpression(expression: planted.expression, rows: rows)
        var scratch = ScreenScratch()
        var found = 0
        let plain = responses.map { PlainScreen(planted.expression, rows: rows, response: $0) }
        for rule in Self.rules {
            let chosen = modifiers(of: responses, in: prepared, rule: rule, scratch: &scratch)
            for target in responses.indices {
                found += chosen[target].count
                let wrong = differences(chosen[target], plain[target], rule: rule)
                #expect(wrong.isEmpty, "target \(target), \(rule.falseDiscoveryRate), \(rule.most)")
            }
        }
        #expect(found > 2_000)
    }

    @Test func `blocks of any size find the same`() {
        let planted = PlantedData(seed: 9, lines: 80, genes: 300, targets: 21, missing: true)
        let prepared = PreparedExpression(expression: planted.expression, rows: Array(0..<80))
        let together = modifiers(of: planted.targets, in: prepared, rule: .rosenski)
        let alone = planted.targets.map { modifiers(of: [$0], in: prepared, rule: .rosenski)[0] }
        #expect(together == alone)
        #expect(together.contains { !$0.isEmpty })
    }

    @Test func `a copy of a gene shares its strength, and the first column leads`() {
        var generator = SeededGenerator(Seed(3))
        var matrix = Matrix(rows: 60, columns: 30)
        let target = (0..<60).map { _ in generator.normal() }
        for line in 0..<60 {
            for gene in 0..<30 {
                matrix[line, gene] = generator.normal()
            }
            matrix[line, 20] = target[line] + matrix[line, 1]
            matrix[line, 7] = 20 - 2 * matrix[line, 20]
            matrix[line, 25] = matrix[line, 20]
        }
        let prepared = PreparedExpression(expression: matrix, rows: Array(0..<60))
        let rule = SelectionRule(most: 2, tests: [.pearson])
        #expect(modifiers(of: [target], in: prepared, rule: rule)[0].map(\.column) == [7, 20])
    }

    @Test func `many rescaled copies of a gene are as strong as it, and the first columns lead`() {
        var generator = SeededGenerator(Seed(21))
        let gene = (0..<90).map { _ in generator.normal() }
        let target = gene.map { $0 + 0.3 * generator.normal() }
        var matrix = Matrix(rows: 90, columns: 400)
        for column in 0..<400 {
            let scale = column % 4 == 1 ? 0.1 + 3 * generator.uniform() : 0
            let shift = generator.normal()
            for line in 0..<90 {
                matrix[line, column] = scale > 0 ? shift - scale * gene[line] : generator.normal()
            }
        }
        let prepared = PreparedExpression(expression: matrix, rows: Array(0..<90))
        let rule = SelectionRule(tests: [.pearson])
        let found = modifiers(of: [target], in: prepared, rule: rule)[0]
        #expect(found.map(\.column) == (0..<20).map { 4 * $0 + 1 })
    }

    @Test func `nothing is found where nothing can be tested`() {
        let constant = Matrix(rows: 5, columns: 3, storage: [Double](repeating: 1, count: 15))
        let target = [1.0, 2, 3, 4, 5]
        let flat = PreparedExpression(expression: constant, rows: Array(0..<5))
        #expect(modifiers(of: [target], in: flat, rule: .rosenski) == [[]])
        let none = PreparedExpression(expression: Matrix(rows: 5, columns: 0), rows: Array(0..<5))
        #expect(modifiers(of: [target], in: none, rule: .rosenski) == [[]])
        let lost = PreparedExpression(
            expression: Matrix(rows: 5, columns: 2, storage: [Double](repeating: .nan, count: 10)),
            rows: Array(0..<5)
        )
        #expect(modifiers(of: [target], in: lost, rule: .rosenski) == [[]])
        var varied = constant
        for line in 0..<5 { varied[line, 0] = Double(line) }
        let prepared = PreparedExpression(expression: varied, rows: Array(0..<5))
        let unmeasured = [Double](repeating: .nan, count: 5)
        let twice = [.nan, .nan, .nan, 1.0, 2]
        #expect(modifiers(of: [unmeasured, twice], in: prepared, rule: .rosenski) == [[], []])
        let empty = PreparedExpression(expression: varied, rows: [])
        #expect(modifiers(of: [[]], in: empty, rule: .rosenski) == [[]])
    }
}
