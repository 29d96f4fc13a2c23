/// What a block's targets were predicted to be in the lines of one fold.
struct HeldOutFold: Sendable {
    let lines: [Int]
    /// How far each line is from those learnt from.
    let distances: [Double]
    /// For each target, a value a line.
    let predictions: [[Double]]
    /// What these are above the mean of the lines learnt from.
    let departures: [[Double]]
    /// The ends of each 90 % interval.
    let lows: [[Double]]
    let highs: [[Double]]
}

/// The same of all folds.
struct HeldOutBlock: Sendable {
    private(set) var predictions: [[Double]]
    private(set) var departures: [[Double]]
    private(set) var lows: [[Double]]
    private(set) var highs: [[Double]]
    private(set) var distances: [Double]

    init(lines: Int, targets: Int) {
        predictions = [[Double]](repeating: [Double](repeating: .nan, count: lines), count: targets)
        departures = predictions
        lows = predictions
        highs = predictions
        distances = [Double](repeating: .nan, count: lines)
    }

    mutating func add(_ fold: HeldOutFold) {
        for (place, line) in fold.lines.enumerated() {
            distances[line] = fold.distances[place]
            for target in predictions.indices {
                predictions[target][line] = fold.predictions[target][place]
                departures[target][line] = fold.departures[target][place]
                lows[target][line] = fold.lows[target][place]
                highs[target][line] = fold.highs[target][place]
            }
        }
    }
}
