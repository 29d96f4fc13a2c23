import Regression
import Statistics
import Testing

@testable import Essentiality

@Suite struct LineageCorrelationsTests {
    @Test func `lineage means do not tell their own lines backwards`() {
        // Predictions that are the mean of the other folds' lines know nothing within a lineage.
        var generator = SeededGenerator(Seed(5))
        let measured = (0..<600).map { _ in generator.normal() }
        let lineages = (0..<600).map { "T\($0 % 40)" }
        let folds = KFold(count: 600, folds: 5, seed: 1).folds
        var predicted = [Double](repeating: 0, count: 600)
        for fold in folds {
            for line in fold.test {
                let others = fold.training.filter { lineages[$0] == lineages[line] }
                predicted[line] = mean(others.map { measured[$0] }) + 1e-3 * generator.normal()
            }
        }
        var group = [Int?](repeating: nil, count: 600)
        for (number, fold) in folds.enumerated() {
            for line in fold.test { group[line] = number }
        }
        let parts = LineageCorrelations(
            measured: measured,
            predicted: predicted,
            lineages: lineages,
            minimumLines: 10,
            groups: group
        )
        // Four standard errors of a correlation of some 400 free values.
        #expect(parts.within.magnitude < 0.2)
        #expect(parts.lines == 600)
    }

    /// Two lineages of twenty lines, told in two folds; what a prediction is, by lineage, line and measurement.
    private func parts(
        _ predicted: (_ lineage: Int, _ line: Int, _ measured: Double) -> Double,
        lineages: (Int) -> String = { "T\($0 % 2)" }
    ) -> LineageCorrelations {
        let measured = (0..<40).map { line in
            let (lineage, place) = (line % 2, line / 2)
            return Double(3 * lineage + 7 * place % 5)
        }
        return LineageCorrelations(
            measured: measured,
            predicted: measured.indices.map { predicted($0 % 2, $0, measured[$0]) },
            lineages: measured.indices.map(lineages),
            groups: measured.indices.map { line -> Int? in line / 2 % 2 }
        )
    }

    @Test func `what is told within lineages is parted from what is told between them`() {
        let exact = parts { _, _, measured in 2 * measured - 1 }
        #expect((exact.overall - 1).magnitude < 1e-12 && (exact.within - 1).magnitude < 1e-12)
        #expect(exact.linesWithin == 40 && exact.knownWithin == exact.within)
        // The lineage and nothing else: measured 3 apart, of a variance of 2 within (values 0 … 4 alike).
        let between = parts { lineage, _, _ in Double(lineage) }
        #expect(between.within.isNaN && between.knownWithin == 0)
        #expect((between.overall - (2.25 / 4.25).squareRoot()).magnitude < 1e-12)
        let backward = parts { lineage, _, measured in Double(20 * lineage) - measured }
        #expect((backward.within + 1).magnitude < 1e-12 && backward.overall > 0.5)
    }

    @Test func `too few lines of a known lineage tell nothing`() {
        #expect(parts({ _, _, measured in measured }, lineages: { _ in "" }).knownWithin == nil)
        let twenty = parts({ _, _, measured in measured }, lineages: { $0 % 2 == 0 ? "T" : "" })
        #expect(twenty.linesWithin == 20 && twenty.knownWithin == nil && twenty.within > 0.99)
        #expect(parts({ _, _, measured in measured }, lineages: { "T\($0 / 5)" }).linesWithin == 0)
    }
}
