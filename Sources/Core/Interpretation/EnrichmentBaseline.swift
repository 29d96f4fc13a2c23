import Screen
package import Statistics

/// How many targets have an enriched pathway among their modifiers, and how many random gene sets do.
///
/// Rosenski et al. 2023 (Results, "Finding the set of modifier genes") found 64 of 100 targets with at least
/// one enriched KEGG pathway; the count says little without that of random sets of the same sizes.
package struct EnrichmentBaseline: Sendable, Hashable {
    package let convention: EnrichmentConvention
    /// Targets with modifiers in the background.
    package let targets: Int
    /// Of them, those with a set enriched below `level`.
    package let enriched: Int
    /// The same count in each round, for random sets of the same sizes.
    package let randomCounts: [Int]
    package let level: Double

    /// The mean count of the random rounds; NaN of no rounds.
    package var randomMean: Double { mean(randomCounts.map(Double.init)) }

    /// (k + 1)/(N + 1) for k of N random rounds with as many enriched as observed, or more.
    package var p: Double {
        Double(randomCounts.count { $0 >= enriched } + 1) / Double(randomCounts.count + 1)
    }

    /// - `sets`: modifiers of each target.
    /// - `rounds`: in each, every target gets a random set once.
    package init(
        of sets: [ModifierSet],
        test: EnrichmentTest,
        _ convention: EnrichmentConvention = .allSets,
        level: Double = 0.05,
        rounds: Int = 20,
        seed: Seed
    ) {
        let queries = sets.map { test.members(of: $0.modifiers) }.filter { !$0.isEmpty }
        var generator = SeededGenerator(seed.derived("enrichment"))
        // A deck whose first cards are shuffled anew each time stays a fair deck.
        var deck = test.background.indices.map { Int32($0) }
        var randomCounts: [Int] = []
        for _ in 0..<rounds {
            var count = 0
            for query in queries {
                for place in query.indices {
                    deck.swapAt(place, place + generator.index(below: deck.count - place))
                }
                count += test.findsAny(deck[..<query.count], convention, level: level) ? 1 : 0
            }
            randomCounts.append(count)
        }
        self.convention = convention
        self.level = level
        self.randomCounts = randomCounts
        targets = queries.count
        enriched = queries.count { test.findsAny($0[...], convention, level: level) }
    }
}
