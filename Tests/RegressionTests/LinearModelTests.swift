import LinearAlgebra
import TestSupport
import Testing

@testable import Regression

/// scikit-learn's StandardScaler and LinearRegression.
private struct Squares: Decodable {
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

private struct RidgeOracle: Decodable {
    let tolerance: Double
    let train: [Int]
    let test: [Int]
    let target: String
    let columns: [Int]
    let grid: [Double]
    let lambda: Double
    let rmse: Double
    let coef: [Double]
    let intercept: Double
    let leftOut: [Double]
    let testPredictions: [Double]

    enum CodingKeys: String, CodingKey {
        case tolerance
        case train
        case test
        case target
        case columns
        case grid
        case lambda = "lambda_"
        case rmse = "loo_rmse"
        case coef
        case intercept
        case leftOut = "loo_pred"
        case testPredictions = "test_pred"
    }
}

private struct LassoOracle: Decodable {
    struct Case: Decodable {
        let name: String
        let target: String
        let columns: [Int]
        let tol: Double
        let alphas: [Double]
        let errors: [[Double]]
        let alpha: Double
        let coef: [Double]
        let intercept: Double
        let testPredictions: [Double]

        enum CodingKeys: String, CodingKey {
            case name
            case target
            case columns
            case tol
            case alphas
            case errors = "mse_path"
            case alpha
            case coef
            case intercept
            case testPredictions = "test_pred"
        }
    }
    let train: [Int]
    let test: [Int]
    let cases: [Case]
}

/// The response of a linear model where every column is at its mean.
private func centre(_ equation: LinearEquation) -> Double {
    zip(equation.coefficients, equation.means).reduce(equation.intercept) { $0 + $1.0 * $1.1 }
}

@Suite struct LinearModelTests {
    init() { NumericsKernel.useOneThread() }

    @Test(arguments: 0..<4)
    func `least squares are those of scikit-learn`(number: Int) throws {
        let oracle = try fixture("ols.json", as: Squares.self)
        let expected = oracle.cases[number]
        let expression = try toyExpression()
        let target = try #require(try toyEffect().column(expected.target))
        let design = expression.design(lines: oracle.train, columns: expected.columns)
        let held = expression.design(lines: oracle.test, columns: expected.columns)
        let fit = try #require(
            OrdinaryLeastSquares(design: design, response: oracle.train.map { target[$0] })
        )
        let equation = fit.equation
        #expect(distance(equation.means, expected.mean) <= oracle.tolerance)
        #expect(distance(equation.scales, expected.scale) <= oracle.tolerance)
        #expect(distance(equation.standardisedCoefficients, expected.coef) <= oracle.tolerance)
        #expect((centre(equation) - expected.intercept).magnitude <= oracle.tolerance)
        #expect(distance(fit.predict(design), expected.trainPredictions) <= oracle.tolerance)
        #expect(distance(fit.predict(held), expected.testPredictions) <= oracle.tolerance)
        let decoded = try encodedAndDecoded(fit)
        #expect(decoded == fit)
    }

    @Test func `the ridge is that of the oracle to 1e-8`() throws {
        let oracle = try fixture("ridge_loo.json", as: RidgeOracle.self)
        let expression = try toyExpression()
        let target = try #require(try toyEffect().column(oracle.target))
        let design = expression.design(lines: oracle.train, columns: oracle.columns)
        let fit = try #require(Ridge(design: design, response: oracle.train.map { target[$0] }))
        #expect(distance(Ridge.defaultGrid, oracle.grid) <= 1e-9)
        #expect((fit.lambda - oracle.lambda).magnitude <= oracle.tolerance)
        #expect((fit.leaveOneOutRMSE - oracle.rmse).magnitude <= oracle.tolerance)
        #expect(distance(fit.leaveOneOut, oracle.leftOut) <= oracle.tolerance)
        #expect(distance(fit.equation.standardisedCoefficients, oracle.coef) <= oracle.tolerance)
        #expect((centre(fit.equation) - oracle.intercept).magnitude <= oracle.tolerance)
        let held = expression.design(lines: oracle.test, columns: oracle.columns)
        #expect(distance(fit.predict(held), oracle.testPredictions) <= oracle.tolerance)
        let decoded = try encodedAndDecoded(fit)
        #expect(decoded == fit)
    }

