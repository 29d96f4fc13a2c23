import LinearAlgebra
import Screen
import Statistics
import Testing

@testable import Posterior

@Suite struct PairFeaturesTests {
    private let index = PairIndex(genes: (0..<9).map { Gene("G\($0)") })

    /// Normal embeddings with norms that differ.
    private func embeddings(_ genes: [Gene], dimension: Int = 4, seed: UInt64 = 1) -> [Gene: [Double]] {
        var generator = SeededGenerator(Seed(seed))
        var embeddings: [Gene: [Double]] = [:]
        for gene in genes {
            let size = portableExp(0.5 * generator.normal())
            embeddings[gene] = (0..<dimension).map { _ in size * generator.normal() }
        }
        return embeddings
    }

    private func made(
        _ embeddings: [Gene: [Double]],
        _ index: PairIndex,
        admissible: [Int]? = nil
    ) throws -> PairFeatures {
        let singles = try #require(SingleKnockouts(embeddings, index: index))
        return PairFeatures(singles, index: index, admissible: admissible)
    }

    /// The columns of one group.
    private func section(_ features: PairFeatures, _ columns: [Int], of group: PairFeatures.Group) -> Matrix {
        let all = features.rows(columns)
        let kept = features.groups.indices.filter { features.groups[$0] == group.rawValue }
        let storage = columns.indices.flatMap { row in kept.map { all[row, $0] } }
        return Matrix(rows: columns.count, columns: kept.count, storage: storage)
    }

    /// The kernel between pairs that a group is.
    private func kernel(_ features: PairFeatures, _ columns: [Int], _ group: PairFeatures.Group) -> Matrix {
        let rows = section(features, columns, of: group)
        return multiply(rows, rows, transposeB: true)
    }

    private func difference(_ one: Matrix, _ other: Matrix) -> Double {
        zip(one.storage, other.storage).map { ($0 - $1).magnitude }.max() ?? 0
    }

    private func finite(_ features: PairFeatures, _ index: PairIndex) -> Bool {
        features.rows(Array(index.pairs.indices)).storage.allSatisfy(\.isFinite)
    }

    @Test(arguments: PairFeatures.Group.allCases)
    func `the order of a pair's genes does not matter`(group: PairFeatures.Group) throws {
        let singles = embeddings(index.genes)
        // The same genes by names whose order is the reverse.
        let reversed = PairIndex(genes: (0..<9).map { Gene("G\($0)") })
        func renamed(_ gene: Int) -> Gene { reversed.genes[8 - gene] }
        var others: [Gene: [Double]] = [:]
        for (number, gene) in index.genes.enumerated() { others[renamed(number)] = singles[gene] }
        let columns = try index.members.map { members -> Int in
            let pair = try #require(Pair(renamed(members.i), renamed(members.j)))
            return try #require(reversed.column(of: pair))
        }
        #expect(Set(columns) == Set(index.pairs.indices))
        let one = try kernel(made(singles, index), Array(index.pairs.indices), group)
        let other = try kernel(made(others, reversed), columns, group)
        #expect(difference(one, other) < 1e-8)
    }

    @Test(arguments: [PairFeatures.Group.linear, .near, .far, .coupling])
    func `the axes of the embeddings do not matter, nor their unit`(group: PairFeatures.Group) throws {
        let plain = embeddings(index.genes)
        // Two reflections are a rotation.
        let turned = plain.mapValues { values -> [Double] in
            reflected(reflected(values, [1, 2, -1, 0.5]), [0.3, -1, 1, 2])
        }
        let scaled = turned.mapValues { values -> [Double] in values.map { 1_000 * $0 } }
        let all = Array(index.pairs.indices)
        let one = try kernel(made(plain, index), all, group)
        let two = try kernel(made(turned, index), all, group)
        let three = try kernel(made(scaled, index), all, group)
        #expect(difference(one, two) < 1e-8)
        #expect(difference(one, three) < 1e-8)
    }

    private func reflected(_ values: [Double], _ across: [Double]) -> [Double] {
        let square = across.reduce(0.0) { $0 + $1 * $1 }
        let along = zip(values, across).reduce(0.0) { $0 + $1.0 * $1.1 }
        return zip(values, across).map { $0 - 2 * along / square * $1 }
    }

