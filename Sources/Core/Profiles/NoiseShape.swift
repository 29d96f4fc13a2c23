import Statistics

/// The covariance between features of one well's noise, scaled to a trace of 1, as a sketch.
///
/// Contrasts are added with random signs to at most ``buckets`` rows B, so that E[B′B] is their sum of outer
/// products (a count sketch: Charikar, Chen and Farach-Colton 2002). A d × d matrix is never formed. The
/// signs come from a fixed seed, so the same wells give the same sketch.
package struct NoiseShape: Sendable, Hashable {
    static let buckets = 256

    package let featureCount: Int
    /// `rows` × d, row-major, scaled so that B′B has a trace of 1.
    private let sketch: [Double]
    /// Contrasts behind it.
    package let freedom: Int
    /// tr(S)²/tr(S²): how many features' worth of independent noise there is, 1 … d.
    package let dimension: Double
    /// tr(S²)³/tr(S³)²: the degrees of freedom of a chi-square with the skewness of ‖noise‖² (Imhof 1961).
    ///
    /// 1 … `dimension`; equal to it where all directions are equally noisy.
    package let tailFreedom: Double

    /// x′Sx, for a vector in the profile's units.
    package func quadratic(_ x: [Double]) -> Double {
        precondition(x.count == featureCount)
        var sum = 0.0
        sketch.withUnsafeBufferPointer { sketch in
            x.withUnsafeBufferPointer { x in
                for start in stride(from: 0, to: sketch.count, by: max(1, x.count)) {
                    var product = 0.0
                    for feature in x.indices { product += sketch[start + feature] * x[feature] }
                    sum += product * product
                }
            }
        }
        return sum
    }

    /// Gathers contrasts into a sketch.
    struct Builder {
        private let featureCount: Int
        private var rows: [Double] = []
        private var counts: [Int] = []
        private var freedom = 0
        private var generator = SeededGenerator(Seed(1).derived("noise shape"))

        init(featureCount: Int) { self.featureCount = featureCount }

        mutating func add(_ contrast: [Double], dividedBy scale: Double) {
            let bucket = freedom % NoiseShape.buckets
            if bucket == counts.count {
                counts.append(0)
                rows.append(contentsOf: repeatElement(0, count: featureCount))
            }
            let factor = (generator.next() & 1 == 0 ? 1 : -1) / scale
            for feature in 0..<featureCount {
                rows[bucket * featureCount + feature] += contrast[feature] * factor
            }
            counts[bucket] += 1
            freedom += 1
        }

        /// `nil` where there is no noise to take a shape from.
        func shape() -> NoiseShape? {
            var squares = 0.0
            for value in rows { squares += value * value }
            guard squares > 0, freedom > 0 else { return nil }
            let trace = squares / Double(freedom)
            let scale = 1 / squares.squareRoot()
            let traceOfSquare = products(of: 2) ?? trace * trace
            let traceOfCube = products(of: 3) ?? trace * trace * trace
            guard traceOfSquare > 0 else { return nil }
            let dimension = min(max(1, trace * trace / traceOfSquare), Double(max(1, featureCount)))
            let tail =
                traceOfCube > 0
                ? traceOfSquare * traceOfSquare * traceOfSquare / (traceOfCube * traceOfCube) : dimension
            return NoiseShape(
                featureCount: featureCount,
                sketch: rows.map { $0 * scale },
                freedom: freedom,
                dimension: dimension,
                tailFreedom: min(max(1, tail), dimension)
            )
        }

        /// tr(S²) or tr(S³) from products around two or three different rows.
        ///
        /// Those of a row with itself hold powers of tr(S) as well. `nil` where there are too few rows.
        private func products(of power: Int) -> Double? {
            let count = counts.count
            guard count >= power else { return nil }
            var gram = [Double](repeating: 0, count: count * count)
            rows.withUnsafeBufferPointer { rows in
                for one in 0..<count {
                    for other in 0..<one {
                        var product = 0.0
                        for feature in 0..<featureCount {
                            product +=
                                rows[one * featureCount + feature] * rows[other * featureCount + feature]
                        }
                        gram[one * count + other] = product
                    }
                }
            }
            var sum = 0.0
            var weights = 0.0
            gram.withUnsafeBufferPointer { gram in
                counts.withUnsafeBufferPointer { counts in
                    for one in 0..<count {
                        for other in 0..<one {
                            let product = gram[one * count + other]
                            let weight = Double(counts[one] * counts[other])
                            guard power == 3 else {
                                sum += product * product
                                weights += weight
                                continue
                            }
                            for third in 0..<other {
                                sum += product * gram[one * count + third] * gram[other * count + third]
                                weights += weight * Double(counts[third])
                            }
                        }
                    }
                }
            }
            return sum / weights
        }
    }
}
