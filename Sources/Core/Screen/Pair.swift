/// Two different genes, whatever order they were named in.
package struct Pair: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let first: Gene
    package let second: Gene

    /// The pair of two genes, or `nil` where both are the same.
    package init?(_ one: Gene, _ other: Gene) {
        guard one != other else { return nil }
        first = min(one, other)
        second = max(one, other)
    }

    package var description: String { "\(first)+\(second)" }

    package static func < (left: Pair, right: Pair) -> Bool {
        left.first != right.first ? left.first < right.first : left.second < right.second
    }
}

/// All pairs of a campaign's genes, numbered in row-major upper-triangle order of the sorted genes.
///
/// Column *c* of every per-pair array in Posterior and Selection is `pairs[c]`.
package struct PairIndex: Hashable, Sendable {
    /// Sorted, without repeats.
    package let genes: [Gene]
    /// n(n − 1)/2 pairs, ascending.
    package let pairs: [Pair]
    /// The gene numbers (i < j) of each pair.
    package let members: [(i: Int, j: Int)]

    private let positions: [Gene: Int]

    package init(genes unsorted: some Sequence<Gene>) {
        let genes = Set(unsorted).sorted()
        var pairs: [Pair] = []
        var members: [(i: Int, j: Int)] = []
        pairs.reserveCapacity(genes.count * max(genes.count - 1, 0) / 2)
        for i in genes.indices {
            for j in genes.indices.dropFirst(i + 1) {
                guard let pair = Pair(genes[i], genes[j]) else { continue }
                pairs.append(pair)
                members.append((i, j))
            }
        }
        self.genes = genes
        self.pairs = pairs
        self.members = members
        positions = Dictionary(uniqueKeysWithValues: genes.enumerated().map { ($1, $0) })
    }

    package func position(of gene: Gene) -> Int? { positions[gene] }

    /// The column of a pair, or `nil` if one of its genes is not of this campaign.
    package func column(of pair: Pair) -> Int? {
        guard let i = positions[pair.first], let j = positions[pair.second] else { return nil }
        return i * genes.count - i * (i + 1) / 2 + (j - i - 1)
    }

    package static func == (left: PairIndex, right: PairIndex) -> Bool { left.genes == right.genes }

    package func hash(into hasher: inout Hasher) { hasher.combine(genes) }
}
