package import LinearAlgebra
package import Statistics

/// A trained network.
package struct NeuralNetworkFit: FittedModel, Equatable {
    /// The weights into a layer, row of inputs by row, and its biases.
    struct Layer: Sendable, Codable, Equatable {
        let weights: [Float]
        let biases: [Float]
    }

    let scaling: ColumnScaling
    let layers: [Layer]

    /// The monitored loss of each epoch.
    package let history: [Double]

    package let seed: Seed

    init(scaling: ColumnScaling, layers trained: NetworkLayers<Float>, history: [Double], seed: Seed) {
        self.scaling = scaling
        self.history = history
        self.seed = seed
        layers = (1..<trained.widths.count).map { layer in
            let (weights, biases) = trained.parameters(ofLayer: layer)
            return Layer(weights: weights, biases: biases)
        }
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        scaling = try values.decode(ColumnScaling.self, forKey: .scaling)
        layers = try values.decode([Layer].self, forKey: .layers)
        history = try values.decode([Double].self, forKey: .history)
        seed = try values.decode(Seed.self, forKey: .seed)
        var width = scaling.centre.count
        var fits = scaling.scale.count == width && layers.last?.biases.count == 1
        for layer in layers {
            let (product, isTooLarge) = width.multipliedReportingOverflow(by: layer.biases.count)
            fits = fits && !layer.biases.isEmpty && !isTooLarge && layer.weights.count == product
            width = layer.biases.count
        }
        fits = fits && layers.allSatisfy { $0.weights.areFinite && $0.biases.areFinite }
        guard fits, scaling.centre.areFinite, scaling.scale.allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw decoder.corrupted("the layers do not fit each other")
        }
    }

    /// How many columns a design must have.
    package var columns: Int { scaling.centre.count }

    package func predict(_ design: Matrix) -> [Double] {
        precondition(design.columns == scaling.centre.count, "this network has other inputs")
        let capacity = 32
        let network = NetworkLayers<Float>(
            inputs: design.columns,
            hidden: layers.dropLast().map(\.biases.count),
            dropouts: [Double](repeating: 0, count: layers.count - 1),
            penalty: 0,
            capacity: capacity
        )
        for (place, layer) in layers.enumerated() {
            network.setParameters(ofLayer: place + 1, weights: layer.weights, biases: layer.biases)
        }
        let inputs = scaling.applied(to: design)
        var predicted: [Double] = []
        predicted.reserveCapacity(design.rows)
        for start in stride(from: 0, to: design.rows, by: capacity) {
            let lines = min(capacity, design.rows - start)
            for line in 0..<lines {
                for column in 0..<design.columns {
                    network.inputs[line * network.inputStride + column] =
                        inputs[(start + line) * design.columns + column]
                }
            }
            network.forward(lines)
            for line in 0..<lines { predicted.append(Double(network.output(line))) }
        }
        return predicted
    }
}

/// The centre and scale of each column on the training lines.
struct ColumnScaling: Sendable, Codable, Equatable {
    let centre: [Double]

    /// The standard deviation (divisor n), or 1 for a column that is constant up to rounding.
    let scale: [Double]

    init(_ design: Matrix, rows: [Int]) {
        var centre = [Double](repeating: 0, count: design.columns)
        var squares = centre
        let columns = design.columns
        for row in rows {
            for column in 0..<columns { centre[column] += design.storage[row * columns + column] }
        }
        for column in 0..<columns { centre[column] /= Double(rows.count) }
        for row in rows {
            for column in 0..<columns {
                let difference = design.storage[row * columns + column] - centre[column]
                squares[column] += difference * difference
            }
        }
        scale = (0..<columns).map { column in
            let deviation = (squares[column] / Double(rows.count)).squareRoot()
            return deviation > 1e-12 * max(1, centre[column].magnitude) ? deviation : 1
        }
        self.centre = centre
    }

    /// The standardised values, row by row.
    func applied(to design: Matrix) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(design.storage.count)
        for row in 0..<design.rows {
            for column in 0..<design.columns {
                let value = design.storage[row * design.columns + column]
                result.append(Float((value - centre[column]) / scale[column]))
            }
        }
        return result
    }
}
