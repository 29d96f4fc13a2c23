import RealModule
import Screen
import Statistics

/// Predictions of one target in the lines of one tissue, made twice.
package struct TissuePredictions: Sendable, Hashable {
    package let target: String
    package let tissue: String
    package let measured: [Double]
    /// By models that saw other lines of the tissue.
    package let seen: [Double]
    /// By models that saw no line of the tissue.
    package let heldOut: [Double]

    package init(target: String, tissue: String, measured: [Double], seen: [Double], heldOut: [Double]) {
        precondition(
            measured.count == seen.count && measured.count == heldOut.count,
            "predictions for every measured line"
        )
        self.target = target
        self.tissue = tissue
        self.measured = measured
        self.seen = seen
        self.heldOut = heldOut
    }
}

/// Errors with a tissue seen against those with it held out.
package struct HeldOutError: Sendable, Hashable {
    /// The target, the tissue, or both as `target / tissue`.
    package let name: String
    package let lineCount: Int
    /// Root mean squared errors, in the unit of the effect.
    package let seen: Double
    package let heldOut: Double

    /// The change of the error in percent of that with the tissue seen; positive is worse.
    package var change: Double { 100 * (heldOut - seen) / seen }
}

/// What a model loses in tissues it has never seen (Rosenski and others 2023, figure 4).
///
/// The paper gives an unpaired t-test, which cannot see a loss that is small beside the spread of errors
/// between targets; the paired one can.
package struct HeldOutReport: Sendable, Hashable {
    /// Each target in each tissue, in the order given.
    package let rows: [HeldOutError]
    /// Each target over all its tissues' lines, by first appearance.
    package let targets: [HeldOutError]
    /// Each tissue: means of its targets' errors, by first appearance.
    package let tissues: [HeldOutError]
    /// The mean change over targets, in percent.
    package let meanChange: Double
    /// Pairs are targets, each with its errors over all lines: held out less seen.
    package let paired: MeanTest?
    /// The same errors without their pairing, as in the paper.
    package let unpaired: MeanTest?
    /// For each of `tissues`: pairs are the targets in it.
    package let pairedByTissue: [MeanTest?]
    /// For each of `targets`: pairs are its tissues.
    package let pairedByTarget: [MeanTest?]

    /// Lines with a value that is not finite are left out, and rows without lines with them.
    package init(_ predictions: [TissuePredictions]) {
        let sums = predictions.map { SquaredErrors($0) }
        let used = predictions.indices.filter { sums[$0].count > 0 }
        rows = used.map { place in
            sums[place].error(named: "\(predictions[place].target) / \(predictions[place].tissue)")
        }
        let byTarget = grouped(used) { predictions[$0].target }
        let byTissue = grouped(used) { predictions[$0].tissue }
        targets = byTarget.map { name, places in
            places.reduce(into: SquaredErrors()) { $0.add(sums[$1]) }.error(named: name)
        }
        tissues = byTissue.map { name, places in
            let errors = places.map { sums[$0].error(named: name) }
            return HeldOutError(
                name: name,
                lineCount: errors.map(\.lineCount).max() ?? 0,
                seen: mean(errors.map(\.seen)),
                heldOut: mean(errors.map(\.heldOut))
            )
        }
        func paired(_ places: [Int]) -> MeanTest? {
            let errors = places.map { sums[$0].error(named: "") }
            return pairedTest(errors.map(\.heldOut), errors.map(\.seen))
        }
        pairedByTissue = byTissue.map { paired($0.places) }
        pairedByTarget = byTarget.map { paired($0.places) }
        let heldOut = targets.map(\.heldOut)
        let seen = targets.map(\.seen)
        self.paired = pairedTest(heldOut, seen)
        unpaired = unpairedTest(heldOut, seen)
        meanChange = mean(targets.map(\.change))
    }
}

private struct SquaredErrors {
    var count = 0
    var seen = 0.0
    var heldOut = 0.0

    init() {}

    init(_ predictions: TissuePredictions) {
        for place in predictions.measured.indices {
            let first = predictions.seen[place] - predictions.measured[place]
            let second = predictions.heldOut[place] - predictions.measured[place]
            guard first.isFinite, second.isFinite else { continue }
            count += 1
            seen += first * first
            heldOut += second * second
        }
    }

    mutating func add(_ other: SquaredErrors) {
        count += other.count
        seen += other.seen
        heldOut += other.heldOut
    }

    func error(named name: String) -> HeldOutError {
        HeldOutError(
            name: name,
            lineCount: count,
            seen: (seen / Double(count)).squareRoot(),
            heldOut: (heldOut / Double(count)).squareRoot()
        )
    }
}

/// Places by key, in order of the keys' first appearance.
func grouped(_ places: some Sequence<Int>, by key: (Int) -> String) -> [(name: String, places: [Int])] {
    var numbers: [String: Int] = [:]
    var groups: [(name: String, places: [Int])] = []
    for place in places {
        let name = key(place)
        if let number = numbers[name] {
            groups[number].places.append(place)
        } else {
            numbers[name] = groups.count
            groups.append((name, [place]))
        }
    }
    return groups
}
