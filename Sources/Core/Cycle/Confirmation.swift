package import Screen

/// How a batch that confirms hits is laid out.
package struct ConfirmationSettings: Sendable, Hashable, Codable {
    /// Wells of each guide combination of a pair.
    package var replicates: Int

    package init(replicates: Int = 4) { self.replicates = replicates }

    package static let standard = ConfirmationSettings()
}

/// Pairs that a person wants measured again with other guides, as it is on record.
package struct ConfirmationRequest: Sendable, Hashable {
    /// Of the file that asked for it.
    package let id: Int64
    /// In the order they were asked for.
    package let pairs: [Pair]
    /// The round that measures them; `nil` until one is planned.
    package let round: Int?

    package init(id: Int64, pairs: [Pair], round: Int?) {
        self.id = id
        self.pairs = pairs
        self.round = round
    }
}

/// What a pair is measured again with.
package struct ConfirmationWells: Sendable, Hashable {
    package let pair: Pair
    /// Guide combinations, as contents of double wells.
    package let contents: [WellContent]
    /// How far they are from the guides that found the pair.
    package let novelty: Novelty

    package enum Novelty: String, Sendable, Hashable, Codable {
        /// Every guide of both genes is new to the pair.
        case otherGuides = "other-guides"
        /// Known guides in combinations that are new to the pair.
        case otherCombinations = "other-combinations"
        /// Nothing else is left: the same combinations once more.
        case sameCombinations = "same-combinations"
    }
}

/// Guide combinations that measure a pair apart from those that did already.
///
/// Those of two guides new to the pair come first, then those of one, then new combinations of known guides;
/// in each, guides take turns in the order in which the campaign lists them. Where nothing is left, the known
/// combinations are measured again.
///
/// - Parameters:
///   - pair: The pair.
///   - guides: The guides of both genes, in the campaign's order.
///   - used: Contents of the pair's double wells so far.
///   - count: How many combinations at most; fewer where there are fewer.
/// - Returns: The combinations, and how far they are from those that found the pair.
package func confirmationWells(
    of pair: Pair,
    guides: [Gene: [Guide]],
    used: Set<WellContent>,
    count: Int
) -> ConfirmationWells {
    let first = guides[pair.first, default: []]
    let second = guides[pair.second, default: []]
    let known = Set(used.flatMap { [$0.a, $0.b].compactMap(\.self) })
    let size = max(first.count, second.count)
    var taken: [Guide: Int] = [:]
    var open: [(content: WellContent, news: Int, place: Int)] = []
    for (row, one) in first.enumerated() {
        for (column, other) in second.enumerated() {
            let content = WellContent(role: .double, a: one, b: other)
            guard !used.contains(content) else { continue }
            let news = (known.contains(one) ? 0 : 1) + (known.contains(other) ? 0 : 1)
            // Diagonal by diagonal, so that as many different guides as possible stand one after the other.
            let diagonal = (column - row + size) % size
            open.append((content, news, diagonal * size + row))
        }
    }
    guard !open.isEmpty, count > 0 else {
        let again = used.sorted { left, right in
            let none = Guide("", of: nil)
            let (one, other) = ((left.a ?? none, left.b ?? none), (right.a ?? none, right.b ?? none))
            return one.0 != other.0 ? one.0 < other.0 : one.1 < other.1
        }
        return ConfirmationWells(pair: pair, contents: Array(again.prefix(count)), novelty: .sameCombinations)
    }
    var chosen: [(content: WellContent, news: Int)] = []
    while chosen.count < count, !open.isEmpty {
        // The guides used least so far, so that one bad guide is in few of the wells.
        let best = open.indices.min { left, right in
            let (one, other) = (open[left], open[right])
            if one.news != other.news { return one.news > other.news }
            let uses = { (content: WellContent) in
                [content.a, content.b].compactMap(\.self).reduce(0) { $0 + taken[$1, default: 0] }
            }
            let (less, more) = (uses(one.content), uses(other.content))
            return less != more ? less < more : one.place < other.place
        }
        guard let best else { break }
        let entry = open.remove(at: best)
        // Combinations of new guides alone are worth more than many combinations.
        if let lead = chosen.first, lead.news == 2, entry.news < 2 { break }
        for guide in [entry.content.a, entry.content.b].compactMap(\.self) { taken[guide, default: 0] += 1 }
        chosen.append((entry.content, entry.news))
    }
    let isNew = chosen.allSatisfy { $0.news == 2 }
    return ConfirmationWells(
        pair: pair,
        contents: chosen.map(\.content),
        novelty: isNew ? .otherGuides : .otherCombinations
    )
}
