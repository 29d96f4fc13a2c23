import Regression

/// Boosted trees of three levels, each as seven questions and eight leaves side by side: 67 bytes a tree.
///
/// A branch that ends early asks nothing further and has its value in all the leaves below.
struct ShallowTrees: Sendable, Equatable {
    static let questions = 7
    static let leaves = 8
    /// In place of a feature where nothing is asked.
    static let nothing = UInt8.max

    private(set) var base: Float = 0
    /// Seven a tree, level by level.
    private(set) var features: [UInt8] = []
    /// Below it a line goes left.
    private(set) var thresholds: [Float] = []
    /// Eight a tree, from left to right.
    private(set) var values: [Float] = []

    /// Trees deeper than three levels, or of more than 255 features, are no input of this.
    init(_ trees: BoostedTrees?) {
        guard let trees else { return }
        base = trees.baseScore
        for root in trees.roots {
            var features = [UInt8](repeating: Self.nothing, count: Self.questions)
            var thresholds = [Float](repeating: 0, count: Self.questions)
            var values = [Float](repeating: 0, count: Self.leaves)
            func place(_ node: Int, at question: Int, level: Int) {
                if trees.feature[node] < 0 {
                    let width = Self.leaves >> level
                    let first = (question - ((1 << level) - 1)) * width
                    for leaf in first..<(first + width) { values[leaf] = trees.leafValue[node] }
                    return
                }
                precondition(level < 3 && trees.feature[node] < 255, "trees of three levels")
                features[question] = UInt8(trees.feature[node])
                thresholds[question] = trees.threshold[node]
                place(Int(trees.left[node]), at: 2 * question + 1, level: level + 1)
                place(Int(trees.right[node]), at: 2 * question + 2, level: level + 1)
            }
            place(Int(root), at: 0, level: 0)
            self.features += features
            self.thresholds += thresholds
            self.values += values
        }
    }

    var count: Int { values.count / Self.leaves }
}

/// The sum of a target's trees for one line, read where the model's file lies.
///
/// `design` holds a value a modifier, `trees` the numbers of the target's trees among all of the file.
func shallowSum(
    _ design: [Float],
    base: Float,
    trees: Range<Int>,
    features: UnsafeBufferPointer<UInt8>,
    thresholds: UnsafeBufferPointer<Float>,
    values: UnsafeBufferPointer<Float>
) -> Float {
    var sum = base
    for tree in trees {
        var question = 0
        for _ in 0..<3 {
            let place = tree * ShallowTrees.questions + question
            let feature = Int(features[place])
            let goesLeft = feature >= design.count || design[feature] < thresholds[place]
            question = 2 * question + (goesLeft ? 1 : 2)
        }
        sum += values[tree * ShallowTrees.leaves + question - ShallowTrees.questions]
    }
    return sum
}
