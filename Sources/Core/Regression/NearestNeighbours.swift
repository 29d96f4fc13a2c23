package import LinearAlgebra

/// The mean of the nearest lines, each weighted by the inverse of its distance.
///
/// Euclidean distance in the units of the design, as scikit-learn's `KNeighborsRegressor`. Where lines lie at
/// distance 0 their plain mean is the prediction. Of lines equally far at the limit the first are taken.
package struct NearestNeighbours: FittedModel, Equatable {
    package enum Weights: String, Sendable, Codable {
        case inverseDistance
        case uniform
    }

    package let neighbours: Int
    package let weights: Weights
    /// How many columns a design must have.
    package let columns: Int
    /// A row a line.
    private let design: [Double]
    private let response: [Double]

    /// `nil` where there is no line.
    ///
    /// - Parameters:
    ///   - design: a row a line, a column a gene; no value missing.
    ///   - response: a value a line.
    ///   - neighbours: fewer where there are fewer lines.
    ///   - weights: of the neighbours' responses.
    package init?(
        design: Matrix,
        response: [Double],
        neighbours: Int = 50,
        weights: Weights = .inverseDistance
    ) {
        precondition(response.count == design.rows, "\(response.count) responses for \(design.rows) lines")
        precondition(neighbours > 0, "a prediction needs a neighbour")
        guard design.rows > 0 else { return nil }
        self.neighbours = min(neighbours, design.rows)
        self.weights = weights
        columns = design.columns
        self.design = design.storage
        self.response = response
    }

    /// Reads lines, and refuses such as no fit can have written.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        neighbours = try values.decode(Int.self, forKey: .neighbours)
        weights = try values.decode(Weights.self, forKey: .weights)
        columns = try values.decode(Int.self, forKey: .columns)
        design = try values.decode([Double].self, forKey: .design)
        response = try values.decode([Double].self, forKey: .response)
        let (size, isTooLarge) = columns.multipliedReportingOverflow(by: response.count)
        guard columns >= 0, !isTooLarge, size == design.count, neighbours > 0, neighbours <= response.count,
            design.areFinite, response.areFinite
        else { throw decoder.corrupted("the lines, columns and neighbours do not fit each other") }
    }

    package func predict(_ design: Matrix) -> [Double] {
        precondition(design.columns == columns, "\(design.columns) columns for \(columns)")
        let known = Matrix(rows: response.count, columns: columns, storage: self.design)
        let distances = squaredDistances(from: design, to: known)
        var near = [Double](repeating: 0, count: neighbours)
        var lines = [Int](repeating: 0, count: neighbours)
        var predictions: [Double] = []
        predictions.reserveCapacity(design.rows)
        for row in 0..<design.rows {
            findNearest(distances, row, &near, &lines)
            predictions.append(weightedMean(near, lines))
        }
        return predictions
    }

    /// The least distances of a row, ascending, and whose they are, by insertion.
    private func findNearest(_ distances: Matrix, _ row: Int, _ near: inout [Double], _ lines: inout [Int]) {
        let count = neighbours
        let width = distances.columns
        distances.storage.withUnsafeBufferPointer { distances in
            near.withUnsafeMutableBufferPointer { near in
                lines.withUnsafeMutableBufferPointer { lines in
                    var kept = 0
                    for line in 0..<width {
                        let distance = distances[row * width + line]
                        if kept == count && distance >= near[count - 1] { continue }
                        var place = kept < count ? kept : count - 1
                        while place > 0 && near[place - 1] > distance {
                            near[place] = near[place - 1]
                            lines[place] = lines[place - 1]
                            place -= 1
                        }
                        near[place] = distance
                        lines[place] = line
                        kept = min(kept + 1, count)
                    }
                }
            }
        }
    }

    private func weightedMean(_ squaredDistances: [Double], _ lines: [Int]) -> Double {
        var sum = 0.0
        var total = 0.0
        let isOnALine = squaredDistances[0] == 0
        for (square, line) in zip(squaredDistances, lines) {
            let weight: Double
            switch weights {
            case .uniform: weight = 1
            case .inverseDistance where isOnALine: weight = square == 0 ? 1 : 0
            case .inverseDistance: weight = 1 / square.squareRoot()
            }
            sum += weight * response[line]
            total += weight
        }
        return sum / total
    }
}
