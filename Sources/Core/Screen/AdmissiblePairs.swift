/// Which pairs of a campaign its lab lets be measured at all.
///
/// Rules and not a list, because a genome by 200 queries has millions of pairs that it leaves out.
package struct AdmissiblePairs: Sendable, Hashable {
    /// Pairs that are forbidden, impossible, or known already.
    package var excluded: Set<Pair>
    /// The genes of one side of a rectangular screen: a pair has one of them and one of the others.
    ///
    /// `nil` where every two genes are a pair.
    package var queries: Set<Gene>?
    /// The only pairs that are admitted; `nil` for all.
    package var listed: Set<Pair>?

    package init(excluded: Set<Pair> = [], queries: Set<Gene>? = nil, listed: Set<Pair>? = nil) {
        self.excluded = excluded
        self.queries = queries
        self.listed = listed
    }

    package static let all = AdmissiblePairs()

    package func contains(_ pair: Pair) -> Bool {
        if let queries, queries.contains(pair.first) == queries.contains(pair.second) { return false }
        if let listed, !listed.contains(pair) { return false }
        return excluded.isEmpty || !excluded.contains(pair)
    }

    /// The columns of `index` that are admitted, ascending; `nil` where all are, so that nobody has to list these.
    package func columns(of index: PairIndex) -> [Int]? {
        self == .all ? nil : columns(of: index, genes: { _ in true }, without: [])
    }

    /// The columns of `index` that are admitted, ascending.
    ///
    /// - Parameters:
    ///   - index: A campaign's pairs.
    ///   - isWanted: Whether pairs with a gene are wanted; asked once for each gene.
    ///   - taken: Columns to leave out.
    /// - Returns: What is left.
    package func columns(
        of index: PairIndex,
        genes isWanted: (Gene) -> Bool,
        without taken: Set<Int>
    ) -> [Int] {
        let sides = Sides(self, index: index, isWanted: isWanted)
        let left = taken.union(excluded.compactMap { index.column(of: $0) })
        if let listed {
            return listed.filter { contains($0) && isWanted($0.first) && isWanted($0.second) }
                .compactMap { index.column(of: $0) }.filter { !left.contains($0) }.sorted()
        }
        var columns: [Int] = []
        columns.reserveCapacity(max(sides.pairs - left.count, 0))
        var column = 0
        for i in index.genes.indices {
            let after = index.genes.count - i - 1
            if let side = sides.ofGene[i] {
                for j in (i + 1)..<(i + 1 + after) {
                    if let other = sides.ofGene[j], side != other || !sides.differ,
                        left.isEmpty || !left.contains(column + j - i - 1)
                    {
                        columns.append(column + j - i - 1)
                    }
                }
            }
            column += after
        }
        return columns
    }

    /// How many pairs of `index` are admitted.
    package func count(in index: PairIndex) -> Int { count(in: index, genes: { _ in true }, without: []) }

    /// How many columns the function of the same arguments has, without listing them.
    package func count(in index: PairIndex, genes isWanted: (Gene) -> Bool, without taken: Set<Int>) -> Int {
        guard listed == nil else { return columns(of: index, genes: isWanted, without: taken).count }
        let sides = Sides(self, index: index, isWanted: isWanted)
        let left = taken.union(excluded.compactMap { index.column(of: $0) })
        return sides.pairs - left.count { sides.admit(index.members[$0]) }
    }

    /// On which side each gene is, with which genes of the other side are paired, or of any where there are no sides;
    /// `nil` of genes that are not wanted.
    private struct Sides {
        let ofGene: [Bool?]
        let differ: Bool

        init(_ rules: AdmissiblePairs, index: PairIndex, isWanted: (Gene) -> Bool) {
            differ = rules.queries != nil
            ofGene = index.genes.map { isWanted($0) ? rules.queries?.contains($0) ?? false : nil }
        }

        var pairs: Int {
            let (one, other) = (ofGene.count { $0 == true }, ofGene.count { $0 == false })
            return differ ? one * other : other * (other - 1) / 2
        }

        func admit(_ pair: (i: Int, j: Int)) -> Bool {
            guard let one = ofGene[pair.i], let other = ofGene[pair.j] else { return false }
            return !differ || one != other
        }
    }
}

/// Sets in order, so that the same rules are the same text.
extension AdmissiblePairs: Codable {
    private enum CodingKeys: String, CodingKey { case excluded, queries, listed }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            excluded: Set(try container.decode([Pair].self, forKey: .excluded)),
            queries: try container.decodeIfPresent([Gene].self, forKey: .queries).map(Set.init),
            listed: try container.decodeIfPresent([Pair].self, forKey: .listed).map(Set.init)
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(excluded.sorted(), forKey: .excluded)
        try container.encodeIfPresent(queries?.sorted(), forKey: .queries)
        try container.encodeIfPresent(listed?.sorted(), forKey: .listed)
    }
}
