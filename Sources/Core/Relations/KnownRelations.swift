package import Screen

/// Pairs of genes that one source says belong together, as far as both are genes of the campaign.
package struct RelationSet: Sendable, Hashable {
    /// As the configuration names it, such as `CORUM`.
    package let name: String
    package let pairs: Set<Pair>
    /// How many of the campaign's genes the source knows at all.
    package let genes: Int
    /// The sets of a GMT file with two genes of the campaign at least, by name.
    package let groups: [GeneGroup]
    /// Sets of the file that were passed over because they are too large to mean a relation.
    package let passedOver: Int

    package init(
        name: String,
        pairs: Set<Pair>,
        genes: Int,
        groups: [GeneGroup] = [],
        passedOver: Int = 0
    ) {
        self.name = name
        self.pairs = pairs
        self.genes = genes
        self.groups = groups
        self.passedOver = passedOver
    }
}

/// Genes with something in common, such as a pathway.
package struct GeneGroup: Sendable, Hashable {
    package let name: String
    /// Those of the campaign, ascending.
    package let genes: [Gene]

    package init(name: String, genes: [Gene]) {
        self.name = name
        self.genes = genes
    }
}

/// What is known of a campaign's pairs from elsewhere.
package struct KnownRelations: Sendable, Hashable {
    /// In the order of the configuration.
    package let sets: [RelationSet]

    package init(_ sets: [RelationSet]) { self.sets = sets }

    package static let none = KnownRelations([])

    package var isEmpty: Bool { sets.isEmpty }

    /// The sources that relate the two genes, in the order of the configuration.
    package func names(of pair: Pair) -> [String] { sets.filter { $0.pairs.contains(pair) }.map(\.name) }

    /// As a cell of a table: `CORUM|Reactome`.
    package func cell(of pair: Pair) -> String { names(of: pair).joined(separator: "|") }

    /// Every pair that any source relates.
    package var pairs: Set<Pair> { sets.reduce(into: []) { $0.formUnion($1.pairs) } }
}