    /// With as many features as genes nothing is left out: Φ_ij·Φ_kl = ½ (κ_ik κ_jl + κ_il κ_jk), to scale, with
    /// κ = exp(−2 (1 − cos)).
    @Test func `coupling is the product of a kernel of the angle between genes, either way round`() throws {
        let embeddings = embeddings(index.genes)
        let singles = try #require(SingleKnockouts(embeddings, index: index))
        let all = Array(index.pairs.indices)
        let kernel = try kernel(made(embeddings, index), all, .coupling)
        func likeness(_ a: Int, _ b: Int) -> Double {
            let product = dot(singles.embeddings.row(a), singles.embeddings.row(b))
            return portableExp(2 * product / (singles.norms[a] * singles.norms[b]) - 2)
        }
        var expected = kernel
        for row in all {
            for column in all {
                let (one, other) = (index.members[row], index.members[column])
                let straight = likeness(one.i, other.i) * likeness(one.j, other.j)
                let crossed = likeness(one.i, other.j) * likeness(one.j, other.i)
                expected[row, column] = 0.5 * (straight + crossed)
            }
        }
        let scale = kernel[0, 0] / expected[0, 0]
        for place in expected.storage.indices { expected.storage[place] *= scale }
        #expect(difference(kernel, expected) < 1e-7 * scale)
    }

    @Test(arguments: PairFeatures.Group.allCases)
    func `each group is a kernel of unit size`(group: PairFeatures.Group) throws {
        let features = try made(embeddings(index.genes), index)
        let rows = section(features, Array(index.pairs.indices), of: group)
        #expect(rows.columns > 0)
        let square = rows.storage.reduce(0.0) { $0 + $1 * $1 }
        #expect((square / Double(rows.rows) - 1).magnitude < 1e-9)
    }

    @Test func `each group is of unit size over the pairs that can be measured`() throws {
        let admissible = stride(from: 0, to: 36, by: 3).map { $0 }
        let features = try made(embeddings(index.genes), index, admissible: admissible)
        for group in PairFeatures.Group.allCases {
            let rows = section(features, admissible, of: group)
            let square = rows.storage.reduce(0.0) { $0 + $1 * $1 }
            #expect((square / Double(rows.rows) - 1).magnitude < 1e-9)
        }
    }

