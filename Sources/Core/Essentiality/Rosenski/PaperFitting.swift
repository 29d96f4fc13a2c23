import LinearAlgebra
import Regression
import Statistics

/// Which rows of a design a model learns from.
struct LearningRows: Sendable {
    /// Those of models that need none to stop on.
    let all: [Int]
    /// Those of boosted trees and networks.
    let learning: [Int]
    /// Those that stop boosted trees and networks; not among `learning`.
    let stopping: [Int]
}

/// Fits the paper's models to one target on some rows.
///
/// Rosenski, Shifman and Kaplan (2023), "Machine learning models". Trees and network of the mean of the two are
/// those of each alone, so that they are grown once.
struct PaperFitting {
    private let design: Matrix
    private let response: [Double]
    private let rows: LearningRows
    private let seed: Seed
    private let part: Matrix
    private let partResponse: [Double]
    private var trees: GradientBoostingFit?
    private var network: NeuralNetworkFit?

    /// - Parameters:
    ///   - design: a row a line, a column a modifier; no value missing.
    ///   - response: a value a row.
    ///   - rows: to learn from.
    ///   - seed: of the trees and of the network.
    init(_ design: Matrix, _ response: [Double], rows: LearningRows, seed: Seed) {
        self.design = design
        self.response = response
        self.rows = rows
        self.seed = seed
        part = design.keepingRows(rows.all)
        partResponse = rows.all.map { response[$0] }
    }

    /// `nil` where the model cannot be fitted to these rows.
    mutating func fit(_ kind: PaperModelKind) throws(XGBoostFailure) -> PaperFit? {
        switch kind {
        case .ols: OrdinaryLeastSquares(design: part, response: partResponse).map { .ols($0) }
        case .lasso: Lasso(design: part, response: partResponse).map { .lasso($0) }
        case .xgboost: .xgboost(try grown())
        case .network: .network(trained())
        case .gp: GaussianProcess(design: part, response: partResponse, variant: .lengthOnly).map { .gp($0) }
        case .knn: NearestNeighbours(design: part, response: partResponse).map { .knn($0) }
        case .tree: RegressionTree(design: part, response: partResponse).map { .tree($0) }
        case .xgboostNetwork: .xgboostNetwork(Ensemble(try grown(), trained()))
        case .gpNoise:
            GaussianProcess(design: part, response: partResponse, variant: .withNoise).map { .gpNoise($0) }
        }
    }

    private mutating func grown() throws(XGBoostFailure) -> GradientBoostingFit {
        if let trees { return trees }
        let fit = try GradientBoosting().fit(
            design,
            response,
            training: rows.learning,
            validation: rows.stopping,
            seed: seed.derived("xgboost")
        )
        trees = fit
        return fit
    }

    private mutating func trained() -> NeuralNetworkFit {
        if let network { return network }
        let fit = NeuralNetwork().fit(
            design,
            response,
            training: rows.learning,
            validation: rows.stopping,
            seed: seed.derived("network")
        )
        network = fit
        return fit
    }
}

extension Matrix {
    /// The rows at those places, in that order.
    func keepingRows(_ places: [Int]) -> Matrix {
        var values: [Double] = []
        values.reserveCapacity(places.count * columns)
        for place in places { values += row(place) }
        return Matrix(rows: places.count, columns: columns, storage: values)
    }
}
