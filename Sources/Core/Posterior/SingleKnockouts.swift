package import LinearAlgebra
package import Screen

/// The embeddings of the single knockouts that a posterior may lean on, gene by gene of an index.
///
/// They must come from wells with one knockout alone, never from a fit on the doubles that are being chosen. A
/// gene without one stands at zero, where nothing is expected of it.
package struct SingleKnockouts: Sendable {
    /// A row a gene, in the order of the index; any unit.
    package let embeddings: Matrix
    /// ‖h_i‖ of each gene.
    package let norms: [Double]

    /// `nil` where no gene has an embedding other than zero.
    package init?(_ embeddings: [Gene: [Double]], index: PairIndex) {
        let dimension = index.genes.lazy.compactMap { embeddings[$0]?.count }.first ?? 0
        var matrix = Matrix(rows: index.genes.count, columns: dimension)
        for (row, gene) in index.genes.enumerated() {
            guard let embedding = embeddings[gene] else { continue }
            precondition(embedding.count == dimension, "embeddings of one dimension")
            precondition(embedding.allSatisfy(\.isFinite), "an embedding holds finite numbers")
            matrix.storage.replaceSubrange((row * dimension)..<((row + 1) * dimension), with: embedding)
        }
        let norms = (0..<matrix.rows).map { dot(matrix.row($0), matrix.row($0)).squareRoot() }
        guard norms.contains(where: { $0 > 0 }) else { return nil }
        self.embeddings = matrix
        self.norms = norms
    }
}
