import RealModule
package import Screen
package import Statistics

/// How well a score of pairs finds the pairs that are known to belong together.
package struct Recovery: Sendable, Hashable, Codable {
    /// The share of (known, other) pairs of pairs of which the known one scores higher; ties count half.
    package let auroc: Double
    /// Of `auroc`, as if pairs were independent (DeLong 1988); `nil` below two known or two other pairs.
    package let standardError: Double?
    /// The ends of a 95 % interval of `auroc` that takes genes as drawn by chance; `nil` below ten genes.
    ///
    /// Pairs of a gene stand and fall together, so that the interval of independent pairs is too narrow.
    package let interval: Interval?
    /// The share of known pairs among the highest 5, 10 and 20 % of all; chance finds as many.
    package let recall: [Recall]

    package struct Interval: Sendable, Hashable, Codable {
        package let low: Double
        package let high: Double
    }

    package struct Recall: Sendable, Hashable, Codable {
        package let share: Double
        /// Known pairs among the highest, and the highest pairs.
        package let found: Int
        package let taken: Int
        package let recall: Double
    }

    package static let shares = [0.05, 0.1, 0.2]
}

/// A pair with a score and whether it is known.
package struct ScoredRelation: Sendable, Hashable {
    package let pair: Pair
    package let score: Double
    package let isKnown: Bool

    package init(pair: Pair, score: Double, isKnown: Bool) {
        self.pair = pair
        self.score = score
        self.isKnown = isKnown
    }
}

/// - Parameters:
///   - pairs: Measured pairs only; the order does not matter.
///   - seed: Of the draws of genes behind the interval.
///   - draws: Bootstrap samples.
/// - Returns: `nil` where no pair, or every pair, is known.
package func recovery(of pairs: [ScoredRelation], seed: Seed, draws: Int = 1_000) -> Recovery? {
    let pairs = pairs.filter { $0.score.isFinite }
        .sorted { $0.score != $1.score ? $0.score > $1.score : $0.pair < $1.pair }
    let known = pairs.count { $0.isKnown }
    guard known > 0, known < pairs.count else { return nil }
    return Recovery(
        auroc: auroc(pairs.map(\.score), known: pairs.map(\.isKnown)),
        standardError: deLongError(pairs.map(\.score), known: pairs.map(\.isKnown)),
        interval: GeneBootstrap(pairs).interval(seed: seed, draws: draws),
        recall: Recovery.shares.map { share in
            let taken = Int((share * Double(pairs.count)).rounded(.up))
            // A pair on the edge of the highest counts by its place among its equals, which pairs order.
            let found = pairs.prefix(taken).count { $0.isKnown }
            return .init(share: share, found: found, taken: taken, recall: Double(found) / Double(known))
        }
    )
}

/// The area under the receiver operating characteristic, from the mean rank of the known (Mann and Whitney).
///
/// NaN where nothing or everything is known.
package func auroc(_ scores: [Double], known: [Bool]) -> Double {
    precondition(scores.count == known.count, "a label for each score")
    let ranks = averageRanks(scores)
    let count = Double(known.count { $0 })
    let others = Double(known.count) - count
    var sum = 0.0
    for (rank, isKnown) in zip(ranks, known) where isKnown { sum += rank }
    return (sum - count * (count + 1) / 2) / (count * others)
}

/// The standard error of ``auroc(_:known:)`` (DeLong 1988, by the ranks of Sun and Xu 2014).
package func deLongError(_ scores: [Double], known: [Bool]) -> Double? {
    precondition(scores.count == known.count, "a label for each score")
    let positive = zip(scores, known).filter(\.1).map(\.0)
    let negative = zip(scores, known).filter { !$0.1 }.map(\.0)
    guard positive.count > 1, negative.count > 1 else { return nil }
    let all = averageRanks(positive + negative)
    let amongPositive = averageRanks(positive)
    let amongNegative = averageRanks(negative)
    let (m, n) = (Double(positive.count), Double(negative.count))
    // The share of others below each known pair, and of known above each other pair.
    let above = positive.indices.map { (all[$0] - amongPositive[$0]) / n }
    let below = negative.indices.map { 1 - (all[positive.count + $0] - amongNegative[$0]) / m }
    let (one, other) = (sampleSD(above), sampleSD(below))
    return (one * one / m + other * other / n).squareRoot()
}

