import LinearAlgebra
import Modifiers
import TestSupport
import Testing

struct PublishedCodeTests {
    private struct Variant: Decodable {
        struct Case: Decodable {
            let target: String
            let k: Int
            let pearson: [Int]
            let spearman: [Int]
            let chi2: [Int]
            let union: [Int]
        }
        let cases: [Case]
    }

    @Test func `the published code's choice, uncorrected and without near copies`() throws {
        let expression = try toy("toy_expression.csv")
        let effect = try toy("toy_effect.csv")
        let prepared = PreparedExpression(expression: expression, rows: Array(0..<expression.rows))
        let cases = try fixture("selection_published_variant.json", as: Variant.self).cases
        #expect(cases.count == 3)
        for example in cases {
            let target = (0..<6).first { example.target.contains("TOY2\($0) ") } ?? 0
            let response = column(effect, target)
            let found = publishedCodeModifiers(of: [response], in: prepared, most: example.k)[0]
            #expect(found.map(\.column) == example.union)
            for (test, genes) in [
                (AssociationTest.pearson, example.pearson), (.spearman, example.spearman),
                (.chiSquared, example.chi2),
            ] {
                let chosen = found.filter { $0.by.contains(test) }.map(\.column)
                #expect(chosen == genes.sorted(), "\(example.target), \(test)")
            }
        }
    }
}
