package import LinearAlgebra

/// Columns of 0 and 1 for a label such as a tissue: one a level.
///
/// A label that was not among those it was made from is 0 in every column.
package struct OneHot: Sendable, Codable, Equatable {
    /// In ascending order: the order of the columns.
    package let levels: [String]

    /// - Parameters:
    ///   - labels: a label a line.
    ///   - least: levels of fewer lines get no column.
    package init(_ labels: [String], least: Int = 1) {
        var counts: [String: Int] = [:]
        for label in labels { counts[label, default: 0] += 1 }
        levels = counts.filter { $0.value >= least }.keys.sorted()
    }

    /// A row a label, a column a level.
    package func columns(for labels: [String]) -> Matrix {
        var places: [String: Int] = [:]
        for (place, level) in levels.enumerated() { places[level] = place }
        var result = Matrix(rows: labels.count, columns: levels.count)
        for (row, label) in labels.enumerated() {
            if let place = places[label] { result.storage[row * levels.count + place] = 1 }
        }
        return result
    }
}

extension Matrix {
    /// The columns of `self`, then those of `other`.
    package func beside(_ other: Matrix) -> Matrix {
        precondition(rows == other.rows, "\(rows) rows beside \(other.rows)")
        var values: [Double] = []
        values.reserveCapacity(storage.count + other.storage.count)
        for place in 0..<rows {
            values += row(place)
            values += other.row(place)
        }
        return Matrix(rows: rows, columns: columns + other.columns, storage: values)
    }
}
