import Screen
import Statistics

/// The means of each plate's controls, positive controls and anchors, plate after plate.
struct ControlCourse {
    private struct Entry {
        let barcode: Barcode
        let batch: PlateBatch?
        var controls = 0
        /// Empty without controls.
        var centre: [Double] = []
        /// Squared deviations from the centre.
        var squares: [Double] = []
        /// Of the positive controls, less the centre.
        var positives: [Double]?
        /// Of each anchor, less the centre.
        var anchors: [WellContent: [Double]] = [:]
    }

    private let featureCount: Int
    private var entries: [Entry] = []

    init(featureCount: Int) { self.featureCount = featureCount }

    mutating func add(_ plain: PlateBlock, of plate: SortedReadings.Plate, centring: WellRole) {
        var entry = Entry(barcode: plate.barcode, batch: plate.batch)
        var block = plain
        defer { entries.append(entry) }
        guard block.centre(on: centring) else { return }
        entry.centre = block.centre
        let rows = block.rows(of: centring)
        entry.controls = rows.count / max(1, featureCount)
        entry.squares = Array(repeating: 0, count: featureCount)
        for (place, value) in rows.enumerated() { entry.squares[place % featureCount] += value * value }
        let positives = centring == .positive ? [] : block.rows(of: .positive)
        if !positives.isEmpty { entry.positives = mean(ofRows: positives) }
        var anchors: [WellContent: [Double]] = [:]
        for (row, content) in block.contents.enumerated() where content.role == .anchor {
            anchors[content, default: []] += block.values[(row * featureCount)..<((row + 1) * featureCount)]
        }
        entry.anchors = anchors.mapValues(mean(ofRows:))
    }

    var drift: ControlDrift {
        guard let deviations = pooledDeviations else {
            return ControlDrift(plates: entries.map { plate($0, nil, nil, nil, nil, [:], nil) }, limit: nil)
        }
        let odd = farFromMiddle(deviations)
        var sum = [Double](repeating: 0, count: featureCount)
        var noise = 0.0
        var count = 0.0
        var distances: [(distance: Double, expected: Double)?] = []
        for (number, entry) in entries.enumerated() {
            guard entry.controls > 0 else {
                distances.append(nil)
                continue
            }
            let own = 1 / Double(entry.controls)
            if count > 0 {
                let distance = distance(entry.centre, sum.map { $0 / count }, deviations)
                distances.append((distance, (own + noise / (count * count)).squareRoot()))
            } else {
                distances.append(nil)
            }
            guard !odd.contains(number) else { continue }
            for feature in 0..<featureCount { sum[feature] += entry.centre[feature] }
            noise += own
            count += 1
        }
        let limit = limit(distances.compactMap { $0 })
        let anchors = anchorMeans
        let middle = quantile(entries.compactMap { spread($0, deviations) }, 0.5)
        let plates = zip(entries, distances).map { entry, found in
            plate(entry, found?.distance, found?.expected, limit, deviations, anchors, middle)
        }
        return ControlDrift(plates: plates, limit: limit)
    }

    private func plate(
        _ entry: Entry,
        _ distance: Double?,
        _ expected: Double?,
        _ limit: Double?,
        _ deviations: [Double]?,
        _ anchors: [WellContent: [Double]],
        _ middle: Double?
    ) -> ControlDrift.Plate {
        let zero = [Double](repeating: 0, count: featureCount)
        let positives = deviations.flatMap { unit in
            entry.positives.map { self.distance($0, zero, unit) }
        }
        let spreads = deviations.flatMap { spread(entry, $0) }
        return ControlDrift.Plate(
            barcode: entry.barcode,
            batch: entry.batch,
            controls: entry.controls,
            distance: distance,
            expected: expected,
            spread: spreads.flatMap { spread in middle.flatMap { $0 > 0 ? spread / $0 : nil } },
            positives: positives,
            anchors: deviations.flatMap { anchorDistance(entry, anchors, $0) },
            isFlagged: distance.flatMap { distance in limit.map { distance > $0 } } ?? false
        )
    }

    /// Of a control well within its plate; `nil` where no plate has two, infinite for a feature that never varies.
    private var pooledDeviations: [Double]? {
        let freedom = entries.reduce(0) { $0 + max(0, $1.controls - 1) }
        guard freedom > 0 else { return nil }
        return (0..<featureCount).map { feature in
            var squares = 0.0
            var size = 0.0
            for entry in entries where entry.controls > 0 {
                squares += entry.squares[feature]
                size = max(size, entry.centre[feature].magnitude)
            }
            let deviation = (squares / Double(freedom)).squareRoot()
            return deviation > 1e-12 * size ? deviation : .infinity
        }
    }

    /// Root of the mean square over features that vary, in units of `deviations`.
    private func distance(_ one: [Double], _ other: [Double], _ deviations: [Double]) -> Double {
        var sum = 0.0
        var count = 0.0
        for feature in 0..<featureCount where deviations[feature].isFinite {
            let step = (one[feature] - other[feature]) / deviations[feature]
            sum += step * step
            count += 1
        }
        return count > 0 ? (sum / count).squareRoot() : 0
    }

    private func spread(_ entry: Entry, _ deviations: [Double]) -> Double? {
        guard entry.controls > 1 else { return nil }
        let own = entry.squares.map { ($0 / Double(entry.controls - 1)).squareRoot() }
        return distance(own, [Double](repeating: 0, count: featureCount), deviations)
    }

    /// Plates far from the median of all: they must not move what later plates are compared with.
    private func farFromMiddle(_ deviations: [Double]) -> Set<Int> {
        let measured = entries.indices.filter { entries[$0].controls > 0 }
        guard measured.count >= ControlDrift.fewestPlates else { return [] }
        let middle = (0..<featureCount).map { feature in
            quantile(measured.map { entries[$0].centre[feature] }, 0.5)
        }
        let distances = measured.map { distance(entries[$0].centre, middle, deviations) }
        let expected = measured.map { (1 / Double(entries[$0].controls)).squareRoot() }
        let limit = limit(Array(zip(distances, expected))) ?? .infinity
        return Set(zip(measured, distances).filter { $0.1 > limit }.map(\.0))
    }

    private func limit(_ distances: [(distance: Double, expected: Double)]) -> Double? {
        guard distances.count >= ControlDrift.fewestPlates else { return nil }
        let values = distances.map(\.distance)
        let middle = quantile(values, 0.5)
        let deviation = 1.4826 * quantile(values.map { ($0 - middle).magnitude }, 0.5)
        return max(middle + 5 * deviation, 2 * quantile(distances.map(\.expected), 0.5))
    }

    /// Of anchors that stand on two plates or more.
    private var anchorMeans: [WellContent: [Double]] {
        var rows: [WellContent: [Double]] = [:]
        for entry in entries {
            for (content, values) in entry.anchors { rows[content, default: []] += values }
        }
        return rows.filter { $0.value.count > featureCount }.mapValues(mean(ofRows:))
    }

    private func anchorDistance(
        _ entry: Entry,
        _ means: [WellContent: [Double]],
        _ deviations: [Double]
    ) -> Double? {
        let distances = entry.anchors.compactMap { content, values in
            means[content].map { distance(values, $0, deviations) }
        }
        return distances.isEmpty ? nil : Statistics.mean(distances.sorted())
    }

    private func mean(ofRows rows: [Double]) -> [Double] {
        var sum = [Double](repeating: 0, count: featureCount)
        for (place, value) in rows.enumerated() { sum[place % featureCount] += value }
        divide(&sum, 0, featureCount, by: Double(rows.count / max(1, featureCount)))
        return sum
    }
}
