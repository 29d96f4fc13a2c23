package import Screen
package import Tables

/// The samples of an expression file, with the genes that a model needs.
///
/// Takes samples × genes (as DepMap has it) and genes × samples, told by where the model's genes are named;
/// values are log2(TPM + 1), and a cell that is empty or says NA is a gene that was not measured. A file is
/// taken whole or not at all.
/// - Throws: a `Rejection` naming line and column: the rules of `LineTable` (names and rows), `no-known-genes`,
///   `duplicate-gene`, `no-samples`, `sample-name`, `not-a-number`, `not-log-scale`, `negative-expression`
///   (where the model learnt from none) and `too-few-modifiers` (less than half of those the model needs).
package func readSamples(_ table: Table, for model: EssentialityModel) throws(Rejection) -> [ExpressionSample]
{
    let needed = Set(model.modifierGenes)
    let grid = try SampleGrid(table, needed: needed)
    for sample in grid.samples { try checkName(sample, of: table, isColumn: grid.genesAreRows) }
    var samples: [ExpressionSample] = []
    for sample in grid.samples {
        var expression: [Gene: Double] = [:]
        for gene in grid.genes {
            let (row, column) = grid.cell(sample: sample.index, gene: gene.index)
            guard let value = try measurement(table, row: row, column: column) else { continue }
            guard value <= greatestLogExpression else { throw notLogScale(table, row: row, column: column) }
            guard value >= 0 || model.leastExpression < 0 else {
                throw negativeExpression(table, row: row, column: column)
            }
            expression[gene.label] = value
        }
        samples.append(ExpressionSample(name: sample.label, expression: expression))
    }
    try checkScale(table, grid)
    for (place, sample) in samples.enumerated() where sample.expression.count * 2 < needed.count {
        let missing = needed.filter { sample.expression[$0] == nil }.sorted()
        let index = grid.samples[place].index
        throw Rejection(
            rule: "too-few-modifiers",
            reason: "Sample \(Rejection.shortened(sample.name)) has \(sample.expression.count) of the "
                + "\(needed.count) genes that the model needs; it lacks \(listed(missing)).",
            row: grid.genesAreRows ? nil : table.lineNumber(ofRow: index),
            column: grid.genesAreRows ? table.header[index] : nil,
            expected: "at least half of the model's modifier genes",
            remedy: "Give the whole transcriptome, with genes named by their HGNC symbols."
        )
    }
    return samples
}

/// Looks at all genes, since the few that the model needs may be low in any unit.
///
/// A column that is no gene, such as an age, must not spoil a file: only a share of the values counts.
private func checkScale(_ table: Table, _ grid: SampleGrid) throws(Rejection) {
    var values = 0
    var above = 0
    var positive = 0
    var fractions = 0
    var firstAbove: (row: Int, column: Int)?
    for sample in grid.samples {
        for gene in grid.allGenes {
            let cell = grid.cell(sample: sample.index, gene: gene)
            guard let value = table.number(row: cell.row, column: cell.column) else { continue }
            values += 1
            if value > 0 { positive += 1 }
            if value != value.rounded() { fractions += 1 }
            if value > greatestLogExpression {
                above += 1
                firstAbove = firstAbove ?? cell
            }
        }
    }
    if above * 20 > values, let firstAbove {
        throw notLogScale(table, row: firstAbove.row, column: firstAbove.column)
    }
    guard fractions > 0 || positive < 50 else {
        throw Rejection(
            rule: "not-log-scale",
            reason:
                "All \(values) values are whole numbers, which log2(TPM + 1) hardly ever is: these are counts.",
            expected: "log2(TPM + 1), 0 to about 18",
            remedy: "Convert counts to TPM, take log2(TPM + 1) of every value and give that."
        )
    }
}

private func negativeExpression(_ table: Table, row: Int, column: Int) -> Rejection {
    Rejection(
        rule: "negative-expression",
        reason:
            "The expression is below 0, which log2(TPM + 1) never is: these are z-scores, ratios or another "
            + "logarithm.",
        row: table.lineNumber(ofRow: row),
        column: table.header[column],
        value: table.text(row: row, column: column),
        expected: "log2(TPM + 1), 0 to about 18",
        remedy: "Give log2(TPM + 1), neither centred nor scaled."
    )
}

private func checkName(
    _ sample: SampleGrid.Place<String>,
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
