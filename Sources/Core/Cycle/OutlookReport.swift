/// What the posterior of the newest batch says of a campaign as a whole.
///
/// Estimates, every one: a pair that is not measured counts by its draws.
package struct OutlookReport: Sendable, Codable {
    /// A number of top pairs: its mean and 90 % interval.
    package struct Finds: Sendable, Codable, Hashable {
        package var mean: Double
        package var low: Double
        package var high: Double

        package init(mean: Double, low: Double, high: Double) {
            self.mean = mean
            self.low = low
            self.high = high
        }
    }

    /// A way to choose pairs, and what it has found or would have found by now.
    package struct Rule: Sendable, Codable {
        package var name: String
        /// Whether it is the one that the campaign goes by.
        package var isOwn: Bool
        /// Pairs that it has chosen or would have; absent where that was not recorded.
        package var pairs: Int?
        package var found: Finds

        package init(name: String, isOwn: Bool, pairs: Int?, found: Finds) {
            self.name = name
            self.isOwn = isOwn
            self.pairs = pairs
            self.found = found
        }
    }

    /// The round that was chosen by this posterior.
    package var round: Int
    /// The outlook in sentences.
    package var lines: [String]
    /// How many pairs are the top ones.
    package var topPairs: Int
    package var found: Finds
    package var unfound: Finds
    /// Those that the round's own batch is expected to find, and what one of them costs in wells.
    package var batch: Finds
    package var wellsPerFind: Double?
    /// The campaign's own first, then the others by what they would have found.
    package var rules: [Rule]

    package init(
        round: Int,
        lines: [String],
        topPairs: Int,
        found: Finds,
        unfound: Finds,
        batch: Finds,
        wellsPerFind: Double?,
        rules: [Rule]
    ) {
        self.round = round
        self.lines = lines
        self.topPairs = topPairs
        self.found = found
        self.unfound = unfound
        self.batch = batch
        self.wellsPerFind = wellsPerFind
        self.rules = rules
    }
}
