import FoundationEssentials
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import Regression

private struct NetworkFixture: Decodable {
    let train: [Int]
    let columns: [Int]
    let target: String
    let weights: [[[Double]]]
    let biases: [[Double]]
    let forward: [Double]
    let loss: Double
    let weightGradients: [[[Double]]]
    let biasGradients: [[Double]]
    let adamLosses: [Double]
    let adamForward: [Double]

    enum CodingKeys: String, CodingKey {
        case train
        case columns
        case target
        case weights = "W"
        case biases = "b"
        case forward
        case loss
        case weightGradients = "grad_W"
        case biasGradients = "grad_b"
        case adamLosses = "adam_losses"
        case adamForward = "adam_forward"
    }
}

struct NeuralNetworkTests {
    private let oracle: NetworkFixture
    private let inputs: [Double]
    private let truth: [Double]

    init() throws {
        oracle = try fixture("dnn.json", as: NetworkFixture.self)
        let expression = try ToyTable("toy_expression.csv").matrix
        let design = part(expression, rows: oracle.train, columns: oracle.columns)
        // In double precision, other than a fit's inputs.
        var values = design.storage
        for column in 0..<design.columns {
            let given = (0..<design.rows).map { design[$0, column] }
            for row in 0..<design.rows {
                values[row * design.columns + column] = (given[row] - mean(given)) / populationSD(given)
            }
        }
        inputs = values
        let response = try ToyTable("toy_effect.csv").column(named: oracle.target)
        truth = oracle.train.map { response[$0] }
    }

    private func network<Scalar: NetworkScalar>(_ type: Scalar.Type) -> NetworkLayers<Scalar> {
        let network = NetworkLayers<Scalar>(
            inputs: 10,
            hidden: [50, 20, 15, 12],
            dropouts: [0, 0, 0, 0],
            penalty: 1e-4,
            capacity: 30
        )
        for layer in 1...5 {
            network.setParameters(
                ofLayer: layer,
                weights: oracle.weights[layer - 1].flatMap { $0.map { Scalar($0) } },
                biases: oracle.biases[layer - 1].map { Scalar($0) }
            )
        }
        for line in 0..<30 {
            for column in 0..<10 {
                network.inputs[line * network.inputStride + column] = Scalar(inputs[line * 10 + column])
            }
        }
        return network
    }

    private func largestError<Scalar: NetworkScalar>(_ type: Scalar.Type) -> Double {
        let network = network(type)
        let measured = truth.map { Scalar($0) }
        func outputs() -> [Double] { (0..<30).map { Double(network.output($0)) } }
        func loss() -> Double { network.backward(30, measured: measured) / 30 + network.penaltyTerm }
        network.forward(30)
        var errors = [largestDifference(outputs(), oracle.forward), (loss() - oracle.loss).magnitude]
        for layer in 1...5 {
            let (weights, biases) = network.gradients(ofLayer: layer)
            let expected = oracle.weightGradients[layer - 1].flatMap(\.self)
            errors.append(largestDifference(weights.map { Double($0) }, expected))
            errors.append(largestDifference(biases.map { Double($0) }, oracle.biasGradients[layer - 1]))
        }
        for step in 0..<5 {
            network.forward(30)
            errors.append((loss() - oracle.adamLosses[step]).magnitude)
            network.step(rate: 1e-3)
        }
        network.forward(30)
        errors.append(largestDifference(outputs(), oracle.adamForward))
        return errors.max() ?? .infinity
    }

    @Test func `outputs, gradients and five steps are the reference's in double precision`() {
        #expect(largestError(Double.self) < 1e-12)
    }

    // 1e-5: single precision, and five steps of 1e-3 whose sign hangs on small gradients.
    @Test func `outputs, gradients and five steps are the reference's in single precision`() {
        #expect(largestError(Float.self) < 1e-5)
    }

