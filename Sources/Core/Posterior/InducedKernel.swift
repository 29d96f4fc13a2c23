import LinearAlgebra
import Statistics

/// A radial kernel by inducing points: Φ with Φ Φᵀ = K_xm K_mm⁻¹ K_mx.
///
/// By Cholesky rather than eigenvectors, which may turn with the last bit of a number.
struct InducedKernel: Sendable {
    private let points: Matrix
    private let factor: CholeskyFactor
    private let squaredLength: Double

    var columns: Int { points.rows }

    /// Keeps near points from making the matrix singular.
    private static let jitter = 1e-6

    /// Inducing points are taken far from each other, at most so many.
    init(points all: Matrix, most: Int, squaredLength: Double) {
        let rows = (0..<all.rows).map { Array(all.row($0)) }
        let points = scattered(rows, most: most).map { rows[$0] }
        var matrix = Matrix(rows: points.count, columns: points.count)
        for row in points.indices {
            for column in points.indices {
                matrix[row, column] = portableExp(
                    -0.5 * squaredDistance(points[row], points[column]) / squaredLength
                )
            }
            matrix[row, row] += InducedKernel.jitter
        }
        guard let factor = CholeskyFactor(of: matrix) else {
            preconditionFailure("a kernel of distinct points with jitter is positive definite")
        }
        self.points = Matrix(rows: points.count, columns: all.columns, storage: points.flatMap { $0 })
        self.factor = factor
        self.squaredLength = squaredLength
    }

    /// A row of features for each row of places.
    func rows(at places: Matrix) -> Matrix { factor.solveTriangle(rows: likeness(of: places)) }

    /// Weights of the inducing points that come to the same as these of the features.
    func weights(ofFeatures weights: [Double]) -> [Double] {
        var identity = Matrix(rows: columns, columns: columns)
        for row in 0..<columns { identity[row, row] = 1 }
        let column = Matrix(rows: columns, columns: 1, storage: weights)
        return multiply(factor.solveTriangle(rows: identity), column).storage
    }

    /// For each row of places its likeness to every point, weighed and added.
    func sums(at places: Matrix, weights: [Double]) -> [Double] {
        multiply(likeness(of: places), Matrix(rows: columns, columns: 1, storage: weights)).storage
    }

    /// Places by inducing points.
    private func likeness(of places: Matrix) -> Matrix {
        let count = points.rows
        let dimension = points.columns
        var kernel = Matrix(rows: places.rows, columns: count)
        let scale = -0.5 / squaredLength
        places.storage.withUnsafeBufferPointer { places in
            points.storage.withUnsafeBufferPointer { points in
                kernel.storage.withUnsafeMutableBufferPointer { out in
                    for row in 0..<(places.count / max(dimension, 1)) {
                        for point in 0..<count {
                            var sum = 0.0
                            for axis in 0..<dimension {
                                let rest =
                                    places[row &* dimension &+ axis] - points[point &* dimension &+ axis]
                                sum += rest * rest
                            }
                            out[row &* count &+ point] = sum * scale
                        }
                    }
                    for place in out.indices { out[place] = portableExp(out[place]) }
                }
            }
        }
        return kernel
    }
}

func squaredDistance(_ one: [Double], _ other: [Double]) -> Double {
    var sum = 0.0
    for place in one.indices { sum += (one[place] - other[place]) * (one[place] - other[place]) }
    return sum
}

/// Points far from each other: the one nearest to the middle, then always the one farthest from all taken.
///
/// Of equals the first. Points that stand where one was taken are never taken.
func scattered(_ points: [[Double]], most: Int) -> [Int] {
    guard let dimension = points.first?.count, most > 0 else { return [] }
    let middle = (0..<dimension).map { axis in mean(points.map { $0[axis] }) }
    let fromMiddle = points.map { squaredDistance($0, middle) }
    guard let first = fromMiddle.indices.min(by: { (fromMiddle[$0], $0) < (fromMiddle[$1], $1) }) else {
        return []
    }
    var taken = [first]
    var distances = points.map { squaredDistance($0, points[first]) }
    while taken.count < most {
        var farthest = 0
        for place in distances.indices where distances[place] > distances[farthest] { farthest = place }
        guard distances[farthest] > 1e-12 else { break }
        taken.append(farthest)
        for place in points.indices {
            distances[place] = min(distances[place], squaredDistance(points[place], points[farthest]))
        }
    }
    return taken
}
