import LinearAlgebra
import Screen
import Statistics

/// How fast matrices are multiplied: the most this machine reaches on one thread, and what the draws of a posterior
/// reach, whose product is of samples × weights with weights × pairs.
struct ProductSpeed {
    private let peak: Double
    private let draws: Double
    private let shape = (samples: 1_000, weights: 256, pairs: 6_000)

    init() {
        peak = ProductSpeed.best(1_536, 1_536, 1_536)
        draws = ProductSpeed.best(shape.samples, shape.weights, shape.pairs)
    }

    var text: String {
        "products: \(decimal(peak, 1)) GFLOP/s at the most (1,536 cubed, \(NumericsKernel.name)), "
            + "\(decimal(draws, 1)) for draws of \(shape.samples) x \(shape.weights) x \(shape.pairs): "
            + "\(decimal(100 * draws / peak, 0)) %"
    }

    /// Billions of operations a second, the best of seven runs.
    private static func best(_ rows: Int, _ inner: Int, _ columns: Int) -> Double {
        var generator = SeededGenerator(Seed(1))
        let one = Matrix(
            rows: rows,
            columns: inner,
            storage: (0..<(rows * inner)).map { _ in generator.normal() }
        )
        let other = Matrix(
            rows: inner,
            columns: columns,
            storage: (0..<(inner * columns)).map { _ in generator.normal() }
        )
        let clock = ContinuousClock()
        let seconds = (0..<7).map { _ in
            let start = clock.now
            let product = multiply(one, other)
            precondition(product.rows == rows)
            return start.duration(to: clock.now).inSeconds
        }
        return 2e-9 * Double(rows) * Double(inner) * Double(columns) / (seconds.min() ?? 1)
    }
}
