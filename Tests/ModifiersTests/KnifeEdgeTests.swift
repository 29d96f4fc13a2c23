import LinearAlgebra
import Modifiers
import Testing

/// False discovery rates a relative 1e-9 above and below genes' own adjusted values.
///
/// Such a rate lies within 1e-11 of the gene's score, far inside the error of single precision, so that only
/// exact scoring decides as the plain screen does.
struct KnifeEdgeTests {
    @Test(arguments: [11, 12, 13, 14] as [UInt64], [false, true])
    func `a rate next to a gene's adjusted value decides exactly`(seed: UInt64, missing: Bool) {
        let lines = 120
        let planted = PlantedData(seed: seed, lines: lines, genes: 400, targets: 8, missing: missing)
        let prepared = PreparedExpression(expression: planted.expression, rows: Array(0..<lines))
        var scratch = ScreenScratch()
        var rates = 0
        for (number, target) in planted.targets.enumerated() {
            let plain = PlainScreen(planted.expression, rows: Array(0..<lines), response: target)
            for test in AssociationTest.allCases {
                guard let adjusted = plain.scores[test]?.adjusted else { continue }
                let values = Set(adjusted.filter { $0 > 1e-9 && $0 < 0.7 }).sorted()
                let step = max(values.count / 4, 1)
                for place in stride(from: 0, to: values.count, by: step) {
                    for nudge in [-1e-9, 1e-9] {
                        let rate = values[place] * (1 + nudge)
                        for most in [20, 700] {
                            let rule = SelectionRule(falseDiscoveryRate: rate, most: most, tests: [test])
                            let found = modifiers(of: [target], in: prepared, rule: rule, scratch: &scratch)
                            let wrong = differences(found[0], plain, rule: rule)
                            #expect(wrong.isEmpty, "target \(number), \(test), \(rate)")
                            rates += 1
                        }
                    }
                }
            }
        }
        #expect(rates > 100)
    }
}
