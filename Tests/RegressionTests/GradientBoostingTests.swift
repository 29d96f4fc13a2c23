import FoundationEssentials
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import Regression

private struct BoostingFixture: Decodable {
    struct Case: Decodable {
        struct Parameters: Decodable {
            let rounds: Int
            let rate: Double
            let method: String?
            let patience: Int?

            enum CodingKeys: String, CodingKey {
                case rounds = "n_estimators"
                case rate = "learning_rate"
                case method = "tree_method"
                case patience = "early_stopping_rounds"
            }
        }
        let name: String
        let params: Parameters
        let columns: [Int]
        let train: [Int]
        let valid: [Int]
        let test: [Int]
        let baseScore: String
        let bestIteration: Int?
        let evalRMSE: [Double]
        let testPred: [Double]
        let importances: [Double]

        enum CodingKeys: String, CodingKey {
            case name
            case params
            case columns
            case train
            case valid
            case test
            case baseScore = "base_score"
            case bestIteration = "best_iteration"
            case evalRMSE = "eval_rmse"
            case testPred = "test_pred"
            case importances
        }
    }
    let target: String
    let tiedResponse: [Double]
    let cases: [Case]

    enum CodingKeys: String, CodingKey {
        case target
        case tiedResponse = "y_case5"
        case cases
    }
}

struct GradientBoostingTests {
    private let oracle: BoostingFixture
    private let expression: ToyTable
    private let effect: ToyTable

    init() throws {
        oracle = try fixture("xgboost.json", as: BoostingFixture.self)
        expression = try ToyTable("toy_expression.csv")
        effect = try ToyTable("toy_effect.csv")
    }

    private func design(_ columns: [Int]) -> Matrix {
        part(expression.matrix, rows: Array(0..<expression.matrix.rows), columns: columns)
    }

    private func settings(_ given: BoostingFixture.Case) throws -> GradientBoosting {
        var settings = GradientBoosting()
        settings.rates = [given.params.rate]
        settings.rounds = given.params.rounds
        settings.patience = given.params.patience
        settings.treeMethod = given.params.method == "exact" ? .exact : .hist
        let text = given.baseScore.filter { $0 != "[" && $0 != "]" }
        let base: Double = try #require(Double(text))
        settings.baseScore = base
        return settings
    }

    private func response(_ given: BoostingFixture.Case) throws -> [Double] {
        given.columns.contains(13) ? oracle.tiedResponse : try effect.column(named: oracle.target)
    }

    // 2e-6, because XGBoost computes in single precision.
    @Test(arguments: 0..<5) func `trees are those of another release of XGBoost`(number: Int) throws {
        let given = oracle.cases[number]
        let design = design(given.columns)
        let fit = try settings(given).fit(
            design,
            response(given),
            training: given.train,
            validation: given.valid,
            seed: Seed(0)
        )
        let held = part(design, rows: given.test, columns: Array(0..<given.columns.count))
        #expect(largestDifference(fit.predict(held), given.testPred) < 2e-6)
        #expect(largestDifference(fit.validationRMSE, given.evalRMSE) < 2e-6)
        let kept = given.bestIteration.map { $0 + 1 } ?? given.params.rounds
        #expect(fit.trees.roots.count == kept)
        guard given.bestIteration == nil else { return }
        // XGBoost reports the mean gain of a split, as a share.
        var splits = [Double](repeating: 0, count: given.columns.count)
        for column in fit.trees.feature where column >= 0 { splits[Int(column)] += 1 }
        let means = zip(fit.trees.gain, splits).map { $1 > 0 ? $0 / $1 : 0 }
        let total = means.reduce(0, +)
        #expect(largestDifference(means.map { $0 / total }, given.importances) < 1e-5)
        #expect((fit.trees.importances.reduce(0, +) - 1).magnitude < 1e-12)
    }

