package import Screen
package import Statistics

/// The plates of round 0: every gene knocked out alone, each guide beside a control guide.
///
/// Each guide has `singleReplicates` wells, spread over as many plates as are needed; the control guides
/// take turns. Every plate carries the controls.
///
/// - Returns: plates in the order of their barcodes; none if there are no genes.
/// - Throws: what does not fit, with the key to change. The result depends on nothing but the arguments.
package func singleLayouts(
    genes: [Gene],
    guides: CampaignGuides,
    settings: LayoutSettings,
    campaign: CampaignID,
    seed: Seed
) throws(LayoutFault) -> [PlateLayout] {
    try settings.check()
    try guides.check()
    let singles = guides.singles(.single)
    var samples: [PlatePlan.Sample] = []
    for gene in Set(genes).sorted() {
        guard let contents = singles[gene], !contents.isEmpty else { throw noGuides(gene) }
        samples += contents.map { PlatePlan.Sample(content: $0, replicates: settings.singleReplicates) }
    }
    let plan = PlatePlan(samples: samples, anchors: [], settings: settings, guides: guides)
    return try layouts(of: plan, campaign: campaign, round: 0, seed: seed)
}

/// The plates of one batch: every guide combination of every pair `doubleReplicates` times, wells of earlier
/// rounds that are repeated, the controls on each plate, and a few single knockouts of the batch's genes, the
/// same on each plate.
///
/// - Returns: plates in the order of their barcodes; none if there are neither pairs nor repeats.
/// - Throws: what does not fit, with the key to change. The result depends on nothing but the arguments.
package func batchLayouts(
    pairs: [Pair],
    repeats: [WellRepeat] = [],
    guides: CampaignGuides,
    settings: LayoutSettings,
    campaign: CampaignID,
    round: Int,
    seed: Seed
) throws(LayoutFault) -> [PlateLayout] {
    try settings.check()
    try guides.check()
    let pairs = Set(pairs).sorted()
    var samples: [PlatePlan.Sample] = []
    for pair in pairs {
        for content in try doubles(of: pair, guides, settings.combinations) {
            samples.append(PlatePlan.Sample(content: content, replicates: settings.doubleReplicates))
        }
    }
    samples += repeats.map { PlatePlan.Sample(content: $0.content, replicates: $0.wells) }
    let repeated = repeats.flatMap { [$0.content.a?.gene, $0.content.b?.gene].compactMap(\.self) }
    let genes = pairs.isEmpty ? repeated : pairs.flatMap { [$0.first, $0.second] }
    var generator = SeededGenerator(seed.derived("layout anchors", round))
    let plan = PlatePlan(
        samples: samples,
        anchors: anchors(settings.anchorsPerPlate, genes, guides, using: &generator),
        settings: settings,
        guides: guides
    )
    return try layouts(of: plan, campaign: campaign, round: round, seed: seed)
}

private func layouts(
    of plan: PlatePlan,
    campaign: CampaignID,
    round: Int,
    seed: Seed
) throws(LayoutFault) -> [PlateLayout] {
    guard !plan.samples.isEmpty else { return [] }
    let usable = plan.settings.usablePositions
    var elsewhere: [WellContent: [WellPosition]] = [:]
    var marks: [WellRole: Set<WellPosition>] = [:]
    var result: [PlateLayout] = []
    for (plate, samples) in try plan.samplesByPlate().enumerated() {
        var generator = SeededGenerator(seed.derived("layout round", round).derived("plate", plate))
        var wells: [WellPosition: WellContent] = [:]
        var free = Set(usable)
        for contents in plan.controls(onPlate: plate) + [plan.anchors] {
            guard let role = contents.first?.role else { continue }
            let positions = scatteredPositions(
                contents.count,
                within: usable,
                free: free,
                avoiding: Lookalikes(
                    standing: Set(wells.keys),
                    elsewhere: marks[role, default: []],
                    format: plan.settings.format
                ),
                using: &generator
            )
            for (position, content) in zip(positions, contents) { wells[position] = content }
            marks[role, default: []].formUnion(positions)
            free.subtract(positions)
        }
        let placed = SamplePlacement.place(
            samples,
            in: evenPositions(samples.count, within: usable, free: free, using: &generator),
            elsewhere: elsewhere,
            using: &generator
        )
        for (position, content) in placed.sorted(by: { $0.key < $1.key }) {
            wells[position] = content
            elsewhere[content, default: []].append(position)
        }
        let barcode = plan.settings.barcodePattern.barcode(campaign: campaign, round: round, plate: plate + 1)
        result.append(PlateLayout(barcode: barcode, format: plan.settings.format, wells: wells))
    }
    return result
}

func doubles(
    of pair: Pair,
    _ guides: CampaignGuides,
    _ combinations: GuideCombinations
) throws(LayoutFault) -> [WellContent] {
    guard let first = guides.guides[pair.first], !first.isEmpty else { throw noGuides(pair.first) }
    guard let second = guides.guides[pair.second], !second.isEmpty else { throw noGuides(pair.second) }
    switch combinations {
    case .matched:
        return zip(first, second).map { WellContent(role: .double, a: $0, b: $1) }
    case .all:
        return first.flatMap { one in second.map { WellContent(role: .double, a: one, b: $0) } }
    case .listed(let list):
        var contents: [WellContent] = []
        for numbers in list {
            for (gene, number, known) in [(pair.first, numbers[0], first), (pair.second, numbers[1], second)]
            where number > known.count {
                throw LayoutFault(
                    key: "plates.combinations",
                    reason: "\(numbers) asks for guide \(number) of \(gene), which has \(known.count).",
                    remedy: "Add guides to \(gene), or leave the combination out."
                )
            }
            contents.append(WellContent(role: .double, a: first[numbers[0] - 1], b: second[numbers[1] - 1]))
        }
        return contents
    }
}

/// Different genes as long as there are any, then further guides of the same genes.
private func anchors(
    _ count: Int,
    _ genes: [Gene],
    _ guides: CampaignGuides,
    using generator: inout SeededGenerator
) -> [WellContent] {
    let singles = guides.singles(.anchor)
    let genes = generator.shuffled(Set(genes).sorted())
    let queues = genes.compactMap { singles[$0] }.map { generator.shuffled($0) }.filter { !$0.isEmpty }
    guard !queues.isEmpty else { return [] }
    return (0..<count).map { number in
        let queue = queues[number % queues.count]
        return queue[number / queues.count % queue.count]
    }
}

private func noGuides(_ gene: Gene) -> LayoutFault {
    LayoutFault(
        key: "guides",
        reason: "\(gene) has no guide, so that it cannot be put on a plate.",
        remedy: "List at least one guide of \(gene), or take it off the campaign's genes."
    )
}

extension CampaignGuides {
    /// Each gene's guides, each with the control guide it always stands beside; an anchor therefore holds
    /// the same as the single of round 0.
    fileprivate func singles(_ role: WellRole) -> [Gene: [WellContent]] {
        let companions = self.companions
        var number = 0
        var result: [Gene: [WellContent]] = [:]
        for gene in guides.keys.sorted() {
            for guide in guides[gene, default: []] {
                let companion = companions.isEmpty ? nil : companions[number % companions.count]
                result[gene, default: []].append(WellContent(role: role, a: guide, b: companion))
                number += 1
            }
        }
        return result
    }
}
