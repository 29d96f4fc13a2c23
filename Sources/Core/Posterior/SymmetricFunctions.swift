import LinearAlgebra
import Screen
import Statistics

/// Six functions of two singles that do not depend on their order, each with mean 0 and SD 1 over the screen:
/// ‖h_i‖ + ‖h_j‖, the lesser norm, the product of norms, h_i·h_j, |cos|, ‖h_i + h_j‖.
struct SymmetricFunctions: Sendable {
    static let count = 6

    private let singles: SingleKnockouts
    private var centres = [Double](repeating: 0, count: SymmetricFunctions.count)
    private var spreads = [Double](repeating: 1, count: SymmetricFunctions.count)

    init(_ singles: SingleKnockouts, index: PairIndex, sample: [Int]) {
        self.singles = singles
        let rows = sample.map { raw(index.members[$0]) }
        guard !rows.isEmpty else { return }
        for place in 0..<SymmetricFunctions.count {
            let values = rows.map { $0[place] }
            centres[place] = mean(values)
            let spread = populationSD(values)
            // because a function that is the same for all pairs says nothing, however it is scaled
            spreads[place] = spread > 1e-9 * max(centres[place].magnitude, 1e-300) ? spread : 1
        }
    }

    func values(_ members: (i: Int, j: Int)) -> [Double] {
        var values = raw(members)
        for place in values.indices { values[place] = (values[place] - centres[place]) / spreads[place] }
        return values
    }

    func rows(_ columns: [Int], index: PairIndex) -> [[Double]] { columns.map { values(index.members[$0]) } }

    private func raw(_ members: (i: Int, j: Int)) -> [Double] {
        let (a, b) = (singles.norms[members.i], singles.norms[members.j])
        let product = dot(singles.embeddings.row(members.i), singles.embeddings.row(members.j))
        return [
            a + b, min(a, b), a * b, product, a * b > 0 ? product.magnitude / (a * b) : 0,
            max(a * a + b * b + 2 * product, 0).squareRoot(),
        ]
    }
}

/// A radial kernel by inducing points: Φ with Φ Φᵀ = K_xm K_mm⁻¹ K_mx.
///
/// By Cholesky rather than eigenvectors, which may turn with the last bit of a number.
struct InducedKernel: Sendable {
    private let points: [[Double]]
    private let factor: CholeskyFactor
    private let squaredLength: Double

    var columns: Int { points.count }

    /// Keeps near points from making the matrix singular.
    private static let jitter = 1e-6

    /// Inducing points are taken far from each other, at most so many.
    init(points all: [[Double]], most: Int, squaredLength: Double) {
        let points = scattered(all, most: most).map { all[$0] }
        var matrix = Matrix(rows: points.count, columns: points.count)
        for row in points.indices {
            for column in points.indices {
                matrix[row, column] = InducedKernel.kernel(points[row], points[column], squaredLength)
            }
            matrix[row, row] += InducedKernel.jitter
        }
        guard let factor = CholeskyFactor(of: matrix) else {
            preconditionFailure("a kernel of distinct points with jitter is positive definite")
        }
        self.points = points
        self.factor = factor
        self.squaredLength = squaredLength
    }

    func values(at point: [Double]) -> [Double] {
        var values = points.map { InducedKernel.kernel(point, $0, squaredLength) }
        let count = values.count
        factor.lower.storage.withUnsafeBufferPointer { lower in
            for row in 0..<count {
                var sum = values[row]
                for column in 0..<row { sum -= lower[row &* count &+ column] * values[column] }
                values[row] = sum / lower[row &* count &+ row]
            }
        }
        return values
    }

    private static func kernel(_ one: [Double], _ other: [Double], _ squaredLength: Double) -> Double {
        portableExp(-0.5 * squaredDistance(one, other) / squaredLength)
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
