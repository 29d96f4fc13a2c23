import Screen
import Tables

/// Where the samples and genes of an expression table are, whichever of them the rows are.
struct SampleGrid {
    /// A row or a column of the table.
    struct Place<Label> {
        let label: Label
        let index: Int
    }

    let samples: [Place<String>]
    /// Those the model needs, each once.
    let genes: [Place<Gene>]
    /// The places of all genes, for checks of scale.
    let allGenes: [Int]
    let genesAreRows: Bool

    /// Tells the orientation by where the genes that the model needs are named.
    ///
    /// Throws the rules of `LineTable`, `no-known-genes` and `duplicate-gene`.
    init(_ table: Table, needed: Set<Gene>) throws(Rejection) {
        let across = table.header.count { needed.contains(gene(labelled: $0)) }
        let down = Self.geneColumn(of: table, needed: needed)
        guard down.hits > across else {
            guard across > 0 || needed.isEmpty else { throw Self.noKnownGenes(table) }
            self = try Self.samplesAsRows(table, needed: needed)
            return
        }
        self = try Self.genesAsRows(table, names: down.column, needed: needed)
    }

    /// The row and column of a sample's value for a gene.
    func cell(sample: Int, gene: Int) -> (row: Int, column: Int) {
        genesAreRows ? (gene, sample) : (sample, gene)
    }

    private init(samples: [Place<String>], genes: [Place<Gene>], allGenes: [Int], genesAreRows: Bool) {
        self.samples = samples
        self.genes = genes
        self.allGenes = allGenes
        self.genesAreRows = genesAreRows
    }

    private static func samplesAsRows(_ table: Table, needed: Set<Gene>) throws(Rejection) -> SampleGrid {
        let layout = try LineTable(table)
        var found: [Gene: Int] = [:]
        var genes: [Place<Gene>] = []
        for column in layout.geneColumns {
            let gene = gene(labelled: table.header[column])
            guard needed.contains(gene) else { continue }
            if let first = found.updateValue(column, forKey: gene) {
                let place = "column '\(table.header[first])'"
                throw duplicateGene(gene, first: place, row: 1, column: table.header[column])
            }
            genes.append(Place(label: gene, index: column))
        }
        return SampleGrid(
            samples: layout.lines.map { Place(label: $0.name, index: $0.row) },
            genes: genes,
            allGenes: layout.geneColumns,
            genesAreRows: false
        )
    }

    private static func genesAsRows(
        _ table: Table,
        names: Int,
        needed: Set<Gene>
    ) throws(Rejection) -> SampleGrid {
        var found: [Gene: Int] = [:]
        var genes: [Place<Gene>] = []
        for row in 0..<table.rowCount {
            let gene = gene(labelled: table.text(row: row, column: names))
            guard needed.contains(gene) else { continue }
            if let first = found.updateValue(row, forKey: gene) {
                let place = "line \(table.lineNumber(ofRow: first))"
                let line = table.lineNumber(ofRow: row)
                throw duplicateGene(gene, first: place, row: line, column: table.header[names])
            }
            genes.append(Place(label: gene, index: row))
        }
        let samples = table.header.indices.filter { column in
            column != names && !geneAnnotations.contains(table.header[column].lowercased())
        }
        guard !samples.isEmpty else {
            throw Rejection(
                rule: "no-samples",
                reason: "No column beside the genes' names holds a sample.",
                row: 1,
                expected: "a column a sample",
                remedy: "Give each sample a column headed by its name."
            )
        }
        return SampleGrid(
            samples: samples.map { Place(label: table.header[$0], index: $0) },
            genes: genes,
            allGenes: Array(0..<table.rowCount),
            genesAreRows: true
        )
    }

    /// The column whose cells name the most of the needed genes, and how many.
    private static func geneColumn(of table: Table, needed: Set<Gene>) -> (column: Int, hits: Int) {
        var best = (column: 0, hits: 0)
        for column in table.header.indices
        where column == 0 || geneAnnotations.contains(table.header[column].lowercased()) {
            let hits = (0..<table.rowCount).count {
                needed.contains(gene(labelled: table.text(row: $0, column: column)))
            }
            if hits > best.hits { best = (column, hits) }
        }
        return best
    }

    private static func noKnownGenes(_ table: Table) -> Rejection {
        let isEnsembl =
            table.header.contains(where: isEnsemblIdentifier)
            || (0..<table.rowCount).contains { isEnsemblIdentifier(table.text(row: $0, column: 0)) }
        return Rejection(
            rule: "no-known-genes",
            reason: isEnsembl
                ? "The genes are named by Ensembl identifiers; the model knows them by symbol."
                : "Neither the columns nor the rows name a gene that the model needs.",
            expected: "gene symbols such as 'SOX10' or 'SOX10 (6663)', as columns or as rows",
            remedy: "Name the genes by their HGNC symbols."
        )
    }

    /// Columns of gene tables that hold no sample, in lower case.
    private static let geneAnnotations: Set<String> = [
        "", "unnamed: 0", "gene", "genes", "symbol", "name", "gene_name", "gene_symbol", "hgnc_symbol",
        "gene_id",
        "ensembl", "ensembl_id", "ensembl_gene_id", "entrez", "entrez_id", "entrezgene", "entrez_gene_id",
        "description", "length", "gene_length", "gene_type", "biotype", "gene_biotype", "chr", "chromosome",
        "start", "end", "strand",
    ]
}
