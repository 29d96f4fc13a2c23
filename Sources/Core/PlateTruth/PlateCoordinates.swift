import LinearAlgebra
import RealModule
import Screen
import Statistics

/// A plate's wells in few dimensions that know nothing of any layout: each a row of uncorrelated scores
/// with robust unit spread, cut off so that no well outweighs many others.
struct PlateCoordinates {
    let positions: [WellPosition]
    /// A list of scores a dimension, one a well.
    let scores: [[Double]]
    private let scale: [Double]
    private let axes: Matrix
    private let spread: [Double]

    /// Dimensions at most; each costs the same time, and further ones hold mostly noise.
    private static let maximumDimensions = 24
    /// Of a feature before axes are found, in robust SDs.
    private static let featureBound = 6.0
    /// Of a score, in robust SDs: what is farther out (dead wells, dust) counts as if it lay here.
    static let scoreBound = 3.5

    /// `nil` where the wells do not differ.
    ///
    /// - Parameters:
    ///   - wells: One row of finite values a well, all equally long.
    ///   - expectations: What contents should look like; their directions get a share of the axes.
    ///   - format: Of the plate.
    init?(
        _ wells: [(position: WellPosition, values: [Double])],
        expectations: [[Double]],
        format: PlateFormat
    ) {
        positions = wells.map(\.position)
        let count = wells.count
        guard count > 1, let width = wells.first?.values.count, width > 0 else { return nil }
        var scale = [Double](repeating: 0, count: width)
        var rows = Matrix(rows: count, columns: width)
        for feature in 0..<width {
            let column = wells.map { $0.values[feature] }
            let (centre, sd) = robustCentreAndSD(column)
            guard sd > 0 else { continue }
            scale[feature] = 1 / sd
            for row in 0..<count {
                rows.storage[row * width + feature] = bounded((column[row] - centre) / sd, Self.featureBound)
            }
        }
        rows = withoutTrend(rows, positions, format)
        var known = Matrix(rows: expectations.count, columns: width)
        for (row, values) in expectations.enumerated() {
            for feature in 0..<width {
                known.storage[row * width + feature] = bounded(
                    values[feature] * scale[feature],
                    Self.featureBound
                )
            }
        }
        known = withoutMean(known)
        // as many rows' worth of what is known as there are wells, whatever its number
        let weight = expectations.isEmpty ? 0 : (Double(count) / Double(expectations.count)).squareRoot()
        let stacked = Matrix(
            rows: count + expectations.count,
            columns: width,
            storage: rows.storage + known.storage.map { weight * $0 }
        )
        axes = principalAxes(of: stacked, count: min(Self.maximumDimensions, max(3, count / 4)))
        let image = multiply(rows, axes)
        var scores: [[Double]] = []
        var spread: [Double] = []
        for axis in 0..<axes.columns {
            let column = (0..<count).map { image[$0, axis] }
            let (centre, sd) = robustCentreAndSD(column)
            guard sd > 0 else {
                spread.append(0)
                scores.append([Double](repeating: 0, count: count))
                continue
            }
            spread.append(1 / sd)
            let cut = column.map { bounded(($0 - centre) / sd, Self.scoreBound) }
            let middle = mean(cut)
            scores.append(cut.map { $0 - middle })
        }
        self.scores = scores
        self.spread = spread
        self.scale = scale
        guard spread.contains(where: { $0 > 0 }) else { return nil }
    }

    /// Values with the zero of the controls, such as an expectation, as scores without their mean.
    func scores(of values: [Double]) -> [Double] {
        var row = Matrix(rows: 1, columns: values.count)
        for feature in values.indices {
            row.storage[feature] = bounded(values[feature] * scale[feature], Self.featureBound)
        }
        let image = multiply(row, axes)
        return spread.indices.map { bounded(image[0, $0] * spread[$0], 2 * Self.scoreBound) }
    }
}

private func bounded(_ value: Double, _ bound: Double) -> Double { min(max(value, -bound), bound) }

/// The median, and the median distance from it as an SD; the plain SD where more than half are equal.
private func robustCentreAndSD(_ values: [Double]) -> (centre: Double, sd: Double) {
    let centre = median(values)
    let sd = 1.4826 * median(values.map { ($0 - centre).magnitude })
    return (centre, sd > 1e-12 * centre.magnitude ? sd : populationSD(values))
}

// Not the general quantile, which takes ten times as long because it is generic.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

private func withoutMean(_ matrix: Matrix) -> Matrix {
    var result = matrix
    for column in 0..<matrix.columns {
        var sum = 0.0
        for row in 0..<matrix.rows { sum += matrix.storage[row * matrix.columns + column] }
        for row in 0..<matrix.rows {
            result.storage[row * matrix.columns + column] -= sum / Double(matrix.rows)
        }
    }
    return result
}

/// Takes away what the plate itself does to its wells.
///
/// That is what is smooth over it, its rim, and, where it is full enough, its rows and columns; where wells are few,
/// the mean only.
///
/// Wells side by side look alike for reasons that turn with the plate, and would speak for every layout
/// that puts replicates side by side.
private func withoutTrend(_ rows: Matrix, _ positions: [WellPosition], _ format: PlateFormat) -> Matrix {
    guard rows.rows >= 40 else { return withoutMean(rows) }
    var basis: [[Double]] = []
    func add(_ values: [Double]) {
        var column = values
        let before = norm(column)
        for _ in 0..<2 {
            for other in basis {
                let share = dot(column, other)
                for row in column.indices { column[row] -= share * other[row] }
            }
        }
        let length = norm(column)
        if length > 1e-6 * before { basis.append(column.map { $0 / length }) }
    }
    let order = rows.rows >= 150 ? 4 : 2
    for down in 0...order {
        for across in 0...(order - down) {
            add(
                positions.map { place in
                    Double.cos(.pi * Double(down) * (Double(place.row) + 0.5) / Double(format.rows))
                        * Double.cos(
                            .pi * Double(across) * (Double(place.column) + 0.5) / Double(format.columns)
                        )
                }
            )
        }
    }
    add(
        positions.map { place in
            place.row == 0 || place.row == format.rows - 1 || place.column == 0
                || place.column == format.columns - 1 ? 1 : 0
        }
    )
    if rows.rows >= 7 * (format.rows + format.columns) {
        for row in Set(positions.map(\.row)).sorted() { add(positions.map { $0.row == row ? 1 : 0 }) }
        for column in Set(positions.map(\.column)).sorted() {
            add(positions.map { $0.column == column ? 1 : 0 })
        }
    }
    let trend = Matrix(rows: basis.count, columns: positions.count, storage: basis.flatMap { $0 })
    let fitted = multiply(trend, multiply(trend, rows), transposeA: true)
    return Matrix(
        rows: rows.rows,
        columns: rows.columns,
        storage: zip(rows.storage, fitted.storage).map { $0 - $1 }
    )
}
