import LinearAlgebra
import Modifiers
import Statistics
import TestSupport
import Testing

/// Agreement with SciPy and statsmodels, to a relative 1e-8 in p-values and an absolute 1e-8 in statistics.
struct SciPyTests {
    @Test func `all genes of all toy targets score as in SciPy`() throws {
        let examples = try Oracle.examples()
        #expect(examples.count == 7)
        for example in examples {
            let plain = PlainScreen(
                example.expression,
                rows: Array(0..<example.expression.rows),
                response: example.response
            )
            var worst = 0.0
            for (column, gene) in example.expected.genes.enumerated() {
                func compare(_ test: AssociationTest, _ statistic: Double?, _ p: Double?) throws {
                    let scores = try #require(plain.scores[test])
                    guard let statistic, let p else {
                        #expect(gene.constant && scores.pValues[column].isNaN)
                        return
                    }
                    worst = max(worst, (scores.statistics[column] - statistic).magnitude)
                    worst = max(worst, (scores.pValues[column] - p).magnitude / p)
                }
                try compare(.pearson, gene.pearsonR, gene.pearsonP)
                try compare(.spearman, gene.spearmanR, gene.spearmanP)
                try compare(.chiSquared, gene.chi2, gene.chi2P)
            }
            #expect(worst < 1e-8, "\(example.name)")
        }
    }

    @Test func `the same modifier genes as SciPy and statsmodels, at every size`() throws {
        for example in try Oracle.examples() {
            let prepared = PreparedExpression(
                expression: example.expression,
                rows: Array(0..<example.expression.rows)
            )
            let sizes = [
                (20, example.expected.union20), (15, example.expected.union15), (5, example.expected.union5),
            ]
            for (most, union) in sizes {
                let rule = SelectionRule(most: most)
                let found = modifiers(of: [example.response], in: prepared, rule: rule)[0]
                #expect(found.map(\.column) == union, "\(example.name), \(most)")
                let expected = example.expected
                for (test, ranked) in [
                    (AssociationTest.pearson, expected.pearsonRanked), (.spearman, expected.spearmanRanked),
                    (.chiSquared, expected.chi2Ranked),
                ] {
                    let chosen = found.filter { $0.by.contains(test) }.map(\.column)
                    #expect(Set(chosen) == Set(ranked.prefix(most)), "\(example.name), \(test)")
                }
            }
        }
    }

    @Test func `a modifier's statistics, p-values and adjusted values are SciPy's`() throws {
        var compared = 0
        var worst = 0.0
        for example in try Oracle.examples() {
            let prepared = PreparedExpression(
                expression: example.expression,
                rows: Array(0..<example.expression.rows)
            )
            let expected = example.expected
            for modifier in modifiers(of: [example.response], in: prepared, rule: .rosenski)[0] {
                let gene = expected.genes[modifier.column]
                for (test, statistic, p, adjusted) in [
                    (AssociationTest.pearson, gene.pearsonR, gene.pearsonP, expected.pearsonAdjusted),
                    (.spearman, gene.spearmanR, gene.spearmanP, expected.spearmanAdjusted),
                    (.chiSquared, gene.chi2, gene.chi2P, expected.chi2Adjusted),
                ] {
                    let found = modifier[test]
                    let p = try #require(p)
                    worst = max(worst, (found.statistic - (statistic ?? .nan)).magnitude)
                    worst = max(worst, (found.p - p).magnitude / p)
                    #expect((found.q != nil) == modifier.by.contains(test))
                    guard let q = found.q, let wanted = adjusted[modifier.column] else { continue }
                    worst = max(worst, (q - wanted).magnitude / wanted)
                    compared += 1
                }
            }
        }
        #expect(compared > 100)
        #expect(worst < 1e-8)
    }

    @Test func `a dead gene's table tests nothing, yet the gene counts as a test`() throws {
        let expression = try toy("toy_expression.csv")
        let plain = PlainScreen(
            expression,
            rows: Array(0..<expression.rows),
            response: column(try toy("toy_effect.csv"), 0)
        )
        let scores = try #require(plain.scores[.chiSquared])
        #expect(scores.statistics[12] == 0)
        #expect(scores.pValues[12] == 1)
        #expect(scores.pValues.count { !$0.isNaN } == 58)
    }
}

struct ChiSquaredTests {
    private struct Tails: Decodable {
        struct Row: Decodable {
            let x: Double
            let df: Int
            let sf: Double
        }
        let rows: [Row]
        enum CodingKeys: String, CodingKey { case rows = "chi2_sf" }
    }

    private struct Tables: Decodable {
        struct Table: Decodable {
            let table: [[Int]]
            let chi2: Double
            let p: Double
            let dof: Int
        }
        struct Bins: Decodable {
            let name: String
            let y: [Double]
            let edges: [Double]
            let bins: [Int]
        }
        let tables: [Table]
        let bins: [Bins]
        enum CodingKeys: String, CodingKey {
            case tables
            case bins = "quantile_bins"
        }
    }

    @Test func `tails agree with SciPy to a relative 1e-8, far out too`() throws {
        let rows = try fixture("special_functions.json", as: Tails.self).rows
        #expect(rows.count == 32)
        for row in rows {
            let tail = chiSquaredTail(row.x, degrees: row.df)
            #expect((tail - row.sf).magnitude <= 1e-8 * row.sf, "\(row)")
        }
    }

    @Test func `tables agree with SciPy, and an empty column or row is left out`() throws {
        let tables = try fixture("bins_and_tables.json", as: Tables.self).tables
        #expect(tables.count == 5)
        for table in tables {
            let (statistic, degrees) = contingency(below: table.table[0], above: table.table[1])
            #expect(degrees == table.dof)
            #expect((statistic - table.chi2).magnitude < 1e-10)
            #expect((chiSquaredTail(statistic, degrees: degrees) - table.p).magnitude < 1e-10)
        }
    }

    @Test func `essentiality falls into NumPy's right-closed quantile bins`() throws {
        for example in try fixture("bins_and_tables.json", as: Tables.self).bins {
            #expect(PlainScreen.bins(example.y) == example.bins, "\(example.name)")
        }
        for example in try Oracle.examples() {
            #expect(PlainScreen.bins(example.response.filter(\.isFinite)) == example.expected.bins)
        }
    }
}
