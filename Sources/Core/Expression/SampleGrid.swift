import Screen
import Tables

/// Where the samples and genes of an expression table are, whichever of them the rows are.
struct SampleGrid {
    /// A row or a column of the table.
    struct Place {
        let label: String
        let index: Int
    }

    let format: SampleFormat
    let samples: [Place]
    /// The row or column of every label of a gene, for checks of scale and sums.
    let allGenes: [Int]
    /// Those of the labels that the model has; `label` is a place in `allGenes`.
    let matched: MatchedLabels
    /// The column of the genes' lengths, where genes are rows.
    let lengths: Int?
    /// Whether several rows may be of one gene, to be summed.
    let areTranscripts: Bool

    var genesAreRows: Bool { format != .samplesAsRows }

    /// The row and column of a sample's value for a gene.
    func cell(sample: Int, gene: Int) -> (row: Int, column: Int) {
        genesAreRows ? (gene, sample) : (sample, gene)
    }

    /// Tells the orientation by where the genes that the model needs are named.
    ///
    /// Throws the rules of `LineTable`, `no-known-genes`, `transcript-level`, `no-samples` and `duplicate-gene`.
    init(
        _ table: Table,
        _ matcher: GeneMatcher,
        transcripts: TranscriptGenes?,
        fileName: String?
    ) throws(Rejection) {
        let fixed = SampleFormat.fixed(by: table.header)
        let down = Self.geneColumn(of: table, matcher)
        let across = fixed == nil ? table.header.count { matcher.match($0).isFound } : 0
        if fixed == nil, down.hits <= across, !Self.namesTranscripts(table, column: down.column) {
            guard across > 0 || matcher.genes.isEmpty else { throw Self.noKnownGenes(table, matcher) }
            try self.init(samplesAsRows: table, matcher)
            return
        }
        try self.init(
            genesAsRows: table,
            names: down,
            matcher,
            format: fixed ?? .genesAsRows,
            transcripts: transcripts,
            fileName: fileName
        )
    }

    private init(samplesAsRows table: Table, _ matcher: GeneMatcher) throws(Rejection) {
        let layout = try LineTable(table)
        let labels = layout.geneColumns.map { table.header[$0] }
        matched = try MatchedLabels(labels, matcher, areSummed: false) { gene, first, second in
            duplicateGene(gene, first: "column '\(labels[first])'", row: 1, column: labels[second])
        }
        format = .samplesAsRows
        samples = layout.lines.map { Place(label: $0.name, index: $0.row) }
        allGenes = layout.geneColumns
        lengths = nil
        areTranscripts = false
    }

    private init(
        genesAsRows table: Table,
        names: (column: Int, hits: Int),
        _ matcher: GeneMatcher,
        format: SampleFormat,
        transcripts: TranscriptGenes?,
        fileName: String?
    ) throws(Rejection) {
        let header = table.header.map { $0.lowercased() }
        let column = names.column
        var labels = (0..<table.rowCount).map { table.text(row: $0, column: column) }
        let isIsoforms = header.contains("isopct")
        let areTranscripts = names.hits == 0 && Self.namesTranscripts(table, column: column)
        if areTranscripts {
            let genes = labels.map { transcripts?.gene(of: $0) ?? geneOfBarredTranscript($0) }
            guard genes.contains(where: { $0 != nil }) else {
                throw Self.transcriptLevel(table, column: column, isMapped: transcripts != nil)
            }
            labels = zip(genes, labels).map { $0 ?? $1 }
        }
        matched = try MatchedLabels(
            labels,
            matcher,
            areSummed: areTranscripts || isIsoforms
        ) { gene, first, second in
            duplicateGene(
                gene,
                first: "line \(table.lineNumber(ofRow: first))",
                row: table.lineNumber(ofRow: second),
                column: table.header[column]
            )
        }
        guard !matched.pairs.isEmpty || matcher.genes.isEmpty else { throw Self.noKnownGenes(table, matcher) }
        self.format = format
        self.areTranscripts = areTranscripts || isIsoforms
        allGenes = Array(0..<table.rowCount)
        lengths =
            ["length", "gene_length", "effective_length", "effectivelength"].lazy
            .compactMap { header.firstIndex(of: $0) }.first
        samples = try Self.samples(of: table, header: header, names: column, format, fileName: fileName)
    }

