import RealModule
import Statistics

/// The covariance amplitude × exp(−d² / 2 length²) of two lines at distance d, and noise of each line's own.
///
/// In the units of a standardised response and standardised columns.
package struct RadialKernel: Sendable, Codable, Equatable {
    /// The variance that the columns explain.
    package let amplitude: Double
    package let length: Double
    /// The variance that they do not.
    package let noise: Double

    package init(amplitude: Double = 1, length: Double, noise: Double = 0) {
        precondition(
            amplitude > 0 && length > 0 && noise >= 0,
            "a kernel's variances and length are positive"
        )
        self.amplitude = amplitude
        self.length = length
        self.noise = noise
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        amplitude = try values.decode(Double.self, forKey: .amplitude)
        length = try values.decode(Double.self, forKey: .length)
        noise = try values.decode(Double.self, forKey: .noise)
        let areFinite = amplitude.isFinite && length.isFinite && noise.isFinite
        guard areFinite, amplitude > 0, length > 0, noise >= 0 else {
            throw decoder.corrupted("a kernel whose variances or length are not positive")
        }
    }

    /// Added to every variance: scikit-learn's `alpha`, which lets a kernel without noise be factored.
    static let jitter = 1e-10
}

/// exp(−d² / 2 length²) of squared distances, in place.
func correlate(_ squares: UnsafeMutableBufferPointer<Double>, length: Double) {
    let factor = -0.5 / (length * length)
    for place in squares.indices { squares[place] = portableExp(factor * squares[place]) }
}
