import RealModule
import Screen
import Statistics

/// One reading of a control well.
struct ControlReading {
    let id: ReadingID
    let embedding: [Double]
}

/// The readings of one control role on one plate that are far from the others.
///
/// A reading's distance is the median of its squared distances to the readings of the other wells; its ratio is
/// that over the median of all readings' distances, which outliers move little. Dropped is a ratio above both
/// 4 m and exp(8 m σ), with m = max(1, 8/n) for n wells and σ the 1.4826 MAD of the log ratios, so that few
/// controls have to be farther out, and so have controls that scatter over few directions. At most a third
/// goes, the farthest first; fewer than four wells are never judged.
///
/// Both numbers were set by simulation: among good controls in 2 to 128 independent directions, normal or with
/// the tails of t with 5 or 10 degrees of freedom, 4 to 32 wells, at most 0.5 % are dropped. A control is found
/// where its square of distance is about ten times that of noise, and below that it moves the mean of eight
/// controls by less than their noise does.
func outlyingControls(_ readings: [ControlReading], logarithm: Bool) -> [(id: ReadingID, drop: WellDrop)] {
    let readings = readings.sorted { $0.id < $1.id }
    let wells = Set(readings.map(\.id.well)).count
    guard wells >= 4, let ratios = distanceRatios(readings, logarithm: logarithm) else { return [] }
    let scarcity = max(1, 8 / Double(wells))
    let logs = ratios.map { Double.log(max($0, .leastNormalMagnitude)) }
    let middle = quantile(logs, 0.5)
    let deviation = 1.4826 * quantile(logs.map { ($0 - middle).magnitude }, 0.5)
    let bound = max(4 * scarcity, Double.exp(8 * scarcity * deviation))
    let far = readings.indices.filter { ratios[$0] > bound }
        .sorted { ratios[$0] != ratios[$1] ? ratios[$0] > ratios[$1] : $0 < $1 }
    var dropped: Set<WellID> = []
    var result: [(id: ReadingID, drop: WellDrop)] = []
    for place in far {
        let id = readings[place].id
        guard dropped.contains(id.well) || dropped.count < wells / 3 else { continue }
        dropped.insert(id.well)
        let value = ratios[place].squareRoot()
        result.append((id, WellDrop(.outlyingControl, value: value, bound: bound.squareRoot())))
    }
    return result
}

/// `nil` where most readings are the same or a value is not finite, so that nothing can be told.
private func distanceRatios(_ readings: [ControlReading], logarithm: Bool) -> [Double]? {
    let count = readings.count
    let values = readings.map { logarithm ? $0.embedding.map(Double.log2) : $0.embedding }
    var squares = [Double](repeating: 0, count: count * count)
    for one in 0..<count {
        for other in (one + 1)..<max(count, one + 1) {
            let square = squaredDistance(values[one], values[other])
            squares[one * count + other] = square
            squares[other * count + one] = square
        }
    }
    let distances = (0..<count).map { one in
        let others = (0..<count).filter { readings[$0].id.well != readings[one].id.well }
        return quantile(others.map { squares[one * count + $0] }, 0.5)
    }
    let middle = quantile(distances, 0.5)
    guard middle > 0, middle.isFinite else { return nil }
    return distances.map { $0 / middle }
}

private func squaredDistance(_ one: [Double], _ other: [Double]) -> Double {
    precondition(one.count == other.count, "readings of one campaign have the same features")
    var sum = 0.0
    one.withUnsafeBufferPointer { one in
        other.withUnsafeBufferPointer { other in
            for feature in one.indices {
                let difference = one[feature] - other[feature]
                sum += difference * difference
            }
        }
    }
    return sum
}
