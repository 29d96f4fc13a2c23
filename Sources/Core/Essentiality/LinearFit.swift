import LinearAlgebra
import Statistics

/// Ordinary least squares with an intercept.
///
/// The columns are centred and scaled to unit population SD first, so that of many solutions (columns that
/// depend on each other, fewer lines than columns) the shortest in those units is taken, as scikit-learn
/// does after its StandardScaler.
struct LinearFit: Sendable {
    /// The mean of each column.
    let means: [Double]
    /// In units of the response for one unit of the column.
    let coefficients: [Double]
    /// The response where every column is 0.
    let intercept: Double

    /// `nil` where LAPACK cannot solve the problem.
    ///
    /// - Parameters:
    ///   - design: a row a line, a column a gene; no value missing.
    ///   - response: a value a line.
    init?(design: Matrix, response: [Double]) {
        guard design.rows > 0 else { return nil }
        let columns = (0..<design.columns).map { column in
            (0..<design.rows).map { design.storage[$0 * design.columns + column] }
        }
        let centres = columns.map { mean($0) }
        let scales = columns.map { column in
            // because the rounding of the mean gives a constant a spread of its last bit
            column.allSatisfy { $0 == column[0] } ? 0 : populationSD(column)
        }
        var scaled = design
        for row in 0..<design.rows {
            for column in columns.indices {
                let value = scaled[row, column] - centres[column]
                scaled[row, column] = scales[column] > 0 ? value / scales[column] : 0
            }
        }
        let centre = mean(response)
        guard let solution = leastSquares(scaled, response.map { $0 - centre }) else { return nil }
        let slopes = solution.indices.map { scales[$0] > 0 ? solution[$0] / scales[$0] : 0 }
        means = centres
        coefficients = slopes
        intercept = slopes.indices.reduce(centre) { $0 - slopes[$1] * centres[$1] }
    }

    func prediction(for row: some Collection<Double>) -> Double {
        zip(coefficients, row).reduce(intercept) { $0 + $1.0 * $1.1 }
    }
}
