import CAscent
import Statistics

/// Stochastic variational inference with one particle and Adam (paper, appendix C), by NumPyro's
/// conventions: AutoNormal, Trace_ELBO(1), β 0.9 and 0.999, ε 1e-8, reparameterised gradient.
///
/// One object runs one fit, on one thread. All numbers live in buffers made once, so that a step allocates
/// nothing; sums are in the order of the graph's edges, and no library function is called, so that a seed
/// gives the same bits on every machine. What is done to each number of a buffer is in CAscent.
final class StochasticFit {
    private let graph: FactorGraph
    private let learningRate: Double
    private let instructions: PairwellInstructions
    /// Numbers a node takes in the buffers: the rank, made even, so that they can be taken two at a time.
    private let stride: Int
    /// How many numbers a step draws: those of all nodes, then of the shared errors, made even too.
    private let drawn: Int
    private let buffers: UnsafeMutablePointer<Double>
    private let numbers: PairwellNumbers
    private let starts: UnsafeMutablePointer<Int32>
    private let edges: PairwellEdges
    private let values: UnsafeMutablePointer<Double>
    /// The values less their shared errors; the values themselves where there are none.
    private let targets: UnsafeMutablePointer<Double>
    private var powerOfFirst = 1.0
    private var powerOfSecond = 1.0

    init(
        _ graph: FactorGraph,
        noise: Double,
        learningRate: Double,
        start: VariationalFactors,
        instructions: InstructionSet = .widest
    ) {
        precondition(noise > 0, "the noise of a reward is positive")
        precondition(start.nodes == graph.nodes && start.rank == graph.rank, "a start for every factor")
        precondition(start.shared.count == graph.sharedErrors, "a start for every shared error")
        self.graph = graph
        self.learningRate = learningRate
        self.instructions = instructions.code
        stride = graph.rank + graph.rank % 2
        drawn = graph.nodes * stride + graph.sharedErrors + graph.sharedErrors % 2
        // because 32 numbers are taken at a time
        let count = (drawn + 31) / 32 * 32
        let edgeCount = graph.values.count
        let total = 11 * count + 3 * stride + (graph.sharedErrors > 0 ? 4 : 3) * edgeCount
        // because eight numbers are fetched faster from one cache line than from two
        buffers = UnsafeMutableRawPointer.allocate(byteCount: 8 * total, alignment: 64)
            .initializeMemory(as: Double.self, repeating: 0, count: total)
        numbers = PairwellNumbers(
            count: count,
            location: buffers,
            raw_scale: buffers + count,
            scale: buffers + 2 * count,
            slope: buffers + 3 * count,
            normals: buffers + 4 * count,
            factors: buffers + 5 * count,
            gradient: buffers + 6 * count,
            moments: buffers + 7 * count
        )
        let rows = buffers + 11 * count
        let precisions = rows + 3 * stride
        let pulls = precisions + edgeCount
        values = pulls + edgeCount
        targets = graph.sharedErrors > 0 ? values + edgeCount : values
        starts = .allocate(capacity: graph.nodes + 1 + edgeCount)
        let ends = starts + graph.nodes + 1
        for (place, value) in graph.starts.enumerated() { (starts + place).initialize(to: Int32(value)) }
        for (place, value) in graph.ends.enumerated() { (ends + place).initialize(to: Int32(value)) }
        for (place, value) in graph.values.enumerated() { values[place] = value }
        for (place, value) in graph.precisions(noise: noise).enumerated() { precisions[place] = value }
        for (place, sign) in graph.signs.enumerated() { rows[place] = sign }
        edges = PairwellEdges(
            nodes: graph.nodes,
            stride: stride,
            rows: rows,
            starts: starts,
            ends: ends,
            targets: targets,
            precisions: precisions,
            pulls: pulls
        )
        spread(start.location + start.shared.location, over: numbers.location)
        spread(start.rawScale + start.shared.rawScale, over: numbers.raw_scale)
    }

    deinit {
        buffers.deallocate()
        starts.deallocate()
    }

    var posterior: VariationalFactors {
        var shared = SharedErrors(count: graph.sharedErrors)
        for place in 0..<graph.sharedErrors {
            shared.location[place] = numbers.location[graph.nodes * stride + place]
            shared.rawScale[place] = numbers.raw_scale[graph.nodes * stride + place]
        }
        return VariationalFactors(
            nodes: graph.nodes,
            rank: graph.rank,
            location: gathered(numbers.location),
            rawScale: gathered(numbers.raw_scale),
            shared: shared
        )
    }

