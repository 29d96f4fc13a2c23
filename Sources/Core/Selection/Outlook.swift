package import LinearAlgebra
package import Screen
import Statistics

/// What a round's posterior says of the campaign as a whole: what is found, what is left, what the next batch is
/// expected to find, and what other rules would have found by now.
///
/// A top pair is one of the highest rewards of all pairs; what is not measured counts by its draws. All of it rests
/// on the posterior: an estimate, not a measurement.
package struct Outlook: Sendable, Hashable, Codable {
    /// A number of pairs: its mean and 90 % interval over the draws.
    package struct Finds: Sendable, Hashable, Codable {
        package let mean: Double
        package let low: Double
        package let high: Double

        init(_ values: [Double]) {
            mean = values.isEmpty ? 0 : Statistics.mean(values)
            low = values.isEmpty ? 0 : quantile(values, 0.05)
            high = values.isEmpty ? 0 : quantile(values, 0.95)
        }
    }

    /// What another rule would have chosen.
    package struct Shadow: Sendable, Hashable, Codable {
        package let rule: String
        /// Its batch of this round, given all that was known.
        package let pairs: [Pair]
        /// Top pairs among all it would have chosen in this and earlier rounds.
        ///
        /// Rules that learn nothing are followed to the letter. Each batch of another is of what the campaign knew in
        /// that round, less what it had measured: not of what the rule would have learned by its own choices.
        package let found: Finds
        /// How many different pairs those are.
        package let chosen: Int
    }

    /// How many pairs are the top ones.
    package let topPairs: Int
    /// Top pairs among those measured, those in the lab and not measured, and those of the batch.
    package let found: Finds
    package let unfound: Finds
    package let batch: Finds
    /// Wells of the batch's pairs.
    package let wells: Int
    /// The campaign itself by the measure of `shadows`: top pairs among all pairs it has chosen.
    package let chosen: Finds
    /// How many pairs those are.
    package let chosenPairs: Int?
    package let shadows: [Shadow]

    /// Wells for each top pair the batch is expected to find; `nil` where it is expected to find none.
    package var wellsPerFind: Double? { batch.mean > 0.005 ? Double(wells) / batch.mean : nil }

    /// - Parameters:
    ///   - draws: What measurements would show.
    ///   - candidates: Their columns.
    ///   - pending: Columns that are out in the lab, in the order of the draws.
    ///   - measured: Columns of the known rewards, in their order.
    ///   - chosen: The batch.
    ///   - wells: How many wells it takes.
    ///   - shadows: What other rules choose this time.
    ///   - history: What they chose in earlier rounds.
    ///   - index: The campaign's pairs.
    ///   - others: The same draws of columns that `draws` lacks.
    package init(
        _ draws: PosteriorDraws,
        candidates: [Int],
        pending: [Int],
        measured: [Int],
        chosen: [ScoredPair],
        wells: Int,
        shadows: [(rule: String, pairs: [Pair])],
        history: [String: Set<Pair>],
        index: PairIndex,
        others: ([Int]) -> Matrix
    ) {
        let top = TopSet(draws.samples, known: draws.known, count: draws.topCount, weights: draws.weights)
        let places = Dictionary(uniqueKeysWithValues: (candidates + pending).enumerated().map { ($1, $0) })
        let known = Dictionary(zip(measured, draws.known), uniquingKeysWith: { first, _ in first })
        func finds(_ columns: some Collection<Int>) -> Finds {
            var counts = [Double](repeating: 0, count: draws.samples.rows)
            var missing: [Int] = []
            for column in columns {
                if let value = known[column] {
                    for row in counts.indices where value >= top.thresholds[row] { counts[row] += 1 }
                } else if let place = places[column] {
                    for row in counts.indices where draws.samples[row, place] >= top.thresholds[row] {
                        counts[row] += 1
                    }
                } else {
                    missing.append(column)
                }
            }
            for start in stride(from: 0, to: missing.count, by: 4_096) {
                let more = others(Array(missing[start..<min(start + 4_096, missing.count)]))
                for row in counts.indices {
                    for place in 0..<more.columns where more[row, place] >= top.thresholds[row] {
                        counts[row] += 1
                    }
                }
            }
            return Finds(counts)
        }
        topPairs = draws.topCount
        found = finds(Set(measured))
        unfound = Finds(top.openInSample)
        batch = finds(chosen.compactMap { index.column(of: $0.pair) })
        self.wells = wells
        let own = Set(measured + pending + chosen.compactMap { index.column(of: $0.pair) })
        self.chosen = finds(own)
        chosenPairs = own.count
        self.shadows = shadows.map { rule, pairs in
            let all = history[rule, default: []].union(pairs)
            return Shadow(
                rule: rule,
                pairs: pairs,
                found: finds(all.compactMap { index.column(of: $0) }),
                chosen: all.count
            )
        }
    }

    /// The outlook in a scientist's words; `structure` as in `structureWarning`.
    package func lines(structure: String?) -> [String] {
        let still = "\(range(unfound)) of the screen's top \(topPairs) pairs"
        var lines = [
            "Still unfound: about \(still). This batch is expected to find \(range(batch))"
                + (wellsPerFind.map { ", \(wholeText($0)) wells for each." } ?? ".")
        ]
        if let structure { lines.append(structure) }
        if batch.high < 1 {
            lines.append("Think of stopping: this batch will most likely find no top pair.")
        }
        return lines
    }

    private func range(_ finds: Finds) -> String {
        "\(wholeText(finds.mean)) (\(wholeText(finds.low)) to \(wholeText(finds.high)))"
    }

    /// Below ten with one decimal, as 0.4 is neither none nor one.
    private func wholeText(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return value < 10 && tenths % 10 != 0 ? "\(tenths / 10).\(tenths % 10)" : "\(Int(value.rounded()))"
    }
}