    @Test func `the flat trees predict the library's bits`() throws {
        let reference = try fixture("tree_reference.json", as: TreeReference.self)
        for number in 0..<3 {
            let screen = SyntheticScreen(number: number, reference: reference)
            let training = try XGBoostMatrix(screen.design, rows: Array(0..<600))
            try training.setLabels(screen.response[..<600].map(Float.init))
            let all = try XGBoostMatrix(screen.design, rows: Array(0..<900))
            let booster = try XGBoostBooster(training: training, validation: all)
            try booster.set(GradientBoosting().parameters(rate: 0.1, base: -0.25, seed: Seed(0)))
            for round in 0..<200 { try booster.grow(round: round, on: training) }
            var trees = BoostedTrees(featureCount: 17, baseScore: -0.25)
            for text in try booster.dump(first: 200) { try trees.append(xgboostTree: text) }
            let expected = try booster.predictions(of: all).map(Double.init)
            let predicted = trees.predict(screen.design)
            #expect(predicted == expected)
            #expect(Set(predicted).count > 500)
        }
    }

    @Test func `the rate with the smallest validation error wins and growing stops in time`() throws {
        let reference = try fixture("tree_reference.json", as: TreeReference.self)
        let screen = SyntheticScreen(number: 3, reference: reference)
        func fit(_ rates: [Double]) throws -> GradientBoostingFit {
            var settings = GradientBoosting()
            settings.rates = rates
            return try settings.fit(
                screen.design,
                screen.response,
                training: Array(0..<600),
                validation: Array(600..<675),
                seed: Seed(7)
            )
        }
        let each = try [0.05, 0.1, 0.2].map { try fit([$0]) }
        let chosen = try fit([0.05, 0.1, 0.2])
        #expect(chosen == each.min { $0.bestRMSE < $1.bestRMSE })
        #expect(Set(each.map(\.bestRMSE)).count == 3)
        for fit in each {
            #expect(fit.validationRMSE.count == fit.trees.roots.count + 40)
            let judged = part(screen.design, rows: Array(600..<675), columns: Array(0..<17))
            let squares = zip(fit.predict(judged), screen.response[600..<675]).map { ($0 - $1) * ($0 - $1) }
            // 1e-6: the response is rounded to single precision in the library.
            #expect((mean(squares).squareRoot() - fit.bestRMSE).magnitude < 1e-6)
        }
        #expect(chosen.seed == Seed(7))
    }

    @Test func `what the library refuses is an error with its words`() throws {
        let design = design([1, 2, 3])
        var response = try effect.column(named: oracle.target)
        response[4] = .infinity
        let failure = #expect(throws: XGBoostFailure.self) {
            try GradientBoosting().fit(
                design,
                response,
                training: Array(0..<20),
                validation: Array(20..<30),
                seed: Seed(0)
            )
        }
        #expect(failure?.call.hasPrefix("XG") == true)
        let message = failure?.message ?? ""
        #expect(message == "Check failed: valid: Label contains NaN, infinity or a value too large.")
    }

    @Test func `an unknown setting is an error`() throws {
        let matrix = try XGBoostMatrix(design([1, 2]), rows: Array(0..<10))
        try matrix.setLabels([Float](repeating: 1, count: 10))
        let booster = try XGBoostBooster(training: matrix, validation: matrix)
        try booster.set([("objective", "reg:nonsense"), ("verbosity", "0")])
        var failure: XGBoostFailure?
        do throws(XGBoostFailure) { try booster.grow(round: 0, on: matrix) } catch { failure = error }
        #expect(failure?.call == "XGBoosterUpdateOneIter")
        #expect(failure?.message.contains("reg:nonsense") == true)
    }

    @Test func `without columns the mean of the training lines is predicted`() throws {
        let fit = try GradientBoosting().fit(
            Matrix(rows: 4, columns: 0),
            [1, 2, 6, 50],
            training: [0, 1, 2],
            validation: [3],
            seed: Seed(0)
        )
        #expect(fit.predict(Matrix(rows: 2, columns: 0)) == [3, 3])
        #expect(fit.bestRMSE == 47)
    }
}
