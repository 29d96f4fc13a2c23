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
/// Column *c* of every per-pair array in Posterior and Selection is `pairs[c]`. Pairs are computed, not kept: a genome
/// has 162 million.
package struct PairIndex: Hashable, Sendable {
    /// Sorted, without repeats.
    package let genes: [Gene]
    private let positions: [Gene: Int]

    package init(genes unsorted: some Sequence<Gene>) {
        genes = Set(unsorted).sorted()
        positions = Dictionary(uniqueKeysWithValues: genes.enumerated().map { ($1, $0) })
    }

    /// n(n − 1)/2 pairs, ascending.
    package var pairs: Pairs { Pairs(genes: genes) }
    /// The gene numbers (i < j) of each pair.
    package var members: Members { Members(geneCount: genes.count) }

    package func position(of gene: Gene) -> Int? { positions[gene] }

    /// The column of a pair, or `nil` if one of its genes is not of this campaign.
    package func column(of pair: Pair) -> Int? {
        guard let i = positions[pair.first], let j = positions[pair.second] else { return nil }
        return i * genes.count - i * (i + 1) / 2 + (j - i - 1)
    }

    package static func == (left: PairIndex, right: PairIndex) -> Bool { left.genes == right.genes }

    package func hash(into hasher: inout Hasher) { hasher.combine(genes) }

    package struct Members: RandomAccessCollection, Sendable {
        let geneCount: Int

        package var startIndex: Int { 0 }
        package var endIndex: Int { geneCount * Swift.max(geneCount - 1, 0) / 2 }

        package subscript(column: Int) -> (i: Int, j: Int) {
            precondition(column >= 0 && column < endIndex, "no such pair")
            // The row whose first column is at most this one: the root may be off by one in its last digits.
            let side = Double(2 * geneCount - 1)
            var i = Int((side - (side * side - 8 * Double(column)).squareRoot()) / 2)
            while i > 0 && first(ofRow: i) > column { i -= 1 }
            while first(ofRow: i + 1) <= column { i += 1 }
            return (i, column - first(ofRow: i) + i + 1)
        }

        private func first(ofRow i: Int) -> Int { i * geneCount - i * (i + 1) / 2 }
    }

    package struct Pairs: RandomAccessCollection, Sendable {
        let genes: [Gene]

        package var startIndex: Int { 0 }
        package var endIndex: Int { Members(geneCount: genes.count).endIndex }

        package subscript(column: Int) -> Pair {
            let (i, j) = Members(geneCount: genes.count)[column]
            guard let pair = Pair(genes[i], genes[j]) else { preconditionFailure("genes are different") }
            return pair
        }
    }
}
