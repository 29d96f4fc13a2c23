import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import Essentiality

/// SciPy's correlations and statsmodels' corrections, from `Fixtures/feature_selection.json`.
private struct Oracle: Decodable {
    struct Case: Decodable {
        struct PerGene: Decodable {
            let n: Int
            let r: Double?
            let p: Double?

            enum CodingKeys: String, CodingKey {
                case n
                case r = "pearson_r"
                case p = "pearson_p"
            }
        }
        let genes: [PerGene]
        let adjusted: [Double?]
        let ranked: [Int]

        enum CodingKeys: String, CodingKey {
            case genes = "per_gene"
            case adjusted = "pearson_adjusted"
            case ranked = "pearson_ranked"
        }
    }
    let tolerance: Double
    let cases: [String: Case]
}

@Suite struct ModifierSelectionTests {
    private func correlations(_ name: String) throws -> GeneCorrelations {
        let isMissing = name.hasPrefix("missing expression")
        let expression = try readExpression(
            table(isMissing ? "toy_expression_missing.csv" : "toy_expression.csv")
        )
        let effect = try toyEffect()
        let target = gene(labelled: name.split(separator: ": ").last.map(String.init) ?? name)
        let values = effect.column(try #require(effect.genes.firstIndex(of: target)))
        let rows = values.indices.filter { !values[$0].isNaN }
        let screen = CorrelationScreen(expression: expression.values, rows: rows)
        return try #require(screen.correlations(with: [rows.map { values[$0] }]).first)
    }

    @Test(
        arguments: [
            "TOY20 (700020)", "TOY21 (700021)", "TOY22 (700022)", "TOY23 (700023)", "TOY24 (700024)",
            "TOY25 (700025)", "missing expression: TOY21 (700021)",
        ]
    )
    func `correlations, corrections and ranking are those of SciPy and statsmodels`(name: String) throws {
        let oracle = try fixture("feature_selection.json", as: Oracle.self)
        let expected = try #require(oracle.cases[name])
        let found = try correlations(name)
        let p = found.pValues
        let adjusted = benjaminiHochberg(p)
        for (column, gene) in expected.genes.enumerated() {
            guard let r = gene.r, let value = gene.p,
                let corrected = expected.adjusted[column]
            else {
                #expect(found.r[column].isNaN && p[column].isNaN && adjusted[column].isNaN)
                continue
            }
            #expect((found.r[column] - r).magnitude <= oracle.tolerance)
            #expect((p[column] - value).magnitude <= oracle.tolerance * value)
            #expect((adjusted[column] - corrected).magnitude <= oracle.tolerance * corrected)
            #expect((found.linesOfIncomplete[column] ?? found.lines) == gene.n)
        }
        let all = modifierColumns(found, rule: SelectionRule(falseDiscoveryRate: 0.05, most: 60))
        #expect(all == expected.ranked)
        let top = modifierColumns(found, rule: SelectionRule(falseDiscoveryRate: 0.05, most: 5))
        #expect(top == Array(expected.ranked.prefix(5)))
    }

    @Test func `computing few p-values chooses what computing all of them does`() {
        var generator = SeededGenerator(Seed(20))
        for trial in 0..<300 {
            // Between nothing real and a third of the genes real.
            let signal = Double(trial % 10) / 15
            let r = (0..<200).map { gene in
                let base = gene % 3 == 0 ? signal : 0
                return min(max(base + 0.15 * generator.normal(), -1), 1)
            }
            let found = GeneCorrelations(r: r, lines: 45, linesOfIncomplete: [:])
            let adjusted = benjaminiHochberg(found.pValues)
            let significant = r.indices.filter { adjusted[$0] < 0.05 }
            let most = trial % 2 == 0 ? 20 : 200
            let chosen = modifierColumns(found, rule: SelectionRule(falseDiscoveryRate: 0.05, most: most))
            #expect(chosen.count == min(significant.count, most))
            #expect(Set(chosen).isSubset(of: significant))
            #expect(zip(chosen, chosen.dropFirst()).allSatisfy { r[$0].magnitude >= r[$1].magnitude })
        }
    }

    @Test func `a constant target has no modifiers`() throws {
        let expression = try toyExpression()
        let screen = CorrelationScreen(expression: expression.values, rows: Array(expression.lines.indices))
        let found = try #require(screen.correlations(with: [[Double](repeating: 0.1, count: 40)]).first)
        #expect(found.r.allSatisfy { $0.isNaN })
        #expect(modifierColumns(found, rule: SelectionRule(falseDiscoveryRate: 0.05, most: 20)).isEmpty)
    }

    @Test func `equal correlations are taken in the order of the columns`() {
        let noise = [3e-12, 0, -2e-12, 1e-12]
        let found = GeneCorrelations(r: noise.map { 0.9 + $0 }, lines: 50, linesOfIncomplete: [:])
        #expect(modifierColumns(found, rule: SelectionRule(falseDiscoveryRate: 0.05, most: 3)) == [0, 1, 2])
    }
}
