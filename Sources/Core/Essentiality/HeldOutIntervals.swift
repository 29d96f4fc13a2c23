/// The 90 % interval of each held-out line, from the residuals of lines of other groups.
///
/// - Parameters:
///   - measured: a value a line, NaN where unknown.
///   - heldOut: a prediction a line.
///   - departures: what each prediction is above the mean of the lines learnt from.
///   - groups: of each line, `nil` where it was not held out.
/// - Returns: NaN for lines not held out.
package func heldOutIntervals(
    measured: [Double],
    heldOut: [Double],
    departures: [Double],
    groups: [Int?]
) -> (lows: [Double], highs: [Double]) {
    let known = measured.indices.filter {
        groups[$0] != nil && !measured[$0].isNaN && !heldOut[$0].isNaN
    }
    var reaches: [Int: ConformalReach] = [:]
    var lows = [Double](repeating: .nan, count: measured.count)
    var highs = lows
    for line in measured.indices {
        guard let group = groups[line] else { continue }
        let reach: ConformalReach
        if let found = reaches[group] {
            reach = found
        } else {
            let others = known.filter { groups[$0] != group }
            reach = ConformalReach(
                departures: others.map { departures[$0] },
                residuals: others.map { measured[$0] - heldOut[$0] }
            )
            reaches[group] = reach
        }
        (lows[line], highs[line]) = reach.interval(
            about: heldOut[line],
            departure: departures[line],
            factor: 1
        )
    }
    return (lows, highs)
}