    @Test func `rows of some pairs are the rows of all, in table or not`() throws {
        let admissible = [0, 3, 4, 10, 20, 35]
        for kept in [nil, admissible] {
            let features = try made(embeddings(index.genes), index, admissible: kept)
            let all = features.rows(Array(index.pairs.indices))
            #expect(all.rows == 36 && all.columns == features.groups.count)
            for some in [[], [4], [20, 3, 3, 35], [5, 0, 36 - 2]] {
                let rows = features.rows(some)
                #expect(rows.rows == some.count && rows.columns == all.columns)
                for (row, column) in some.enumerated() { #expect(rows.row(row) == all.row(column)) }
            }
        }
    }

    @Test func `without any single what is left is which genes a pair has`() {
        let features = PairFeatures(nil, index: index, admissible: nil)
        let groups = Set(features.groups)
        #expect(groups == [PairFeatures.Group.constant.rawValue, PairFeatures.Group.gene.rawValue])
        #expect(features.severity == nil)
        let rows = features.rows([0])
        #expect(Array(rows.row(0)).filter { $0 != 0 }.count == 3)
    }

    @Test func `of many genes none has a column of its own`() {
        let many = PairIndex(genes: (100..<260).map { Gene("G\($0)") })
        let features = PairFeatures(nil, index: many, admissible: [0, 5])
        #expect(features.groups == [PairFeatures.Group.constant.rawValue])
    }

    @Test func `a gene without its single stands at zero and all numbers are finite`() throws {
        var some = embeddings(index.genes)
        some[index.genes[3]] = nil
        let features = try made(some, index)
        #expect(finite(features, index))
        let severity = try #require(features.severity)
        let products = index.pairs.indices.map { severity.logProduct(column: $0) }
        let areFinite = products.allSatisfy { $0.isFinite }
        #expect(areFinite)
        let least = products.min() ?? 0
        let lacking = index.pairs.indices.filter { index.members[$0].i == 3 || index.members[$0].j == 3 }
        #expect(lacking.allSatisfy { products[$0] == least })
        // One gene alone has a single.
        let one = try made([index.genes[3]: [1, 2]], index)
        #expect(finite(one, index))
    }

    @Test func `singles that are all alike give finite numbers`() throws {
        for value in [1.0, 0.1, 1e-3, 1e3] {
            let single = [value, -2 * value, value / 3]
            let alike = Dictionary(uniqueKeysWithValues: index.genes.map { ($0, single) })
            let features = try made(alike, index)
            #expect(finite(features, index))
        }
    }

    @Test func `embeddings of one dimension give finite numbers`() throws {
        let line = embeddings(index.genes, dimension: 1)
        let both = try made(line, index)
        #expect(finite(both, index))
        let positive = try made(line.mapValues { $0.map(\.magnitude) }, index)
        #expect(finite(positive, index))
    }

    @Test(arguments: [2, 3])
    func `few genes give finite numbers`(count: Int) throws {
        let few = PairIndex(genes: (0..<count).map { Gene("G\($0)") })
        let features = try made(embeddings(few.genes), few)
        #expect(finite(features, few))
        #expect(features.rows([0]).columns == features.groups.count)
    }

    @Test func `singles of zero, or none, are no singles`() {
        #expect(SingleKnockouts([:], index: index) == nil)
        #expect(SingleKnockouts([index.genes[0]: [0, 0], index.genes[1]: [0, 0]], index: index) == nil)
        #expect(SingleKnockouts([Gene("NOT"): [1, 0]], index: index) == nil)
        let some = SingleKnockouts([index.genes[1]: [3, 4]], index: index)
        #expect(some?.norms == [0, 5, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test func `scattered points are taken once each, from the middle to the farthest`() {
        var generator = SeededGenerator(Seed(2))
        var points = (0..<50).map { _ in [generator.normal(), generator.normal()] }
        points += points
        let some = scattered(points, most: 20)
        #expect(some.count == 20 && Set(some).count == 20)
        #expect(Set(some.map { points[$0] }).count == 20)
        // Fifty places, each twice: of equals the first.
        let all = scattered(points, most: 1_000)
        #expect(all.count == 50 && Set(all) == Set(0..<50))
        #expect(Array(all.prefix(20)) == some)
        for (place, taken) in all.enumerated().dropFirst() {
            func nearest(_ point: Int) -> Double {
                all[..<place].map { squaredDistance(points[point], points[$0]) }.min() ?? 0
            }
            let farthest = points.indices.map(nearest).max() ?? 0
            #expect(nearest(taken) == farthest)
        }
        #expect(scattered([[1, 1], [0, 0], [5, 5], [2, 1]], most: 2) == [3, 2])
    }

    @Test func `of points all alike one is taken, and of none none`() {
        #expect(scattered([[1, 2], [1, 2], [1, 2]], most: 3) == [0])
        #expect(scattered([], most: 3).isEmpty)
        #expect(scattered([[1]], most: 0).isEmpty)
    }

    @Test func `the radial kernel with every point as inducing point is the kernel`() {
        var generator = SeededGenerator(Seed(3))
        let points = (0..<25).map { _ in (0..<3).map { _ in generator.normal() } }
        let placed = Matrix(rows: 25, columns: 3, storage: points.flatMap { $0 })
        let kernel = InducedKernel(points: placed, most: 25, squaredLength: 2)
        let features = kernel.rows(at: placed)
        let rows = points.indices.map { Array(features.row($0)) }
        for one in points.indices {
            for other in points.indices {
                let product = zip(rows[one], rows[other]).reduce(0.0) { $0 + $1.0 * $1.1 }
                let wanted = portableExp(-0.25 * squaredDistance(points[one], points[other]))
                // 1e-5: the jitter of 1e-6 is all that is missing.
                #expect((product - wanted).magnitude < 1e-5)
            }
        }
    }
}
