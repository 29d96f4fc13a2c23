import RealModule
import Statistics

/// The wells of a finished screen relieved of their plates, and the main effect of each gene.
///
/// A plate of such a screen holds one or two query reagents, so centring on the plate would take the
/// query's own effect away. Instead each plate × query median is subtracted, the query's mean effect as
/// seen where it was the template is added back, and a median polish over genes with the negative
/// control at 0 gives the main effects.
struct EmulatedFit: Sendable {
    /// log2, without plate; 0 is two negative controls.
    ///
    /// A row a well of the file.
    let values: [[Double]]
    /// The main effect of each gene (controls too), one value a feature.
    let mainEffects: [String: [Double]]
    /// The SD between plates of each feature, log2.
    let plateSD: [Double]
    /// The median raw level of each feature, log2.
    let level: [Double]

    init(_ screen: FinishedWells, negativeControl: String) throws(LabFault) {
        let features = screen.features.indices
        let groups = Dictionary(grouping: screen.wells.indices) { row in
            [screen.wells[row].plate, screen.wells[row].query]
        }
        var values = screen.values
        var medians: [[Double]] = []
        for key in groups.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let rows = groups[key, default: []]
            let median = features.map { feature in quantile(rows.map { screen.values[$0][feature] }, 0.5) }
            for row in rows { values[row] = plus(values[row], -1, median) }
            medians.append(median)
        }
        level = features.map { feature in quantile(medians.map { $0[feature] }, 0.5) }
        plateSD = features.map { feature in populationSD(medians.map { $0[feature] }) }

        var seen: [String: (sum: [Double], wells: Double)] = [:]
        for (well, value) in zip(screen.wells, values) {
            let before = seen[well.template] ?? (value.map { _ in 0 }, 0)
            seen[well.template] = (plus(before.sum, 1, value), before.wells + 1)
        }
        for (row, well) in screen.wells.enumerated() {
            guard let effect = seen[well.query] else { continue }
            values[row] = plus(values[row], 1 / effect.wells, effect.sum)
        }

        let genes = Set(screen.wells.flatMap { [$0.templateGene, $0.queryGene] }).sorted()
        let places = Dictionary(uniqueKeysWithValues: genes.enumerated().map { ($1, $0) })
        guard let zero = places[negativeControl] else {
            throw LabFault("The screen has no wells of its negative control '\(negativeControl)'.")
        }
        var mainEffects = genes.map { _ in [Double]() }
        var base: [Double] = []
        for feature in features {
            var sums = genes.map { _ in [Double](repeating: 0, count: genes.count) }
            var counts = sums
            for (well, value) in zip(screen.wells, values) {
                guard let i = places[well.templateGene], let j = places[well.queryGene] else { continue }
                for (i, j) in [(i, j), (j, i)] {
                    sums[i][j] += value[feature]
                    counts[i][j] += 1
                }
            }
            let means = zip(sums, counts).map { zip($0, $1).map { $0 / $1 } }
            let (level, effects) = medianPolish(means)
            base.append(level + 2 * effects[zero])
            for i in genes.indices { mainEffects[i].append(effects[i] - effects[zero]) }
        }
        self.values = values.map { plus($0, -1, base) }
        self.mainEffects = Dictionary(uniqueKeysWithValues: zip(genes, mainEffects))
    }
}
