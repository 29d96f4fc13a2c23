import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import Regression

struct SmallBoostedTreesTests {
    private func screen(_ number: Int) throws -> (SyntheticScreen, TreeReference) {
        let reference = try fixture("tree_reference.json", as: TreeReference.self)
        return (SyntheticScreen(number: number, reference: reference), reference)
    }

    @Test(arguments: 0..<5) func `held-out accuracy is that of XGBoost with the same settings`(
        caseNumber: Int
    ) throws {
        let (screen, reference) = try screen(caseNumber)
        let expected = reference.cases[caseNumber]
        #expect((screen.design[0, 0] - expected.firstValue).magnitude < 1e-12)
        #expect((screen.response[reference.lines - 1] - expected.lastResponse).magnitude < 1e-12)
        let columns = Array(0..<reference.columns)
        var r: [Double] = []
        for number in 0..<reference.screens {
            let screen = SyntheticScreen(number: caseNumber, screen: number, reference: reference)
            let training = part(screen.design, rows: Array(0..<reference.training), columns: columns)
            let held = part(
                screen.design,
                rows: Array(reference.training..<reference.lines),
                columns: columns
            )
            let truth = Array(screen.response[reference.training...])
            for seed in 0..<10 {
                let trees = SmallBoostedTrees().fit(
                    training,
                    Array(screen.response[..<reference.training]),
                    seed: Seed(UInt64(seed))
                )
                r.append(pearson(trees.predict(held), truth))
            }
        }
        // Both are means over the screens and seeds; on a single screen other bins move r by up to .03.
        let difference = mean(r) - expected.treesR
        #expect(difference.magnitude < 0.02, "\(expected.name): \(mean(r)) against \(expected.treesR)")
    }

    /// Without subsampling and with as many bins as values, both look at the same splits.
    @Test func `without chance the trees are XGBoost's exact ones`() throws {
        let (screen, _) = try screen(0)
        let rows = Array(0..<60)
        let design = part(screen.design, rows: rows, columns: Array(0..<12))
        let response = Array(screen.response[..<60])
        var small = SmallBoostedTrees()
        (small.lineShare, small.columnShare, small.minimumLeaf, small.penalty) = (1, 1, 1, 1)
        (small.depth, small.rounds, small.rate) = (4, 30, 0.1)
        let native = small.fit(design, response, seed: Seed(1))
        var library = GradientBoosting()
        (library.depth, library.rounds, library.rates, library.patience) = (4, 30, [0.1], nil)
        let trees = try library.fit(design, response, training: rows, validation: rows, seed: Seed(1)).trees
        #expect(native.feature.count == trees.feature.count)
        #expect(native.roots.count == 30)
        // 1e-5: gradients in fixed point against single precision, over 30 trees.
        #expect(largestDifference(native.predict(design), trees.predict(design)) < 1e-5)
        #expect(largestDifference(native.importances, trees.importances) < 1e-4)
    }

    @Test func `a seed gives the same trees again and another seed others`() throws {
        let (screen, _) = try screen(2)
        let first = SmallBoostedTrees().fit(screen.design, screen.response, seed: Seed(5))
        #expect(first == SmallBoostedTrees().fit(screen.design, screen.response, seed: Seed(5)))
        #expect(first != SmallBoostedTrees().fit(screen.design, screen.response, seed: Seed(6)))
        let ranked = first.importances.indices.sorted { first.importances[$0] > first.importances[$1] }
        #expect(Set(ranked.prefix(3)) == [0, 1, 2])
    }

    @Test func `no leaf of the lines seen is smaller than the minimum`() throws {
        let (screen, _) = try screen(1)
        var settings = SmallBoostedTrees()
        (settings.lineShare, settings.minimumLeaf, settings.rounds) = (1, 40, 20)
        let trees = settings.fit(screen.design, screen.response, seed: Seed(0))
        var smallest = Int.max
        for root in trees.roots {
            var counts: [Int32: Int] = [:]
            for line in 0..<screen.design.rows {
                var node = Int(root)
                while trees.feature[node] >= 0 {
                    let value = Float(screen.design[line, Int(trees.feature[node])])
                    node = Int(value < trees.threshold[node] ? trees.left[node] : trees.right[node])
                }
                counts[Int32(node), default: 0] += 1
            }
            smallest = min(smallest, counts.values.min() ?? 0)
        }
        #expect((40..<200).contains(smallest))
    }

    @Test func `constant responses, constant columns and single lines give the mean`() {
        let constant = SmallBoostedTrees().fit(
            Matrix(rows: 3, columns: 2, storage: [1, 5, 2, 5, 3, 5]),
            [4, 4, 4],
            seed: Seed(0)
        )
        #expect(constant.predict(Matrix(rows: 1, columns: 2)) == [4])
        var settings = SmallBoostedTrees()
        (settings.lineShare, settings.columnShare, settings.minimumLeaf) = (1, 1, 1)
        let flat = settings.fit(Matrix(rows: 4, columns: 1), [1, 2, 3, 6], seed: Seed(0))
        #expect(largestDifference(flat.predict(Matrix(rows: 1, columns: 1)), [3]) < 1e-6)
        #expect(SmallBoostedTrees().fit(Matrix(rows: 1, columns: 1), [2], seed: Seed(0)).baseScore == 2)
        #expect(SmallBoostedTrees().fit(Matrix(rows: 2, columns: 0), [2, 4], seed: Seed(0)).baseScore == 3)
    }

    @Test func `far from zero and across scales the fit is the same up to rounding`() throws {
        let (screen, _) = try screen(1)
        let plain = SmallBoostedTrees().fit(screen.design, screen.response, seed: Seed(3)).predict(
            screen.design
        )
        let large = SmallBoostedTrees().fit(
            screen.design,
            screen.response.map { $0 * 0x1p60 },
            seed: Seed(3)
        )
        // A power of two changes no bit of the significands.
        #expect(large.predict(screen.design).map { $0 * 0x1p-60 } == plain)
    }
}

struct FeatureBinsTests {
    @Test func `a bin holds the values between its cuts and bins share the lines`() throws {
        let reference = try fixture("tree_reference.json", as: TreeReference.self)
        let design = SyntheticScreen(number: 0, reference: reference).design
        let bins = FeatureBins(design)
        for column in 0..<design.columns {
            let cuts = bins.cuts[(column * FeatureBins.limit)...].prefix(bins.counts[column] - 1)
            var sizes = [Int](repeating: 0, count: bins.counts[column])
            var wrong = 0
            for row in 0..<design.rows {
                let bin = Int(bins.bins[row * design.columns + column])
                sizes[bin] += 1
                if bin != cuts.count(where: { $0 <= Float(design[row, column]) }) { wrong += 1 }
            }
            #expect(wrong == 0)
            #expect(bins.counts[column] == FeatureBins.limit)
            // 900 lines over 64 bins are 14 or 15 each; a cut-off column has half of them in the first.
            let others = column < 12 ? sizes : Array(sizes.dropFirst())
            let expected = column < 12 ? 14...15 : 6...9
            #expect(others.allSatisfy { expected.contains($0) }, "\(sizes)")
        }
    }

    @Test func `few distinct values are all kept apart and zeros of both signs together`() {
        let design = Matrix(rows: 6, columns: 1, storage: [2, -0.0, 0.0, -7, 2, 1e30])
        let bins = FeatureBins(design)
        #expect(bins.bins == [2, 1, 1, 0, 2, 3])
        #expect(bins.counts == [4])
        #expect(Array(bins.cuts[..<3]) == [-3.5, 1, 0.5e30])
    }
}
