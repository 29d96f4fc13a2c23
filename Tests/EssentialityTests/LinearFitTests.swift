import LinearAlgebra
import TestSupport
import Testing

@testable import Essentiality

/// scikit-learn's StandardScaler and LinearRegression, from `Fixtures/ols.json`.
private struct Oracle: Decodable {
    struct Case: Decodable {
        let name: String
        let target: String
        let columns: [Int]
        let mean: [Double]
        let scale: [Double]
        let coef: [Double]
        let intercept: Double
        let trainPredictions: [Double]
        let testPredictions: [Double]

        enum CodingKeys: String, CodingKey {
            case name
            case target
            case columns
            case mean
            case scale
            case coef
            case intercept
            case trainPredictions = "train_pred"
            case testPredictions = "test_pred"
        }
    }
    let tolerance: Double
    let train: [Int]
    let test: [Int]
    let cases: [Case]
}

@Suite struct LinearFitTests {
    @Test(arguments: 0..<4)
    func `coefficients and predictions are those of scikit-learn`(number: Int) throws {
        let oracle = try fixture("ols.json", as: Oracle.self)
        let expected = oracle.cases[number]
        let expression = try toyExpression()
        let effect = try toyEffect()
        let target = effect.column(try #require(effect.genes.firstIndex(of: gene(labelled: expected.target))))
        func rows(_ lines: [Int]) -> [[Double]] {
            lines.map { line in expected.columns.map { expression.values[line, $0] } }
        }
        let design = Matrix(
            rows: oracle.train.count,
            columns: expected.columns.count,
            storage: rows(oracle.train).flatMap(\.self)
        )
        let fit = try #require(LinearFit(design: design, response: oracle.train.map { target[$0] }))
        for (place, coefficient) in fit.coefficients.enumerated() {
            #expect((fit.means[place] - expected.mean[place]).magnitude <= oracle.tolerance)
            #expect(
                (coefficient * expected.scale[place] - expected.coef[place]).magnitude <= oracle.tolerance
            )
        }
        let centre = zip(fit.coefficients, fit.means).reduce(fit.intercept) { $0 + $1.0 * $1.1 }
        #expect((centre - expected.intercept).magnitude <= oracle.tolerance)
        for (row, prediction) in zip(rows(oracle.train), expected.trainPredictions) {
            #expect((fit.prediction(for: row) - prediction).magnitude <= oracle.tolerance)
        }
        for (row, prediction) in zip(rows(oracle.test), expected.testPredictions) {
            #expect((fit.prediction(for: row) - prediction).magnitude <= oracle.tolerance)
        }
    }
}
