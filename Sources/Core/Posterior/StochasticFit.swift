import Statistics

/// Stochastic variational inference with one particle and Adam (paper, appendix C), by NumPyro's
/// conventions: AutoNormal, Trace_ELBO(1), β 0.9 and 0.999, ε 1e-8, reparameterised gradient.
///
/// One object runs one fit, on one thread. All numbers live in buffers made once, so that a step allocates
/// nothing; sums are in the order of the graph's edges, and no library function is called, so that a seed
/// gives the same bits on every machine.
final class StochasticFit {
    private let graph: FactorGraph
    private let learningRate: Double
    /// Numbers a node takes in the buffers: the rank, made even, so that they can be taken two at a time.
    private let stride: Int
    /// Numbers of all nodes, then of the shared errors, made even too.
    private let count: Int
    private let buffers: UnsafeMutablePointer<Double>
    private let location: UnsafeMutablePointer<Double>
    private let rawScale: UnsafeMutablePointer<Double>
    private let normals: UnsafeMutablePointer<Double>
    private let scale: UnsafeMutablePointer<Double>
    private let slope: UnsafeMutablePointer<Double>
    private let factors: UnsafeMutablePointer<Double>
    private let gradient: UnsafeMutablePointer<Double>
    private let scaleGradient: UnsafeMutablePointer<Double>
    private let moments: UnsafeMutablePointer<Double>
    /// D of one node, then two rows of work space.
    private let rows: UnsafeMutablePointer<Double>
    private let starts: UnsafeMutablePointer<Int32>
    private let ends: UnsafeMutablePointer<Int32>
    private let values: UnsafeMutablePointer<Double>
    /// 1/(σ² + own variance) of each edge.
    private let precisions: UnsafeMutablePointer<Double>
    /// The values less their shared errors; the values themselves where there are none.
    private let targets: UnsafeMutablePointer<Double>
    /// Each edge's residual times its precision, for the shared errors.
    private let pulls: UnsafeMutablePointer<Double>
    private var powerOfFirst = 1.0
    private var powerOfSecond = 1.0

    init(_ graph: FactorGraph, noise: Double, learningRate: Double, start: VariationalFactors) {
        precondition(noise > 0, "the noise of a reward is positive")
        precondition(start.nodes == graph.nodes && start.rank == graph.rank, "a start for every factor")
        self.graph = graph
        self.learningRate = learningRate
        stride = graph.rank + graph.rank % 2
        count = graph.nodes * stride + graph.sharedErrors + graph.sharedErrors % 2
        let edges = graph.values.count
        let total = 12 * count + 3 * stride + (graph.sharedErrors > 0 ? 4 : 2) * edges
        buffers = .allocate(capacity: max(total, 1))
        buffers.initialize(repeating: 0, count: max(total, 1))
        location = buffers
        rawScale = buffers + count
        normals = buffers + 2 * count
        scale = buffers + 3 * count
        slope = buffers + 4 * count
        factors = buffers + 5 * count
        gradient = buffers + 6 * count
        scaleGradient = buffers + 7 * count
        moments = buffers + 8 * count
        rows = buffers + 12 * count
        values = rows + 3 * stride
        precisions = values + edges
        targets = graph.sharedErrors > 0 ? precisions + edges : values
        pulls = targets + edges
        starts = .allocate(capacity: graph.nodes + 1 + graph.ends.count)
        ends = starts + graph.nodes + 1
        for (place, value) in graph.starts.enumerated() { (starts + place).initialize(to: Int32(value)) }
        for (place, value) in graph.ends.enumerated() { (ends + place).initialize(to: Int32(value)) }
        for (place, value) in graph.values.enumerated() { values[place] = value }
        for (place, value) in graph.precisions(noise: noise).enumerated() { precisions[place] = value }
        for (place, sign) in graph.signs.enumerated() { rows[place] = sign }
        precondition(start.shared.count == graph.sharedErrors, "a start for every shared error")
        spread(start.location + start.shared.location, over: location)
        spread(start.rawScale + start.shared.rawScale, over: rawScale)
    }

    deinit {
        buffers.deallocate()
        starts.deallocate()
    }

    var posterior: VariationalFactors {
        var shared = SharedErrors(count: graph.sharedErrors)
        for place in 0..<graph.sharedErrors {
            shared.location[place] = location[graph.nodes * stride + place]
            shared.rawScale[place] = rawScale[graph.nodes * stride + place]
        }
        return VariationalFactors(
            nodes: graph.nodes,
            rank: graph.rank,
            location: gathered(location),
            rawScale: gathered(rawScale),
            shared: shared
        )
    }

    /// One Adam step uphill on the bound, with fresh noise.
    func step(_ generator: inout SeededGenerator) {
        generator.fillNormals(UnsafeMutableBufferPointer(start: normals, count: count))
        estimate()
        climb()
    }

    /// One Adam step uphill on the bound, with the noise given (`nodes` × `rank` numbers, then one for each
    /// shared error).
    func step(noise: [Double]) {
        spread(noise, over: normals)
        estimate()
        climb()
    }