    private static func samples(
        of table: Table,
        header: [String],
        names: Int,
        _ format: SampleFormat,
        fileName: String?
    ) throws(Rejection) -> [Place] {
        if [.salmon, .kallisto, .rsem].contains(format) {
            let tpm = header.firstIndex(of: "tpm") ?? 0
            return [Place(label: sampleName(ofFile: fileName), index: tpm)]
        }
        let columns = header.indices.filter { $0 != names && !geneAnnotations.contains(header[$0]) }
        guard !columns.isEmpty else {
            throw Rejection(
                rule: "no-samples",
                reason: "No column beside the genes' names holds a sample.",
                row: 1,
                expected: "a column a sample",
                remedy: "Give each sample a column headed by its name."
            )
        }
        let own = columns.map { table.header[$0] }
        guard format == .featureCounts else { return zip(own, columns).map { Place(label: $0, index: $1) } }
        // paths of alignments, whose last part is the sample unless two are alike
        let short = own.map { path in
            var name = path.split(separator: "/").last.map(String.init) ?? path
            for ending in [".bam", ".sam", ".cram"] where name.hasSuffix(ending) && name.count > ending.count
            {
                name.removeLast(ending.count)
            }
            return name
        }
        let labels = Set(short).count == short.count ? short : own
        return zip(labels, columns).map { Place(label: $0, index: $1) }
    }

    /// The column whose cells name the most of the model's genes, and how many.
    private static func geneColumn(of table: Table, _ matcher: GeneMatcher) -> (column: Int, hits: Int) {
        var best = (column: 0, hits: 0)
        for column in table.header.indices
        where column == 0 || nameColumns.contains(table.header[column].lowercased()) {
            let hits = (0..<table.rowCount).count {
                matcher.match(table.text(row: $0, column: column)).isFound
            }
            if hits > best.hits { best = (column, hits) }
        }
        return best
    }

    private static func namesTranscripts(_ table: Table, column: Int) -> Bool {
        let looked = min(table.rowCount, 100)
        return (0..<looked).count { isTranscript(table.text(row: $0, column: column)) } * 2 > looked
    }

    private static func transcriptLevel(_ table: Table, column: Int, isMapped: Bool) -> Rejection {
        Rejection(
            rule: "transcript-level",
            reason: isMapped
                ? "The rows are transcripts, none of which is in the table of transcripts and genes."
                : "The rows are transcripts, and nothing says which genes they are of.",
            row: table.lineNumber(ofRow: 0),
            column: table.header[column],
            value: table.text(row: 0, column: column),
            expected: "a row a gene, by symbol or Ensembl identifier",
            remedy:
                "Give the tx2gene table of the transcriptome, or the genes' file (salmon quant --geneMap, "
                + "RSEM's genes.results)."
        )
    }

    private static func noKnownGenes(_ table: Table, _ matcher: GeneMatcher) -> Rejection {
        func isMostly(_ test: (GeneLabel) -> Bool) -> Bool {
            let across = table.header.dropFirst().prefix(200).map(GeneLabel.init)
            let down = (0..<min(200, table.rowCount)).map { GeneLabel(table.text(row: $0, column: 0)) }
            return [across, down].contains { !$0.isEmpty && $0.count(where: test) * 2 > $0.count }
        }
        let example = matcher.genes.first.map { Rejection.shortened($0.symbol) } ?? ""
        let kind: String? =
            if isMostly({ $0.ensembl != nil }) {
                "Ensembl identifiers"
            } else if isMostly({ $0.entrez != nil && $0.name.utf8.allSatisfy(isDigit) }) {
                "Entrez numbers"
            } else {
                nil
            }
        return Rejection(
            rule: "no-known-genes",
            reason: kind.map {
                "The genes are named by \($0); the model knows them by symbol, such as '\(example)'."
            }
                ?? "Neither the columns nor the rows name a gene that the model needs, such as '\(example)'.",
            expected: "gene symbols such as 'SOX10' or 'SOX10 (6663)', as columns or as rows",
            remedy: kind == nil
                ? "Name the genes by their HGNC symbols."
                : "Name the genes by their HGNC symbols, or give HGNC's table of names (hgnc_complete_set.txt)."
        )
    }

    /// Columns that may name genes, in lower case.
    private static let nameColumns: Set<String> = [
        "", "unnamed: 0", "gene", "genes", "symbol", "name", "gene_name", "gene_symbol", "hgnc_symbol",
        "gene_id",
        "geneid", "ensembl", "ensembl_id", "ensembl_gene_id", "entrez", "entrez_id", "entrezgene",
        "entrez_gene_id", "description", "target_id", "transcript_id", "transcript_id(s)", "gene symbol",
    ]

    /// Columns of gene tables that hold no sample, in lower case.
    private static let geneAnnotations: Set<String> = nameColumns.union([
        "length", "gene_length", "effective_length", "effectivelength", "gene_type", "biotype",
        "gene_biotype",
        "chr", "chromosome", "start", "end", "strand",
    ])
}

extension GeneMatcher.Match {
    var isFound: Bool { if case .found = self { true } else { false } }
}
