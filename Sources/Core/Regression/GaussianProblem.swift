import LinearAlgebra
import RealModule
import Statistics

/// Standardised columns and response, and the search for the likeliest kernel of them.
struct GaussianProblem {
    let scaling: StandardColumns
    let design: Matrix
    let responseMean: Double
    let responseSD: Double
    let likelihood: KernelLikelihood

    typealias Best = (kernel: RadialKernel, value: KernelLikelihood.Value)

    init?(design: Matrix, response: [Double]) {
        precondition(response.count == design.rows, "\(response.count) responses for \(design.rows) lines")
        guard design.rows > 0, let first = response.first else { return nil }
        let isConstant = response.allSatisfy { $0 == first }
        let centre = isConstant ? first : mean(response)
        let spread = isConstant ? 1 : populationSD(response)
        scaling = StandardColumns(of: design)
        self.design = scaling.scaled(design)
        responseMean = centre
        responseSD = spread
        likelihood = KernelLikelihood(
            squaredDistances: Regression.squaredDistances(from: self.design, to: self.design),
            response: response.map { ($0 - centre) / spread }
        )
    }

    /// Amplitude 1, no noise, length 1e-5 … 1e5 sought from 1: scikit-learn's `RBF()`.
    func likeliestLength() -> Best? {
        let box = BoxMaximum(lower: [Double.log(1e-5)], upper: [Double.log(1e5)])
        var workspace = KernelLikelihood.Workspace(lines: likelihood.response.count)
        let top = box.climb(from: [0]) { point in
            let kernel = RadialKernel(length: Double.exp(point[0]))
            return likelihood.value(of: kernel, in: &workspace).map {
                ($0.logarithm, [$0.gradient[1]], (kernel, $0))
            }
        }
        return top?.note
    }

    /// Amplitude 1e-3 … 1e3, length .1 … 1e3 and noise 1e-4 … 10, from the likeliest of a few starts.
    ///
    /// A start has the likeliest amplitude for its length and its ratio of noise to amplitude, so that few are
    /// needed to land on the hill that is highest.
    func likeliestWithNoise() -> Best? {
        let typical = Double(max(design.columns, 1)).squareRoot()
        var workspace = KernelLikelihood.Workspace(lines: likelihood.response.count)
        var start: RadialKernel?
        var greatest = -Double.infinity
        for length in [0.4, 1, 2.5, 6] {
            for ratio in [0.2, 2] {
                let trial = likelihood.profiled(
                    length: length * typical,
                    noiseRatio: ratio,
                    in: &workspace
                )
                guard let trial, trial.logarithm > greatest else { continue }
                (start, greatest) = (trial.kernel, trial.logarithm)
            }
        }
        guard let start else { return nil }
        let box = BoxMaximum(lower: logarithms([1e-3, 1e-1, 1e-4]), upper: logarithms([1e3, 1e3, 1e1]))
        let logs = logarithms([start.amplitude, start.length, start.noise])
        let top = box.climb(from: logs) { point in
            let kernel = RadialKernel(
                amplitude: Double.exp(point[0]),
                length: Double.exp(point[1]),
                noise: Double.exp(point[2])
            )
            return likelihood.value(of: kernel, in: &workspace).map {
                ($0.logarithm, $0.gradient, (kernel, $0))
            }
        }
        return top?.note
    }
}

private func logarithms(_ values: [Double]) -> [Double] { values.map { Double.log($0) } }
