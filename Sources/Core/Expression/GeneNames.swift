package import Screen

/// Which approved symbol a gene's identifier stands for: synonyms, Entrez numbers and Ensembl identifiers.
///
/// An approved symbol stands for itself. A previous symbol goes before an alias, because a gene was once called so
/// by the committee itself. What two genes share stands for neither.
package struct GeneNames: Sendable {
    /// What is known of an identifier.
    package enum Meaning: Hashable, Sendable {
        case approved(Gene)
        /// One of several genes, by symbol: it cannot be told which.
        case ambiguous([Gene])
        case unknown
    }

    /// One gene of a table of names.
    package struct Entry: Sendable {
        package let symbol: String
        package let previous: [String]
        package let aliases: [String]
        package let entrez: Int?
        package let ensembl: String?

        package init(
            symbol: String,
            previous: [String] = [],
            aliases: [String] = [],
            entrez: Int? = nil,
            ensembl: String? = nil
        ) {
            self.symbol = symbol
            self.previous = previous
            self.aliases = aliases
            self.entrez = entrez
            self.ensembl = ensembl
        }
    }

    private let symbols: [Gene]
    private let approved: [String: Int]
    private let previous: [String: [Int]]
    private let aliases: [String: [Int]]
    private let entrez: [Int: [Int]]
    private let ensembl: [String: [Int]]

    package init(_ entries: [Entry]) {
        var approved: [String: Int] = [:]
        var previous: [String: [Int]] = [:]
        var aliases: [String: [Int]] = [:]
        var entrez: [Int: [Int]] = [:]
        var ensembl: [String: [Int]] = [:]
        approved.reserveCapacity(entries.count)
        for (place, entry) in entries.enumerated() {
            approved[entry.symbol.uppercased()] = place
            for name in Set(entry.previous) { previous[name.uppercased(), default: []].append(place) }
            for name in Set(entry.aliases) { aliases[name.uppercased(), default: []].append(place) }
            if let number = entry.entrez { entrez[number, default: []].append(place) }
            if let name = entry.ensembl { ensembl[name, default: []].append(place) }
        }
        symbols = entries.map { Gene($0.symbol) }
        self.approved = approved
        self.previous = previous
        self.aliases = aliases
        self.entrez = entrez
        self.ensembl = ensembl
    }

    package var count: Int { symbols.count }

    /// What a label of a file stands for, such as `SOX10 (6663)`, `6663`, `ENSG00000100146.17` or `ATRX2`.
    ///
    /// A number or an Ensembl identifier goes before a symbol beside it: symbols change their genes. Symbols
    /// are compared without regard to case.
    package func meaning(of label: String) -> Meaning { meaning(of: GeneLabel(label)) }

    /// What an identifier stands for.
    package func meaning(of label: GeneLabel) -> Meaning {
        if let number = label.entrez, let places = entrez[number] { return meaning(places) }
        if let name = label.ensembl, let places = ensembl[name] { return meaning(places) }
        let name = label.name.uppercased()
        if let place = approved[name] { return .approved(symbols[place]) }
        if let places = previous[name] { return meaning(places) }
        if let places = aliases[name] { return meaning(places) }
        return .unknown
    }

    private func meaning(_ places: [Int]) -> Meaning {
        places.count == 1
            ? .approved(symbols[places[0]]) : .ambiguous(places.map { symbols[$0] }.sorted())
    }
}

/// A gene that a file names otherwise than we do.
package struct Renaming: Hashable, Sendable, Codable {
    /// As the file has it.
    package let label: String
    package let gene: Gene

    package init(label: String, gene: Gene) {
        self.label = label
        self.gene = gene
    }
}
