import LinearAlgebra
import Statistics

/// How far lines are from those learnt from: the mean of the ten smallest squared distances, over their median.
///
/// - Parameters:
///   - distances: a row a line, a column a line learnt from.
///   - leavingSelf: whether rows and columns are the same lines.
/// - Returns: a value a row.
func nearness(_ distances: Matrix, leavingSelf: Bool = false) -> [Double] {
    (0..<distances.rows).map { row in
        var others: [Double] = []
        others.reserveCapacity(distances.columns)
        for column in 0..<distances.columns where !(leavingSelf && column == row) {
            others.append(distances[row, column])
        }
        others.sort()
        let nearest = others.prefix(10)
        return nearest.isEmpty ? 0 : nearest.reduce(0, +) / Double(nearest.count)
    }
}

/// How much larger the residuals of lines further away are, all targets together.
///
/// A line through the residuals' sizes over their mean of each target, kept within ½ … 2.
struct DistanceScale: Sendable {
    let intercept: Double
    let slope: Double

    /// - Parameters:
    ///   - distances: of the lines, as `nearness` gives them.
    ///   - residuals: for each target, places of lines and what is left of their measured values.
    init(distances: [Double], residuals: [(places: [Int], values: [Double])]) {
        var (count, sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (places, values) in residuals where !values.isEmpty {
            let size = values.reduce(0) { $0 + $1.magnitude } / Double(values.count)
            guard size > 0 else { continue }
            for (place, value) in zip(places, values) {
                let (x, y) = (distances[place], value.magnitude / size)
                count += 1
                sumX += x
                sumY += y
                sumXX += x * x
                sumXY += x * y
            }
        }
        let spread = sumXX - sumX * sumX / max(count, 1)
        // because a scale that falls with the distance would be chance
        slope = spread > 1e-12 * max(sumXX, 1) ? max((sumXY - sumX * sumY / count) / spread, 0) : 0
        intercept = count > 0 ? (sumY - slope * sumX) / count : 1
    }

    func factor(_ distance: Double) -> Double {
        Self.factor(distance, intercept: intercept, slope: slope)
    }

    static func factor(_ distance: Double, intercept: Double, slope: Double) -> Double {
        min(max(intercept + slope * distance, 0.5), 2)
    }
}