    @Test func `gradients are the loss's differences with units dropped`() {
        let network = NetworkLayers<Double>(
            inputs: 7,
            hidden: [9, 6],
            dropouts: [0.4, 0.25],
            penalty: 1e-2,
            capacity: 11
        )
        var generator = SeededGenerator(Seed(4))
        network.initialise(using: &generator)
        for place in 0..<(11 * network.inputStride) { network.inputs[place] = 0 }
        for line in 0..<11 {
            for column in 0..<7 { network.inputs[line * network.inputStride + column] = generator.normal() }
        }
        let measured = (0..<11).map { _ in generator.normal() }
        let draws = generator
        func loss() -> Double {
            var same = draws
            network.forwardDropping(11, using: &same)
            return network.backward(11, measured: measured) / 11 + network.penaltyTerm
        }
        _ = loss()
        let gradients = (1...3).map { network.gradients(ofLayer: $0) }
        var largest = 0.0
        var silent = 0
        for layer in 1...3 {
            let (weights, biases) = network.parameters(ofLayer: layer)
            for place in 0..<(weights.count + biases.count) {
                func shifted(_ by: Double) -> Double {
                    var (w, b) = (weights, biases)
                    if place < w.count { w[place] += by } else { b[place - w.count] += by }
                    network.setParameters(ofLayer: layer, weights: w, biases: b)
                    return loss()
                }
                let slope = (shifted(1e-6) - shifted(-1e-6)) / 2e-6
                let all = gradients[layer - 1].weights + gradients[layer - 1].biases
                largest = max(largest, (slope - all[place]).magnitude)
                if all[place] == 0 { silent += 1 }
            }
            network.setParameters(ofLayer: layer, weights: weights, biases: biases)
        }
        #expect(largest < 1e-7)
        #expect(silent < 10)
    }

    @Test func `units are dropped as often as asked and the others raised`() {
        var generator = SeededGenerator(Seed(9))
        var kept = 0
        let value = SIMD4<Float>(1, -1, 2, 3)
        for _ in 0..<20_000 {
            let gate = Float.gate(value, draws: generator.next(), dropped: 26_214, survivor: 2)
            if gate[1] != 0 { kept = -1_000_000 }
            for lane in [0, 2, 3] where gate[lane] == 2 { kept += 1 }
        }
        // 60,000 draws: a standard deviation of .002.
        #expect((Double(kept) / 60_000 - 0.6).magnitude < 0.01)
        #expect(Double.gate([1, -1, 0, 3], draws: .max, dropped: 0, survivor: 1) == [1, 0, 0, 1])
    }

    @Test func `the network of the best epoch on the validation lines is kept`() throws {
        let reference = try fixture("tree_reference.json", as: TreeReference.self)
        let screen = SyntheticScreen(number: 3, reference: reference)
        let validation = Array(600..<675)
        var settings = NeuralNetwork()
        settings.patience = 15
        let fit = settings.fit(
            screen.design,
            screen.response,
            training: Array(0..<600),
            validation: validation,
            seed: Seed(2)
        )
        let best = try #require(fit.history.min())
        let epoch = try #require(fit.history.firstIndex(of: best))
        #expect(fit.history.count == epoch + 1 + 15)
        let judged = part(screen.design, rows: validation, columns: Array(0..<17))
        let squares = zip(fit.predict(judged), validation.map { screen.response[$0] }).map {
            ($0 - $1) * ($0 - $1)
        }
        let weights = fit.layers.dropLast().flatMap { $0.weights.map { Double($0) * Double($0) } }
        let loss = mean(squares) + 1e-4 * weights.reduce(0, +)
        // 1e-5: single precision.
        #expect((loss - best).magnitude < 1e-5)
        settings.monitor = .training
        settings.epochs = 60
        let last = settings.fit(
            screen.design,
            screen.response,
            training: Array(0..<600),
            validation: [],
            seed: Seed(2)
        )
        #expect(last.history.count == 60)
        #expect(last.history[59] < 0.75 * last.history[0])
        #expect(last.layers != fit.layers)
    }

    @Test func `a seed gives the same network again and another seed another`() throws {
        let reference = try fixture("tree_reference.json", as: TreeReference.self)
        let screen = SyntheticScreen(number: 1, reference: reference)
        var settings = NeuralNetwork()
        settings.epochs = 5
        func fit(_ seed: UInt64) -> NeuralNetworkFit {
            settings.fit(
                screen.design,
                screen.response,
                training: Array(0..<99),
                validation: Array(99..<130),
                seed: Seed(seed)
            )
        }
        #expect(fit(1) == fit(1))
        #expect(fit(1).layers != fit(2).layers)
    }

