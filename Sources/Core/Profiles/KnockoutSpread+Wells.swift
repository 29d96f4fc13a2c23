package import Screen

/// The noise behind `profiles`, from the same wells and settings.
///
/// Two passes over the plates: the first finds how much replicates of each source differ, the second takes
/// the shape of the noise from all sources that do not stand out. Costs about two runs of
/// ``knockoutProfiles(of:settings:features:)``; the same to the last bit whatever order `wells` came in.
///
/// - Returns: `nil` where no guide combination and no plate's control has a replicate, so that nothing is
///   known of the noise.
/// - Throws: What ``knockoutProfiles(of:settings:features:)`` throws.
package func knockoutSpread(
    of wells: [MeasuredWell],
    settings: ProfileSettings,
    profiles: KnockoutProfiles,
    features: [String] = []
) throws(ProfileFault) -> KnockoutSpread? {
    let readings = try SortedReadings(wells, features: features)
    let uncentred = Set(profiles.uncentred)
    let plates = readings.plates.filter { !uncentred.contains($0.barcode) }
    let featureCount = profiles.featureCount

    var first = ReplicateContrasts(featureCount: featureCount, centring: settings.centring)
    var contents: [[WellContent]] = []
    for (number, plate) in plates.enumerated() {
        let block = try readings.scaledBlock(of: plate, settings, profiles)
        contents.append(block.contents)
        first.add(block, plate: number) { _, _ in }
    }

    let kinds = NoiseOfKinds(first.groups, plates: plates.count)
    let suspicious = kinds.suspicious
    let plan = PseudoPairPlan(contents, centring: settings.centring, without: suspicious)
    var second = ReplicateContrasts(featureCount: featureCount, centring: settings.centring)
    var builder = NoiseShape.Builder(featureCount: featureCount)
    var outlying: [NoiseSource: [Double]] = [:]
    var sums = [Double](repeating: 0, count: plan.pairs.count * featureCount)
    for (number, plate) in plates.enumerated() {
        let block = try readings.scaledBlock(of: plate, settings, profiles)
        plan.add(block, plate: number, to: &sums)
        second.add(block, plate: number) { place, contrast in
            // Both passes meet the wells in one order, so places are the same.
            let group = first.groups[place]
            if suspicious.contains(group.source) {
                outlying[group.source, default: []].append(contentsOf: contrast)
            } else if group.plates.contains(where: { suspicious.contains(.controls(plate: $0.plate)) }) {
                // Replicates apart would bring the suspicious plate's centre into the shape.
            } else if let pooled = kinds.kind(of: group.source).pooled, pooled > 0 {
                builder.add(contrast, dividedBy: pooled.squareRoot())
            }
        }
    }
    guard let shape = builder.shape() else { return nil }
    return KnockoutSpread(
        groups: first,
        plates: plates.map(\.barcode),
        kinds: kinds,
        shape: shape,
        outlying: outlying,
        aggregation: settings.aggregation,
        plan: plan,
        pseudoSums: sums
    )
}

extension SortedReadings {
    /// A plate's wells as the profiles count them: normalised, and in the profiles' unit.
    func scaledBlock(
        of plate: Plate,
        _ settings: ProfileSettings,
        _ profiles: KnockoutProfiles
    ) throws(ProfileFault) -> PlateBlock {
        guard var block = try block(of: plate, settings, profiles.normalisation) else {
            preconditionFailure("plates that cannot be centred are left out before")
        }
        guard let scale = profiles.replicateSD else { return block }
        block.apply([.divide(scale)])
        return block
    }
}

extension KnockoutSpread {
    fileprivate init(
        groups contrasts: ReplicateContrasts,
        plates: [Barcode],
        kinds: NoiseOfKinds,
        shape: NoiseShape,
        outlying: [NoiseSource: [Double]],
        aggregation: ProfileSettings.Aggregation,
        plan: PseudoPairPlan,
        pseudoSums: [Double]
    ) {
        let noise = { (source: NoiseSource) in
            kinds.noise(of: source, dimension: shape.dimension, contrasts: outlying[source])
        }
        var controlWells = [Int](repeating: 0, count: plates.count)
        var members: [NoiseSource: [Int]] = [:]
        for (place, group) in contrasts.groups.enumerated() {
            if case .controls(let plate) = group.source { controlWells[plate] = group.wells }
            members[group.source, default: []].append(place)
        }
        var singles: [Gene: KnockoutError] = [:]
        var doubles: [Pair: KnockoutError] = [:]
        var places: [NoiseSource: [Int]] = [:]
        for (source, unsorted) in members {
            let sorted = unsorted.sorted {
                contrasts.groups[$0].guides.lexicographicallyPrecedes(contrasts.groups[$1].guides)
            }
            places[source] = sorted
            let error = KnockoutError(sorted.map { contrasts.groups[$0] }, aggregation, noise(source))
            switch source {
            case .single(let gene): singles[gene] = error
            case .double(let pair): doubles[pair] = error
            case .controls: break
            }
        }
        let controls = plates.indices.map { noise(.controls(plate: $0)) }
        let guides = GuideSpread(
            contrasts,
            places: places,
            singles: singles,
            doubles: doubles,
            controls: zip(controls, controlWells).map { $0.trace / Double($1) },
            dimension: shape.dimension
        )
        self.init(
            featureCount: contrasts.featureCount,
            plates: plates,
            controlWells: controlWells,
            controls: controls,
            singles: singles,
            doubles: doubles,
            guideTrace: guides.guideTrace,
            combinationTrace: guides.combinationTrace,
            shape: shape,
            pseudoPairs: plan.pseudoPairs(
                pseudoSums,
                featureCount: contrasts.featureCount,
                controls: controls.map(\.trace),
                singles: singles.mapValues(\.noise.trace)
            )
        )
    }
}

extension KnockoutError {
    fileprivate init(
        _ groups: [ReplicateContrasts.Group],
        _ aggregation: ProfileSettings.Aggregation,
        _ noise: WellNoise
    ) {
        let wells = groups.reduce(0) { $0 + $1.wells }
        let weights = groups.map { group in
            aggregation == .flat ? Double(group.wells) / Double(wells) : 1 / Double(groups.count)
        }
        var shares: [Int: Double] = [:]
        for (group, weight) in zip(groups, weights) {
            for (plate, wells) in group.plates {
                shares[plate, default: 0] += weight * Double(wells) / Double(group.wells)
            }
        }
        self.init(
            groups: zip(groups, weights).map { GuideGroup(guides: $0.guides, wells: $0.wells, weight: $1) },
            plateShares: shares.sorted { $0.key < $1.key }.map { PlateShare(plate: $0.key, share: $0.value) },
            noise: noise
        )
    }
}