    /// One Adam step uphill on the bound, with fresh noise.
    func step(_ generator: inout SeededGenerator) {
        generator.fillNormals(UnsafeMutableBufferPointer(start: numbers.normals, count: drawn))
        estimate()
        climb()
    }

    /// One Adam step uphill on the bound, with the noise given (`nodes` × `rank` numbers, then one for each
    /// shared error).
    func step(noise: [Double]) {
        spread(noise, over: numbers.normals)
        estimate()
        climb()
    }

    /// The one-particle estimate of the evidence lower bound and its gradient, for the noise given.
    func bound(noise: [Double]) -> SampledBound {
        spread(noise, over: numbers.normals)
        let squares = estimate()
        var prior = 0.0
        var density = 0.0
        func add(_ places: Range<Int>) {
            for place in places {
                let (factor, normal) = (numbers.factors[place], numbers.normals[place])
                prior -= 0.5 * factor * factor + halfLogTwoPi
                density -= 0.5 * normal * normal + portableLog(numbers.scale[place]) + halfLogTwoPi
            }
        }
        for node in 0..<graph.nodes { add((node * stride)..<(node * stride + graph.rank)) }
        add((graph.nodes * stride)..<(graph.nodes * stride + graph.sharedErrors))
        var logLikelihood = -0.5 * squares
        for edge in graph.values.indices {
            logLikelihood += 0.5 * portableLog(edges.precisions[edge]) - halfLogTwoPi
        }
        let scaleGradient = UnsafeMutablePointer<Double>.allocate(capacity: numbers.count)
        defer { scaleGradient.deallocate() }
        pairwell_scale_gradient(instructions, numbers, scaleGradient)
        return SampledBound(
            logLikelihood: logLikelihood,
            logPrior: prior,
            logDensity: density,
            locationGradient: gathered(numbers.gradient),
            rawScaleGradient: gathered(scaleGradient)
        )
    }

    private func spread(_ numbers: [Double], over buffer: UnsafeMutablePointer<Double>) {
        let factors = graph.nodes * graph.rank
        precondition(numbers.count == factors + graph.sharedErrors, "a number for every factor")
        for node in 0..<graph.nodes {
            for k in 0..<graph.rank { buffer[node * stride + k] = numbers[node * graph.rank + k] }
        }
        for place in 0..<graph.sharedErrors {
            buffer[graph.nodes * stride + place] = numbers[factors + place]
        }
    }

    private func gathered(_ buffer: UnsafeMutablePointer<Double>) -> [Double] {
        (0..<graph.nodes).flatMap { node in (0..<graph.rank).map { buffer[node * stride + $0] } }
    }
}

extension StochasticFit {
    /// Gradients at the noise in `numbers.normals`; returns the sum of squared residuals, each times its
    /// precision.
    @discardableResult
    private func estimate() -> Double {
        pairwell_draw(instructions, numbers)
        if graph.sharedErrors > 0 { takeSharedErrors() }
        let squares = pairwell_add_likelihood(instructions, numbers, edges)
        if graph.sharedErrors > 0 { addSharedGradient() }
        return squares
    }

    /// Adam (Kingma and Ba 2015) on both halves of the parameters.
    private func climb() {
        powerOfFirst *= 0.9
        powerOfSecond *= 0.999
        pairwell_climb(
            instructions,
            numbers,
            learningRate / (1 - powerOfFirst),
            1 / (1 - powerOfSecond)
        )
    }

    private func takeSharedErrors() {
        let errors = numbers.factors + graph.nodes * stride
        graph.sharedStarts.withUnsafeBufferPointer { starts in
            graph.sharedPlaces.withUnsafeBufferPointer { places in
                graph.sharedLoads.withUnsafeBufferPointer { loads in
                    for edge in 0..<(starts.count - 1) {
                        var sum = values[edge]
                        for place in starts[edge]..<starts[edge + 1] {
                            sum -= loads[place] * errors[places[place]]
                        }
                        targets[edge] = sum
                    }
                }
            }
        }
    }

    private func addSharedGradient() {
        let errors = numbers.gradient + graph.nodes * stride
        graph.sharedStarts.withUnsafeBufferPointer { starts in
            graph.sharedPlaces.withUnsafeBufferPointer { places in
                graph.sharedLoads.withUnsafeBufferPointer { loads in
                    for edge in 0..<(starts.count - 1) {
                        for place in starts[edge]..<starts[edge + 1] {
                            errors[places[place]] += loads[place] * edges.pulls[edge]
                        }
                    }
                }
            }
        }
    }
}
