import Relations
import Screen
import Statistics
import TestSupport
import Testing

@Suite struct RecoveryTests {
    private struct Case: Decodable {
        let name: String
        let scores: [Double]
        let known: [Bool]
        let auroc: Double
        let standardError: Double
        let falseShares: [Double]
        let trueShares: [Double]
    }

    private func cases() throws -> [Case] { try fixture("recovery.json", as: [Case].self) }

    /// Pairs of `genes` genes in the order of the index, as many as there are scores.
    private func pairs(_ scores: [Double], _ known: [Bool], genes: Int = 12) -> [ScoredRelation] {
        let index = PairIndex(genes: (0..<genes).map { Gene("G\($0 + 10)") })
        return scores.indices.map {
            ScoredRelation(pair: index.pairs[$0], score: scores[$0], isKnown: known[$0])
        }
    }

    @Test func `AUROC, its error and its curve are those of scikit-learn and of the plain definition`() throws
    {
        let cases = try cases()
        #expect(cases.count == 5)
        for one in cases {
            // Sums of at most 60 ranks: a few units in the last place.
            #expect((auroc(one.scores, known: one.known) - one.auroc).magnitude < 1e-14, "\(one.name)")
            let error = try #require(deLongError(one.scores, known: one.known))
            #expect((error - one.standardError).magnitude < 1e-14, "\(one.name)")
            let curve = receiverCurve(pairs(one.scores, one.known))
            #expect(curve.count == one.falseShares.count, "\(one.name)")
            for (point, (x, y)) in zip(curve, zip(one.falseShares, one.trueShares)) {
                #expect((point.falseShare - x).magnitude < 1e-14 && (point.trueShare - y).magnitude < 1e-14)
            }
        }
    }

    @Test func `AUROC is the share of known and other pairs in the right order, counted one by one`() {
        var generator = SeededGenerator(Seed(8))
        for _ in 0..<50 {
            let scores = (0..<30).map { _ in (4 * generator.uniform()).rounded() }
            let known = (0..<30).map { $0 < 2 || $0 != 29 && generator.uniform() < 0.4 }
            var right = 0.0
            var count = 0.0
            for (one, isKnown) in zip(scores, known) where isKnown {
                for (other, isOtherKnown) in zip(scores, known) where !isOtherKnown {
                    count += 1
                    right += one > other ? 1 : one == other ? 0.5 : 0
                }
            }
            #expect((auroc(scores, known: known) - right / count).magnitude < 1e-14)
        }
    }

    @Test func `recall counts the known pairs among the highest`() throws {
        // 40 pairs, known at places 1, 2, 7 and 30 from the top: 5 % are 2 pairs, 10 % 4, 20 % 8.
        let scores = (0..<40).map { Double(40 - $0) }
        let known = scores.indices.map { [0, 1, 6, 29].contains($0) }
        let found = try #require(recovery(of: pairs(scores, known), seed: Seed(1)))
        #expect(found.recall.map(\.found) == [2, 2, 3])
        #expect(found.recall.map(\.taken) == [2, 4, 8])
        #expect(found.recall.map(\.recall) == [0.5, 0.5, 0.75])
    }

    @Test func `without known pairs, or without others, there is nothing to recover`() {
        let scores = [3.0, 2, 1]
        #expect(recovery(of: pairs(scores, [false, false, false]), seed: Seed(1)) == nil)
        #expect(recovery(of: pairs(scores, [true, true, true]), seed: Seed(1)) == nil)
        #expect(recovery(of: [], seed: Seed(1)) == nil)
        // A pair without a score is not measured.
        #expect(recovery(of: pairs([3, .nan], [false, true]), seed: Seed(1)) == nil)
    }

    @Test func `the interval takes in that pairs of a gene stand and fall together`() throws {
        // Two of 40 genes make every pair of theirs known and high: few facts, many pairs.
        let genes = 40
        let index = PairIndex(genes: (0..<genes).map { Gene("G\($0 + 10)") })
        var generator = SeededGenerator(Seed(3))
        let scored = index.pairs.indices.map { place -> ScoredRelation in
            let isKnown = index.members[place].i < 2
            return ScoredRelation(
                pair: index.pairs[place],
                score: generator.normal() + (isKnown ? 0.5 + Double(index.members[place].i) : 0),
                isKnown: isKnown
            )
        }
        let found = try #require(recovery(of: scored, seed: Seed(1)))
        let interval = try #require(found.interval)
        let error = try #require(found.standardError)
        #expect(interval.low < found.auroc && found.auroc < interval.high)
        #expect(interval.high - interval.low > 1.3 * 2 * 1.96 * error)
        // The same seed gives the same interval; the order of pairs has no say.
        #expect(recovery(of: scored.reversed(), seed: Seed(1)) == found)
        #expect(recovery(of: scored, seed: Seed(2))?.interval != interval)
    }

    @Test func `few genes have no interval`() throws {
        let index = PairIndex(genes: (0..<5).map { Gene("G\($0)") })
        let scored = index.pairs.enumerated().map {
            ScoredRelation(pair: $0.element, score: Double($0.offset), isKnown: $0.offset % 3 == 0)
        }
        #expect(try #require(recovery(of: scored, seed: Seed(1))).interval == nil)
    }

    @Test func `either of two scores puts a pair high`() {
        let combined = eitherScore([5, 1, 2, 3, 4], [1, 5, 2, 3, 4])
        let order = combined.indices.sorted { combined[$0] > combined[$1] }
        #expect(Set(order.prefix(2)) == [0, 1])
        #expect(Array(order.dropFirst(2)) == [4, 3, 2])
        #expect(combined[0] == combined[1])
        // Of two pairs that are as high by one, the other decides.
        let parted = eitherScore([2, 2, 1], [1, 2, 3])
        #expect(parted[1] > parted[0])
    }
}
