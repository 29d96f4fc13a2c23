/// What a block's targets were predicted to be in the lines of one fold.
struct HeldOutFold: Sendable {
    let lines: [Int]
    /// How far each line is from those learnt from.
    let distances: [Double]
    /// For each target, a value a line.
    let predictions: [[Double]]
    /// Half the width of each 90 % interval.
    let reaches: [[Double]]
}

/// The same of all folds.
struct HeldOutBlock: Sendable {
    private(set) var predictions: [[Double]]
    private(set) var reaches: [[Double]]
    private(set) var distances: [Double]

    init(lines: Int, targets: Int) {
        predictions = [[Double]](repeating: [Double](repeating: .nan, count: lines), count: targets)
        reaches = predictions
        distances = [Double](repeating: .nan, count: lines)
    }

    mutating func add(_ fold: HeldOutFold) {
        for (place, line) in fold.lines.enumerated() {
            distances[line] = fold.distances[place]
            for target in predictions.indices {
                predictions[target][line] = fold.predictions[target][place]
                reaches[target][line] = fold.reaches[target][place]
            }
        }
    }
}
