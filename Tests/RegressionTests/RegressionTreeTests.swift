import LinearAlgebra
import TestSupport
import Testing

@testable import Regression

private struct Oracle: Decodable {
    struct Case: Decodable {
        let name: String
        let columns: [Int]?
        let y: [Double]?
        let depth: Int?
        let isUnique: Bool
        let feature: [Int]
        let threshold: [Double]
        let left: [Int]
        let right: [Int]
        let value: [Double]
        let n: [Int]
        let impurity: [Double]
        let testPredictions: [Double]
        let importances: [Double]

        enum CodingKeys: String, CodingKey {
            case name
            case columns
            case y
            case depth
            case isUnique = "independent_of_random_state"
            case feature
            case threshold
            case left
            case right
            case value
            case n
            case impurity
            case testPredictions = "test_pred"
            case importances
        }
    }
    struct Big: Decodable {
        let design: [[Double]]
        let response: [Double]

        enum CodingKeys: String, CodingKey {
            case design = "X"
            case response = "y"
        }
    }
    let tolerance: Double
    let train: [Int]
    let test: [Int]
    let cases: [Case]
    let big: Big
}

@Suite struct RegressionTreeTests {
    @Test(arguments: 0..<7)
    func `trees without ties are scikit-learn's, the others as good`(number: Int) throws {
        let oracle = try fixture("tree.json", as: Oracle.self)
        let expected = oracle.cases[number]
        let design: Matrix
        let held: Matrix
        let response: [Double]
        if let columns = expected.columns, let y = expected.y {
            let expression = try toyExpression()
            design = expression.design(lines: oracle.train, columns: columns)
            held = expression.design(lines: oracle.test, columns: columns)
            response = y
        } else {
            let width = oracle.big.design[0].count
            let storage = oracle.big.design.flatMap(\.self)
            design = Matrix(rows: 180, columns: width, storage: Array(storage.prefix(180 * width)))
            held = Matrix(rows: 60, columns: width, storage: Array(storage.dropFirst(180 * width)))
            response = Array(oracle.big.response.prefix(180))
        }
        let tree = try #require(
            RegressionTree(design: design, response: response, depth: expected.depth ?? 4)
        )
        let decoded = try encodedAndDecoded(tree)
        #expect(decoded == tree)
        #expect((tree.nodes[0].impurity - expected.impurity[0]).magnitude <= oracle.tolerance)
        // A line of the fit is predicted by the mean of its leaf: the error left is the leaves' impurity.
        let misses = zip(tree.predict(design), response).map { ($0 - $1) * ($0 - $1) }
        let left = tree.nodes.filter(\.isLeaf).reduce(0) { $0 + Double($1.count) * $1.impurity }
        #expect((misses.reduce(0, +) - left).magnitude <= 1e-12)
        guard expected.isUnique else {
            // Ties at the root of a node of few lines only: the first split is the same.
            #expect(tree.nodes[0].column == expected.feature[0])
            #expect((tree.nodes[0].threshold - expected.threshold[0]).magnitude <= oracle.tolerance)
            return
        }
        #expect(distance(tree.predict(held), expected.testPredictions) <= oracle.tolerance)
        #expect(tree.nodes.map(\.count) == expected.n)
        #expect(tree.nodes.map(\.left) == expected.left)
        #expect(tree.nodes.map(\.right) == expected.right)
        // Deeper nodes hold few lines, and different columns may part them in the same way.
        guard let depth = expected.depth, depth < 4 else { return }
        #expect(distance(tree.importances, expected.importances) <= oracle.tolerance)
        #expect(tree.nodes.map { max($0.column, -1) } == expected.feature.map { max($0, -1) })
        #expect(distance(tree.nodes.map(\.value), expected.value) <= oracle.tolerance)
        #expect(distance(tree.nodes.map(\.impurity), expected.impurity) <= oracle.tolerance)
        let thresholds = zip(expected.threshold, expected.feature).map { $1 < 0 ? 0 : $0 }
        #expect(distance(tree.nodes.map(\.threshold), thresholds) <= oracle.tolerance)
    }

    @Test func `of two equal columns the first is asked`() throws {
        let x = [1.0, 2, 3, 4, 5, 6]
        let design = Matrix(rows: 6, columns: 3, storage: x.flatMap { [0, $0, $0] })
        let tree = try #require(RegressionTree(design: design, response: [0, 0, 0, 1, 1, 1], depth: 4))
        #expect(tree.nodes.count == 3)
        #expect(tree.nodes[0].column == 1 && tree.nodes[0].threshold == 3.5)
        #expect(tree.importances == [0, 1, 0])
    }

    @Test func `the first split is the best of all`() throws {
        let design = normals(60, 4, seed: 11)
        let response = normals(60, 1, seed: 12).storage
        let tree = try #require(RegressionTree(design: design, response: response, depth: 1, leastLines: 5))
        var least = Double.infinity
        for column in 0..<4 {
            for line in 0..<60 {
                let cut = design[line, column]
                let sides = [true, false].map { side in
                    (0..<60).filter { (design[$0, column] <= cut) == side }.map { response[$0] }
                }
                guard sides.allSatisfy({ $0.count >= 5 }) else { continue }
                let left = sides.reduce(0.0) { sum, side in
                    let centre = side.reduce(0, +) / Double(side.count)
                    return sum + side.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
                }
                least = min(least, left)
            }
        }
        let found = tree.nodes.dropFirst().reduce(0) { $0 + Double($1.count) * $1.impurity }
        #expect((found - least).magnitude < 1e-12)
    }

    @Test func `nothing to ask leaves one leaf`() throws {
        let flat = try #require(
            RegressionTree(design: Matrix(rows: 3, columns: 1), response: [1, 2, 6], depth: 4)
        )
        #expect(flat.nodes.count == 1 && flat.nodes[0].value == 3)
        let bare = try #require(RegressionTree(design: Matrix(rows: 2, columns: 0), response: [1, 2]))
        #expect(bare.predict(Matrix(rows: 1, columns: 0)) == [1.5])
    }
}
