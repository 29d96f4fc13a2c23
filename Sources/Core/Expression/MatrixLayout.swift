import LinearAlgebra
import Screen
import Tables

/// A matrix of lines × genes in a table, whichever of them the rows are, and what its labels became.
struct MatrixLayout {
    let matrix: LabelledMatrix
    let renamed: [Renaming]
    let ambiguous: [String]
    let skippedRows: Int
    /// For each gene its label in the file.
    let labels: [String]
    /// The table's rows of the lines and columns of the genes; `nil` where genes are rows.
    let cells: (rows: [Int], columns: [Int])?

    /// Takes lines as rows; genes as rows where `mayBeTransposed`.
    ///
    /// Throws the rules of `LineTable`, `lines-as-columns`, `duplicate-gene`, `duplicate-line`, `not-a-number` and
    /// `one-line`.
    init(_ table: Table, names: GeneNames?, mayBeTransposed: Bool) throws(Rejection) {
        if Self.hasGenesAsRows(table) {
            guard mayBeTransposed else { throw Self.linesAsColumns(table) }
            self = try MatrixLayout(transposed: table, names: names)
            return
        }
        let layout = try LineTable(table)
        let labels = layout.geneColumns.map { table.header[$0] }
        let naming = GeneNaming(labels, names: names)
        try naming.checkDuplicates { first, second in
            let place = "column '\(labels[first])'"
            return duplicateGene(naming.genes[second], first: place, row: 1, column: labels[second])
        }
        let rows = layout.lines.map(\.row)
        try Self.checkCount(rows.count, row: rows.first.map { table.lineNumber(ofRow: $0) })
        let values = try measurements(table, rows: rows, columns: layout.geneColumns)
        matrix = LabelledMatrix(
            lines: layout.lines.map(\.name),
            genes: naming.genes,
            values: Matrix(rows: rows.count, columns: labels.count, storage: values)
        )
        renamed = naming.renamed
        ambiguous = naming.ambiguous
        skippedRows = layout.skippedRows
        self.labels = labels
        cells = (rows, layout.geneColumns)
    }

    private init(transposed table: Table, names: GeneNames?) throws(Rejection) {
        let rows = Array(0..<table.rowCount)
        let columns = Array(1..<table.header.count)
        let labels = rows.map { table.text(row: $0, column: 0) }
        let naming = GeneNaming(labels, names: names)
        try naming.checkDuplicates { first, second in
            duplicateGene(
                naming.genes[second],
                first: "line \(table.lineNumber(ofRow: first))",
                row: table.lineNumber(ofRow: second),
                column: table.header[0]
            )
        }
        try Self.checkCount(columns.count, row: 1)
        let values = try measurements(table, rows: rows, columns: columns)
        let genesByLines = Matrix(rows: rows.count, columns: columns.count, storage: values)
        matrix = LabelledMatrix(
            lines: columns.map { table.header[$0] },
            genes: naming.genes,
            values: genesByLines.transposed
        )
        renamed = naming.renamed
        ambiguous = naming.ambiguous
        skippedRows = 0
        self.labels = labels
        cells = nil
    }

    /// Whether the columns are lines: they are named so, or the first cells of the rows are `SOX10 (6663)`.
    private static func hasGenesAsRows(_ table: Table) -> Bool {
        let others = table.header.dropFirst()
        if others.count(where: { $0.hasPrefix("ACH-") }) * 2 > others.count { return true }
        let looked = min(table.rowCount, 50)
        let down = (0..<looked).count { isNumbered(table.text(row: $0, column: 0)) }
        return down * 2 > looked && others.count(where: isNumbered) * 2 < others.count
    }

    private static func isNumbered(_ label: String) -> Bool {
        label.utf8.last == UInt8(ascii: ")") && GeneLabel(label).name.utf8.count + 2 < label.utf8.count
    }

    private static func linesAsColumns(_ table: Table) -> Rejection {
        let example = table.header.count > 1 ? table.header[1] : table.header[0]
        return Rejection(
            rule: "lines-as-columns",
            reason: "The columns are named after cell lines, such as '\(Rejection.shortened(example))'.",
            row: 1,
            expected: "lines as rows and genes as columns",
            remedy: "Transpose the table."
        )
    }

    private static func checkCount(_ lines: Int, row: Int?) throws(Rejection) {
        guard lines < 2 else { return }
        throw Rejection(
            rule: "one-line",
            reason: "The file holds one line only; a model is learnt from the differences between lines.",
            row: row,
            expected: "a row for each of many lines",
            remedy: "Give the file of a whole release. A single sample is for prediction, not for training."
        )
    }
}

/// The genes that labels stand for, by approved symbols where a table of names is given.
struct GeneNaming {
    let genes: [Gene]
    let renamed: [Renaming]
    let ambiguous: [String]

    /// A label keeps its own name where its approved one belongs to another label too.
    init(_ labels: [String], names: GeneNames?) {
        let parsed = labels.map(GeneLabel.init)
        var genes = parsed.map { Gene($0.name) }
        var renamed: [Renaming] = []
        var ambiguous: [String] = []
        if let names {
            let meanings = parsed.map(names.meaning(of:))
            var claims: [Gene: Int] = [:]
            for (place, meaning) in meanings.enumerated() {
                let claimed: Gene = if case .approved(let gene) = meaning { gene } else { genes[place] }
                claims[claimed, default: 0] += 1
            }
            for (place, meaning) in meanings.enumerated() {
                switch meaning {
                case .approved(let gene) where gene == genes[place]: break
                case .approved(let gene) where claims[gene] == 1:
                    genes[place] = gene
                    renamed.append(Renaming(label: labels[place], gene: gene))
                case .approved, .ambiguous: ambiguous.append(labels[place])
                case .unknown: break
                }
            }
        }
        self.genes = genes
        self.renamed = renamed
        self.ambiguous = ambiguous
    }

    func checkDuplicates(_ fault: (_ first: Int, _ second: Int) -> Rejection) throws(Rejection) {
        var places: [Gene: Int] = [:]
        places.reserveCapacity(genes.count)
        for (place, gene) in genes.enumerated() {
            if let first = places.updateValue(place, forKey: gene) { throw fault(first, place) }
        }
    }
}
