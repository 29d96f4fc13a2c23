import LinearAlgebra
import Screen
import Statistics

/// Genes by the embeddings of their singles: features of a kernel between genes, and the axes of their directions.
struct GeneAxes: Sendable {
    /// A row a gene: Ψ with Ψ Ψᵀ ≈ exp(−‖z − z'‖²/2l²), z the logarithm of the norm and the leading principal
    /// components.
    let product: Matrix
    /// A row a gene: h_i/‖h_i‖ along the leading axes of all of these.
    let direction: Matrix
    /// A row a gene: Ψ with Ψ Ψᵀ ≈ exp(−(1 − cos)/l²), by the angle between two genes' directions.
    let coupling: Matrix

    private static let components = 6
    private static let features = 8
    private static let couplings = 10
    /// l² of the kernel between directions.
    private static let squaredAngle = 0.5
    /// Axes that angles are taken along, at most.
    private static let most = 64
    /// Genes that the kernel's features are made from, at most.
    private static let landmarks = 300

    init(_ singles: SingleKnockouts) {
        direction = GeneAxes.directions(singles, GeneAxes.components)
        let coordinates = GeneAxes.coordinates(singles)
        product = GeneAxes.kernelFeatures(
            coordinates,
            squaredLength: Double(coordinates.first?.count ?? 1),
            most: GeneAxes.features
        )
        let angles = GeneAxes.directions(singles, GeneAxes.most)
        coupling = GeneAxes.kernelFeatures(
            (0..<angles.rows).map { Array(angles.row($0)) },
            squaredLength: GeneAxes.squaredAngle,
            most: GeneAxes.couplings
        )
    }

    /// The logarithm of the norm and principal components, in units of the SD of the first of each.
    private static func coordinates(_ singles: SingleKnockouts) -> [[Double]] {
        let genes = singles.norms.count
        var centred = singles.embeddings
        for column in 0..<centred.columns {
            let middle = mean((0..<genes).map { centred[$0, column] })
            for row in 0..<genes { centred[row, column] -= middle }
        }
        let projected = leading(centred, components)
        let least = 0.01 * quantile(singles.norms.filter { $0 > 0 }, 0.5)
        let logs = singles.norms.map { portableLog($0 + least) }
        var axes = [standardised(logs, by: populationSD(logs))]
        let spread = projected.columns > 0 ? populationSD((0..<genes).map { projected[$0, 0] }) : 0
        for column in 0..<projected.columns {
            axes.append(standardised((0..<genes).map { projected[$0, column] }, by: spread))
        }
        return (0..<genes).map { gene in axes.map { $0[gene] } }
    }

    private static func standardised(_ values: [Double], by spread: Double) -> [Double] {
        let middle = mean(values)
        return values.map { spread > 0 ? ($0 - middle) / spread : 0 }
    }

    private static func directions(_ singles: SingleKnockouts, _ components: Int) -> Matrix {
        var units = singles.embeddings
        for row in singles.norms.indices where singles.norms[row] > 0 {
            for column in 0..<units.columns { units[row, column] /= singles.norms[row] }
        }
        return leading(units, components)
    }

    /// The rows along the leading directions among the columns.
    private static func leading(_ matrix: Matrix, _ most: Int) -> Matrix {
        // Of many features the products of genes are the smaller matrix: its eigenvectors are the scores themselves.
        let isWide = matrix.columns > matrix.rows
        let products = isWide ? multiply(matrix, matrix, transposeB: true) : gram(matrix)
        guard let eigen = SymmetricEigen(of: products) else { return Matrix(rows: matrix.rows, columns: 0) }
        let greatest = max(eigen.values.first ?? 0, 0)
        // Directions in which nothing lies are any directions.
        let count = eigen.values.prefix(most).count { $0 > 1e-9 * greatest && $0 > 0 }
        var axes = Matrix(
            rows: count,
            columns: products.columns,
            storage: Array(eigen.vectors.storage.prefix(count * products.columns))
        )
        guard isWide else { return multiply(matrix, axes, transposeB: true) }
        for row in 0..<count {
            let size = eigen.values[row].squareRoot()
            for column in 0..<axes.columns { axes[row, column] *= size }
        }
        return axes.transposed
    }

    /// Leading features of a radial kernel between points, at most so many.
    private static func kernelFeatures(_ points: [[Double]], squaredLength: Double, most: Int) -> Matrix {
        guard let dimension = points.first?.count, dimension > 0 else {
            return Matrix(rows: points.count, columns: 0)
        }
        let landmarks =
            points.count <= GeneAxes.landmarks
            ? points : scattered(points, most: GeneAxes.landmarks).map { points[$0] }
        var kernel = Matrix(rows: landmarks.count, columns: landmarks.count)
        for row in landmarks.indices {
            for column in landmarks.indices {
                kernel[row, column] = portableExp(
                    -0.5 * squaredDistance(landmarks[row], landmarks[column]) / squaredLength
                )
            }
        }
        guard let eigen = SymmetricEigen(of: kernel) else { return Matrix(rows: points.count, columns: 0) }
        let count = eigen.values.prefix(most).count { $0 > 1e-9 * Double(landmarks.count) }
        var features = Matrix(rows: points.count, columns: count)
        for (row, point) in points.enumerated() {
            let likeness = landmarks.map { portableExp(-0.5 * squaredDistance(point, $0) / squaredLength) }
            for column in 0..<count {
                features[row, column] =
                    dot(likeness[...], eigen.vectors.row(column)) / eigen.values[column].squareRoot()
            }
        }
        return features
    }
}
