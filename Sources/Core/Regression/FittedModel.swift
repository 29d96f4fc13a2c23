package import LinearAlgebra

/// A model that has been fitted and predicts the effect of knocking out one gene.
///
/// A row of the design is a line, a column a gene, in the order of the design that the model was fitted to.
/// No value may be NaN: callers impute first. Predictions have the unit of the response fitted.
package protocol FittedModel: Sendable, Codable {
    func predict(_ design: Matrix) -> [Double]
}

extension Decoder {
    /// What a model that no fit can have written is refused with.
    func corrupted(_ reason: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: reason))
    }
}

extension [Double] {
    var areFinite: Bool { allSatisfy(\.isFinite) }
}

extension [Float] {
    var areFinite: Bool { allSatisfy(\.isFinite) }
}
