import FoundationEssentials
import LinearAlgebra
import RealModule
import Statistics
import TestSupport
import Testing

@testable import Regression

private struct Oracle: Decodable {
    struct Case: Decodable {
        let name: String
        let theta: [Double]
        let lml: Double
        let gradient: [Double]?
        let mean: [Double]
        let std: [Double]

        enum CodingKeys: String, CodingKey {
            case name
            case theta
            case lml
            case gradient = "lml_grad"
            case mean
            case std
        }
    }
    let train: [Int]
    let test: [Int]
    let target: String
    let columns: [Int]
    let cases: [Case]
}

/// 59 colorectal lines; `nil` where it is missing.
private let paralogues: URL? = {
    let file = screensFolder?.appending(path: "depmap_dev/fam50a_effect_fam50b_expression_59crc.csv")
    return file.flatMap { FileManager.default.fileExists(atPath: $0.path()) ? $0 : nil }
}()

@Suite struct GaussianProcessTests {
    init() { NumericsKernel.useOneThread() }

    private func lines(_ oracle: Oracle) throws -> (design: Matrix, response: [Double], held: Matrix) {
        let expression = try toyExpression()
        let target = try #require(try toyEffect().column(oracle.target))
        return (
            expression.design(lines: oracle.train, columns: oracle.columns),
            oracle.train.map { target[$0] },
            expression.design(lines: oracle.test, columns: oracle.columns)
        )
    }

    @Test(arguments: 0..<2)
    func `a given kernel gives scikit-learn's likelihood, gradient and predictions`(number: Int) throws {
        let oracle = try fixture("gp.json", as: Oracle.self)
        let expected = oracle.cases[number]
        let (design, response, held) = try lines(oracle)
        let theta = expected.theta.map { Double.exp($0) }
        let kernel =
            theta.count == 1
            ? RadialKernel(length: theta[0])
            : RadialKernel(amplitude: theta[0], length: theta[1], noise: theta[2])
        let fit = try #require(GaussianProcess(design: design, response: response, kernel: kernel))
        #expect((fit.logMarginalLikelihood - expected.lml).magnitude <= 1e-8)
        let gradient = theta.count == 1 ? [fit.gradient[1]] : fit.gradient
        #expect(distance(gradient, try #require(expected.gradient)) <= 1e-8)
        let (means, sds) = fit.predictive(held)
        #expect(distance(means, expected.mean) <= 1e-8)
        #expect(distance(fit.predict(held), expected.mean) <= 1e-8)
        #expect(distance(sds, expected.std) <= 1e-8)
        let decoded = try encodedAndDecoded(fit)
        #expect(decoded == fit)
    }

    @Test(arguments: [GaussianProcess.Variant.lengthOnly, .withNoise])
    func `the likeliest kernel is scikit-learn's`(variant: GaussianProcess.Variant) throws {
        let oracle = try fixture("gp.json", as: Oracle.self)
        let expected = oracle.cases[variant == .lengthOnly ? 2 : 3]
        let (design, response, held) = try lines(oracle)
        let fit = try #require(GaussianProcess(design: design, response: response, variant: variant))
        let theta =
            variant == .lengthOnly
            ? [fit.kernel.length] : [fit.kernel.amplitude, fit.kernel.length, fit.kernel.noise]
        #expect(distance(theta.map { Double.log($0) }, expected.theta) <= 1e-3)
        #expect(fit.logMarginalLikelihood >= expected.lml - 1e-6)
        let (means, sds) = fit.predictive(held)
        #expect(distance(means, expected.mean) <= 1e-3)
        #expect(distance(sds, expected.std) <= 1e-3)
    }

    @Test func `the gradient is that of finite differences`() throws {
        let design = normals(25, 3, seed: 21)
        let response = normals(25, 1, seed: 22).storage
        func likelihood(_ logs: [Double]) throws -> GaussianProcess {
            let kernel = RadialKernel(
                amplitude: Double.exp(logs[0]),
                length: Double.exp(logs[1]),
                noise: Double.exp(logs[2])
            )
            return try #require(GaussianProcess(design: design, response: response, kernel: kernel))
        }
        let here = [0.3, 0.5, -0.7]
        let gradient = try likelihood(here).gradient
        for axis in 0..<3 {
            var (up, down) = (here, here)
            up[axis] += 1e-4
            down[axis] -= 1e-4
            let slope =
                try (likelihood(up).logMarginalLikelihood - likelihood(down).logMarginalLikelihood) / 2e-4
            #expect((slope - gradient[axis]).magnitude < 1e-6)
        }
    }

    @Test func `noise without a signal says nothing of new lines`() throws {
        let design = normals(60, 4, seed: 31)
        let response = normals(60, 1, seed: 32).storage
        let fit = try #require(GaussianProcess(design: design, response: response, variant: .withNoise))
        let (means, sds) = fit.predictive(normals(200, 4, seed: 33))
        #expect(populationSD(means) < 0.5 * populationSD(response))
        // A length so short that no line knows another is as likely as noise, and says as little.
        #expect(mean(sds) > 0.85 * populationSD(response))
    }

    @Test func `a response without spread is predicted as it is`() throws {
        let design = normals(9, 3, seed: 1)
        let response = [Double](repeating: 0.5, count: 9)
        let fit = try #require(GaussianProcess(design: design, response: response, kernel: .init(length: 1)))
        #expect(distance(fit.predict(design), response) < 1e-12)
        let sought = GaussianProcess(design: design, response: response, variant: .withNoise)
        #expect(sought.map { distance($0.predict(design), response) < 1e-12 } ?? true)
    }

    @Test(.enabled(if: paralogues != nil))
    func `FAM50A is predicted from FAM50B on lines left out`() throws {
        let file = try #require(paralogues)
        let table = ToyMatrix(text: String(decoding: try Data(contentsOf: file), as: UTF8.self), skipped: 3)
        let effect = try #require(table.column("FAM50A_dependency"))
        let expression = try #require(table.column("FAM50B_expression"))
        #expect(effect.count == 59)
        func leftOut(_ fit: (Matrix, [Double]) -> (any FittedModel)?) throws -> Accuracy {
            let predicted = try (0..<effect.count).map { line in
                let others = (0..<effect.count).filter { $0 != line }
                let design = Matrix(rows: others.count, columns: 1, storage: others.map { expression[$0] })
                let model = try #require(fit(design, others.map { effect[$0] }))
                return model.predict(Matrix(rows: 1, columns: 1, storage: [expression[line]]))[0]
            }
            return Accuracy(predicted: predicted, observed: effect)
        }
        let straight = try leftOut { OrdinaryLeastSquares(design: $0, response: $1) }
        let curved = try leftOut { GaussianProcess(design: $0, response: $1, variant: .withNoise) }
        print("FAM50A from FAM50B, left-out r: least squares \(straight.r), Gaussian process \(curved.r)")
        #expect((straight.r - 0.70).magnitude < 0.01)
        #expect(curved.r >= 0.72)
    }
}
