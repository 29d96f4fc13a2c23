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
    let ascent = CoordinateAscent(start, graph, noise: noise)
    for sweep in 0..<sweeps where ascent.sweep() < tolerance { return (ascent.factors, sweep + 1) }
    return (ascent.factors, sweeps)
}

/// One ascent, on one thread: all numbers live in buffers made once, so that a sweep allocates nothing.
///
/// Second moments are kept as lower triangles; sums are in the order of the graph's edges, and no library function
/// is called, so that a start gives the same bits on every machine.
private final class CoordinateAscent {
    private let graph: FactorGraph
    private let rank: Int
    /// Numbers of a lower triangle, and of a mean, made multiples of four, so that they are taken four at a time.
    private let triangle: Int
    private let stretch: Int
    private let buffers: UnsafeMutablePointer<Double>
    private let location: UnsafeMutablePointer<Double>
    private let covariance: UnsafeMutablePointer<Double>
    /// E[x xᵀ] of each node, its lower triangle row by row, then E[x]: what a neighbour adds, in one stretch.
    private let moments: UnsafeMutablePointer<Double>
    /// The values of the edges less what is expected of their shared errors.
    private let targets: UnsafeMutablePointer<Double>
    /// By what each edge's own error lowers β: 1 where it has none.
    private let weights: UnsafeMutablePointer<Double>
    /// The sums of one node: Σ w E[x xᵀ], then Σ w y E[x].
    private let sums: UnsafeMutablePointer<Double>
    private let system: UnsafeMutablePointer<Double>
    private let inverse: UnsafeMutablePointer<Double>
    private let signs: UnsafeMutablePointer<Double>
    /// Both directions of every edge: those of node a are `starts[a] ..< starts[a + 1]`.
    private let integers: UnsafeMutablePointer<Int32>
    private let starts: UnsafeMutablePointer<Int32>
    private let ends: UnsafeMutablePointer<Int32>
    /// The edge of the graph that each direction is of.
    private let edges: UnsafeMutablePointer<Int32>
    /// β = 1/σ².
    private let precision: Double
    private var sharedLocation: [Double]
    private var sharedVariance: [Double]

