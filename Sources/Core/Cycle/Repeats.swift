package import Screen

/// How often, and how much at a time, wells that were lost are laid out again.
package struct RepeatSettings: Sendable, Hashable, Codable {
    /// Rounds that may repeat the wells of one guide or guide combination; 0 repeats nothing.
    package var retries: Int
    /// Wells of repeats in a batch for each well of its own pairs; 0 to 1.
    package var share: Double

    package init(retries: Int = 2, share: Double = 0.25) {
        self.retries = retries
        self.share = share
    }

    package static let standard = RepeatSettings()
}

/// A guide alone, or a guide combination, that lacks wells it was meant to have.
///
/// Counted are the wells of the campaign's own rounds that are closed. A well is lost if it was given up, if all
/// its readings were dropped, or if its plate has no zero.
package struct LostWells: Sendable, Hashable {
    package let content: WellContent
    /// The round that laid it out first.
    package let round: Int
    /// Wells it was meant to have: those laid out, repeats aside.
    package let wanted: Int
    package let usable: Int
    /// Rounds that repeated it.
    package let repeats: Int
    /// Whether a round that is open repeats it.
    package let isOut: Bool

    package init(
        content: WellContent,
        round: Int,
        wanted: Int,
        usable: Int,
        repeats: Int,
        isOut: Bool = false
    ) {
        self.content = content
        self.round = round
        self.wanted = wanted
        self.usable = usable
        self.repeats = repeats
        self.isOut = isOut
    }
}

/// What is owed again, and what is given up for good.
///
/// A function of the facts, like everything that the next step hangs on.
package struct OwedRepeats: Sendable, Hashable {
    /// In the order in which they are to be laid out: knockouts of which nothing is known, then the oldest.
    package private(set) var owed: [WellRepeat] = []
    /// Pairs and genes with an owed well and not one usable.
    package private(set) var unknownPairs: Set<Pair> = []
    package private(set) var unknownGenes: Set<Gene> = []
    /// Pairs of which nothing is known and nothing is owed any more.
    package private(set) var exhaustedPairs: Set<Pair> = []
    package private(set) var exhaustedGenes: Set<Gene> = []

    package init() {}

    /// - Parameters:
    ///   - lost: Everything that lacks wells, in any order.
    ///   - retries: Rounds that may repeat the wells of one guide or guide combination.
    ///   - measured: Pairs with a usable double well.
    ///   - singles: Genes with a usable single well.
    package init(_ lost: [LostWells], retries: Int, measured: Set<Pair>, singles: Set<Gene>) {
        guard retries > 0 else { return }
        func isUnknown(_ content: WellContent) -> Bool {
            content.pair.map { !measured.contains($0) } ?? content.single.map { !singles.contains($0) }
                ?? false
        }
        let out = Set(lost.filter(\.isOut).map(\.content))
        let short = lost.filter { $0.wanted > $0.usable && !$0.isOut }
        let due = short.filter { $0.repeats < retries }.sorted { left, right in
            let (one, other) = (isUnknown(left.content), isUnknown(right.content))
            if one != other { return one }
            return left.round != right.round ? left.round < right.round : left.content.precedes(right.content)
        }
        owed = due.map {
            WellRepeat(content: $0.content, wells: $0.wanted - $0.usable, attempt: $0.repeats + 1)
        }
        let unknown = due.map(\.content).filter(isUnknown)
        unknownPairs = Set(unknown.compactMap(\.pair))
        unknownGenes = Set(unknown.compactMap(\.single))
        let spent = short.filter { $0.repeats >= retries }.map(\.content).filter(isUnknown)
        // what is in the lab may yet come
        exhaustedPairs = Set(spent.compactMap(\.pair)).subtracting(unknownPairs).subtracting(
            out.compactMap(\.pair)
        )
        exhaustedGenes = Set(spent.compactMap(\.single)).subtracting(unknownGenes)
            .subtracting(out.compactMap(\.single))
    }

    /// Genes and pairs that are given up for good and were not so before.
    package func exhaustedNames(beyond before: OwedRepeats) -> [String] {
        exhaustedGenes.subtracting(before.exhaustedGenes).sorted().map(\.symbol)
            + exhaustedPairs.subtracting(before.exhaustedPairs).sorted().map { "\($0.first) + \($0.second)" }
    }

    /// Those that fit into `room` wells, in order; the first always does, cut to `most` wells.
    ///
    /// One is left out rather than cut, and smaller ones behind it may still go in.
    package func fitting(_ room: Int, most: Int) -> [WellRepeat] {
        var left = room
        var chosen: [WellRepeat] = []
        for (place, entry) in owed.enumerated() {
            if entry.wells <= left {
                chosen.append(entry)
                left -= entry.wells
            } else if place == 0, most > 0 {
                let wells = min(entry.wells, most)
                chosen.append(WellRepeat(content: entry.content, wells: wells, attempt: entry.attempt))
                left -= wells
            }
        }
        return chosen
    }
}

extension WellContent {
    /// By role, genes and guides: an order of its own, so that nothing hangs on that of a query.
    fileprivate func precedes(_ other: WellContent) -> Bool {
        if role != other.role { return role < other.role }
        let none = Guide("", of: nil)
        let left = (a ?? none, b ?? none)
        let right = (other.a ?? none, other.b ?? none)
        return left.0 != right.0 ? left.0 < right.0 : left.1 < right.1
    }
}
