import Posterior
import Statistics
import Testing

/// Half of all pairs of 24 genes, with shared errors or without.
private func graph(rank: Int, sharedErrors: Int, using generator: inout SeededGenerator) -> FactorGraph {
    var edges: [FactorGraph.Edge] = []
    for a in 0..<24 {
        for b in (a + 1)..<24 where generator.uniform() < 0.5 {
            edges.append(
                FactorGraph.Edge(
                    a: a,
                    b: b,
                    value: generator.normal(),
                    variance: 0.1 * generator.uniform(),
                    shared: sharedErrors == 0 ? [] : [(a % sharedErrors, 0.2), (b % sharedErrors, 0.1)]
                )
            )
        }
    }
    let signs = (0..<rank).map { $0 % 2 == 0 ? 1.0 : -1.0 }
    return FactorGraph(nodes: 24, signs: signs, edges: edges, sharedErrors: sharedErrors)
}

private func normals(_ count: Int, using generator: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in generator.normal() }
}

struct InstructionSetTests {
    // Ranks of which a row is and is not whole pairs and fours, up to those too long for registers.
    @Test(
        arguments: InstructionSet.allCases.filter { $0 != .plain && $0.isSupported },
        [1, 2, 3, 5, 7, 8, 10, 12, 13, 16, 17, 20]
    )
    func `every instruction set climbs to the same bits`(instructions: InstructionSet, rank: Int) {
        for sharedErrors in [0, 5] {
            var generator = SeededGenerator(Seed(UInt64(rank)))
            let graph = graph(rank: rank, sharedErrors: sharedErrors, using: &generator)
            let start = VariationalFactors(
                nodes: 24,
                rank: rank,
                location: normals(24 * rank, using: &generator),
                rawScale: normals(24 * rank, using: &generator),
                shared: SharedErrors(count: sharedErrors)
            )
            let noise = (0..<30).map { _ in normals(24 * rank + sharedErrors, using: &generator) }
            func end(_ instructions: InstructionSet) -> VariationalFactors {
                climbed(
                    from: start,
                    on: graph,
                    noise: 0.3,
                    learningRate: 0.05,
                    normals: noise,
                    instructions: instructions
                )
            }
            let plain = end(.plain)
            let isSame = end(instructions) == plain
            #expect(isSame, "rank \(rank), \(sharedErrors) shared errors")
            // Thirty steps of 0.05, so that what is compared is no longer the start.
            let moves = zip(plain.location, start.location).map { ($0 - $1).magnitude }
            #expect(mean(moves) > 0.1)
        }
    }

    @Test func `a fit takes exponentials and logarithms as the portable functions do, bit for bit`() {
        let rawScale =
            (-1_600...1_600).map { Double($0) * 0.5 } + (-3_000...3_000).map { Double($0) * 0.0137 }
        let factors = VariationalFactors(
            nodes: rawScale.count,
            rank: 1,
            location: [Double](repeating: 0, count: rawScale.count),
            rawScale: rawScale
        )
        let graph = FactorGraph(nodes: rawScale.count, signs: [1], edges: [])
        func bound(normal: Double) -> SampledBound {
            let normals = [Double](repeating: normal, count: rawScale.count)
            return sampledBound(of: factors, on: graph, noise: 1, normals: normals)
        }
        // Without rewards the gradient by a location is the prior's, the factor's negative; at noise 1 and
        // mean 0 the factor is the scale. At noise 0 the gradient by a raw scale is the slope over the scale.
        let ones = bound(normal: 1).locationGradient
        let zeros = bound(normal: 0).rawScaleGradient
        for (place, x) in rawScale.enumerated() {
            let z = portableExp(-x.magnitude)
            let scale = (x > 0 ? x : 0) + portableLogOnePlus(z)
            let slope = (x > 0 ? 1 : z) / (1 + z)
            #expect(ones[place] == -scale, "softplus(\(x))")
            #expect(zeros[place] == 1 / scale * slope, "slope at \(x)")
        }
    }
}
