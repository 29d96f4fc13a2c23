import LinearAlgebra

/// One step of a linear map of embeddings, each of them a row.
enum LinearStep: Sendable, Equatable {
    /// Each feature divided by its own number.
    case divide([Double])
    /// Times a matrix of a row for each feature.
    case multiply(Matrix)
    /// Times a·I + Qᵀ diag(g) Q, the rows of Q orthonormal and far fewer than features.
    case stretch(all: Double, directions: Matrix, gains: [Double])

    func outputCount(of featureCount: Int) -> Int {
        if case .multiply(let matrix) = self { matrix.columns } else { featureCount }
    }

    /// `values` holds rows of `featureCount` numbers.
    func applied(to values: [Double], featureCount: Int) -> [Double] {
        guard featureCount > 0, !values.isEmpty else { return values }
        let rows = values.count / featureCount
        switch self {
        case .divide(let scale):
            precondition(scale.count == featureCount)
            var result = values
            result.withUnsafeMutableBufferPointer { result in
                scale.withUnsafeBufferPointer { scale in
                    for start in stride(from: 0, to: result.count, by: featureCount) {
                        for feature in 0..<featureCount { result[start + feature] /= scale[feature] }
                    }
                }
            }
            return result
        case .multiply(let matrix):
            return LinearAlgebra.multiply(wells(values, rows, featureCount), matrix).storage
        case .stretch(let all, let directions, let gains):
            let wells = wells(values, rows, featureCount)
            var scores = LinearAlgebra.multiply(wells, directions, transposeB: true)
            for row in 0..<rows {
                for (place, gain) in gains.enumerated() { scores.storage[row * gains.count + place] *= gain }
            }
            var result = LinearAlgebra.multiply(scores, directions).storage
            result.withUnsafeMutableBufferPointer { result in
                values.withUnsafeBufferPointer { values in
                    for place in values.indices { result[place] += all * values[place] }
                }
            }
            return result
        }
    }

    private func wells(_ values: [Double], _ rows: Int, _ columns: Int) -> Matrix {
        Matrix(rows: rows, columns: columns, storage: values)
    }
}
