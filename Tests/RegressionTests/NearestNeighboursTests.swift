import LinearAlgebra
import TestSupport
import Testing

@testable import Regression

private struct Oracle: Decodable {
    struct Case: Decodable {
        let k: Int
        let weights: String
        let testPredictions: [Double]
        let trainPredictions: [Double]

        enum CodingKeys: String, CodingKey {
            case k
            case weights
            case testPredictions = "test_pred"
            case trainPredictions = "train_pred"
        }
    }
    struct Tiny: Decodable {
        let design: [[Double]]
        let response: [Double]
        let query: [[Double]]
        let k: Int
        let predictions: [Double]

        enum CodingKeys: String, CodingKey {
            case design = "X"
            case response = "y"
            case query
            case k
            case predictions = "pred"
        }
    }
    let tolerance: Double
    let train: [Int]
    let test: [Int]
    let target: String
    let columns: [Int]
    let cases: [Case]
    let tiny: Tiny
}

@Suite struct NearestNeighboursTests {
    @Test(arguments: 0..<4)
    func `predictions are scikit-learn's`(number: Int) throws {
        let oracle = try fixture("knn.json", as: Oracle.self)
        let expected = oracle.cases[number]
        let expression = try toyExpression()
        let target = try #require(try toyEffect().column(oracle.target))
        let design = expression.design(lines: oracle.train, columns: oracle.columns)
        let fit = try #require(
            NearestNeighbours(
                design: design,
                response: oracle.train.map { target[$0] },
                neighbours: expected.k,
                weights: expected.weights == "uniform" ? .uniform : .inverseDistance
            )
        )
        let held = expression.design(lines: oracle.test, columns: oracle.columns)
        #expect(distance(fit.predict(held), expected.testPredictions) <= oracle.tolerance)
        #expect(distance(fit.predict(design), expected.trainPredictions) <= oracle.tolerance)
        let decoded = try encodedAndDecoded(fit)
        #expect(decoded == fit)
    }

    @Test func `lines at distance 0 share the prediction`() throws {
        let tiny = try fixture("knn.json", as: Oracle.self).tiny
        func column(_ values: [[Double]]) -> Matrix {
            Matrix(rows: values.count, columns: 1, storage: values.flatMap(\.self))
        }
        let fit = try #require(
            NearestNeighbours(design: column(tiny.design), response: tiny.response, neighbours: tiny.k)
        )
        #expect(distance(fit.predict(column(tiny.query)), tiny.predictions) <= 1e-8)
    }

    @Test func `the nearest are those of a full sort`() throws {
        let design = normals(120, 6, seed: 3)
        let response = normals(120, 1, seed: 4).storage
        let query = normals(15, 6, seed: 5)
        let fit = try #require(NearestNeighbours(design: design, response: response, neighbours: 7))
        let expected = (0..<15).map { row in
            let distances = (0..<120).map { line in
                zip(query.row(row), design.row(line)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                    .squareRoot()
            }
            let nearest = (0..<120).sorted { distances[$0] < distances[$1] }.prefix(7)
            let total = nearest.reduce(0) { $0 + 1 / distances[$1] }
            return nearest.reduce(0) { $0 + response[$1] / distances[$1] } / total
        }
        #expect(distance(fit.predict(query), expected) < 1e-12)
    }
}
