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
    precondition(start.sharedLocation.count == graph.sharedErrors, "a start for every shared error")
    var ascent = CoordinateAscent(start, graph, noise: noise)
    for sweep in 0..<sweeps where ascent.sweep() < tolerance { return (ascent.factors, sweep + 1) }
    return (ascent.factors, sweeps)
}

private struct CoordinateAscent {
    var factors: CorrelatedFactors
    private let graph: FactorGraph
    /// Both directions of every edge: those of node a are `starts[a] ..< starts[a + 1]`.
    private let starts: [Int]
    private let ends: [Int]
    /// The edge of the graph that each direction is of.
    private let edges: [Int]
    /// β = 1/σ², and by what each edge's own error lowers it: 1 where it has none.
    private let precision: Double
    private let weights: [Double]
    /// The values of the edges less what is expected of their shared errors.
    private var targets: [Double]
    /// E[x xᵀ] of each node.
    private var seconds: [Double]
    private var system: [Double]
    private var right: [Double]

    init(_ start: CorrelatedFactors, _ graph: FactorGraph, noise: Double) {
        factors = start
        self.graph = graph
        precision = 1 / (noise * noise)
        weights = graph.variances.map { $0 == 0 ? 1 : noise * noise / (noise * noise + $0) }
        var neighbours = [[(end: Int, edge: Int)]](repeating: [], count: graph.nodes)
        for a in 0..<graph.nodes {
            for edge in graph.starts[a]..<graph.starts[a + 1] {
                neighbours[a].append((graph.ends[edge], edge))
                neighbours[graph.ends[edge]].append((a, edge))
            }
        }
        var starts = [0]
        for list in neighbours { starts.append(starts[starts.count - 1] + list.count) }
        self.starts = starts
        ends = neighbours.flatMap { $0.map(\.end) }
        edges = neighbours.flatMap { $0.map(\.edge) }
        let shared = SharedExpectation(graph, start.sharedLocation, start.sharedVariance)
        targets = graph.values.indices.map { shared.rest(of: $0).residual }
        seconds = start.covariance
        system = [Double](repeating: 0, count: graph.rank * graph.rank)
        right = [Double](repeating: 0, count: graph.rank)
        for node in 0..<graph.nodes { updateSecond(node) }
    }

    /// One sweep; returns how far the mean that moved most has moved.
    mutating func sweep() -> Double {
        var furthest = 0.0
        for node in 0..<graph.nodes { furthest = max(furthest, update(node)) }
        if graph.sharedErrors > 0 { furthest = max(furthest, updateShared()) }
        return furthest
    }

    /// Precision Q = 1 + β Σ w D E[x xᵀ] D and mean Q⁻¹ β Σ w y D E[x] over the neighbours.
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

    /// Each shared error in turn: precision Q = 1 + β Σ w l² and mean Q⁻¹ β Σ w l r over its edges, with r what
    /// is left of the reward.
    ///
    /// Returns how far the one that moved most has moved.
    private mutating func updateShared() -> Double {
        var rests = targets
        for a in 0..<graph.nodes {
            for edge in graph.starts[a]..<graph.starts[a + 1] {
                for k in 0..<graph.rank {
                    rests[edge] -=
                        graph.signs[k] * factors.location[a * graph.rank + k]
                        * factors.location[graph.ends[edge] * graph.rank + k]
                }
            }
        }
        var terms = [[(edge: Int, load: Double)]](repeating: [], count: graph.sharedErrors)
        for edge in rests.indices {
            for place in graph.sharedStarts[edge]..<graph.sharedStarts[edge + 1] {
                terms[graph.sharedPlaces[place]].append((edge, graph.sharedLoads[place]))
            }
        }
        var furthest = 0.0
        for (error, edges) in terms.enumerated() {
            let before = factors.sharedLocation[error]
            var squares = 0.0
            var pull = 0.0
            for (edge, load) in edges {
                squares += weights[edge] * load * load
                pull += weights[edge] * load * (rests[edge] + load * before)
            }
            let mean = precision * pull / (1 + precision * squares)
            for (edge, load) in edges {
                rests[edge] -= load * (mean - before)
                targets[edge] -= load * (mean - before)
            }
            factors.sharedLocation[error] = mean
            factors.sharedVariance[error] = 1 / (1 + precision * squares)
            furthest = max(furthest, (mean - before).magnitude)
        }
        return furthest
    }

    /// Σ w E[x xᵀ] (lower triangle) into `system` and Σ w y E[x] into `right`.
    private mutating func accumulate(_ node: Int) {
        let rank = graph.rank
        let square = rank * rank
        let neighbours = starts[node]..<starts[node + 1]
        system.withUnsafeMutableBufferPointer { system in
            right.withUnsafeMutableBufferPointer { right in
                seconds.withUnsafeBufferPointer { seconds in
                    system.update(repeating: 0)
                    right.update(repeating: 0)
                    for neighbour in neighbours {
                        let second = ends[neighbour] &* square
                        let mean = ends[neighbour] &* rank
                        let weight = weights[edges[neighbour]]
                        let value = weight * targets[edges[neighbour]]
                        for place in 0..<square { system[place] += weight * seconds[second &+ place] }
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
