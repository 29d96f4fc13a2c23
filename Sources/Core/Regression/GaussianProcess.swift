package import LinearAlgebra
import RealModule
import Statistics

/// Gaussian-process regression with a radial kernel on standardised columns and response.
///
/// Kernel parameters are those of the greatest marginal likelihood (Rasmussen and Williams 2006, chapters 2
/// and 5), found without randomness.
package struct GaussianProcess: FittedModel, Equatable {
    package enum Variant: String, Sendable, Codable {
        /// As the paper has it: amplitude 1 and no noise, the length sought from 1 (scikit-learn's defaults).
        case lengthOnly
        /// Amplitude, length and noise, sought from the likeliest of a grid of lengths and noises.
        case withNoise
    }

    package let kernel: RadialKernel
    /// Of the standardised response.
    package let logMarginalLikelihood: Double
    /// Of the logarithms of amplitude, length and noise.
    package let gradient: [Double]
    private let scaling: StandardColumns
    /// Standardised, a row a line.
    private let design: [Double]
    /// K⁻¹ y: a value a line.
    private let weights: [Double]
    private let responseMean: Double
    /// 1 where the response is constant.
    private let responseSD: Double

    /// `nil` where there is no line or the covariance cannot be factored.
    ///
    /// - Parameters:
    ///   - design: a row a line, a column a gene; no value missing.
    ///   - response: a value a line.
    ///   - kernel: in units of the standardised response and columns.
    package init?(design: Matrix, response: [Double], kernel: RadialKernel) {
        guard let problem = GaussianProblem(design: design, response: response) else { return nil }
        var workspace = KernelLikelihood.Workspace(lines: design.rows)
        guard let value = problem.likelihood.value(of: kernel, in: &workspace) else { return nil }
        self.init(problem, kernel, value)
    }

    /// `nil` where there is no line or no covariance tried can be factored.
    ///
    /// - Parameters:
    ///   - design: a row a line, a column a gene; no value missing.
    ///   - response: a value a line.
    ///   - variant: which parameters of the kernel are sought.
    package init?(design: Matrix, response: [Double], variant: Variant) {
        guard let problem = GaussianProblem(design: design, response: response) else { return nil }
        let best =
            switch variant {
            case .lengthOnly: problem.likeliestLength()
            case .withNoise: problem.likeliestWithNoise()
            }
        guard let (kernel, value) = best else { return nil }
        self.init(problem, kernel, value)
    }

    private init(_ problem: GaussianProblem, _ kernel: RadialKernel, _ value: KernelLikelihood.Value) {
        self.kernel = kernel
        logMarginalLikelihood = value.logarithm
        gradient = value.gradient
        scaling = problem.scaling
        design = problem.design.storage
        weights = value.weights
        responseMean = problem.responseMean
        responseSD = problem.responseSD
    }

    /// Reads a process, and refuses numbers that no fit can have written.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kernel = try values.decode(RadialKernel.self, forKey: .kernel)
        logMarginalLikelihood = try values.decode(Double.self, forKey: .logMarginalLikelihood)
        gradient = try values.decode([Double].self, forKey: .gradient)
        scaling = try values.decode(StandardColumns.self, forKey: .scaling)
        design = try values.decode([Double].self, forKey: .design)
        weights = try values.decode([Double].self, forKey: .weights)
        responseMean = try values.decode(Double.self, forKey: .responseMean)
        responseSD = try values.decode(Double.self, forKey: .responseSD)
        let (size, isTooLarge) = weights.count.multipliedReportingOverflow(by: scaling.means.count)
        guard !isTooLarge, size == design.count, !weights.isEmpty, gradient.count == 3, design.areFinite,
            weights.areFinite, responseMean.isFinite, responseSD.isFinite
        else { throw decoder.corrupted("the lines, columns and weights do not fit each other") }
    }

    /// How many columns a design must have.
    package var columns: Int { scaling.means.count }

    package func predict(_ design: Matrix) -> [Double] {
        let covariances = covariances(scaling.scaled(design))
        return (0..<design.rows).map { row in
            let sum = zip(covariances.row(row), weights).reduce(0) { $0 + $1.0 * $1.1 }
            return responseMean + responseSD * sum
        }
    }

    /// The mean and SD of a reading of each line, noise included, in units of the response.
    ///
    /// Factors the covariance of the lines of the fit again: about lines³ / 3 multiplications.
    package func predictive(_ design: Matrix) -> (means: [Double], sds: [Double]) {
        let lines = weights.count
        let known = Matrix(rows: lines, columns: design.columns, storage: self.design)
        var covariance = self.covariances(known)
        for line in 0..<lines { covariance[line, line] += kernel.noise + RadialKernel.jitter }
        guard let factor = CholeskyFactor(of: covariance) else {
            preconditionFailure("the covariance was factored when the model was fitted")
        }
        let covariances = self.covariances(scaling.scaled(design))
        let halves = factor.solveTriangle(rows: covariances)
        let sds = (0..<design.rows).map { row in
            let explained = halves.row(row).reduce(0) { $0 + $1 * $1 }
            return responseSD * max(kernel.amplitude + kernel.noise - explained, 0).squareRoot()
        }
        return (predict(design), sds)
    }

    /// Of scaled rows with the lines of the fit, without noise.
    private func covariances(_ scaled: Matrix) -> Matrix {
        let known = Matrix(rows: weights.count, columns: scaled.columns, storage: design)
        var result = squaredDistances(from: scaled, to: known)
        result.storage.withUnsafeMutableBufferPointer { values in
            correlate(values, length: kernel.length)
            for place in values.indices { values[place] *= kernel.amplitude }
        }
        return result
    }
}
