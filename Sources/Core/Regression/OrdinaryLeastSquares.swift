package import LinearAlgebra
import Statistics

/// Ordinary least squares with an intercept.
///
/// The columns are centred and scaled to unit population SD first, so that of many solutions (columns that
/// depend on each other, fewer lines than columns) the shortest in those units is taken, as scikit-learn
/// does after its StandardScaler.
package struct OrdinaryLeastSquares: FittedModel, Equatable {
    package let equation: LinearEquation

    /// `nil` where LAPACK cannot solve the problem, or there is no line.
    ///
    /// - Parameters:
    ///   - design: a row a line, a column a gene; no value missing.
    ///   - response: a value a line.
    package init?(design: Matrix, response: [Double]) {
        guard design.rows > 0 else { return nil }
        let scaling = StandardColumns(of: design)
        let centre = mean(response)
        guard let solution = leastSquares(scaling.scaled(design), response.map { $0 - centre }) else {
            return nil
        }
        equation = LinearEquation(scaling: scaling, standardised: solution, centre: centre)
    }

    package func predict(_ design: Matrix) -> [Double] { equation.predict(design) }
}
