import LinearAlgebra
import Regression
import Statistics

/// How well a model foretold the validation lines.
package struct ValidationError: Sendable, Hashable {
    package let model: PaperModelKind
    /// In units of the effect.
    package let rmse: Double
}

/// Chooses a target's model by a tenth of its training lines, and fits it to all of them.
///
/// Rosenski, Shifman and Kaplan (2023), "Model selection": what a model holds back for itself, to stop on, is
/// taken from the lines it learns from, never from those it is chosen by. The chosen model is fitted again to all
/// training lines, where boosted trees and networks stop on the validation lines.
struct ModelSelection: Sendable {
    static let validationShare = 0.1
    /// With fewer lines none could be held back twice.
    static let fewestLines = 5

    private let design: Matrix
    private let response: [Double]
    private let seed: Seed
    private let split: LineSplit

    /// - Parameters:
    ///   - design: a row a training line, a column a modifier; no value missing.
    ///   - response: a value a row, at least `fewestLines`.
    ///   - seed: of this target and these lines.
    init(_ design: Matrix, _ response: [Double], seed: Seed) {
        precondition(response.count >= Self.fewestLines, "\(response.count) lines to choose a model by")
        self.design = design
        self.response = response
        self.seed = seed
        split = LineSplit(
            count: response.count,
            testShare: Self.validationShare,
            seed: seed.derived("validation").value
        )
    }

    /// The rows that models are chosen by, ascending.
    var validation: [Int] { split.test.sorted() }

    /// The model of the least error, the first of equal ones, and all errors; no errors where there is no choice.
    func best(
        of models: [PaperModelKind]
    ) throws(XGBoostFailure) -> (fit: PaperFit?, errors: [ValidationError]) {
        guard models.count > 1 else { return (try models.first.map(refitted) ?? nil, []) }
        let errors = try errors(of: models)
        // because sorting keeps no order of equals
        let ranked = errors.enumerated().sorted {
            ($0.element.rmse, $0.offset) < ($1.element.rmse, $1.offset)
        }
        for (_, error) in ranked {
            if let fit = try refitted(error.model) { return (fit, errors) }
        }
        return (nil, errors)
    }

    /// A model fitted to all lines; `nil` where it cannot be.
    func refitted(_ model: PaperModelKind) throws(XGBoostFailure) -> PaperFit? {
        let rows = LearningRows(
            all: Array(response.indices),
            learning: split.training,
            stopping: split.test
        )
        var fitting = PaperFitting(design, response, rows: rows, seed: seed)
        return try fitting.fit(model)
    }

    private func errors(of models: [PaperModelKind]) throws(XGBoostFailure) -> [ValidationError] {
        let inner = LineSplit(
            count: split.training.count,
            testShare: Self.validationShare,
            seed: seed.derived("stopping").value
        )
        let rows = LearningRows(
            all: split.training,
            learning: inner.training.map { split.training[$0] },
            stopping: inner.test.map { split.training[$0] }
        )
        var fitting = PaperFitting(design, response, rows: rows, seed: seed.derived("choice"))
        let judged = design.keepingRows(split.test)
        let measured = split.test.map { response[$0] }
        var errors: [ValidationError] = []
        for model in models {
            guard let fit = try fitting.fit(model) else { continue }
            let rmse = rootMeanSquaredError(fit.predict(judged), measured)
            if rmse.isFinite { errors.append(ValidationError(model: model, rmse: rmse)) }
        }
        return errors
    }
}