    /// The one-particle estimate of the evidence lower bound and its gradient, for the noise given.
    func bound(noise: [Double]) -> SampledBound {
        spread(noise, over: normals)
        let squares = estimate()
        var prior = 0.0
        var density = 0.0
        func add(_ places: Range<Int>) {
            for place in places {
                prior -= 0.5 * factors[place] * factors[place] + halfLogTwoPi
                density -= 0.5 * normals[place] * normals[place] + portableLog(scale[place]) + halfLogTwoPi
            }
        }
        for node in 0..<graph.nodes { add((node * stride)..<(node * stride + graph.rank)) }
        add((graph.nodes * stride)..<(graph.nodes * stride + graph.sharedErrors))
        var logLikelihood = -0.5 * squares
        for edge in graph.values.indices {
            logLikelihood += 0.5 * portableLog(precisions[edge]) - halfLogTwoPi
        }
        return SampledBound(
            logLikelihood: logLikelihood,
            logPrior: prior,
            logDensity: density,
            locationGradient: gathered(gradient),
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
    /// Gradients at the noise in `normals`; returns the sum of squared residuals, each times its precision.
    ///
    /// Separate simple loops, each over few buffers: the compiler turns those into vector instructions.
    @discardableResult
    private func estimate() -> Double {
        for place in 0..<count {
            let x = rawScale[place]
            let z = portableExp(-x.magnitude)
            scale[place] = (x > 0 ? x : 0) + portableLogOnePlus(z)
            slope[place] = (x > 0 ? 1 : z) / (1 + z)
        }
        for place in 0..<count { factors[place] = location[place] + scale[place] * normals[place] }
        for place in 0..<count { gradient[place] = -factors[place] }
        if graph.sharedErrors > 0 { takeSharedErrors() }
        let squares = addLikelihoodGradient()
        if graph.sharedErrors > 0 { addSharedGradient() }
        for place in 0..<count { scaleGradient[place] = gradient[place] * normals[place] + 1 / scale[place] }
        for place in 0..<count { scaleGradient[place] *= slope[place] }
        return squares
    }

    private func takeSharedErrors() {
        let errors = factors + graph.nodes * stride
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
        let errors = gradient + graph.nodes * stride
        graph.sharedStarts.withUnsafeBufferPointer { starts in
            graph.sharedPlaces.withUnsafeBufferPointer { places in
                graph.sharedLoads.withUnsafeBufferPointer { loads in
                    for edge in 0..<(starts.count - 1) {
                        for place in starts[edge]..<starts[edge + 1] {
                            errors[places[place]] += loads[place] * pulls[edge]
                        }
                    }
                }
            }
        }
    }

    /// Adds the gradient of the log likelihood to that of the factors; returns the sum of squared residuals,
    /// each times its precision.
    private func addLikelihoodGradient() -> Double {
        // because a row holds whole pairs of numbers, and memory has no other type to the processor
        let chunks = stride / 2
        let factors = UnsafeMutableRawPointer(factors).assumingMemoryBound(to: SIMD2<Double>.self)
        let gradient = UnsafeMutableRawPointer(gradient).assumingMemoryBound(to: SIMD2<Double>.self)
        let signs = UnsafeMutableRawPointer(rows).assumingMemoryBound(to: SIMD2<Double>.self)
        let signed = signs + chunks
        let sum = signed + chunks
        let isShared = graph.sharedErrors > 0
        var squares = 0.0
        for node in 0..<graph.nodes {
            let first = Int(starts[node])
            let last = Int(starts[node + 1])
            guard first < last else { continue }
            for k in 0..<chunks {
                signed[k] = signs[k] * factors[node &* chunks &+ k]
                sum[k] = .zero
            }
            for edge in first..<last {
                let other = Int(ends[edge]) &* chunks
                var product = SIMD2<Double>.zero
                for k in 0..<chunks { product += signed[k] * factors[other &+ k] }
                let residual = targets[edge] - (product.x + product.y)
                let pull = residual * precisions[edge]
                squares += residual * pull
                if isShared { pulls[edge] = pull }
                let weight = SIMD2<Double>(repeating: pull)
                for k in 0..<chunks {
                    sum[k] += weight * factors[other &+ k]
                    gradient[other &+ k] += weight * signed[k]
                }
            }
            for k in 0..<chunks { gradient[node &* chunks &+ k] += signs[k] * sum[k] }
        }
        return squares
    }

    /// Adam (Kingma and Ba 2015) on both halves of the parameters.
    private func climb() {
        powerOfFirst *= 0.9
        powerOfSecond *= 0.999
        climb(location, along: gradient, moments, moments + count)
        climb(rawScale, along: scaleGradient, moments + 2 * count, moments + 3 * count)
    }

    private func climb(
        _ parameters: UnsafeMutablePointer<Double>,
        along gradient: UnsafeMutablePointer<Double>,
        _ first: UnsafeMutablePointer<Double>,
        _ second: UnsafeMutablePointer<Double>
    ) {
        let rate = learningRate / (1 - powerOfFirst)
        let correction = 1 / (1 - powerOfSecond)
        for place in 0..<count {
            let slope = gradient[place]
            let mean = 0.9 * first[place] + 0.1 * slope
            let square = 0.999 * second[place] + 0.001 * slope * slope
            first[place] = mean
            second[place] = square
            parameters[place] += rate * mean / ((square * correction).squareRoot() + 1e-8)
        }
    }
}
