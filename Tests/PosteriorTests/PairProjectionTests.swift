import LinearAlgebra
import Screen
import Statistics
import Testing

@testable import Posterior

@Suite struct PairProjectionTests {
    /// With 160 genes no gene has a column of its own; 1,300 pairs are more than one block.
    @Test(arguments: [9, 60, 160])
    func `a projection is what the rows of features come to`(genes: Int) throws {
        let index = PairIndex(genes: (0..<genes).map { Gene("G\($0)") })
        var generator = SeededGenerator(Seed(3))
        var embeddings: [Gene: [Double]] = [:]
        for gene in index.genes {
            let size = portableExp(0.5 * generator.normal())
            embeddings[gene] = (0..<5).map { _ in size * generator.normal() }
        }
        let singles = try #require(SingleKnockouts(embeddings, index: index))
        let features = PairFeatures(singles, index: index, admissible: nil)
        let weights = features.groups.indices.map { _ in generator.normal() }
        let columns = index.pairs.indices.filter { $0 % 3 != 1 }
        let plain = multiply(
            features.rows(columns),
            Matrix(rows: weights.count, columns: 1, storage: weights)
        ).storage
        let projected = PairProjection(features, weights: weights)(columns)
        #expect(projected.count == plain.count)
        let size = plain.map(\.magnitude).max() ?? 0
        let apart = zip(projected, plain).map { ($0 - $1).magnitude }.max() ?? .infinity
        #expect(size > 1)
        // Inducing points lie close to each other, so that their triangle magnifies rounding.
        #expect(apart < 1e-8 * size)
    }

    @Test func `without singles genes and the constant are left`() {
        let index = PairIndex(genes: (0..<4).map { Gene("G\($0)") })
        let features = PairFeatures(nil, index: index, admissible: nil)
        let weights = features.groups.indices.map { Double($0 + 1) }
        let plain = multiply(
            features.rows(Array(index.pairs.indices)),
            Matrix(rows: weights.count, columns: 1, storage: weights)
        ).storage
        let projected = PairProjection(features, weights: weights)(Array(index.pairs.indices))
        let apart = zip(projected, plain).map { ($0 - $1).magnitude }.max() ?? .infinity
        #expect(apart < 1e-12)
    }
}