/// The points of the receiver operating characteristic, from (0, 0) to (1, 1); equal scores are one step.
package func receiverCurve(_ pairs: [ScoredRelation]) -> [(falseShare: Double, trueShare: Double)] {
    let sorted = pairs.filter { $0.score.isFinite }.sorted { $0.score > $1.score }
    let known = Double(max(1, sorted.count { $0.isKnown }))
    let others = Double(max(1, sorted.count { !$0.isKnown }))
    var curve = [(falseShare: 0.0, trueShare: 0.0)]
    var (right, wrong) = (0.0, 0.0)
    for (place, pair) in sorted.enumerated() {
        if pair.isKnown { right += 1 } else { wrong += 1 }
        if place + 1 < sorted.count, sorted[place + 1].score == pair.score { continue }
        curve.append((wrong / others, right / known))
    }
    return curve
}

/// One score for two: the higher of a pair's two ranks as a share of all, with the lower one to part equals.
///
/// A pair is then as high as the better of both puts it, which is what two measures that find different
/// relations ask for; nothing is fitted.
package func eitherScore(_ one: [Double], _ other: [Double]) -> [Double] {
    precondition(one.count == other.count, "two scores for each pair")
    let first = averageRanks(one)
    let second = averageRanks(other)
    let count = Double(max(1, one.count))
    return first.indices.map { place in
        let (high, low) = (max(first[place], second[place]), min(first[place], second[place]))
        return high / count + low / (count * count * 4)
    }
}

/// AUROC over genes drawn with replacement: a pair weighs as often as both its genes were drawn.
private struct GeneBootstrap {
    private let members: [(first: Int, second: Int)]
    private let known: [Bool]
    /// Whether a pair scores the same as the one before.
    private let isTied: [Bool]
    private let genes: Int

    /// - Parameter pairs: The highest score first.
    init(_ pairs: [ScoredRelation]) {
        let names = Set(pairs.flatMap { [$0.pair.first, $0.pair.second] }).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        members = pairs.map { (numbers[$0.pair.first] ?? 0, numbers[$0.pair.second] ?? 0) }
        known = pairs.map(\.isKnown)
        isTied = pairs.indices.map { $0 > 0 && pairs[$0].score == pairs[$0 - 1].score }
        genes = names.count
    }

    func interval(seed: Seed, draws: Int) -> Recovery.Interval? {
        guard genes >= 10, draws > 1 else { return nil }
        var generator = SeededGenerator(seed)
        var areas: [Double] = []
        var times = [Double](repeating: 0, count: genes)
        for _ in 0..<draws {
            for gene in times.indices { times[gene] = 0 }
            for _ in 0..<genes { times[generator.index(below: genes)] += 1 }
            let area = self.area(times)
            if area.isFinite { areas.append(area) }
        }
        guard areas.count > draws / 2 else { return nil }
        return .init(low: quantile(areas, 0.025), high: quantile(areas, 0.975))
    }

    private func area(_ times: [Double]) -> Double {
        var above = 0.0
        var area = 0.0
        var others = 0.0
        // Of the scores that are equal to the current one.
        var (knownHere, othersHere) = (0.0, 0.0)
        func close() {
            area += othersHere * (above + knownHere / 2)
            above += knownHere
            others += othersHere
            (knownHere, othersHere) = (0, 0)
        }
        for place in members.indices {
            if !isTied[place] { close() }
            let weight = times[members[place].first] * times[members[place].second]
            if known[place] { knownHere += weight } else { othersHere += weight }
        }
        close()
        return area / (above * others)
    }
}
