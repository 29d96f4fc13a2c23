package import Screen
package import Statistics

/// A target gene and the genes whose expression its model uses.
package struct ModifierSet: Sendable, Hashable {
    package let target: Gene
    package let modifiers: [Gene]

    package init(_ target: Gene, _ modifiers: [Gene]) {
        self.target = target
        self.modifiers = modifiers
    }
}

/// How often the modifier genes of a target hold a paralogue of it, against chance.
///
/// Rosenski et al. 2023, Methods, "Paralog analysis". The null draws for every target a random set of as many
/// genes as it has modifiers. Its count is a sum of independent trials with known chances, so that its tail
/// is exact; the paper's permutation test is given beside it.
package struct ParalogRecovery: Sendable, Hashable {
    /// One target that has a paralogue among the candidate genes.
    package struct Target: Sendable, Hashable {
        package let gene: Gene
        /// Its paralogues among its modifiers, in order.
        package let recovered: [Gene]
        package let paralogCount: Int
        package let modifierCount: Int
        /// The chance that a random set of as many genes holds a paralogue.
        package let chance: Double
    }

    /// Targets with a paralogue, in the order given.
    package let targets: [Target]
    /// Targets whose modifiers hold a paralogue.
    package let observed: Int
    /// The number expected of random sets.
    package let expected: Double
    /// P(count ≥ observed) under the null: the exact tail of the Poisson-binomial distribution.
    package let exactP: Double
    /// How many rounds of random sets recovered each number of targets, from none to all.
    package let permuted: [Int]
    package let permutations: Int
    /// (k + 1)/(N + 1) for k of N rounds with as many targets as observed or more.
    package let permutationP: Double
    /// k/N, which the paper gives as 0.00; a permutation test cannot say less than 1/(N + 1).
    package let plainPermutationP: Double

    /// - `sets`: the targets to look at, such as the 100 best predicted.
    /// - `families`: genes outside `candidates` are no paralogues here, since no model could have taken them.
    /// - `candidates`: the genes that modifiers were chosen from.
    package init(
        of sets: [ModifierSet],
        families: GeneFamilies,
        candidates: Set<Gene>,
        permutations: Int = 1_000,
        seed: Seed
    ) {
        var targets: [Target] = []
        for set in sets {
            let paralogs = families.paralogs(of: set.target).filter { candidates.contains($0) }
            guard !paralogs.isEmpty else { continue }
            let modifiers = Set(set.modifiers).intersection(candidates)
            let chance = hypergeometricTail(
                1,
                population: candidates.count,
                marked: paralogs.count,
                drawn: modifiers.count
            )
            targets.append(
                Target(
                    gene: set.target,
                    recovered: paralogs.filter { modifiers.contains($0) },
                    paralogCount: paralogs.count,
                    modifierCount: modifiers.count,
                    chance: chance
                )
            )
        }
        self.init(targets, population: candidates.count, permutations: permutations, seed: seed)
    }

    /// The test on numbers alone.
    init(_ targets: [Target], population: Int, permutations: Int, seed: Seed) {
        let observed = targets.count { !$0.recovered.isEmpty }
        let null = PoissonBinomial(targets.map(\.chance))
        var generator = SeededGenerator(seed.derived("paralogues"))
        var permuted = [Int](repeating: 0, count: targets.count + 1)
        for _ in 0..<permutations {
            permuted[targets.count { holdsMarked($0, population, &generator) }] += 1
        }
        let reached = permuted[observed...].reduce(0, +)
        self.targets = targets
        self.observed = observed
        self.permuted = permuted
        self.permutations = permutations
        expected = null.expectation
        exactP = null.tail(from: observed)
        permutationP = Double(reached + 1) / Double(permutations + 1)
        plainPermutationP = permutations > 0 ? Double(reached) / Double(permutations) : .nan
    }
}

/// Draws genes without replacement until one is a paralogue or the set is full.
///
/// Which genes the others are does not matter, so that none needs to be remembered.
private func holdsMarked(
    _ target: ParalogRecovery.Target,
    _ population: Int,
    _ generator: inout SeededGenerator
) -> Bool {
    for taken in 0..<target.modifierCount
    where generator.index(below: population - taken) < target.paralogCount {
        return true
    }
    return false
}
