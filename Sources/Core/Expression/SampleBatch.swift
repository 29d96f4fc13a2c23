package import LinearAlgebra
package import Screen

/// The samples of one expression file, with a value for each gene of a model.
package struct SampleBatch: Sendable {
    /// Those of the model, in its order.
    package let genes: [Gene]
    /// In the order of the file, each once.
    package let names: [String]
    /// Samples × genes, log2(TPM + 1); NaN where the gene was not measured.
    package let values: Matrix
    /// For each sample the places of the genes that it lacks, ascending.
    package let missing: [[Int]]
    package let format: SampleFormat
    /// As the file has them.
    package let unit: DeclaredUnit
    /// Genes that the file names otherwise than the model.
    package let renamed: [Renaming]
    /// Labels that may stand for several genes of the model; none was taken.
    package let ambiguous: [String]
    /// Why the unit may be another than was declared, a sentence each.
    package let doubts: [String]

    init(
        genes: [Gene],
        names: [String],
        values: Matrix,
        format: SampleFormat,
        unit: DeclaredUnit,
        renamed: [Renaming],
        ambiguous: [String],
        doubts: [String] = []
    ) {
        self.genes = genes
        self.names = names
        self.values = values
        self.format = format
        self.unit = unit
        self.renamed = renamed
        self.ambiguous = ambiguous
        self.doubts = doubts
        missing = names.indices.map { row in
            let start = row * genes.count
            return genes.indices.filter { values.storage[start + $0].isNaN }
        }
    }

    package var count: Int { names.count }

    /// One of the samples by itself.
    package func sample(_ row: Int) -> ExpressionSample {
        ExpressionSample(name: names[row], genes: genes, values: Array(values.row(row)))
    }
}

/// The expression of one sample.
package struct ExpressionSample: Sendable, Hashable {
    package let name: String
    package let genes: [Gene]
    /// A value for each gene, log2(TPM + 1); NaN where the gene was not measured.
    package let values: [Double]

    package init(name: String, genes: [Gene], values: [Double]) {
        precondition(genes.count == values.count, "a value for each gene")
        self.name = name
        self.genes = genes
        self.values = values
    }

    /// The genes that were not measured.
    package var missing: [Gene] { zip(genes, values).filter { $1.isNaN }.map(\.0) }
}
