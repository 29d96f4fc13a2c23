/// Which pairs of a campaign its lab lets be measured at all.
///
/// Rules and not a list, because a genome by 200 queries has millions of pairs that it leaves out.
package struct AdmissiblePairs: Sendable, Hashable {
    /// Pairs that are forbidden, impossible, or known already.
    package var excluded: Set<Pair>
    /// The genes of one side of a rectangular screen: a pair has one of them and one of the others. `nil` where
    /// every two genes are a pair.
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
        guard self != .all else { return nil }
        return index.pairs.indices.filter { contains(index.pairs[$0]) }
    }

    /// How many pairs of `index` are admitted.
    package func count(in index: PairIndex) -> Int {
        self == .all ? index.pairs.count : index.pairs.count { contains($0) }
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