    init(_ start: CorrelatedFactors, _ graph: FactorGraph, noise: Double) {
        self.graph = graph
        let rank = graph.rank
        self.rank = rank
        triangle = (rank * (rank + 1) / 2 + 3) / 4 * 4
        stretch = triangle + (rank + 3) / 4 * 4
        precision = 1 / (noise * noise)
        sharedLocation = start.sharedLocation
        sharedVariance = start.sharedVariance
        let (nodes, count) = (graph.nodes, graph.values.count)
        let total = (nodes + 1) * stretch + nodes * (rank + rank * rank) + 2 * count + 2 * rank * rank + rank
        // because four numbers are loaded from places that are multiples of four
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: total * MemoryLayout<Double>.stride,
            alignment: MemoryLayout<SIMD4<Double>>.alignment
        )
        buffers = memory.initializeMemory(as: Double.self, repeating: 0, count: total)
        moments = buffers
        sums = moments + nodes * stretch
        location = sums + stretch
        covariance = location + nodes * rank
        targets = covariance + nodes * rank * rank
        weights = targets + count
        system = weights + count
        inverse = system + rank * rank
        signs = inverse + rank * rank
        integers = .allocate(capacity: nodes + 1 + 4 * count)
        integers.initialize(repeating: 0, count: nodes + 1 + 4 * count)
        starts = integers
        ends = starts + nodes + 1
        edges = ends + 2 * count
        for (place, value) in start.location.enumerated() { location[place] = value }
        for (place, value) in start.covariance.enumerated() { covariance[place] = value }
        for (place, sign) in graph.signs.enumerated() { signs[place] = sign }
        let shared = SharedExpectation(graph, start.sharedLocation, start.sharedVariance)
        for edge in 0..<count {
            let variance = graph.variances[edge]
            weights[edge] = variance == 0 ? 1 : noise * noise / (noise * noise + variance)
            targets[edge] = graph.sharedErrors == 0 ? graph.values[edge] : shared.rest(of: edge).residual
        }
        listNeighbours()
        for node in 0..<nodes { updateMoments(node) }
    }

    deinit {
        UnsafeMutableRawPointer(buffers).deallocate()
        integers.deallocate()
    }

    var factors: CorrelatedFactors {
        var factors = CorrelatedFactors(
            nodes: graph.nodes,
            rank: rank,
            location: Array(UnsafeBufferPointer(start: location, count: graph.nodes * rank)),
            covariance: Array(UnsafeBufferPointer(start: covariance, count: graph.nodes * rank * rank)),
            sharedErrors: graph.sharedErrors
        )
        factors.sharedLocation = sharedLocation
        factors.sharedVariance = sharedVariance
        return factors
    }

    private func listNeighbours() {
        for a in 0..<graph.nodes {
            for edge in graph.starts[a]..<graph.starts[a + 1] {
                starts[a + 1] += 1
                starts[graph.ends[edge] + 1] += 1
            }
        }
        for node in 0..<graph.nodes { starts[node + 1] += starts[node] }
        var filled = [Int32](repeating: 0, count: graph.nodes)
        func add(_ end: Int, to node: Int, _ edge: Int) {
            let place = Int(starts[node] + filled[node])
            ends[place] = Int32(end)
            edges[place] = Int32(edge)
            filled[node] += 1
        }
        for a in 0..<graph.nodes {
            for edge in graph.starts[a]..<graph.starts[a + 1] {
                add(graph.ends[edge], to: a, edge)
                add(a, to: graph.ends[edge], edge)
            }
        }
    }

    /// One sweep; returns how far the mean that moved most has moved.
    func sweep() -> Double {
        var furthest = 0.0
        for node in 0..<graph.nodes { furthest = max(furthest, update(node)) }
        if graph.sharedErrors > 0 { furthest = max(furthest, updateShared()) }
        return furthest
    }

    /// Precision Q = 1 + β Σ w D E[x xᵀ] D and mean Q⁻¹ β Σ w y D E[x] over the neighbours.
    private func update(_ node: Int) -> Double {
        accumulate(node)
        var place = 0
        for p in 0..<rank {
            for q in 0...p {
                system[p &* rank &+ q] = precision * signs[p] * signs[q] * sums[place] + (p == q ? 1 : 0)
                place &+= 1
            }
        }
        let right = sums + triangle
        for p in 0..<rank { right[p] *= precision * signs[p] }
        factorise(UnsafeMutableBufferPointer(start: system, count: rank &* rank), order: rank)
        invertFactor()
        return settle(node, right)
    }

    /// Σ w E[x xᵀ] and Σ w y E[x] over the neighbours of a node.
    private func accumulate(_ node: Int) {
        let quads = stretch / 4
        let squares = triangle / 4
        let sums = UnsafeMutableRawPointer(sums).assumingMemoryBound(to: SIMD4<Double>.self)
        let moments = UnsafeMutableRawPointer(moments).assumingMemoryBound(to: SIMD4<Double>.self)
        for quad in 0..<quads { sums[quad] = .zero }
        for neighbour in Int(starts[node])..<Int(starts[node &+ 1]) {
            let edge = Int(edges[neighbour])
            let weight = weights[edge]
            let value = weight * targets[edge]
            let moment = moments + Int(ends[neighbour]) &* quads
            for quad in 0..<squares { sums[quad] += weight * moment[quad] }
            for quad in squares..<quads { sums[quad] += value * moment[quad] }
        }
    }

    /// L⁻¹ into the lower triangle of `inverse`.
    private func invertFactor() {
        for column in 0..<rank {
            inverse[column &* rank &+ column] = 1 / system[column &* rank &+ column]
            for row in (column &+ 1)..<max(rank, column &+ 1) {
                var sum = 0.0
                for k in column..<row { sum += system[row &* rank &+ k] * inverse[k &* rank &+ column] }
                inverse[row &* rank &+ column] = -sum / system[row &* rank &+ row]
            }
        }
    }

    /// Puts Q⁻¹ = L⁻ᵀ L⁻¹ and the mean in their places; returns how far the mean moved.
    private func settle(_ node: Int, _ right: UnsafeMutablePointer<Double>) -> Double {
        let own = covariance + node &* rank &* rank
        for p in 0..<rank {
            for q in 0...p {
                var sum = 0.0
                for k in p..<rank { sum += inverse[k &* rank &+ p] * inverse[k &* rank &+ q] }
                own[p &* rank &+ q] = sum
                own[q &* rank &+ p] = sum
            }
        }
        var furthest = 0.0
        for p in 0..<rank {
            var mean = 0.0
            for q in 0..<rank { mean += own[p &* rank &+ q] * right[q] }
            furthest = max(furthest, (mean - location[node &* rank &+ p]).magnitude)
            location[node &* rank &+ p] = mean
        }
        updateMoments(node)
        return furthest
    }

    private func updateMoments(_ node: Int) {
        let own = moments + node &* stretch
        let mean = location + node &* rank
        var place = 0
        for p in 0..<rank {
            for q in 0...p {
                own[place] = covariance[(node &* rank &+ p) &* rank &+ q] + mean[p] * mean[q]
                place &+= 1
            }
        }
        for p in 0..<rank { own[triangle &+ p] = mean[p] }
    }

    /// Each shared error in turn: precision Q = 1 + β Σ w l² and mean Q⁻¹ β Σ w l r over its edges, with r what
    /// is left of the reward.
    ///
    /// Returns how far the one that moved most has moved.
    private func updateShared() -> Double {
        var rests = Array(UnsafeBufferPointer(start: targets, count: graph.values.count))
        for a in 0..<graph.nodes {
            for edge in graph.starts[a]..<graph.starts[a + 1] {
                for k in 0..<rank {
                    rests[edge] -= signs[k] * location[a * rank + k] * location[graph.ends[edge] * rank + k]
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
            let before = sharedLocation[error]
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
            sharedLocation[error] = mean
            sharedVariance[error] = 1 / (1 + precision * squares)
            furthest = max(furthest, (mean - before).magnitude)
        }
        return furthest
    }
}
