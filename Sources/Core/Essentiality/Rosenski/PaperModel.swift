package import LinearAlgebra
package import Regression

/// A fitted model of one of the paper's kinds.
package enum PaperFit: FittedModel, Equatable {
    /// The mean of the training lines: of a target without modifiers.
    case mean(Double)
    case ols(OrdinaryLeastSquares)
    case lasso(Lasso)
    case xgboost(GradientBoostingFit)
    case network(NeuralNetworkFit)
    case gp(GaussianProcess)
    case knn(NearestNeighbours)
    case tree(RegressionTree)
    case xgboostNetwork(Ensemble)
    case gpNoise(GaussianProcess)

    /// `nil` for the mean.
    package var kind: PaperModelKind? {
        switch self {
        case .mean: nil
        case .ols: .ols
        case .lasso: .lasso
        case .xgboost: .xgboost
        case .network: .network
        case .gp: .gp
        case .knn: .knn
        case .tree: .tree
        case .xgboostNetwork: .xgboostNetwork
        case .gpNoise: .gpNoise
        }
    }

    package func predict(_ design: Matrix) -> [Double] {
        switch self {
        case .mean(let value): [Double](repeating: value, count: design.rows)
        case .ols(let fit): fit.predict(design)
        case .lasso(let fit): fit.predict(design)
        case .xgboost(let fit): fit.predict(design)
        case .network(let fit): fit.predict(design)
        case .gp(let fit), .gpNoise(let fit): fit.predict(design)
        case .knn(let fit): fit.predict(design)
        case .tree(let fit): fit.predict(design)
        case .xgboostNetwork(let fit): fit.predict(design)
        }
    }

    /// How many columns a design must have; `nil` for the mean, which takes any.
    fileprivate var columns: Int? {
        switch self {
        case .mean: nil
        case .ols(let fit): fit.equation.coefficients.count
        case .lasso(let fit): fit.equation.coefficients.count
        case .xgboost(let fit): fit.trees.featureCount
        case .tree(let fit): fit.importances.count
        case .network(let fit): fit.columns
        case .gp(let fit), .gpNoise(let fit): fit.columns
        case .knn(let fit): fit.columns
        case .xgboostNetwork(let fit): fit.columns
        }
    }
}

/// What the paper's protocol predicts a target by: a fitted model, and what stands in for a modifier not measured.
package struct PaperModel: FittedModel, OtherPredictor, Equatable {
    package let fit: PaperFit
    /// Of each modifier over the training lines; none for a target predicted by its mean.
    package let means: [Double]

    /// - Parameters:
    ///   - fit: of a column a modifier.
    ///   - means: a value a modifier, finite.
    package init(_ fit: PaperFit, means: [Double]) {
        self.fit = fit
        self.means = means
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        fit = try values.decode(PaperFit.self, forKey: .fit)
        means = try values.decode([Double].self, forKey: .means)
        guard fit.columns == nil || fit.columns == means.count, means.allSatisfy(\.isFinite) else {
            throw DecodingError.dataCorruptedError(
                forKey: .means,
                in: values,
                debugDescription: "the means are not those of the model's columns"
            )
        }
    }

    /// `mean`, or the name of the kind.
    package var name: String { fit.kind?.rawValue ?? "mean" }

    /// The effect in each line.
    ///
    /// - Parameter design: a column a modifier; NaN where one is not measured.
    /// - Returns: a value a row.
    package func predict(_ design: Matrix) -> [Double] {
        guard design.storage.contains(where: \.isNaN) else { return fit.predict(design) }
        var whole = design
        for place in whole.storage.indices where whole.storage[place].isNaN {
            whole.storage[place] = means[place % design.columns]
        }
        return fit.predict(whole)
    }

    /// NaN where the modifiers are not those of the model.
    package func prediction(_ modifiers: [Double]) -> Double {
        guard modifiers.count == means.count else { return .nan }
        return predict(Matrix(rows: 1, columns: modifiers.count, storage: modifiers))[0]
    }
}
