import Statistics

/// The layers of a fully connected network with rectified units and one linear output, and room to train
/// it.
///
/// Rows of weights are padded with zeros to whole blocks of four; padded weights get zero gradients and
/// stay zero. A batch holds up to `capacity` lines.
final class NetworkLayers<Scalar: NetworkScalar> {
    typealias Four = SIMD4<Scalar>

    /// The width of each layer, from the inputs to the one output.
    let widths: [Int]
    let capacity: Int

    /// The share of units dropped after each hidden layer while training.
    let dropouts: [Double]

    /// L2 on the weights of the hidden layers.
    let penalty: Double

    private let blocks: [Int]
    /// Where the weights of each layer start among the parameters; the biases follow them.
    private let weightStarts: [Int]
    private let biasStarts: [Int]
    private let parameterCount: Int

    // because arrays in a class are checked for exclusive use at each access; freed in deinit
    private let parameters: UnsafeMutablePointer<Four>
    private let gradients: UnsafeMutablePointer<Four>
    private let firstMoments: UnsafeMutablePointer<Four>
    private let secondMoments: UnsafeMutablePointer<Four>
    private let best: UnsafeMutablePointer<Four>
    /// Inputs, then the outputs of each layer; rows of whole blocks.
    private let activations: [UnsafeMutablePointer<Four>]
    /// What each output was multiplied by: 0 for a silent or dropped unit.
    private let gates: [UnsafeMutablePointer<Four>]
    private let deltas: [UnsafeMutablePointer<Four>]
    private let transposed: UnsafeMutablePointer<Four>

    private var steps = 0

    init(inputs: Int, hidden: [Int], dropouts: [Double], penalty: Double, capacity: Int) {
        let widths = [inputs] + hidden + [1]
        let blocks = widths.map { ($0 + 3) / 4 }
        var weightStarts: [Int] = []
        var biasStarts: [Int] = []
        var count = 0
        for layer in 1..<widths.count {
            weightStarts.append(count)
            biasStarts.append(count + widths[layer - 1] * blocks[layer])
            count += (widths[layer - 1] + 1) * blocks[layer]
        }
        func zeros(_ count: Int) -> UnsafeMutablePointer<Four> {
            let pointer = UnsafeMutablePointer<Four>.allocate(capacity: max(1, count))
            pointer.initialize(repeating: .zero, count: max(1, count))
            return pointer
        }
        self.widths = widths
        self.blocks = blocks
        self.capacity = capacity
        self.dropouts = dropouts
        self.penalty = penalty
        self.weightStarts = weightStarts
        self.biasStarts = biasStarts
        parameterCount = count
        parameters = zeros(count)
        gradients = zeros(count)
        firstMoments = zeros(count)
        secondMoments = zeros(count)
        best = zeros(count)
        activations = blocks.map { zeros($0 * capacity) }
        gates = blocks.map { zeros($0 * capacity) }
        deltas = blocks.map { zeros($0 * capacity) }
        transposed = zeros((1..<widths.count).map { widths[$0] * blocks[$0 - 1] }.max() ?? 0)
    }

    deinit {
        for pointer in [parameters, gradients, firstMoments, secondMoments, best, transposed] {
            pointer.deallocate()
        }
        for pointer in activations + gates + deltas { pointer.deallocate() }
    }

    private var layerCount: Int { widths.count - 1 }

    private func scalars(_ pointer: UnsafeMutablePointer<Four>) -> UnsafeMutablePointer<Scalar> {
        // because a block is its four scalars and nothing else
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Scalar.self)
    }
}

// MARK: Parameters

extension NetworkLayers {
    /// Weights uniform on ± √(6 / (inputs + outputs)) (Glorot and Bengio 2010), biases 0.
    func initialise(using generator: inout SeededGenerator) {
        for layer in 1...layerCount {
            let limit = (6 / Double(widths[layer - 1] + widths[layer])).squareRoot()
            let values = scalars(parameters + weightStarts[layer - 1])
            for input in 0..<widths[layer - 1] {
                for output in 0..<widths[layer] {
                    values[input * 4 * blocks[layer] + output] = Scalar(limit * (2 * generator.uniform() - 1))
                }
            }
        }
    }

