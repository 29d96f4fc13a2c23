package import LinearAlgebra
import RealModule
import Statistics

/// Ridge regression on standardised columns, its penalty chosen by exact leave-one-out.
///
/// Minimises |y − b − Z w|² + λ |w|², Z the columns of mean 0 and SD 1 and b not penalised. One
/// eigendecomposition, of the smaller of ZᵀZ and Z Zᵀ, serves every λ: the left-out residual is the residual
/// over 1 − h, h the line's place on the diagonal of the hat matrix, intercept included (Golub, Heath,
/// Wahba 1979, equation 2.2). Covariates such as tissue are columns like the others.
package struct Ridge: FittedModel, Equatable {
    package let equation: LinearEquation
    /// The penalty chosen: its place in the grid times the number of lines.
    package let lambda: Double
    /// For each line of the fit the prediction of the model fitted without it.
    package let leaveOneOut: [Double]
    /// The root of the mean squared left-out residual, in units of the response.
    package let leaveOneOutRMSE: Double

    /// 25 penalties for each line, 0.001 … 1,000 in even ratios.
    package static let defaultGrid = (0..<25).map { Double.pow(10, -3 + 0.25 * Double($0)) }

    /// `nil` where there is no line, a number is not finite or the decomposition does not converge.
    ///
    /// - Parameters:
    ///   - design: a row a line, a column a gene; no value missing.
    ///   - response: a value a line.
    ///   - grid: values of λ / lines, each above 0; of equally good ones the first is taken.
    package init?(design: Matrix, response: [Double], grid: [Double] = Ridge.defaultGrid) {
        precondition(response.count == design.rows, "\(response.count) responses for \(design.rows) lines")
        precondition(grid.allSatisfy { $0 > 0 } && !grid.isEmpty, "a ridge needs penalties above 0")
        let lines = design.rows
        guard lines > 0, response.allSatisfy(\.isFinite) else { return nil }
        let scaling = StandardColumns(of: design)
        let scaled = scaling.scaled(design)
        let centre = mean(response)
        let centred = Matrix(rows: lines, columns: 1, storage: response.map { $0 - centre })
        guard let spectrum = Spectrum(scaled) else { return nil }

        let scores = spectrum.scores
        let rank = scores.columns
        let products = multiply(scores, centred, transposeA: true).storage
        var shrunk = Matrix(rows: rank, columns: grid.count)
        var slopes = shrunk
        for axis in 0..<rank {
            for (place, share) in grid.enumerated() {
                let factor = 1 / (spectrum.squares[axis] + share * Double(lines))
                shrunk.storage[axis * grid.count + place] = factor
                slopes.storage[axis * grid.count + place] = factor * products[axis]
            }
        }
        var squaredScores = scores
        for place in squaredScores.storage.indices { squaredScores.storage[place] *= scores.storage[place] }
        let leverages = multiply(squaredScores, shrunk)
        let fits = multiply(scores, slopes)

        func leftOut(_ line: Int, _ place: Int) -> Double {
            let leverage = leverages.storage[line * grid.count + place] + 1 / Double(lines)
            let residual = centred.storage[line] - fits.storage[line * grid.count + place]
            // because a line that decides its own prediction would divide by zero
            return residual / max(1 - leverage, 1e-6)
        }
        var best = 0
        var least = Double.infinity
        for place in grid.indices {
            var sum = 0.0
            for line in 0..<lines {
                let residual = leftOut(line, place)
                sum += residual * residual
            }
            if sum < least { (best, least) = (place, sum) }
        }

        lambda = grid[best] * Double(lines)
        leaveOneOut = (0..<lines).map { response[$0] - leftOut($0, best) }
        leaveOneOutRMSE = (least / Double(lines)).squareRoot()
        let weights = spectrum.coefficients((0..<rank).map { slopes.storage[$0 * grid.count + best] })
        equation = LinearEquation(scaling: scaling, standardised: weights, centre: centre)
    }

    package func predict(_ design: Matrix) -> [Double] { equation.predict(design) }
}

/// A design Z = U S Vᵀ by the smaller of its two Gram matrices.
private struct Spectrum {
    /// S², rounding below 0 taken for 0.
    let squares: [Double]
    /// U S: a row a line.
    let scores: Matrix
    private let design: Matrix
    /// The eigenvectors as rows: of ZᵀZ where there are at most as many columns as lines, else of Z Zᵀ.
    private let vectors: Matrix
    private let isTall: Bool

    init?(_ design: Matrix) {
        self.design = design
        isTall = design.columns <= design.rows
        let products = isTall ? gram(design) : multiply(design, design, transposeB: true)
        guard let eigen = SymmetricEigen(of: products) else { return nil }
        squares = eigen.values.map { max($0, 0) }
        vectors = eigen.vectors
        if isTall {
            scores = multiply(design, eigen.vectors, transposeB: true)
        } else {
            var scores = eigen.vectors.transposed
            for line in 0..<scores.rows {
                for axis in 0..<scores.columns {
                    scores.storage[line * scores.columns + axis] *= squares[axis].squareRoot()
                }
            }
            self.scores = scores
        }
    }

    /// V times the given slopes along the scores.
    func coefficients(_ slopes: [Double]) -> [Double] {
        guard isTall else {
            // Where S is 0 so are the scores and with them the slopes: nothing is lost.
            let weights = zip(slopes, squares).map { $1 > 0 ? $0 / $1.squareRoot() : 0 }
            let duals = multiply(Matrix(rows: 1, columns: weights.count, storage: weights), vectors)
            return multiply(duals, design).storage
        }
        return multiply(Matrix(rows: 1, columns: slopes.count, storage: slopes), vectors).storage
    }
}
