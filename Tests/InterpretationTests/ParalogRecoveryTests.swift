import FoundationEssentials
import Interpretation
import Screen
import Statistics
import TestSupport
import Testing

struct ParalogRecoveryTests {
    /// Targets T0 … with the numbered genes of the fixture; a family joins each target with its paralogues.
    private static func recovery(
        _ oracle: Biology.Paralog,
        permutations: Int,
        seed: UInt64 = 1
    ) -> ParalogRecovery {
        let sets = oracle.sets.enumerated().map { number, genes in
            ModifierSet(Gene("T\(number)"), genes.map { Gene("G\($0)") })
        }
        let pairs = oracle.paralogs.enumerated().flatMap { number, genes in
            ([Gene("T\(number)")] + genes.map { Gene("G\($0)") }).map { (gene: $0, family: "F\(number)") }
        }
        return ParalogRecovery(
            of: sets,
            families: GeneFamilies(pairs),
            candidates: Set((0..<oracle.nGenes).map { Gene("G\($0)") }),
            permutations: permutations,
            seed: Seed(seed)
        )
    }

    @Test func `counts, expectation and exact p agree with the reference to 1e-9`() throws {
        let oracle = try Biology.read().paralog
        let recovery = Self.recovery(oracle, permutations: 0)
        #expect(recovery.observed == oracle.observed)
        // The reference takes differences of log-gammas, which lose some digits.
        #expect(isNear(recovery.expected, oracle.expected, relative: 1e-9))
        #expect(isNear(recovery.exactP, oracle.pExact, relative: 1e-9))
        // The fourth target has no paralogue and is not counted.
        #expect(recovery.targets.count == 3)
        for (target, chance) in zip(recovery.targets, oracle.perTargetProbability) {
            #expect(isNear(target.chance, chance, relative: 1e-12))
        }
        #expect(recovery.targets.map(\.recovered) == [[Gene("G1")], [], [Gene("G8")]])
        #expect(recovery.permutationP == 1)
        #expect(recovery.plainPermutationP.isNaN)
    }

    @Test func `the permutation test agrees with the exact one within its own error`() throws {
        let oracle = try Biology.read().paralog
        let rounds = 40_000
        let recovery = Self.recovery(oracle, permutations: rounds)
        #expect(recovery.permuted.reduce(0, +) == rounds)
        // Four standard errors of a binomial share.
        let error = 4 * (oracle.pExact * (1 - oracle.pExact) / Double(rounds)).squareRoot()
        #expect((recovery.plainPermutationP - oracle.pExact).magnitude < error)
        let reached = recovery.permuted[2...].reduce(0, +)
        #expect(recovery.permutationP == Double(reached + 1) / Double(rounds + 1))
        #expect(Self.recovery(oracle, permutations: 200) == Self.recovery(oracle, permutations: 200))
        let other = Self.recovery(oracle, permutations: 2_000, seed: 2)
        #expect(other.permuted != Self.recovery(oracle, permutations: 2_000).permuted)
    }

    @Test func `a distribution of unequal trials agrees with all outcomes counted as fractions`() throws {
        let oracle = try Reference.read().poissonBinomial
        let law = PoissonBinomial(oracle.chances)
        for (mass, expected) in zip(law.mass, oracle.mass) {
            #expect((mass - expected).magnitude <= 1e-14 * expected)
        }
        #expect(law.tail(from: 0) == 1)
        #expect(law.tail(from: 8) == 0)
        #expect((law.tail(from: 6) - oracle.mass[6...].reduce(0, +)).magnitude < 1e-18)
        #expect(PoissonBinomial([]).mass == [1])
    }

    @Test func `far tails of many rare trials keep their digits`() {
        // Forty of forty trials of chance 1e-6.
        let law = PoissonBinomial([Double](repeating: 1e-6, count: 40))
        #expect(isNear(law.tail(from: 40), 1e-240, relative: 1e-12))
    }

    @Test func `families are read with a header, numbers in brackets and genes of two families`() throws {
        let text = String(decoding: try fixture("paralog_families.tsv"), as: UTF8.self)
        let families = try GeneFamilies(text: text)
        #expect(families.paralogs(of: Gene("RPP25L")) == [Gene("RPP25")])
        #expect(families.paralogs(of: Gene("FAM50B")) == [Gene("FAM50A")])
        #expect(families.paralogs(of: Gene("NONE")).isEmpty)
        let two = try GeneFamilies(text: "A\tF1\r\nB\tF1\r\nA\tF2\nC\tF2\nA\tF1\n")
        #expect(two.paralogs(of: Gene("A")) == [Gene("B"), Gene("C")])
        #expect(two.paralogs(of: Gene("B")) == [Gene("A")])
        #expect(two.geneCount == 3)
    }

    @Test(
        arguments: [
            ("", "family-empty", nil), ("gene\tfamily\n", "family-empty", nil),
            ("gene\tfamily\nA\n", "family-columns", 2), ("A\tF\n\tF\n", "family-empty-cell", 2),
            ("A\t\tF\n", "family-empty-cell", 1),
        ] as [(String, String, Int?)]
    )
    func `hostile families are refused with their line`(text: String, rule: String, row: Int?) {
        do throws(Rejection) {
            _ = try GeneFamilies(text: text)
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.rule == rule)
            #expect(error.row == row)
        }
    }

    @Test func `a paralogue that no model could take is none, and no targets make no test`() {
        let families = GeneFamilies([(Gene("A"), "F"), (Gene("B"), "F")])
        let sets = [ModifierSet(Gene("A"), [Gene("B")])]
        let without = ParalogRecovery(of: sets, families: families, candidates: [Gene("C")], seed: Seed(1))
        #expect(without.targets.isEmpty)
        #expect(without.exactP == 1)
        #expect(without.permutationP == 1)
        let with = ParalogRecovery(
            of: sets,
            families: families,
            candidates: [Gene("B"), Gene("C")],
            seed: Seed(1)
        )
        #expect(with.observed == 1)
        #expect(with.exactP == 0.5)
    }
}
