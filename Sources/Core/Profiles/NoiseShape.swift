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
    /// tr(S²)²/tr(S⁴): the degrees of freedom of a chi-square with the kurtosis of ‖noise‖².
    ///
    /// 1 … `dimension`; equal to it where all directions are equally noisy.
    package let tailFreedom: Double

    /// x′Sx, for a vector in the profile's units.
    package func quadratic(_ x: [Double]) -> Double {
        precondition(x.count == featureCount)
        var sum = 0.0
        sketch.withUnsafeBufferPointer { sketch in
            x.withUnsafeBufferPointer { x in
                let blocks = x.count / 8 * 8
                for start in stride(from: 0, to: sketch.count, by: max(1, x.count)) {
                    // Eight sums of their own, because it is asked thousands of times a round.
                    var products = SIMD8<Double>.zero
                    for feature in stride(from: 0, to: blocks, by: 8) {
                        for lane in 0..<8 {
                            products[lane] += sketch[start &+ feature &+ lane] * x[feature &+ lane]
                        }
                    }
                    var product = products.sum()
                    for feature in blocks..<x.count { product += sketch[start &+ feature] * x[feature] }
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
            let (square, fourth) = traces()
            let dimension = min(
                max(1, trace * trace / (square ?? trace * trace)),
                Double(max(1, featureCount))
            )
            var tail = dimension
            if let square, let fourth { tail = square * square / fourth }
            return NoiseShape(
                featureCount: featureCount,
                sketch: rows.map { $0 * scale },
                freedom: freedom,
                dimension: dimension,
                tailFreedom: min(max(1, tail), dimension)
            )
        }

        /// tr(S²) and tr(S⁴) from closed walks over two and four different rows.
        ///
        /// Products that meet a row twice hold powers of tr(S) as well. `nil` where there are too few rows,
        /// or where chance makes a sum negative.
        private func traces() -> (square: Double?, fourth: Double?) {
            let count = counts.count
            var gram = [Double](repeating: 0, count: count * count)
            rows.withUnsafeBufferPointer { rows in
                for one in 0..<count {
                    for other in 0..<one {
                        let product = product(rows, one, other, featureCount)
                        gram[one * count + other] = product
                        gram[other * count + one] = product
                    }
                }
            }
            let (two, four) = closedWalks(gram, count)
            // The same sums where every product is that of the counts.
            let sizes = counts.map(Double.init)
            func power(_ n: Int) -> Double {
                sizes.reduce(0) { sum, size in sum + (0..<n).reduce(1.0) { power, _ in power * size } }
            }
            let (p1, p2, p3, p4) = (power(1), power(2), power(3), power(4))
            let ofTwo = p1 * p1 - p2
            let ofFour = p1 * p1 * p1 * p1 - 6 * p1 * p1 * p2 + 3 * p2 * p2 + 8 * p1 * p3 - 6 * p4
            return (
                count >= 2 && two > 0 ? two / ofTwo : nil,
                count >= 4 && four > 0 ? four / ofFour : nil
            )
        }
    }
}

/// The inner product of two rows, in four sums side by side: one after the other each would wait for the last.
private func product(_ rows: UnsafeBufferPointer<Double>, _ one: Int, _ other: Int, _ length: Int) -> Double {
    let (left, right) = (one * length, other * length)
    var sums = SIMD4<Double>.zero
    var place = 0
    while place + 4 <= length {
        for lane in 0..<4 { sums[lane] += rows[left &+ place &+ lane] * rows[right &+ place &+ lane] }
        place += 4
    }
    var sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
    while place < length {
        sum += rows[left + place] * rows[right + place]
        place += 1
    }
    return sum
}

/// Σ A_ab A_ba over two different rows, and Σ A_ab A_bc A_cd A_da over four, of a symmetric matrix without a
/// diagonal.
private func closedWalks(_ matrix: [Double], _ count: Int) -> (two: Double, four: Double) {
    var two = 0.0
    var all = 0.0
    var repeated = 0.0
    matrix.withUnsafeBufferPointer { matrix in
        for one in 0..<count {
            var degree = 0.0
            for other in 0..<count {
                let square = matrix[one * count + other] * matrix[one * count + other]
                degree += square
                repeated -= square * square
            }
            for other in 0..<one {
                let walks = product(matrix, one, other, count)
                all += 2 * walks * walks
            }
            two += degree
            all += degree * degree
            // Walks that are twice at one row, on either side; those that are so on both were taken twice.
            repeated += 2 * degree * degree
        }
    }
    return (two, all - repeated)
}
