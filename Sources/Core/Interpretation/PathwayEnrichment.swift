package import Screen
import Statistics

/// Over which gene sets p-values are adjusted for many tests.
package enum EnrichmentConvention: String, Sendable, Hashable, CaseIterable {
    /// All sets that have a gene in the background.
    ///
    /// The default.
    case allSets
    /// Only the sets that share a gene with the query, as Enrichr does.
    ///
    /// With small queries it finds an enriched set in about a fifth of random ones.
    case overlappingSets
}

/// One gene set against a query.
package struct EnrichedSet: Sendable, Hashable {
    package let name: String
    /// Genes of the query in the set, in order.
    package let shared: [Gene]
    /// Genes of the set in the background.
    package let size: Int
    /// P(at least as many shared genes) of a random query: the hypergeometric tail.
    package let p: Double
    /// Adjusted by Benjamini and Hochberg.
    package let q: Double

    package init(name: String, shared: [Gene], size: Int, p: Double, q: Double) {
        self.name = name
        self.shared = shared
        self.size = size
        self.p = p
        self.q = q
    }
}

/// Gene sets laid out for many queries: which sets hold each gene of the background.
package struct EnrichmentTest: Sendable {
    let background: [Gene]
    private let places: [Gene: Int]
    /// For each gene of the background, the numbers of the sets that hold it.
    private let holders: [[Int32]]
    private let sizes: [Int]
    private let names: [String]

    /// Members outside the background, the genes that could have been chosen, are left out.
    ///
    /// Sets without a member in it are not tested.
    package init(_ library: GeneSetLibrary, background: Set<Gene>) {
        let genes = background.sorted()
        var places: [Gene: Int] = [:]
        for (place, gene) in genes.enumerated() { places[gene] = place }
        var holders = [[Int32]](repeating: [], count: genes.count)
        var sizes: [Int] = []
        var names: [String] = []
        for set in library.sets {
            let members = set.genes.compactMap { places[$0] }
            guard !members.isEmpty else { continue }
            for member in members { holders[member].append(Int32(names.count)) }
            sizes.append(members.count)
            names.append(set.name)
        }
        self.background = genes
        self.places = places
        self.holders = holders
        self.sizes = sizes
        self.names = names
    }

    /// How many sets have a gene in the background.
    package var setCount: Int { names.count }

    /// The sets by p-value and then by name; under `.overlappingSets` only those that share a gene.
    ///
    /// Genes of the query outside the background are left out.
    package func callAsFunction(
        _ query: some Sequence<Gene>,
        _ convention: EnrichmentConvention = .allSets
    ) -> [EnrichedSet] {
        let members = Set(query.compactMap { places[$0] }).sorted()
        var shared = [[Gene]](repeating: [], count: names.count)
        for member in members {
            for set in holders[member] { shared[Int(set)].append(background[member]) }
        }
        let tested = names.indices.filter { convention == .allSets || !shared[$0].isEmpty }
        let p = tested.map { chance(shared[$0].count, of: $0, drawn: members.count) }
        let q = benjaminiHochberg(p)
        let order = tested.indices.sorted { left, right in
            p[left] != p[right]
                ? p[left] < p[right]
                : names[tested[left]].utf8.lexicographicallyPrecedes(names[tested[right]].utf8)
        }
        return order.map { place in
            let set = tested[place]
            return EnrichedSet(
                name: names[set],
                shared: shared[set],
                size: sizes[set],
                p: p[place],
                q: q[place]
            )
        }
    }

    /// Whether any set is enriched at the false discovery rate `level` (adjusted p below it).
    ///
    /// Sets without a shared gene have p = 1, so that only the others are ranked.
    func findsAny(_ members: ArraySlice<Int32>, _ convention: EnrichmentConvention, level: Double) -> Bool {
        var counts: [Int32: Int] = [:]
        for member in members {
            for set in holders[Int(member)] { counts[set, default: 0] += 1 }
        }
        let p = counts.map { chance($0.value, of: Int($0.key), drawn: members.count) }.sorted()
        let tests = convention == .allSets ? names.count : p.count
        return p.indices.contains { p[$0] * (Double(tests) / Double($0 + 1)) < level }
    }

    /// Places in the background.
    func members(of query: [Gene]) -> [Int32] {
        Set(query.compactMap { places[$0] }).sorted().map { Int32($0) }
    }

    private func chance(_ overlap: Int, of set: Int, drawn: Int) -> Double {
        hypergeometricTail(overlap, population: background.count, marked: sizes[set], drawn: drawn)
    }
}
