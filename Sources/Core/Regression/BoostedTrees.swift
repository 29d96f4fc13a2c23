package import LinearAlgebra

/// A sum of regression trees, as flat arrays of nodes.
///
/// It predicts by itself, in single precision and in XGBoost's order of sums: a line goes left where its
/// value is below the threshold, and the leaves of the trees are added to `baseScore` one after another.
package struct BoostedTrees: FittedModel, Equatable {
    /// How many columns a design must have.
    package let featureCount: Int

    /// What no tree at all predicts: the mean of the training lines.
    package let baseScore: Float

    /// Where each tree starts in the arrays of nodes.
    package internal(set) var roots: [Int32] = []

    /// The column that a node asks about, or −1 for a leaf.
    package internal(set) var feature: [Int32] = []

    /// Below it a line goes left; 0 for a leaf.
    package internal(set) var threshold: [Float] = []

    /// The node for lines below the threshold; the leaf itself for a leaf.
    package internal(set) var left: [Int32] = []

    /// The node for all other lines; the leaf itself for a leaf.
    package internal(set) var right: [Int32] = []

    /// What a leaf adds, already times the learning rate; 0 for a node that asks.
    package internal(set) var leafValue: [Float] = []

    /// The total gain of the splits on each column: by how much they lowered the regularised squared
    /// error.
    package internal(set) var gain: [Double]

    init(featureCount: Int, baseScore: Float) {
        self.featureCount = featureCount
        self.baseScore = baseScore
        gain = [Double](repeating: 0, count: featureCount)
    }

    /// The share of each column in the total gain; all 0 where no tree splits.
    package var importances: [Double] {
        let total = gain.reduce(0, +)
        return total > 0 ? gain.map { $0 / total } : gain
    }

    package func predict(_ design: Matrix) -> [Double] {
        precondition(design.columns == featureCount, "these trees ask about \(featureCount) columns")
        let values = design.storage.map(Float.init)
        var sums = [Float](repeating: baseScore, count: design.rows)
        values.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
                for root in roots { add(tree: Int(root), values: values, to: sums) }
            }
        }
        return sums.map(Double.init)
    }

    private func add(
        tree root: Int,
        values: UnsafeBufferPointer<Float>,
        to sums: UnsafeMutableBufferPointer<Float>
    ) {
        feature.withUnsafeBufferPointer { feature in
            threshold.withUnsafeBufferPointer { threshold in
                left.withUnsafeBufferPointer { left in
                    right.withUnsafeBufferPointer { right in
                        var first = 0
                        for line in sums.indices {
                            var node = root
                            while feature[node] >= 0 {
                                let isLeft = values[first + Int(feature[node])] < threshold[node]
                                node = Int(isLeft ? left[node] : right[node])
                            }
                            sums[line] += leafValue[node]
                            first += featureCount
                        }
                    }
                }
            }
        }
    }

    /// Appends a leaf and gives its place.
    mutating func appendLeaf(_ value: Float) -> Int32 {
        let place = Int32(feature.count)
        feature.append(-1)
        threshold.append(0)
        left.append(place)
        right.append(place)
        leafValue.append(value)
        return place
    }

    /// Appends a node that asks, whose branches `connect` sets.
    mutating func appendSplit(feature column: Int, threshold value: Float) -> Int32 {
        let place = Int32(feature.count)
        feature.append(Int32(column))
        threshold.append(value)
        left.append(place)
        right.append(place)
        leafValue.append(0)
        return place
    }

    mutating func connect(_ node: Int32, left below: Int32, right above: Int32) {
        left[Int(node)] = below
        right[Int(node)] = above
    }
}
