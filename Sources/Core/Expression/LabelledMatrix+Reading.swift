import LinearAlgebra
package import Screen
import Statistics
package import Tables

/// An expression file for training: lines × genes, log2(TPM + 1), in the column order of the file.
///
/// Takes the DepMap files of all releases and tables of the same shape; a cell that is empty or says NA is
/// missing. A gene that is the same in all lines, or in none, stays and is reported.
/// - Parameters:
///   - table: as `expressionTable` reads it.
///   - names: brings labels to approved symbols where it is given.
///   - fileName: tells the release where the header does not.
/// - Returns: the matrix, the releases it can be of, and what was noticed.
/// - Throws: a `Rejection` naming line and column: the rules of `LineTable` (names and rows), `duplicate-gene`,
///   `lines-as-columns`, `one-line`, `not-a-number`, `not-log-scale`, `column-out-of-scale`, `not-expression` (hundreds
///   of genes within 0 … 1), `negative-expression` (z-scores), `natural-log`, `log10` and `no-values`.
package func readExpressionMatrix(
    _ table: Table,
    names: GeneNames? = nil,
    fileName: String? = nil
) throws(Rejection) -> ReadMatrix {
    let layout = try MatrixLayout(table, names: names, mayBeTransposed: false)
    let survey = ColumnSurvey(layout.matrix)
    guard survey.least <= survey.greatest else {
        throw noValues(expected: "expression of most genes in most lines")
    }
    if survey.greatest > greatestLogExpression { throw aboveScale(table, layout) }
    if survey.areWhole, survey.positive >= 50 { throw wholeNumbers(survey.positive) }
    let isWide = layout.matrix.genes.count >= 100
    if isWide, survey.positive > 0, survey.least >= 0, survey.greatest <= 1 {
        throw notExpression(survey.greatest)
    }
    if isWide, survey.least < 0, looksStandardised(layout.matrix) == true { throw zScores }
    return ReadMatrix(
        matrix: layout.matrix,
        dialect: ReleaseDialect(header: table.header, fileName: fileName),
        report: report(layout, survey, doubts: try doubts(layout.matrix))
    )
}

/// Refuses another logarithm of a whole transcriptome, and says why the values may be no log2(TPM + 1).
private func doubts(_ matrix: LabelledMatrix) throws(Rejection) -> [String] {
    guard matrix.genes.count >= TranscriptomeSums.fewestGenes else { return [] }
    var lines: [TranscriptomeSums] = []
    for line in UnitEvidence.spread(matrix.lines.count) {
        var sums = TranscriptomeSums()
        for value in matrix.values.row(line) where !value.isNaN { sums.add(value) }
        lines.append(sums)
    }
    let middle = TranscriptomeSums.logarithms.indices.map { place in
        quantile(lines.map { $0.values[place] }, 0.5)
    }
    let sums = TranscriptomeSums(values: middle)
    guard let doubt = sums.doubt(.log2TPM) else { return [] }
    guard let other = sums.logarithm else { return [doubt.reason] }
    throw Rejection(
        rule: other == .naturalLogTPM ? "natural-log" : "log10",
        reason: doubt.reason,
        expected: "log2(TPM + 1), 0 to about 18",
        remedy: "Take log2(TPM + 1) of every value."
    )
}

private let zScores = Rejection(
    rule: "negative-expression",
    reason: "Most genes have a mean near 0 and a standard deviation near 1: these are z-scores.",
    expected: "log2(TPM + 1), 0 to about 18",
    remedy: "Give log2(TPM + 1), neither centred nor scaled."
)

/// The expression matrix alone, as `readExpressionMatrix` reads it.
package func readExpression(_ table: Table) throws(Rejection) -> LabelledMatrix {
    try readExpressionMatrix(table).matrix
}

