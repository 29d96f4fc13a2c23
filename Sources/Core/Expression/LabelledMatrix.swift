package import LinearAlgebra
package import Screen

/// Values of cell lines (rows) for genes (columns), such as expression or gene effect.
///
/// A missing value is NaN; no value is infinite. No line and no gene stands twice. Values are doubles, as the file
/// has them and training takes them: 137 MB for 900 lines × 19,000 genes, which a file without gaps shares with
/// the table it was read from.
package struct LabelledMatrix: Sendable {
    /// The names of the rows, such as `ACH-000001`.
    package let lines: [String]
    package let genes: [Gene]
    /// Lines × genes.
    package let values: Matrix

    package init(lines: [String], genes: [Gene], values: Matrix) {
        precondition(
            values.rows == lines.count && values.columns == genes.count,
            "labels do not fit the matrix"
        )
        precondition(
            Set(lines).count == lines.count && Set(genes).count == genes.count,
            "a label stands twice"
        )
        self.lines = lines
        self.genes = genes
        self.values = values
    }

    /// The matrix of these lines only, in this order; every one must be a line of the matrix.
    package func restricted(toLines wanted: [String]) -> LabelledMatrix {
        let places = Dictionary(uniqueKeysWithValues: zip(lines, lines.indices))
        var storage: [Double] = []
        storage.reserveCapacity(wanted.count * genes.count)
        for line in wanted {
            guard let row = places[line] else { preconditionFailure("no line '\(line)' in the matrix") }
            storage += values.row(row)
        }
        let matrix = Matrix(rows: wanted.count, columns: genes.count, storage: storage)
        return LabelledMatrix(lines: wanted, genes: genes, values: matrix)
    }

    /// The matrix without some of its columns.
    package func keepingGenes(at columns: [Int]) -> LabelledMatrix {
        guard columns.count < genes.count else { return self }
        var storage: [Double] = []
        storage.reserveCapacity(lines.count * columns.count)
        for row in lines.indices {
            let values = values.row(row)
            for column in columns { storage.append(values[values.startIndex + column]) }
        }
        let matrix = Matrix(rows: lines.count, columns: columns.count, storage: storage)
        return LabelledMatrix(lines: lines, genes: columns.map { genes[$0] }, values: matrix)
    }

    /// The matrix with other names of its lines, as many and each once.
    package func renamingLines(_ names: [String]) -> LabelledMatrix {
        LabelledMatrix(lines: names, genes: genes, values: values)
    }

    /// The values of one gene, a line each.
    package func column(_ column: Int) -> [Double] {
        lines.indices.map { values.storage[$0 * genes.count + column] }
    }
}
