package import LinearAlgebra
package import Statistics

/// Many shallow, shrunken, randomised regression trees, grown on binned columns.
///
/// Stochastic gradient boosting of squared error (Friedman 2002) with XGBoost's regularised gain and
/// leaves (Chen and Guestrin 2016): each tree sees a random share of the lines, each node a random share
/// of the columns. No early stopping, so that all lines teach. The same seed gives the same trees on any
/// machine.
package struct SmallBoostedTrees: Sendable, Equatable {
    package var depth = 3
    package var rounds = 150

    /// What each leaf is multiplied by.
    package var rate = 0.05

    /// The chance of a line to be seen by a tree.
    package var lineShare = 0.7

    /// The share of the columns that a node may ask about, at least one column.
    package var columnShare = 0.5

    /// The fewest lines in a leaf.
    package var minimumLeaf = 5

    /// Added to the number of lines of a leaf in its value and gain (L2).
    package var penalty = 2.0

    package init() {}

    /// Grows the trees on all rows of the design.
    ///
    /// `response` holds a finite value for each of at most 2²⁰ lines.
    package func fit(_ design: Matrix, _ response: [Double], seed: Seed) -> BoostedTrees {
        precondition(design.rows == response.count && !response.isEmpty, "a design has a row for each value")
        precondition(response.count < HistogramGrower.lineLimit, "a histogram counts up to 2^20 lines")
        precondition((1...8).contains(depth) && minimumLeaf > 0, "trees have 1 to 8 levels and filled leaves")
        var trees = BoostedTrees(featureCount: design.columns, baseScore: Float(mean(response)))
        guard design.columns > 0, rounds > 0 else { return trees }
        let bins = FeatureBins(design)
        let grower = HistogramGrower(bins: bins, response: response, base: trees.baseScore, settings: self)
        var generator = SeededGenerator(seed)
        bins.bins.withUnsafeBufferPointer { places in
            for _ in 0..<rounds {
                guard grower.grow(places, using: &generator) else { return }
                grower.append(to: &trees)
            }
        }
        return trees
    }
}
