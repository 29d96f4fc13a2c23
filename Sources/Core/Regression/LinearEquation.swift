package import LinearAlgebra

/// What every linear model comes to: a coefficient a column and an intercept.
package struct LinearEquation: FittedModel, Equatable {
    /// The mean of each column over the lines fitted.
    package let means: [Double]
    /// The population SD of each column over the lines fitted; 1 where it is constant.
    package let scales: [Double]
    /// In units of the response for one unit of the column.
    package let coefficients: [Double]
    /// The response where every column is 0.
    package let intercept: Double

    /// - Parameters:
    ///   - scaling: of the columns that the standardised coefficients belong to.
    ///   - standardised: in units of the response for one SD of the column.
    ///   - centre: the response where every column is at its mean.
    package init(scaling: StandardColumns, standardised: [Double], centre: Double) {
        means = scaling.means
        scales = scaling.scales
        let slopes = zip(standardised, scaling.scales).map { $0 / $1 }
        coefficients = slopes
        intercept = slopes.indices.reduce(centre) { $0 - slopes[$1] * scaling.means[$1] }
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        means = try values.decode([Double].self, forKey: .means)
        scales = try values.decode([Double].self, forKey: .scales)
        coefficients = try values.decode([Double].self, forKey: .coefficients)
        intercept = try values.decode(Double.self, forKey: .intercept)
        guard means.count == coefficients.count, scales.count == coefficients.count, means.areFinite,
            scales.areFinite, coefficients.areFinite, intercept.isFinite
        else { throw decoder.corrupted("the coefficients, means and scales are not of the same columns") }
    }

    /// In units of the response for one SD of the column: comparable between columns.
    package var standardisedCoefficients: [Double] { zip(coefficients, scales).map { $0 * $1 } }

    package func predict(_ design: Matrix) -> [Double] {
        precondition(
            design.columns == coefficients.count,
            "\(design.columns) columns for \(coefficients.count) coefficients"
        )
        return (0..<design.rows).map { prediction(for: design.row($0)) }
    }

    /// The response of one line.
    package func prediction(for row: some Collection<Double>) -> Double {
        zip(coefficients, row).reduce(intercept) { $0 + $1.0 * $1.1 }
    }
}
