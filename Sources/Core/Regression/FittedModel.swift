package import LinearAlgebra

/// A model that has been fitted and predicts the effect of knocking out one gene.
///
/// A row of the design is a line, a column a gene, in the order of the design that the model was fitted to.
/// No value may be NaN: callers impute first. Predictions have the unit of the response fitted.
package protocol FittedModel: Sendable, Codable {
    func predict(_ design: Matrix) -> [Double]
}
