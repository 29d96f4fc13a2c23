package import LinearAlgebra
package import Statistics

/// A fully connected network with early stopping, as Rosenski, Shifman and Kaplan (2023) set it.
///
/// Rectified layers of 50, 20, 15 and 12 units and a linear output. Dropout of 0.4, 0.2 and 0.1 after the
/// first three, L2 of 1e-4 on the hidden weights, mean squared error, Adam at 1e-3 on batches of 32,
/// inputs standardised on the training lines. Training is in single precision, with sums in one order: the
/// same seed gives the same network on any machine.
package struct NeuralNetwork: Sendable, Equatable {
    /// The loss that ends the training once it has not fallen for `patience` epochs.
    package enum Monitor: String, Sendable, Codable {
        /// That of the validation lines; the weights of its best epoch are kept.
        case validation
        /// That of the training lines, dropout on; the weights of the last epoch are kept.
        ///
        /// So the authors' published code has it. It stops late and predicts worse.
        case training
    }

    package var hidden = [50, 20, 15, 12]
    package var dropouts = [0.4, 0.2, 0.1, 0]
    package var penalty = 1e-4
    package var rate = 1e-3
    package var batch = 32
    package var epochs = 1500
    package var patience = 100
    package var monitor = Monitor.validation

    package init() {}

    /// Trains on the lines `training`, stopped by the lines `validation` if those are monitored.
    ///
    /// `design` has a row for each value of `response`. A column that is constant on the training lines is
    /// centred and not scaled.
    package func fit(
        _ design: Matrix,
        _ response: [Double],
        training: [Int],
        validation: [Int],
        seed: Seed
    ) -> NeuralNetworkFit {
        precondition(design.rows == response.count, "a design has a row for each value")
        precondition(!training.isEmpty, "a network needs lines to learn on")
        precondition(monitor == .training || !validation.isEmpty, "a network needs lines to stop on")
        precondition(
            hidden.count == dropouts.count && hidden.allSatisfy { $0 > 0 },
            "each layer has a dropout"
        )
        precondition(dropouts.allSatisfy { (0..<1).contains($0) } && batch > 0 && epochs > 0, "settings")
        let scaling = ColumnScaling(design, rows: training)
        let layers = NetworkLayers<Float>(
            inputs: design.columns,
            hidden: hidden,
            dropouts: dropouts,
            penalty: penalty,
            capacity: batch
        )
        var generator = SeededGenerator(seed)
        layers.initialise(using: &generator)
        let trainer = NetworkTrainer(
            layers: layers,
            inputs: scaling.applied(to: design),
            measured: response.map(Float.init),
            settings: self
        )
        let history = trainer.train(training: training, validation: validation, using: &generator)
        return NeuralNetworkFit(scaling: scaling, layers: layers, history: history, seed: seed)
    }
}

/// The epochs of a training.
struct NetworkTrainer {
    let layers: NetworkLayers<Float>
    let inputs: [Float]
    let measured: [Float]
    let settings: NeuralNetwork

    /// Trains until the monitored loss has not fallen for long, and gives it for each epoch.
    func train(training: [Int], validation: [Int], using generator: inout SeededGenerator) -> [Double] {
        var order = training
        var history: [Double] = []
        history.reserveCapacity(settings.epochs)
        var best = Double.infinity
        var waited = 0
        layers.keepParameters()
        for _ in 0..<settings.epochs {
            for last in stride(from: order.count - 1, to: 0, by: -1) {
                order.swapAt(last, generator.index(below: last + 1))
            }
            let learned = learn(order, using: &generator)
            let loss = settings.monitor == .training ? learned : loss(of: validation)
            history.append(loss)
            if loss < best {
                best = loss
                waited = 0
                if settings.monitor == .validation { layers.keepParameters() }
            } else {
                waited += 1
                if waited >= settings.patience { break }
            }
        }
        if settings.monitor == .validation { layers.restoreParameters() }
        return history
    }

    /// One epoch; gives the mean loss of its batches, each before its step.
    private func learn(_ order: [Int], using generator: inout SeededGenerator) -> Double {
        var total = 0.0
        withUnsafeTemporaryAllocation(of: Float.self, capacity: settings.batch) { truth in
            guard let truth = truth.baseAddress else { return }
            for start in stride(from: 0, to: order.count, by: settings.batch) {
                let lines = min(settings.batch, order.count - start)
                load(order, from: start, lines)
                for line in 0..<lines { truth[line] = measured[order[start + line]] }
                layers.forwardDropping(lines, using: &generator)
                if settings.monitor == .training { total += layers.penaltyTerm * Double(lines) }
                total += layers.backward(lines, measured: truth)
                layers.step(rate: settings.rate)
            }
        }
        return total / Double(order.count)
    }

    private func loss(of lines: [Int]) -> Double {
        var squares = 0.0
        for start in stride(from: 0, to: lines.count, by: settings.batch) {
            let count = min(settings.batch, lines.count - start)
            load(lines, from: start, count)
            layers.forward(count)
            for line in 0..<count {
                let error = Double(layers.output(line) - measured[lines[start + line]])
                squares += error * error
            }
        }
        return squares / Double(lines.count) + layers.penaltyTerm
    }

    private func load(_ lines: [Int], from start: Int, _ count: Int) {
        let width = layers.widths[0]
        let to = layers.inputs
        inputs.withUnsafeBufferPointer { inputs in
            for line in 0..<count {
                let first = lines[start + line] * width
                for column in 0..<width { to[line * layers.inputStride + column] = inputs[first + column] }
            }
        }
    }
}