    @Test(arguments: 0..<5) func `held-out accuracy is that of the reference`(number: Int) throws {
        let reference = try fixture("tree_reference.json", as: TreeReference.self)
        let screen = SyntheticScreen(number: number, reference: reference)
        let held = part(screen.design, rows: Array(675..<900), columns: Array(0..<17))
        let r = (0..<5).map { seed in
            var generator = SeededGenerator(Seed(UInt64(seed)))
            let order = generator.shuffled(Array(0..<675))
            let fit = NeuralNetwork().fit(
                screen.design,
                screen.response,
                training: Array(order[68...]),
                validation: Array(order[..<68]),
                seed: Seed(UInt64(seed))
            )
            return pearson(fit.predict(held), Array(screen.response[675...]))
        }
        let expected = reference.cases[number]
        // Both are means over five seeds and splits: three standard errors of their difference, and .01 for
        // a standard deviation that is itself known from five numbers.
        let tolerance = 3 * expected.networkSD * 0.4.squareRoot() + 0.01
        let difference = mean(r) - expected.networkR
        #expect(difference.magnitude < tolerance, "\(expected.name): \(mean(r)) against \(expected.networkR)")
    }

    @Test func `odd shapes predict finite numbers and a constant column no explosion`() {
        var settings = NeuralNetwork()
        settings.epochs = 3
        for columns in [0, 1, 5] {
            var design = Matrix(rows: 9, columns: columns)
            for place in design.storage.indices where place % max(columns, 1) != 0 {
                design.storage[place] = Double(place % 7)
            }
            let response = (0..<9).map { Double($0) }
            let fit = settings.fit(
                design,
                response,
                training: Array(0..<7),
                validation: [7, 8],
                seed: Seed(0)
            )
            var shifted = design
            for row in 0..<9 where columns > 0 { shifted.storage[row * columns] = 0.1 }
            let predicted = fit.predict(shifted)
            #expect(predicted.count == 9)
            #expect(predicted.allSatisfy { $0.isFinite && $0.magnitude < 100 })
        }
    }

    @Test func `a network comes back from JSON, and layers that do not fit are refused`() throws {
        var settings = NeuralNetwork()
        settings.epochs = 2
        let design = Matrix(rows: 6, columns: 2, storage: [1, 2, 3, 5, 8, 1, 0, 2, 4, 4, 9, 7])
        let fit = settings.fit(
            design,
            [1, 2, 3, 4, 5, 6],
            training: [0, 1, 2, 3],
            validation: [4, 5],
            seed: Seed(1)
        )
        let data = try JSONEncoder().encode(fit)
        let read = try JSONDecoder().decode(NeuralNetworkFit.self, from: data)
        #expect(read == fit)
        #expect(read.predict(design) == fit.predict(design))
        let json = String(decoding: data, as: UTF8.self)
        let broken = json.replacing("\"biases\":[", with: "\"biases\":[0,")
        #expect(broken != json)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(NeuralNetworkFit.self, from: Data(broken.utf8))
        }
    }
}

struct EnsembleTests {
    @Test func `an ensemble predicts the mean of its members`() throws {
        let reference = try fixture("tree_reference.json", as: TreeReference.self)
        let screen = SyntheticScreen(number: 2, reference: reference)
        let training = Array(0..<300)
        let validation = Array(300..<360)
        var network = NeuralNetwork()
        network.epochs = 10
        let trees = try GradientBoosting().fit(
            screen.design,
            screen.response,
            training: training,
            validation: validation,
            seed: Seed(0)
        )
        let net = network.fit(
            screen.design,
            screen.response,
            training: training,
            validation: validation,
            seed: Seed(0)
        )
        let ensemble = Ensemble(trees, net)
        let expected = zip(trees.predict(screen.design), net.predict(screen.design)).map { ($0 + $1) / 2 }
        #expect(ensemble.predict(screen.design) == expected)
        let read = try JSONDecoder().decode(Ensemble.self, from: JSONEncoder().encode(ensemble))
        #expect(read == ensemble)
    }

    @Test func `the published ensemble has two of each on different lines`() throws {
        let reference = try fixture("tree_reference.json", as: TreeReference.self)
        let screen = SyntheticScreen(number: 2, reference: reference)
        let training = part(screen.design, rows: Array(0..<675), columns: Array(0..<17))
        let held = part(screen.design, rows: Array(675..<900), columns: Array(0..<17))
        var settings = BootstrapEnsemble()
        settings.network.epochs = 60
        let ensemble = try settings.fit(training, Array(screen.response[..<675]), seed: Seed(3))
        #expect(ensemble.trees.count == 2 && ensemble.networks.count == 2)
        #expect(ensemble.trees[0] != ensemble.trees[1])
        #expect(ensemble.networks[0] != ensemble.networks[1])
        let r = pearson(ensemble.predict(held), Array(screen.response[675...]))
        #expect(r > 0.5, "\(r)")
        #expect(try settings.fit(training, Array(screen.response[..<675]), seed: Seed(3)) == ensemble)
    }
}