    /// The weights (row of inputs by row) and biases of a layer, the first hidden one being 1.
    func parameters(ofLayer layer: Int) -> (weights: [Scalar], biases: [Scalar]) { read(parameters, layer) }

    /// The derivative of the last loss by the weights and biases of a layer.
    func gradients(ofLayer layer: Int) -> (weights: [Scalar], biases: [Scalar]) { read(gradients, layer) }

    private func read(
        _ pointer: UnsafeMutablePointer<Four>,
        _ layer: Int
    ) -> (weights: [Scalar], biases: [Scalar]) {
        let weights = scalars(pointer + weightStarts[layer - 1])
        let biases = scalars(pointer + biasStarts[layer - 1])
        let width = widths[layer]
        let stride = 4 * blocks[layer]
        return (
            (0..<(widths[layer - 1] * width)).map { weights[$0 / width * stride + $0 % width] },
            (0..<width).map { biases[$0] }
        )
    }

    func setParameters(ofLayer layer: Int, weights: [Scalar], biases: [Scalar]) {
        let width = widths[layer]
        precondition(weights.count == widths[layer - 1] * width && biases.count == width, "a layer's shape")
        let to = scalars(parameters + weightStarts[layer - 1])
        for (place, value) in weights.enumerated() {
            to[place / width * 4 * blocks[layer] + place % width] = value
        }
        for (place, value) in biases.enumerated() {
            scalars(parameters + biasStarts[layer - 1])[place] = value
        }
    }

    /// Remembers the parameters as they are.
    func keepParameters() { best.update(from: parameters, count: parameterCount) }

    /// Goes back to the parameters remembered last.
    func restoreParameters() { parameters.update(from: best, count: parameterCount) }

    /// L2 of the hidden layers' weights, times the penalty.
    var penaltyTerm: Double {
        var total = 0.0
        for layer in 1..<layerCount {
            var sum = Four.zero
            for place in weightStarts[layer - 1]..<biasStarts[layer - 1] {
                sum = Scalar.add(parameters[place], times: parameters[place], to: sum)
            }
            total += Double(sum[0] + sum[1] + (sum[2] + sum[3]))
        }
        return penalty * total
    }
}

// MARK: A batch

extension NetworkLayers {
    /// Where the inputs of the batch's lines are written, `inputStride` apart.
    var inputs: UnsafeMutablePointer<Scalar> { scalars(activations[0]) }

    var inputStride: Int { 4 * blocks[0] }

    /// The prediction for a line of the batch, after `forward`.
    func output(_ line: Int) -> Scalar { activations[layerCount][line][0] }

    /// Computes the outputs of the batch's first `lines` lines with all units.
    func forward(_ lines: Int) {
        for layer in 1...layerCount {
            propagate(layer, lines)
            guard layer < layerCount else { break }
            let values = activations[layer]
            let gate = gates[layer]
            for place in 0..<(lines * blocks[layer]) {
                gate[place] = Scalar.gate(values[place], draws: .max, dropped: 0, survivor: 1)
                values[place] = Scalar.product(values[place], gate[place])
            }
        }
    }

    /// Computes the outputs with units dropped at random, and the others raised in proportion.
    func forwardDropping(_ lines: Int, using generator: inout SeededGenerator) {
        // because a local copy stays in registers
        var local = generator
        for layer in 1...layerCount {
            propagate(layer, lines)
            guard layer < layerCount else { break }
            let values = activations[layer]
            let gate = gates[layer]
            let share = dropouts[layer - 1]
            let dropped = UInt32(share * 65_536)
            let survivor = Scalar(1 / (1 - share))
            for place in 0..<(lines * blocks[layer]) {
                let draws = dropped > 0 ? local.next() : .max
                gate[place] = Scalar.gate(values[place], draws: draws, dropped: dropped, survivor: survivor)
                values[place] = Scalar.product(values[place], gate[place])
            }
        }
        generator = local
    }

