import LinearAlgebra
import RealModule
import Statistics

/// The logarithm of the marginal likelihood of a Gaussian process, and its gradient.
///
/// Rasmussen and Williams 2006, equations 5.8 and 5.9. The gradient is by the logarithms of amplitude, length
/// and noise, in this order.
struct KernelLikelihood: Sendable {
    /// A row and a column a line.
    let squaredDistances: Matrix
    /// Of mean 0.
    let response: [Double]

    struct Value: Sendable {
        let logarithm: Double
        let gradient: [Double]
        /// K⁻¹ y.
        let weights: [Double]
    }

    /// Memory for lines² correlations and as many covariances, used again for every kernel tried.
    struct Workspace: Sendable {
        fileprivate var correlation: LowerTriangle
        fileprivate var covariance: LowerTriangle

        init(lines: Int) {
            correlation = LowerTriangle(order: lines)
            covariance = LowerTriangle(order: lines)
        }
    }

    /// `nil` where K cannot be factored.
    func value(of kernel: RadialKernel, in workspace: inout Workspace) -> Value? {
        guard factor(kernel, in: &workspace) else { return nil }
        let weights = workspace.covariance.solve(response)
        let logarithm = logarithm(workspace.covariance, weights)
        workspace.covariance.invertFactored()
        return Value(
            logarithm: logarithm,
            gradient: gradient(kernel, weights, workspace.correlation, inverse: workspace.covariance),
            weights: weights
        )
    }

    /// The kernel of this length and ratio of noise to amplitude with the likeliest amplitude, and how likely.
    func profiled(
        length: Double,
        noiseRatio: Double,
        in workspace: inout Workspace
    ) -> (kernel: RadialKernel, logarithm: Double)? {
        guard factor(RadialKernel(length: length, noise: noiseRatio), in: &workspace) else { return nil }
        let weights = workspace.covariance.solve(response)
        let lines = Double(response.count)
        let amplitude = zip(response, weights).reduce(0) { $0 + $1.0 * $1.1 } / lines
        guard amplitude > 0 else { return nil }
        let determinant = workspace.covariance.logDeterminant
        let logarithm = -0.5 * (lines + determinant + lines * Double.log(2 * Double.pi * amplitude))
        return (
            RadialKernel(amplitude: amplitude, length: length, noise: noiseRatio * amplitude), logarithm
        )
    }

    /// ½ Σ (w wᵀ − K⁻¹) ∘ ∂K over both triangles: twice the lower one, and the diagonal once.
    private func gradient(
        _ kernel: RadialKernel,
        _ weights: [Double],
        _ correlation: LowerTriangle,
        inverse: LowerTriangle
    ) -> [Double] {
        let lines = response.count
        var byAmplitude = 0.0
        var byLength = 0.0
        var byNoise = 0.0
        correlation.storage.withUnsafeBufferPointer { correlation in
            inverse.storage.withUnsafeBufferPointer { inverse in
                squaredDistances.storage.withUnsafeBufferPointer { squares in
                    weights.withUnsafeBufferPointer { weights in
                        for row in 0..<lines {
                            let own = weights[row]
                            let first = row * lines
                            var amplitude = 0.0
                            var length = 0.0
                            for column in 0..<row {
                                let place = first + column
                                let change = (own * weights[column] - inverse[place]) * correlation[place]
                                amplitude += change
                                length += change * squares[place]
                            }
                            let diagonal = own * own - inverse[first + row]
                            byAmplitude += 2 * amplitude + diagonal
                            byLength += 2 * length
                            byNoise += diagonal
                        }
                    }
                }
            }
        }
        return [
            0.5 * kernel.amplitude * byAmplitude,
            0.5 * kernel.amplitude * byLength / (kernel.length * kernel.length),
            0.5 * kernel.noise * byNoise,
        ]
    }

    /// Leaves the correlations and the factor of the covariances; `false` where there is none.
    private func factor(_ kernel: RadialKernel, in workspace: inout Workspace) -> Bool {
        let lines = response.count
        let scale = -0.5 / (kernel.length * kernel.length)
        squaredDistances.storage.withUnsafeBufferPointer { squares in
            workspace.correlation.storage.withUnsafeMutableBufferPointer { correlation in
                workspace.covariance.storage.withUnsafeMutableBufferPointer { covariance in
                    for row in 0..<lines {
                        for place in (row * lines)...(row * lines + row) {
                            let value = portableExp(scale * squares[place])
                            correlation[place] = value
                            covariance[place] = kernel.amplitude * value
                        }
                        covariance[row * lines + row] += kernel.noise + RadialKernel.jitter
                    }
                }
            }
        }
        return workspace.covariance.factor()
    }

    private func logarithm(_ factor: LowerTriangle, _ weights: [Double]) -> Double {
        let fit = zip(response, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return -0.5 * (fit + factor.logDeterminant + Double(response.count) * Double.log(2 * Double.pi))
    }
}
