import Expression
import LinearAlgebra
import Statistics
import Testing

@testable import Essentiality
@testable import Regression

@Suite struct ShallowTreesTests {
    private func predictions(_ trees: ShallowTrees, _ design: Matrix) -> [Double] {
        trees.features.withUnsafeBufferPointer { features in
            trees.thresholds.withUnsafeBufferPointer { thresholds in
                trees.values.withUnsafeBufferPointer { values in
                    (0..<design.rows).map { row in
                        Double(
                            shallowSum(
                                design.row(row).map { Float($0) },
                                base: trees.base,
                                trees: 0..<trees.count,
                                features: features,
                                thresholds: thresholds,
                                values: values
                            )
                        )
                    }
                }
            }
        }
    }

    /// A tree whose branches end anywhere, at most three levels deep.
    private func grow(_ trees: inout BoostedTrees, level: Int, _ generator: inout SeededGenerator) -> Int32 {
        guard level < 3, generator.uniform() < 0.75 else {
            return trees.appendLeaf(Float(generator.normal()))
        }
        let column = generator.index(below: trees.featureCount)
        let node = trees.appendSplit(feature: column, threshold: Float(generator.index(below: 5)))
        let left = grow(&trees, level: level + 1, &generator)
        let right = grow(&trees, level: level + 1, &generator)
        trees.connect(node, left: left, right: right)
        return node
    }

    @Test func `random trees say the same side by side, to the bit`() {
        var generator = SeededGenerator(Seed(8))
        for width in [1, 7, 255] {
            for _ in 0..<50 {
                var trees = BoostedTrees(featureCount: width, baseScore: Float(generator.normal()))
                for _ in 0..<generator.index(below: 12) {
                    trees.roots.append(grow(&trees, level: 0, &generator))
                }
                // Whole numbers, so that values often lie on a threshold.
                let storage = (0..<20 * width).map { _ in Double(generator.index(below: 5)) }
                let design = Matrix(rows: 20, columns: width, storage: storage)
                #expect(predictions(ShallowTrees(trees), design) == trees.predict(design))
            }
        }
    }

    @Test func `trees grown on lines say the same side by side, to the bit`() {
        let (expression, effect) = planted(lines: 80, genes: 12, targets: 1)
        let trees = ModifierFit.boosting.fit(expression.values, effect.column(0), seed: Seed(4))
        let shallow = ShallowTrees(trees)
        #expect(shallow.count == 100)
        #expect(predictions(shallow, expression.values) == trees.predict(expression.values))
    }

    @Test func `no trees say nothing`() {
        let none = ShallowTrees(nil)
        #expect(none.count == 0 && none.base == 0)
        #expect(predictions(none, Matrix([[1, 2]])) == [0])
    }
}
