import LinearAlgebra
import RealModule

/// Ridge regression of a target on its modifiers, with every penalty of a grid.
struct ModifierRidge: Sendable {
    /// Over the number of lines.
    static let grid = (0...8).map { Double.pow(10, -2 + 0.5 * Double($0)) }

    /// For each penalty: the leave-one-out mean squared error over the variance.
    let errors: [Double]
    let mean: Double
    let centres: [Double]
    let scales: [Double]
    /// For each penalty, a standardised slope a modifier.
    private let slopes: [[Double]]

    /// `nil` where the decomposition fails.
    ///
    /// - Parameters:
    ///   - design: lines × modifiers, no value missing.
    ///   - response: a value a line.
    init?(_ design: Matrix, _ response: [Double]) {
        let (lines, width) = (design.rows, design.columns)
        let count = Double(lines)
        let mean = response.reduce(0, +) / count
        var centres = [Double](repeating: 0, count: width)
        for line in 0..<lines {
            for column in 0..<width { centres[column] += design[line, column] / count }
        }
        var squares = [Double](repeating: 0, count: width)
        for line in 0..<lines {
            for column in 0..<width {
                let difference = design[line, column] - centres[column]
                squares[column] += difference * difference / count
            }
        }
        let scales = squares.map { max($0.squareRoot(), 1e-9) }
        var scaled = design
        for line in 0..<lines {
            for column in 0..<width {
                scaled[line, column] = (design[line, column] - centres[column]) / scales[column]
            }
        }
        guard let eigen = SymmetricEigen(of: gram(scaled)) else { return nil }
        let values = eigen.values.map { max($0, 0) }
        // lines × axes
        let scores = multiply(scaled, eigen.vectors, transposeB: true)
        let centred = response.map { $0 - mean }
        let variance = max(centred.reduce(0) { $0 + $1 * $1 } / count, 1e-300)
        var projected = [Double](repeating: 0, count: width)
        for line in 0..<lines {
            for axis in 0..<width { projected[axis] += scores[line, axis] * centred[line] }
        }
        var errors: [Double] = []
        var slopes: [[Double]] = []
        for share in Self.grid {
            let factors = values.map { 1 / ($0 + share * count) }
            let along = (0..<width).map { projected[$0] * factors[$0] }
            var sum = 0.0
            for line in 0..<lines {
                var fit = 0.0
                var leverage = 1 / count
                for axis in 0..<width {
                    let score = scores[line, axis]
                    fit += score * along[axis]
                    leverage += score * score * factors[axis]
                }
                let residual = (centred[line] - fit) / max(1 - leverage, 1e-6)
                sum += residual * residual
            }
            errors.append(sum / count / variance)
            slopes.append(
                (0..<width).map { column in
                    (0..<width).reduce(0) { $0 + eigen.vectors[$1, column] * along[$1] }
                }
            )
        }
        self.errors = errors
        self.mean = mean
        self.centres = centres
        self.scales = scales
        self.slopes = slopes
    }

    /// What one more of each modifier adds, with a penalty of the grid.
    func coefficients(penalty: Int) -> [Double] { zip(slopes[penalty], scales).map { $0 / $1 } }

    func predictions(_ design: Matrix, penalty: Int) -> [Double] {
        let coefficients = coefficients(penalty: penalty)
        return (0..<design.rows).map { row in
            var sum = mean
            for column in centres.indices {
                sum += coefficients[column] * (design[row, column] - centres[column])
            }
            return sum
        }
    }
}
