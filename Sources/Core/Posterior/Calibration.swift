import Statistics

/// How far forecasts of one part were off, learned from rewards that it foretold before they were measured.
///
/// The spread of a forecast is multiplied by exp(½ (a + b x)), x the logarithm of the pair's expected root: real
/// noise is neither constant nor proportional to the reward. Its shape is that of the errors seen, not a normal's.
struct Calibration: Sendable {
    struct Miss {
        /// What was measured less what was foretold.
        let error: Double
        /// The variance that was foretold.
        let variance: Double
        /// The logarithm of the pair's expected root.
        let place: Double
    }

    private let level: Double
    private let slope: Double
    private let centre: Double
    private let places: ClosedRange<Double>
    /// Errors in units of their spread, ascending; those of a normal where too few were seen.
    private let shape: [Double]

    /// Fewer errors than this tell no shape.
    private static let enough = 20
    /// Prior precisions of the level and the slope.
    private static let precisions = (level: 0.5, slope: 4.0)
    /// E[log χ²₁], and its variance.
    private static let logSquare = (mean: -1.270_362_845_461_478, variance: 4.934_802_200_544_679)
    /// How far beyond the places seen the line is followed.
    private static let reach = 1.5

    init(_ misses: [Miss]) {
        guard misses.count >= Calibration.enough else {
            (level, slope, centre, places) = (0, 0, 0, 0...0)
            shape = Calibration.normal
            return
        }
        let centre = mean(misses.map(\.place))
        var (n, x, xx, y, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for miss in misses {
            // A perfect forecast must not be a logarithm of zero.
            let square = max(miss.error * miss.error / miss.variance, 1e-4)
            let height = (portableLog(square) - Calibration.logSquare.mean) / Calibration.logSquare.variance
            let place = miss.place - centre
            n += 1 / Calibration.logSquare.variance
            x += place / Calibration.logSquare.variance
            xx += place * place / Calibration.logSquare.variance
            y += height
            xy += place * height
        }
        n += Calibration.precisions.level
        xx += Calibration.precisions.slope
        let slope = (n * xy - x * y) / (n * xx - x * x)
        let level = (y - slope * x) / n
        let least = (misses.map(\.place).min() ?? 0) - Calibration.reach
        let most = (misses.map(\.place).max() ?? 0) + Calibration.reach
        (self.level, self.slope, self.centre, places) = (level, slope, centre, least...most)
        shape = misses.map { miss in
            miss.error / (miss.variance * portableExp(level + slope * (miss.place - centre))).squareRoot()
        }.sorted()
    }

    /// The spread of a forecast of so much variance at a place.
    func sd(_ variance: Double, at place: Double) -> Double {
        let place = min(max(place, places.lowerBound), places.upperBound)
        return (variance * portableExp(level + slope * (place - centre))).squareRoot()
    }

    /// An error in units of its spread, by a number from 0 up to 1.
    func error(at share: Double) -> Double {
        let place = share * Double(shape.count) - 0.5
        let low = min(max(Int(place.rounded(.down)), 0), shape.count - 1)
        let high = min(low + 1, shape.count - 1)
        return shape[low] + min(max(place - Double(low), 0), 1) * (shape[high] - shape[low])
    }

    /// Numbers spread as a standard normal's, by its own draws from a fixed seed.
    private static let normal: [Double] = {
        var generator = SeededGenerator(Seed(1))
        var values = [Double](repeating: 0, count: 1_000)
        values.withUnsafeMutableBufferPointer { generator.fillNormals($0) }
        return (values + values.map { -$0 }).sorted()
    }()
}
