import Statistics

/// Conjugate mean field: each factor vector in turn gets its best normal given the others, in closed form.
///
/// A sweep goes over the nodes in order and stops where no mean moves by `tolerance`. Returns the factors
/// and the sweeps done.
package func coordinateAscent(
    from start: CorrelatedFactors,
    on graph: FactorGraph,
    noise: Double,
    sweeps: Int,
    tolerance: Double
) -> (factors: CorrelatedFactors, sweeps: Int) {
    precondition(noise > 0, "the noise of a reward is positive")
    precondition(start.nodes == graph.nodes && start.rank == graph.rank, "a start for every factor")
    var ascent = CoordinateAscent(start, graph, precision: 1 / (noise * noise))
    for sweep in 0..<sweeps where ascent.sweep() < tolerance { return (ascent.factors, sweep + 1) }
    return (ascent.factors, sweeps)
}

private struct CoordinateAscent {
    var factors: CorrelatedFactors
    private let graph: FactorGraph
    private let precision: Double
    /// Both directions of every edge: those of node a are `starts[a] ..< starts[a + 1]`.
    private let starts: [Int]
    private let ends: [Int]
    private let values: [Double]
    /// E[x xᵀ] of each node.
    private var seconds: [Double]
    private var system: [Double]
    private var right: [Double]

    init(_ start: CorrelatedFactors, _ graph: FactorGraph, precision: Double) {
        factors = start
        self.graph = graph
        self.precision = precision
        var neighbours = [[(end: Int, value: Double)]](repeating: [], count: graph.nodes)
        for a in 0..<graph.nodes {
            for edge in graph.starts[a]..<graph.starts[a + 1] {
                neighbours[a].append((graph.ends[edge], graph.values[edge]))
                neighbours[graph.ends[edge]].append((a, graph.values[edge]))
            }
        }
        var starts = [0]
        for list in neighbours { starts.append(starts[starts.count - 1] + list.count) }
        self.starts = starts
        ends = neighbours.flatMap { $0.map(\.end) }
        values = neighbours.flatMap { $0.map(\.value) }
        seconds = start.covariance
        system = [Double](repeating: 0, count: graph.rank * graph.rank)
        right = [Double](repeating: 0, count: graph.rank)
        for node in 0..<graph.nodes { updateSecond(node) }
    }

    /// One sweep; returns how far the mean that moved most has moved.
    mutating func sweep() -> Double {
        var furthest = 0.0
        for node in 0..<graph.nodes { furthest = max(furthest, update(node)) }
        return furthest
    }

    /// Precision Q = 1 + β Σ D E[x xᵀ] D and mean Q⁻¹ β Σ y D E[x] over the neighbours.
    private mutating func update(_ node: Int) -> Double {
        let rank = graph.rank
        accumulate(node)
        for p in 0..<rank {
            right[p] *= precision * graph.signs[p]
            for q in 0...p {
                system[p * rank + q] *= precision * graph.signs[p] * graph.signs[q]
            }
            system[p * rank + p] += 1
        }
        system.withUnsafeMutableBufferPointer { factorise($0, order: rank) }
        solve(&right)
        var furthest = 0.0
        for p in 0..<rank {
            furthest = max(furthest, (right[p] - factors.location[node * rank + p]).magnitude)
            factors.location[node * rank + p] = right[p]
        }
        for column in 0..<rank {
            for p in 0..<rank { right[p] = p == column ? 1 : 0 }
            solve(&right)
            for p in 0..<rank { factors.covariance[(node * rank + p) * rank + column] = right[p] }
        }
        updateSecond(node)
        return furthest
    }

    /// Σ E[x xᵀ] (lower triangle) into `system` and Σ y E[x] into `right`.
    private mutating func accumulate(_ node: Int) {
        let rank = graph.rank
        let square = rank * rank
        let neighbours = starts[node]..<starts[node + 1]
        system.withUnsafeMutableBufferPointer { system in
            right.withUnsafeMutableBufferPointer { right in
                seconds.withUnsafeBufferPointer { seconds in
                    system.update(repeating: 0)
                    right.update(repeating: 0)
                    for edge in neighbours {
                        let second = ends[edge] &* square
                        let mean = ends[edge] &* rank
                        let value = values[edge]
                        for place in 0..<square { system[place] += seconds[second &+ place] }
                        for p in 0..<rank { right[p] += value * factors.location[mean &+ p] }
                    }
                }
            }
        }
    }

    /// Solves L Lᵀ x = b in place, with L in `system`.
    private func solve(_ values: inout [Double]) {
        let rank = graph.rank
        for p in 0..<rank {
            for q in 0..<p { values[p] -= system[p * rank + q] * values[q] }
            values[p] /= system[p * rank + p]
        }
        for p in (0..<rank).reversed() {
            for q in (p + 1)..<max(rank, p + 1) { values[p] -= system[q * rank + p] * values[q] }
            values[p] /= system[p * rank + p]
        }
    }

    private mutating func updateSecond(_ node: Int) {
        let rank = graph.rank
        for p in 0..<rank {
            for q in 0..<rank {
                let place = (node * rank + p) * rank + q
                seconds[place] =
                    factors.covariance[place]
                    + factors.location[node * rank + p] * factors.location[node * rank + q]
            }
        }
    }
}
