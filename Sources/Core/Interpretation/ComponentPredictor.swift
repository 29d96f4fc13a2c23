package import LinearAlgebra

/// All targets at once from components of the whole expression: the baseline of figure 3B.
///
/// In the manner of Itzhacky and Sharan (Molecular Omics 2021), as Rosenski et al. 2023 (Results,
/// "Comparison") describe it: expression and essentiality are each reduced to components, a map between the
/// components is learned, and what it gives is turned back into the effects of every gene. The map here is
/// linear: canonical correlation, or ridge. It is gene-neutral: a gene of little variance is predicted only as
/// far as it follows the common components.
package struct ComponentPredictor: Sendable {
    /// How components of expression become components of effect.
    package enum Link: Sendable, Hashable {
        /// Canonical correlation, with the first so many pairs of canonical variables.
        case canonical(pairs: Int)
        /// A ridge regression, with a penalty in units of the number of lines and of standardised genes.
        case ridge(penalty: Double)
    }

    /// Canonical correlations of the pairs kept, descending; empty for ridge.
    package let correlations: [Double]
    package let expressionComponents: Int
    package let effectComponents: Int
    private let expressionScale: ColumnScale
    private let effectScale: ColumnScale
    /// Genes × components of expression: a standardised row times it is a row of whitened scores.
    private let encoder: Matrix
    /// Components of expression × targets: standardised effects.
    private let decoder: Matrix

    /// Missing values are taken as their column's mean; a column without values, or constant, as 0.
    ///
    /// - `expression`: a row a line, a column a gene.
    /// - `effect`: a row a line, a column a target.
    /// - `expressionComponents`: at most; those without variance are left out.
    /// - `effectComponents`: at most.
    ///
    /// `nil` for fewer than three lines, without variance on either side, or for infinite values.
    package init?(
        expression: Matrix,
        effect: Matrix,
        expressionComponents: Int = 100,
        effectComponents: Int = 50,
        link: Link = .canonical(pairs: 20)
    ) {
        precondition(expression.rows == effect.rows, "\(expression.rows) lines with \(effect.rows) effects")
        guard expression.rows > 2 else { return nil }
        let expressionScale = ColumnScale(of: expression)
        let effectScale = ColumnScale(of: effect)
        let x = expressionScale.standardised(expression)
        let y = effectScale.standardised(effect)
        guard let left = LeftComponents(of: x, most: expressionComponents),
            let right = LeftComponents(of: y, most: effectComponents)
        else { return nil }
        // Whitened scores have orthonormal columns, so that their product holds all correlations.
        let crossed = multiply(left.vectors, right.vectors, transposeB: true)
        var map = crossed
        var correlations: [Double] = []
        switch link {
        case .canonical(let pairs):
            guard let eigen = SymmetricEigen(of: multiply(crossed, crossed, transposeB: true)) else {
                return nil
            }
            let kept = min(pairs, crossed.rows, crossed.columns)
            let directions = Matrix(
                rows: kept,
                columns: crossed.rows,
                storage: Array(eigen.vectors.storage.prefix(kept * crossed.rows))
            )
            correlations = eigen.values.prefix(kept).map { min(max($0, 0).squareRoot(), 1) }
            map = multiply(directions, multiply(directions, crossed), transposeA: true)
        case .ridge(let penalty):
            precondition(penalty >= 0, "a negative penalty")
            let weight = penalty * Double(expression.rows) * Double(expression.columns)
            for row in 0..<map.rows {
                let variance = left.values[row]
                for column in 0..<map.columns { map[row, column] *= variance / (variance + weight) }
            }
        }
        // V S⁻¹ of X = U S Vᵀ, and S Vᵀ of Y: both from the left vectors alone.
        var encoder = multiply(x, left.vectors, transposeA: true, transposeB: true)
        for gene in 0..<encoder.rows {
            for component in 0..<encoder.columns { encoder[gene, component] /= left.values[component] }
        }
        self.correlations = correlations
        self.expressionScale = expressionScale
        self.effectScale = effectScale
        self.encoder = encoder
        self.expressionComponents = left.values.count
        self.effectComponents = right.values.count
        decoder = multiply(map, multiply(right.vectors, y))
    }

    /// A row a line, a column a target, in the unit of the effects.
    package func callAsFunction(_ expression: Matrix) -> Matrix {
        precondition(expression.columns == encoder.rows, "\(expression.columns) genes for \(encoder.rows)")
        let scores = multiply(expressionScale.standardised(expression), encoder)
        return effectScale.restored(multiply(scores, decoder))
    }
}

/// The left singular vectors of a centred matrix, from its Gram matrix: there are fewer lines than genes.
private struct LeftComponents {
    /// A row a component, a column a line.
    let vectors: Matrix
    /// Squared singular values, descending.
    let values: [Double]

    init?(of matrix: Matrix, most: Int) {
        precondition(most > 0, "no components")
        guard let eigen = SymmetricEigen(of: multiply(matrix, matrix, transposeB: true)),
            let greatest = eigen.values.first, greatest > 0
        else { return nil }
        // Centring leaves one direction without variance; its eigenvalue is rounding.
        let count = eigen.values.prefix(most).count { $0 > 1e-10 * greatest }
        values = Array(eigen.values.prefix(count))
        vectors = Matrix(
            rows: count,
            columns: matrix.rows,
            storage: Array(eigen.vectors.storage.prefix(count * matrix.rows))
        )
    }
}
