import CXGBoost
package import LinearAlgebra
package import Statistics

/// Boosted regression trees by the XGBoost library, as Rosenski, Shifman and Kaplan (2023) set them.
///
/// One learning rate after another is grown on the training lines until the validation lines have not
/// improved for `patience` rounds; the rate with the smallest validation RMSE wins, the earlier one if
/// equal. Every setting is named to the library, because its versions differ in what they take for
/// granted.
package struct GradientBoosting: Sendable, Equatable {
    /// How the library looks for splits.
    package enum TreeMethod: String, Sendable {
        /// Between all neighbouring values of a column.
        case exact
        /// Between at most 256 bins of a column.
        case hist
    }

    package var rates = [0.05, 0.1, 0.2]
    package var depth = 5
    package var rounds = 500

    /// After how many rounds without a better validation RMSE growing ends, or `nil` to grow all rounds.
    package var patience: Int? = 40

    package var treeMethod = TreeMethod.exact

    /// What no tree predicts, or `nil` for the mean of the training lines.
    package var baseScore: Double?

    package init() {}

    /// Grows trees on the lines `training`, stopped and chosen on the lines `validation`.
    ///
    /// `design` has a row for each value of `response`. Without a column, the base score is all there is.
    /// Throws when the library refuses the numbers, as it does infinities.
    package func fit(
        _ design: Matrix,
        _ response: [Double],
        training: [Int],
        validation: [Int],
        seed: Seed
    ) throws(XGBoostFailure) -> GradientBoostingFit {
        precondition(design.rows == response.count, "a design has a row for each value")
        precondition(!training.isEmpty && !validation.isEmpty, "trees need lines to learn and to stop on")
        precondition(!rates.isEmpty && rounds > 0 && depth > 0, "trees need a rate, a round and a level")
        let base = Float(baseScore ?? mean(training.map { response[$0] }))
        guard design.columns > 0 else {
            let trees = BoostedTrees(featureCount: 0, baseScore: base)
            let rmse = rootMeanSquare(validation.map { Double(base) - response[$0] })
            return GradientBoostingFit(trees: trees, rate: rates[0], validationRMSE: [rmse], seed: seed)
        }
        pairwell_xgboost_use_one_thread()
        let learning = try XGBoostMatrix(design, rows: training)
        try learning.setLabels(training.map { Float(response[$0]) })
        let judging = try XGBoostMatrix(design, rows: validation)
        let measured = validation.map { Float(response[$0]) }
        try judging.setLabels(measured)
        var best: GradientBoostingFit?
        for rate in rates {
            let booster = try XGBoostBooster(training: learning, validation: judging)
            try booster.set(parameters(rate: rate, base: base, seed: seed))
            let errors = try grow(booster, on: learning, judgedBy: judging, measured: measured)
            let kept = patience == nil ? errors.count : bestRound(errors) + 1
            guard errors[kept - 1] < best?.bestRMSE ?? .infinity || best == nil else { continue }
            var trees = BoostedTrees(featureCount: design.columns, baseScore: base)
            for text in try booster.dump(first: kept) { try trees.append(xgboostTree: text) }
            best = GradientBoostingFit(trees: trees, rate: rate, validationRMSE: errors, seed: seed)
        }
        guard let best else { preconditionFailure("the first rate is always kept") }
        return best
    }

    /// Grows the rounds, and gives the validation RMSE after each.
    private func grow(
        _ booster: borrowing XGBoostBooster,
        on training: borrowing XGBoostMatrix,
        judgedBy validation: borrowing XGBoostMatrix,
        measured: [Float]
    ) throws(XGBoostFailure) -> [Double] {
        var errors: [Double] = []
        var best = 0
        for round in 0..<rounds {
            try booster.grow(round: round, on: training)
            let predicted = try booster.predictions(of: validation)
            var sum = 0.0
            for (value, truth) in zip(predicted, measured) {
                let difference = Double(value - truth)
                sum += difference * difference
            }
            errors.append((sum / Double(measured.count)).squareRoot())
            if errors[round] < errors[best] { best = round }
            if let patience, round - best >= patience { break }
        }
        return errors
    }

    /// Every setting by the name the library has for it.
    func parameters(rate: Double, base: Float, seed: Seed) -> [(name: String, value: String)] {
        [
            ("booster", "gbtree"),
            ("objective", "reg:squarederror"),
            ("tree_method", treeMethod.rawValue),
            ("base_score", "\(base)"),
            ("eta", "\(rate)"),
            ("max_depth", "\(depth)"),
            ("lambda", "1"),
            ("alpha", "0"),
            ("gamma", "0"),
            ("min_child_weight", "1"),
            ("max_delta_step", "0"),
            ("subsample", "1"),
            ("colsample_bytree", "1"),
            ("colsample_bylevel", "1"),
            ("colsample_bynode", "1"),
            ("num_parallel_tree", "1"),
            ("grow_policy", "depthwise"),
            ("max_leaves", "0"),
            ("max_bin", "256"),
            ("nthread", "1"),
            ("seed", "\(seed.value & 0x7FFF_FFFF)"),
            ("disable_default_eval_metric", "1"),
            ("verbosity", "0"),
        ]
    }
}

/// Trees that the XGBoost library grew, with how they were chosen.
package struct GradientBoostingFit: FittedModel, Equatable {
    package let trees: BoostedTrees

    /// The learning rate that did best on the validation lines.
    package let rate: Double

    /// The validation RMSE after each round, those after the best one included.
    package let validationRMSE: [Double]

    /// The seed given to the library, of which it uses the lower 31 bits.
    package let seed: Seed

    /// The smallest RMSE on the validation lines.
    package var bestRMSE: Double { validationRMSE[bestRound(validationRMSE)] }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        trees = try values.decode(BoostedTrees.self, forKey: .trees)
        rate = try values.decode(Double.self, forKey: .rate)
        validationRMSE = try values.decode([Double].self, forKey: .validationRMSE)
        seed = try values.decode(Seed.self, forKey: .seed)
        guard !validationRMSE.isEmpty else { throw decoder.corrupted("trees of no round") }
    }

    init(trees: BoostedTrees, rate: Double, validationRMSE: [Double], seed: Seed) {
        self.trees = trees
        self.rate = rate
        self.validationRMSE = validationRMSE
        self.seed = seed
    }

    package func predict(_ design: Matrix) -> [Double] { trees.predict(design) }
}

private func bestRound(_ errors: [Double]) -> Int {
    var best = 0
    for round in errors.indices where errors[round] < errors[best] { best = round }
    return best
}

private func rootMeanSquare(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
}
