package import Screen
package import Tables

/// Reads a file of known relations and keeps those between genes of a campaign.
///
/// Two shapes, told apart by what the file holds:
/// - **Pairs**: two columns of gene symbols, with or without a header; where there are more columns, those
///   that the header calls `entity1` and `entity2` (or `gene_a` and `gene_b` and the like), otherwise the
///   first two. Which gene is named first means nothing; a gene with itself is passed over.
/// - **Sets** (GMT): name, description and the members of a set, separated by tabs. All members of a set are
///   related with each other; sets of more than `largestSet` are passed over, since "takes part in
///   signalling" relates nearly everything.
///
/// Symbols are taken as they are: a synonym is another gene.
///
/// - Throws: A `Rejection` with a rule of ``LineReader``, or `no-pairs`, `one-column` or `unknown-genes`.
package func readRelations(
    _ bytes: [UInt8],
    name: String,
    fileName: String,
    genes: Set<Gene>,
    largestSet: Int = 300,
    limits: TableLimits = .standard
) throws(Rejection) -> RelationSet {
    var reader = RelationReader(genes: genes, largestSet: largestSet)
    let isGMT = RelationReader.isGMT(fileName)
    try LineReader.read(bytes, separator: isGMT ? .tab : nil, limits: limits) { line throws(Rejection) in
        try reader.take(line, isGMT: isGMT)
    }
    return try reader.finished(name: name)
}

private struct RelationReader {
    let genes: Set<Gene>
    let largestSet: Int
    private var pairs: Set<Pair> = []
    private var known: Set<Gene> = []
    private var groups: [GeneGroup] = []
    private var lines = 0
    private var passedOver = 0
    private var columns: (Int, Int) = (0, 1)
    /// For the words of a fault.
    private var example = ""

    init(genes: Set<Gene>, largestSet: Int) {
        self.genes = genes
        self.largestSet = largestSet
    }

    static func isGMT(_ fileName: String) -> Bool {
        var name = fileName.lowercased()
        for ending in [".gz", ".zst"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        return name.hasSuffix(".gmt")
    }

    mutating func take(_ line: LineReader.Line, isGMT: Bool) throws(Rejection) {
        lines += 1
        if isGMT {
            takeSet(line.cells.dropFirst(2), name: line.cells.first ?? "")
            return
        }
        guard line.cells.count > 1 else { throw RelationReader.oneColumn(line) }
        if lines == 1, let found = header(line.cells) {
            columns = found
            return
        }
        guard line.cells.count > max(columns.0, columns.1) else { throw RelationReader.oneColumn(line) }
        takePair(line.cells[columns.0], line.cells[columns.1])
    }

    private mutating func takePair(_ one: String, _ other: String) {
        if example.isEmpty { example = one }
        let (first, second) = (Gene(one), Gene(other))
        for gene in [first, second] where genes.contains(gene) { known.insert(gene) }
        guard genes.contains(first), genes.contains(second), let pair = Pair(first, second) else { return }
        pairs.insert(pair)
    }

    private mutating func takeSet(_ members: ArraySlice<String>, name: String) {
        if example.isEmpty { example = members.first ?? "" }
        let own = Set(members.lazy.map { Gene($0) }.filter(genes.contains)).sorted()
        known.formUnion(own)
        guard members.count <= largestSet else {
            passedOver += 1
            return
        }
        if own.count > 1 { groups.append(GeneGroup(name: name, genes: own)) }
        for (place, one) in own.enumerated() {
            for other in own.dropFirst(place + 1) {
                if let pair = Pair(one, other) { pairs.insert(pair) }
            }
        }
    }

    /// The columns that a first line names, or `nil` where it is a pair itself.
    ///
    /// A first line with a gene of the campaign is no header, whatever it looks like: ID1 is a gene.
    private func header(_ cells: [String]) -> (Int, Int)? {
        let plain = cells.map { cell in String(cell.lowercased().filter { $0.isLetter || $0.isNumber }) }
        for (one, other) in RelationReader.headers {
            guard let first = plain.firstIndex(of: one), let second = plain.firstIndex(of: other) else {
                continue
            }
            return genes.contains(Gene(cells[first])) || genes.contains(Gene(cells[second]))
                ? nil : (first, second)
        }
        return nil
    }

    private static let headers: [(String, String)] = {
        let stems = [
            "entity", "gene", "genesymbol", "symbol", "protein", "node", "id", "interactor", "v", "partner",
        ]
        return stems.flatMap { [("\($0)1", "\($0)2"), ("\($0)a", "\($0)b")] }
            + [("source", "target"), ("from", "to"), ("participanta", "participantb")]
    }()

    func finished(name: String) throws(Rejection) -> RelationSet {
        guard lines > 0, !example.isEmpty else {
            throw Rejection(
                rule: "no-pairs",
                reason: "The file names no pair of genes.",
                expected: "two gene symbols a line, or sets in GMT",
                remedy: "Check that the download finished, or take the relation off the campaign."
            )
        }
        guard !known.isEmpty || genes.isEmpty else {
            throw Rejection(
                rule: "unknown-genes",
                reason: "None of the campaign's genes is named in the file.",
                value: example,
                expected: "the symbols that the campaign uses, such as \(genes.min()?.symbol ?? "MCL1")",
                remedy:
                    "Translate the file to the campaign's symbols; numbers of Entrez or UniProt are not understood."
            )
        }
        return RelationSet(
            name: name,
            pairs: pairs,
            genes: known.count,
            groups: groups.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) },
            passedOver: passedOver
        )
    }

    private static func oneColumn(_ line: LineReader.Line) -> Rejection {
        Rejection(
            rule: "one-column",
            reason: "The line does not name two genes.",
            row: line.number,
            value: line.cells.joined(separator: " "),
            expected: "two gene symbols separated by a comma, a tab or a semicolon",
            remedy: "Write a pair of genes a line, or name a file of sets with the ending .gmt."
        )
    }
}
