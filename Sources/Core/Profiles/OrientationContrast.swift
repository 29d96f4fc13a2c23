package import Screen

/// A double whose guides stand on the construct in both orders: the one order less the other.
///
/// No interaction makes them differ; guides that work less in one place do. Guide combinations that have both
/// orders weigh the same.
package struct OrientationContrast: Sendable, Hashable {
    package let pair: Pair
    /// ‖mean of the wells with the second gene's guide first − mean of the others‖².
    package let squaredNorm: Double
    /// The trace that the noise of wells puts there, and that of the plates' controls.
    package let noiseOfWells: Double
    package let noiseOfControls: Double
}

/// The contrast of every pair with wells in both orders, ascending by pair.
///
/// `profiles` and `spread` are those of the same wells and settings. Costs nothing where no well is turned, and
/// otherwise about one run of ``knockoutProfiles(of:settings:features:)``.
package func orientationContrasts(
    of wells: [MeasuredWell],
    settings: ProfileSettings,
    profiles: KnockoutProfiles,
    spread: KnockoutSpread
) throws(ProfileFault) -> [OrientationContrast] {
    let turned = Set(wells.compactMap { $0.content.isTurned ? $0.content : nil })
    guard !turned.isEmpty else { return [] }
    let readings = try SortedReadings(wells, features: [])
    let uncentred = Set(profiles.uncentred)
    var sides: [WellContent: OrientationSides] = [:]
    let plates = readings.plates.filter { !uncentred.contains($0.barcode) }
    for (number, plate) in plates.enumerated() {
        let block = try readings.scaledBlock(of: plate, settings, profiles)
        for (row, content) in block.contents.enumerated() where turned.contains(content) {
            let start = row * block.featureCount
            sides[content, default: OrientationSides(block.featureCount)]
                .add(block.values[start..<(start + block.featureCount)], content.isTurned, plate: number)
        }
    }
    var combinations: [Pair: [OrientationSides]] = [:]
    for (content, sides) in sides.sorted(by: { $0.key.isBefore($1.key) }) {
        guard let pair = content.pair, sides.turned.wells > 0, sides.straight.wells > 0 else { continue }
        combinations[pair, default: []].append(sides)
    }
    return combinations.sorted { $0.key < $1.key }.compactMap { pair, sides in
        spread.doubles[pair].map { contrast(pair, sides, $0.noise.trace, spread) }
    }
}

private func contrast(
    _ pair: Pair,
    _ combinations: [OrientationSides],
    _ trace: Double,
    _ spread: KnockoutSpread
) -> OrientationContrast {
    let weight = 1 / Double(combinations.count)
    var difference = [Double](repeating: 0, count: spread.featureCount)
    var noise = 0.0
    var shares: [Int: Double] = [:]
    for sides in combinations {
        for (side, sign) in [(sides.turned, weight), (sides.straight, -weight)] {
            let count = Double(side.wells)
            for feature in difference.indices { difference[feature] += sign * side.sums[feature] / count }
            noise += weight * weight * trace / count
            for (plate, wells) in side.plates { shares[plate, default: 0] += sign * Double(wells) / count }
        }
    }
    var controls = 0.0
    for (plate, share) in shares.sorted(by: { $0.key < $1.key }) {
        controls += share * share * spread.controls[plate].trace / Double(max(1, spread.controlWells[plate]))
    }
    return OrientationContrast(
        pair: pair,
        squaredNorm: difference.reduce(0) { $0 + $1 * $1 },
        noiseOfWells: noise,
        noiseOfControls: controls
    )
}

/// The wells of one guide combination in each order.
private struct OrientationSides {
    struct Side {
        var sums: [Double]
        var wells = 0
        var plates: [Int: Int] = [:]
    }

    private(set) var straight: Side
    private(set) var turned: Side

    init(_ featureCount: Int) {
        straight = Side(sums: [Double](repeating: 0, count: featureCount))
        turned = straight
    }

    mutating func add(_ values: ArraySlice<Double>, _ isTurned: Bool, plate: Int) {
        var side = isTurned ? turned : straight
        for (feature, value) in values.enumerated() { side.sums[feature] += value }
        side.wells += 1
        side.plates[plate, default: 0] += 1
        if isTurned { turned = side } else { straight = side }
    }
}

extension WellContent {
    /// By guides, so that sums have one order.
    fileprivate func isBefore(_ other: WellContent) -> Bool {
        [a, b].compactMap(\.self).lexicographicallyPrecedes([other.a, other.b].compactMap(\.self))
    }
}
