import LinearAlgebra
package import Screen
import Statistics
package import Tables

/// The samples of an expression file, with a value for each gene of a model.
///
/// Takes samples × genes (as DepMap has it) and genes × samples, told by where the model's genes are named; Salmon's
/// `quant.sf`, kallisto's `abundance.tsv`, RSEM's `genes.results` and tables of featureCounts. Values are
/// log2(TPM + 1) unless another unit is declared or the format has one; a cell that is empty or says NA is a gene
/// that was not measured. A file is taken whole or not at all.
/// - Parameters:
///   - table: as `expressionTable` reads it.
///   - genes: those of the model, each once.
///   - training: their distribution, a value for each gene; tells other logarithms.
///   - names: finds genes under their other names.
///   - unit: of the values; recognised where it is `nil`, and refused unless it is log2(TPM + 1).
///   - fileName: names the sample of a file that holds just one.
///   - transcripts: which genes transcripts are of.
/// A declared unit is taken at its word unless the values cannot be it: all whole or out of its range, or, for 8,000
/// genes and more, of another sum. What is only unlikely is a doubt of the batch.
/// - Returns: samples × the model's genes, and what was missing, named otherwise or doubtful.
/// - Throws: a `Rejection` naming line and column: the rules of `LineTable` (names and rows), `no-known-genes`,
///   `duplicate-gene`, `transcript-level`, `no-samples`, `sample-name`, `not-a-number`, `not-log-scale`, `natural-log`,
///   `log10`, `negative-expression` (where the model learnt from none), `not-expression`, `unit-contradicted`,
///   `no-lengths`, `not-tpm` and `too-few-genes` (less than half of the model's).
package func readSamples(
    _ table: Table,
    genes: [Gene],
    training: TrainingDistribution,
    names: GeneNames? = nil,
    unit: DeclaredUnit? = nil,
    fileName: String? = nil,
    transcripts: TranscriptGenes? = nil
) throws(Rejection) -> SampleBatch {
    precondition(training.means.count == genes.count, "a mean for each gene")
    let matcher = GeneMatcher(genes, names: names)
    let grid = try SampleGrid(table, matcher, transcripts: transcripts, fileName: fileName)
    for sample in grid.samples { try checkName(sample, of: table, isColumn: grid.genesAreRows) }
    // before anything as large as samples × genes is made
    let known = Set(grid.matched.pairs.map(\.gene))
    guard known.count * 2 >= genes.count else {
        throw tooFewGenes(table, grid, sample: 0, genes: genes, lacks: { !known.contains($0) })
    }
    let reader = SampleReader(table: table, grid: grid, width: genes.count, training: training)
    let (values, found, doubts) = try reader.values(unit)
    let batch = SampleBatch(
        genes: genes,
        names: grid.samples.map(\.label),
        values: values,
        format: grid.format,
        unit: found,
        renamed: grid.matched.renamed,
        ambiguous: grid.matched.ambiguous,
        doubts: doubts
    )
    for (place, missing) in batch.missing.enumerated() where (genes.count - missing.count) * 2 < genes.count {
        let lacking = Set(missing)
        throw tooFewGenes(table, grid, sample: place, genes: genes, lacks: lacking.contains)
    }
    return batch
}

private func tooFewGenes(
    _ table: Table,
    _ grid: SampleGrid,
    sample: Int,
    genes: [Gene],
    lacks: (Int) -> Bool
) -> Rejection {
    let missing = genes.indices.filter(lacks).map { genes[$0] }.sorted()
    let place = grid.samples[sample]
    return Rejection(
        rule: "too-few-genes",
        reason: "Sample \(Rejection.shortened(place.label)) has \(genes.count - missing.count) of the "
            + "\(genes.count) genes that the model needs; it lacks \(listed(missing)).",
        row: grid.genesAreRows ? nil : table.lineNumber(ofRow: place.index),
        column: grid.genesAreRows ? table.header[place.index] : nil,
        expected: "at least half of the model's genes",
        remedy:
            "Give the whole transcriptome, with genes named by their HGNC symbols, or give HGNC's table of names."
    )
}

private func checkName(
    _ sample: SampleGrid.Place,
    of table: Table,
    isColumn: Bool
) throws(Rejection) {
    let scalars = sample.label.unicodeScalars
    let isPlain = !scalars.contains { $0.properties.generalCategory == .control }
    // because a spreadsheet runs a cell that begins so as a formula
    let isFormula = ["=", "+", "@"].contains { sample.label.hasPrefix($0) }
    guard isPlain, !isFormula, (1...200).contains(scalars.count) else {
        throw Rejection(
            rule: "sample-name",
            reason:
                "The sample's name is too long, holds a line break or another control character, or begins "
                + "with '=', '+' or '@'.",
            row: isColumn ? 1 : table.lineNumber(ofRow: sample.index),
            column: isColumn ? sample.label : nil,
            value: isColumn ? nil : sample.label,
            expected: "1 to 200 printable characters, beginning with a letter or digit",
            remedy: "Rename the sample."
        )
    }
}
