package import LinearAlgebra
import Statistics

/// The lasso, its penalty chosen by cross-validation.
///
/// What scikit-learn's `LassoCV(cv=3)` makes of columns scaled by its StandardScaler: 100 values of α in even
/// ratios from the least that leaves no coefficient down to a thousandth of it, contiguous folds (so the
/// order of the lines matters), the α of the least mean of the folds' mean squared errors, refitted on all
/// lines.
package struct Lasso: FittedModel, Equatable {
    package struct Settings: Sendable, Codable, Equatable {
        package var folds = 3
        package var penalties = 100
        /// The smallest penalty over the greatest.
        package var leastShare = 1e-3
        /// Of the duality gap, relative to the squared length of the response.
        package var tolerance = 1e-4
        /// At most so many sweeps over the columns for each penalty.
        package var sweeps = 1_000

        package init() {}
    }

    package let equation: LinearEquation
    /// The penalty chosen.
    package let alpha: Double
    /// Descending.
    package let alphas: [Double]
    /// For each α the mean of the folds' mean squared errors, in squared units of the response.
    package let meanSquaredErrors: [Double]

    /// `nil` where there are fewer lines than folds.
    ///
    /// - Parameters:
    ///   - design: a row a line, a column a gene; no value missing.
    ///   - response: a value a line.
    ///   - settings: scikit-learn's own where not given.
    package init?(design: Matrix, response: [Double], settings: Settings = Settings()) {
        precondition(response.count == design.rows, "\(response.count) responses for \(design.rows) lines")
        guard settings.folds > 1, design.rows >= settings.folds else { return nil }
        let scaling = StandardColumns(of: design)
        let scaled = scaling.scaled(design)
        let centre = mean(response)
        let whole = LassoPath(centred: scaled, response: response.map { $0 - centre })
        let alphas = whole.alphas(count: settings.penalties, share: settings.leastShare)
        var errors = [Double](repeating: 0, count: alphas.count)
        for fold in KFold(count: design.rows, folds: settings.folds).folds {
            let path = Self.errors(scaled, response, fold, alphas, settings)
            for place in errors.indices { errors[place] += path[place] / Double(settings.folds) }
        }
        var best = 0
        for place in errors.indices where errors[place] < errors[best] { best = place }
        let weights = whole.solutions(
            alphas: [alphas[best]],
            tolerance: settings.tolerance,
            sweeps: settings.sweeps
        )
        equation = LinearEquation(scaling: scaling, standardised: weights.storage, centre: centre)
        alpha = alphas[best]
        self.alphas = alphas
        meanSquaredErrors = errors
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        equation = try values.decode(LinearEquation.self, forKey: .equation)
        alpha = try values.decode(Double.self, forKey: .alpha)
        alphas = try values.decode([Double].self, forKey: .alphas)
        meanSquaredErrors = try values.decode([Double].self, forKey: .meanSquaredErrors)
        guard alphas.count == meanSquaredErrors.count else {
            throw decoder.corrupted("the lasso has not an error for each penalty")
        }
    }

    package func predict(_ design: Matrix) -> [Double] { equation.predict(design) }

    /// The mean squared error on the lines held out, for each α.
    static func errors(
        _ design: Matrix,
        _ response: [Double],
        _ fold: KFold.Fold,
        _ alphas: [Double],
        _ settings: Settings
    ) -> [Double] {
        var training = design.rows(fold.training)
        let centres = training.columnMeans
        training.subtract(centres)
        let known = fold.training.map { response[$0] }
        let centre = mean(known)
        let weights = LassoPath(centred: training, response: known.map { $0 - centre })
            .solutions(alphas: alphas, tolerance: settings.tolerance, sweeps: settings.sweeps)
        var held = design.rows(fold.test)
        held.subtract(centres)
        let predicted = multiply(held, weights, transposeB: true)
        var errors = [Double](repeating: 0, count: alphas.count)
        for (row, line) in fold.test.enumerated() {
            for place in alphas.indices {
                let miss = response[line] - centre - predicted.storage[row * alphas.count + place]
                errors[place] += miss * miss
            }
        }
        return errors.map { $0 / Double(fold.test.count) }
    }
}

extension Matrix {
    /// The rows at those places, in that order.
    func rows(_ places: [Int]) -> Matrix {
        var values: [Double] = []
        values.reserveCapacity(places.count * columns)
        for place in places { values += row(place) }
        return Matrix(rows: places.count, columns: columns, storage: values)
    }

    var columnMeans: [Double] {
        var sums = [Double](repeating: 0, count: columns)
        for row in 0..<rows {
            for column in 0..<columns { sums[column] += storage[row * columns + column] }
        }
        return sums.map { $0 / Double(rows) }
    }

    mutating func subtract(_ centres: [Double]) {
        for row in 0..<rows {
            for column in 0..<columns { storage[row * columns + column] -= centres[column] }
        }
    }
}