    @Test(arguments: [4, 30])
    func `left-out predictions are those of fits without the line`(columns: Int) throws {
        // Scaled once over all lines, so the penalised sum of squares is solved for each line by hand.
        let lines = 12
        let design = StandardColumns(of: normals(lines, columns, seed: 5)).scaled(
            normals(lines, columns, seed: 5)
        )
        let response = normals(lines, 1, seed: 6).storage
        let fit = try #require(Ridge(design: design, response: response, grid: [0.1, 1]))
        for line in 0..<lines {
            let others = (0..<lines).filter { $0 != line }
            // [Z 1] with the penalty on Z only, as ordinary least squares on rows of √λ below.
            var rows: [Double] = []
            for other in others { rows += Array(design.row(other)) + [1.0] }
            for column in 0..<columns {
                for place in 0...columns { rows.append(place == column ? fit.lambda.squareRoot() : 0) }
            }
            let tall = Matrix(rows: others.count + columns, columns: columns + 1, storage: rows)
            let padded = others.map { response[$0] } + [Double](repeating: 0, count: columns)
            let weights = try #require(leastSquares(tall, padded))
            var predicted = weights[columns]
            for column in 0..<columns { predicted += weights[column] * design[line, column] }
            #expect((fit.leaveOneOut[line] - predicted).magnitude < 1e-10)
        }
        let scaled = fit.predict(design)
        #expect(distance(scaled, response) < distance(fit.leaveOneOut, response))
    }

    @Test(arguments: 0..<3)
    func `the lasso is scikit-learn's LassoCV`(number: Int) throws {
        let oracle = try fixture("lassocv.json", as: LassoOracle.self)
        let expected = oracle.cases[number]
        let expression = try toyExpression()
        let target = try #require(try toyEffect().column(expected.target))
        let design = expression.design(lines: oracle.train, columns: expected.columns)
        var settings = Lasso.Settings()
        settings.tolerance = expected.tol
        settings.sweeps = expected.tol < 1e-6 ? 1_000_000 : 1_000
        let response = oracle.train.map { target[$0] }
        let fit = try #require(Lasso(design: design, response: response, settings: settings))
        #expect(distance(fit.alphas, expected.alphas) <= 1e-12)
        #expect((fit.alpha - expected.alpha).magnitude <= 1e-12)
        // At scikit-learn's own tolerance both stop short of the solution, a little apart.
        let tolerance = expected.tol < 1e-6 ? 1e-8 : 1e-3
        let means = expected.errors.map { $0.reduce(0, +) / Double($0.count) }
        #expect(distance(fit.meanSquaredErrors, means) <= tolerance)
        #expect(distance(fit.equation.standardisedCoefficients, expected.coef) <= tolerance)
        #expect((centre(fit.equation) - expected.intercept).magnitude <= 1e-8)
        let held = expression.design(lines: oracle.test, columns: expected.columns)
        #expect(distance(fit.predict(held), expected.testPredictions) <= tolerance)
        let decoded = try encodedAndDecoded(fit)
        #expect(decoded == fit)
        let scaled = StandardColumns(of: design).scaled(design)
        for (number, fold) in KFold(count: design.rows, folds: 3).folds.enumerated() {
            let errors = Lasso.errors(scaled, response, fold, fit.alphas, settings)
            #expect(distance(errors, expected.errors.map { $0[number] }) <= tolerance)
        }
    }

    @Test func `the lasso meets its optimality conditions with more columns than lines`() throws {
        let design = StandardColumns(of: normals(20, 40, seed: 8)).scaled(normals(20, 40, seed: 8))
        let raw = normals(20, 1, seed: 9).storage
        let middle = raw.reduce(0, +) / 20
        let response = raw.map { $0 - middle }
        let path = LassoPath(centred: design, response: response)
        let alpha = path.greatestAlpha * 0.2
        let weights = path.solutions(alphas: [alpha], tolerance: 1e-14, sweeps: 100_000).storage
        let fitted = multiply(design, Matrix(rows: 40, columns: 1, storage: weights)).storage
        let residuals = Matrix(rows: 20, columns: 1, storage: zip(response, fitted).map { $0 - $1 })
        let slopes = multiply(design, residuals, transposeA: true).storage.map { $0 / 20 }
        for (weight, slope) in zip(weights, slopes) {
            if weight == 0 {
                #expect(slope.magnitude <= alpha * (1 + 1e-9))
            } else {
                #expect((slope - (weight > 0 ? alpha : -alpha)).magnitude < 1e-7)
            }
        }
        #expect(weights.contains { $0 != 0 } && weights.contains { $0 == 0 })
    }

    @Test func `a response without spread is predicted as it is`() throws {
        let design = normals(9, 3, seed: 1)
        let response = [Double](repeating: 0.5, count: 9)
        let lasso = try #require(Lasso(design: design, response: response))
        #expect(distance(lasso.predict(design), response) < 1e-12)
        let ridge = try #require(Ridge(design: design, response: response))
        #expect(distance(ridge.predict(design), response) < 1e-12)
    }

    @Test func `too few lines make no model`() {
        let nothing = Matrix(rows: 0, columns: 2)
        #expect(OrdinaryLeastSquares(design: nothing, response: []) == nil)
        #expect(Ridge(design: nothing, response: []) == nil)
        #expect(Lasso(design: normals(2, 2, seed: 1), response: [1, 2]) == nil)
    }
}