    private func propagate(_ layer: Int, _ lines: Int) {
        BlockProduct<Scalar>.multiply(
            .init(
                values: scalars(activations[layer - 1]),
                rowStride: 4 * blocks[layer - 1],
                innerStride: 1
            ),
            parameters + weightStarts[layer - 1],
            bias: parameters + biasStarts[layer - 1],
            into: activations[layer],
            rows: lines,
            inner: widths[layer - 1],
            blocks: blocks[layer]
        )
    }

    /// The summed squared error of the batch after a forward pass, and the gradients of its mean plus L2.
    func backward(_ lines: Int, measured: UnsafePointer<Scalar>) -> Double {
        var squares = 0.0
        let factor = 2 / Scalar(lines)
        for line in 0..<lines {
            let error = output(line) - measured[line]
            squares += Double(error) * Double(error)
            var delta = Four.zero
            delta[0] = factor * error
            deltas[layerCount][line] = delta
        }
        for layer in stride(from: layerCount, through: 1, by: -1) {
            differentiate(layer, lines)
            if layer > 1 { propagateBack(layer, lines) }
        }
        return squares
    }

    private func differentiate(_ layer: Int, _ lines: Int) {
        let count = blocks[layer]
        BlockProduct<Scalar>.multiply(
            .init(
                values: scalars(activations[layer - 1]),
                rowStride: 1,
                innerStride: 4 * blocks[layer - 1]
            ),
            deltas[layer],
            bias: nil,
            into: gradients + weightStarts[layer - 1],
            rows: widths[layer - 1],
            inner: lines,
            blocks: count
        )
        let biases = gradients + biasStarts[layer - 1]
        for block in 0..<count {
            var sum = Four.zero
            for line in 0..<lines { sum = Scalar.sum(sum, deltas[layer][line * count + block]) }
            biases[block] = sum
        }
        guard layer < layerCount else { return }
        let twice = Four(repeating: Scalar(2 * penalty))
        for place in weightStarts[layer - 1]..<biasStarts[layer - 1] {
            gradients[place] = Scalar.add(twice, times: parameters[place], to: gradients[place])
        }
    }

    private func propagateBack(_ layer: Int, _ lines: Int) {
        let inputWidth = widths[layer - 1]
        let inputStride = 4 * blocks[layer - 1]
        let outputStride = 4 * blocks[layer]
        let weights = scalars(parameters + weightStarts[layer - 1])
        let turned = scalars(transposed)
        for output in 0..<widths[layer] {
            for input in 0..<inputWidth {
                turned[output * inputStride + input] = weights[input * outputStride + output]
            }
            for input in inputWidth..<inputStride { turned[output * inputStride + input] = 0 }
        }
        let into = deltas[layer - 1]
        BlockProduct<Scalar>.multiply(
            .init(values: scalars(deltas[layer]), rowStride: outputStride, innerStride: 1),
            transposed,
            bias: nil,
            into: into,
            rows: lines,
            inner: widths[layer],
            blocks: blocks[layer - 1]
        )
        let gate = gates[layer - 1]
        for place in 0..<(lines * blocks[layer - 1]) {
            into[place] = Scalar.product(into[place], gate[place])
        }
    }

    /// One step of Adam (Kingma and Ba 2015) with Keras' constants: ε outside the corrected root.
    func step(rate: Double) {
        steps += 1
        let corrected = Scalar(rate * correction)
        let slow = Four(repeating: 0.1)
        let slower = Four(repeating: 0.001)
        for place in 0..<parameterCount {
            let gradient = gradients[place]
            let first = Scalar.add(slow, times: gradient, to: Scalar.scaled(firstMoments[place], by: 0.9))
            let second = Scalar.add(
                slower,
                times: Scalar.product(gradient, gradient),
                to: Scalar.scaled(secondMoments[place], by: 0.999)
            )
            firstMoments[place] = first
            secondMoments[place] = second
            let change = Scalar.adamStep(first, second, rate: corrected, epsilon: 1e-7)
            parameters[place] = Scalar.sum(parameters[place], Scalar.scaled(change, by: -1))
        }
    }

    private var correction: Double {
        (1 - power(0.999, steps)).squareRoot() / (1 - power(0.9, steps))
    }
}

/// A power by repeated squaring: the same bits on every machine.
private func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var rest = exponent
    while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest &>>= 1
    }
    return result
}