/// An effect file for training: lines × target genes, with its scale.
///
/// RNAi files of DEMETER2, `D2_combined_gene_dep_scores.csv`, have genes as rows and are turned.
/// - Parameters:
///   - table: as `expressionTable` reads it.
///   - declared: the scale of its values; recognised where it is `nil`.
///   - names: brings labels to approved symbols where it is given.
///   - fileName: tells the release, and a scale that the values do not.
/// - Returns: the matrix, its scale, the releases it can be of, and what was noticed.
/// - Throws: as `readExpressionMatrix` does, but takes any number that the scale can hold; and the rules of
///   `effectScale(of:declared:fileName:)`.
package func readEffectMatrix(
    _ table: Table,
    declared: EffectScale? = nil,
    names: GeneNames? = nil,
    fileName: String? = nil
) throws(Rejection) -> ReadEffect {
    let isRNAi = declared == .demeter2 || (declared == nil && EffectScale.isDEMETER2(fileName: fileName))
    let layout = try MatrixLayout(table, names: names, mayBeTransposed: isRNAi)
    return ReadEffect(
        matrix: layout.matrix,
        scale: try effectScale(of: layout.matrix, declared: declared, fileName: fileName),
        dialect: ReleaseDialect(header: table.header, fileName: fileName),
        report: report(layout, ColumnSurvey(layout.matrix))
    )
}

/// The effect matrix alone, whatever its scale, told by `effectScale(of:declared:fileName:)`.
package func readEffect(_ table: Table) throws(Rejection) -> LabelledMatrix {
    try MatrixLayout(table, names: nil, mayBeTransposed: false).matrix
}

private func report(
    _ layout: MatrixLayout,
    _ survey: ColumnSurvey,
    doubts: [String] = []
) -> MatrixReport {
    MatrixReport(
        constantGenes: survey.constant.map { layout.matrix.genes[$0] },
        emptyGenes: survey.empty.map { layout.matrix.genes[$0] },
        renamed: layout.renamed,
        ambiguous: layout.ambiguous,
        skippedRows: layout.skippedRows,
        missingValues: survey.missing,
        least: survey.least,
        greatest: survey.greatest,
        doubts: doubts
    )
}

func noValues(expected: String) -> Rejection {
    Rejection(
        rule: "no-values",
        reason: "The file holds no number: every value is missing.",
        expected: expected,
        remedy: "Check the export, and give the file as the release has it."
    )
}

/// A column or two above the scale are no genes, such as an age; many are another unit.
private func aboveScale(_ table: Table, _ layout: MatrixLayout) -> Rejection {
    let width = layout.labels.count
    let storage = layout.matrix.values.storage
    var isAbove = [Bool](repeating: false, count: width)
    var first: Int?
    for (place, value) in storage.enumerated() where value > greatestLogExpression {
        first = first ?? place
        isAbove[place % width] = true
    }
    let columns = isAbove.indices.filter { isAbove[$0] }
    guard let first, let cells = layout.cells else { preconditionFailure("no value is above the scale") }
    let (row, column) = (cells.rows[first / width], cells.columns[first % width])
    guard columns.count * 20 <= width else { return notLogScale(table, row: row, column: column) }
    let named = listed(columns.map { "'\(Rejection.shortened(layout.labels[$0]))'" })
    return Rejection(
        rule: "column-out-of-scale",
        reason:
            "\(columns.count == 1 ? "Column" : "Columns") \(named) \(columns.count == 1 ? "holds" : "hold") "
            + "values above \(decimal(greatestLogExpression, 0)), which log2(TPM + 1) never is and the other "
            + "columns never are.",
        row: table.lineNumber(ofRow: row),
        column: table.header[column],
        value: table.text(row: row, column: column),
        expected: "columns of genes, log2(TPM + 1)",
        remedy: "Delete columns that are no genes."
    )
}

func wholeNumbers(_ count: Int) -> Rejection {
    Rejection(
        rule: "not-log-scale",
        reason:
            "All \(count) values above 0 are whole numbers, which log2(TPM + 1) hardly ever is: these are counts.",
        expected: "log2(TPM + 1), 0 to about 18",
        remedy: "Convert counts to TPM, take log2(TPM + 1) of every value and give that."
    )
}
