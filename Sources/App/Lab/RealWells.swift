import Rewards
import Screen
import Statistics

/// The real wells of a finished screen, found by what they hold, in the order they are handed out.
struct RealWells: Sendable {
    struct Reagents: Hashable {
        let one: String
        let other: String

        init(_ one: String, _ other: String) {
            self.one = min(one, other)
            self.other = max(one, other)
        }
    }

    /// Values (log2, no plate) of the wells of two reagents, in either orientation.
    private(set) var byReagents: [Reagents: [[Double]]] = [:]
    /// The same of two genes, whatever the reagents.
    private(set) var byGenes: [Reagents: [[Double]]] = [:]
    /// Added to each gene's wells with the negative control, so that they give its main effect.
    private var singleShift: [String: [Double]] = [:]
    private(set) var genes: [String: String] = [:]
    let negativeControl: String
    let controlReagent: String

    /// What is left of single wells when their reagent's mean is gone, a row a well: the noise of a well.
    private(set) var residuals: [[Double]] = []
    private(set) var residualSD: [Double] = []

    init(_ screen: FinishedWells, _ fit: EmulatedFit, negativeControl: String) {
        self.negativeControl = negativeControl
        for well in screen.wells {
            genes[well.template] = well.templateGene
            genes[well.query] = well.queryGene
        }
        controlReagent = genes.filter { $0.value == negativeControl }.keys.min() ?? ""
        // Orientations by turns (template first), each in the order of plate and well, so that two
        // replicates are one of each.
        let order = screen.wells.indices.sorted { left, right in
            let one = screen.wells[left]
            let other = screen.wells[right]
            return one.plate != other.plate ? one.plate < other.plate : one.position < other.position
        }
        var sides: [Reagents: [[[Double]]]] = [:]
        for row in order {
            let well = screen.wells[row]
            let side = well.template <= well.query ? 0 : 1
            sides[Reagents(well.template, well.query), default: [[], []]][side].append(fit.values[row])
        }
        for (reagents, sides) in sides {
            var wells: [[Double]] = []
            for turn in 0..<max(sides[0].count, sides[1].count) {
                wells += sides.filter { turn < $0.count }.map { $0[turn] }
            }
            byReagents[reagents] = wells
        }
        for reagents in byReagents.keys.sorted(by: { ($0.one, $0.other) < ($1.one, $1.other) }) {
            guard let one = genes[reagents.one], let other = genes[reagents.other] else { continue }
            byGenes[Reagents(one, other), default: []] += byReagents[reagents, default: []]
        }
        measureSingles(fit)
    }

    func reagents(of gene: String) -> [String] { genes.filter { $0.value == gene }.keys.sorted() }

    /// The `turn`-th real well for what a well is to hold, going round when they are used up; `nil` where
    /// the genes never met.
    func value(of content: WellContent, turn: Int) -> [Double]? {
        switch content.role {
        case .double:
            guard let one = content.a, let other = content.b else { return nil }
            return wells(one, other).map { $0[turn % $0.count] }
        case .single, .positive, .anchor:
            guard let guide = content.a, let wells = wells(guide, nil) else { return nil }
            let shift = genes[guide.name].flatMap { singleShift[$0] }
            let value = content.role == .anchor ? mean(wells) : wells[turn % wells.count]
            return shift.map { plus(value, 1, $0) } ?? value
        case .untreated, .nonTargeting, .cutting, .empty:
            return nil
        }
    }

    /// The wells of two guides, or of a guide with the negative control.
    ///
    /// Of their genes with other reagents where these two never met.
    private func wells(_ guide: Guide, _ partner: Guide?) -> [[Double]]? {
        if let exact = byReagents[Reagents(guide.name, partner?.name ?? controlReagent)] { return exact }
        guard let gene = guide.gene?.symbol ?? genes[guide.name] else { return nil }
        return byGenes[Reagents(gene, partner?.gene?.symbol ?? negativeControl)]
    }

    private mutating func measureSingles(_ fit: EmulatedFit) {
        for gene in fit.mainEffects.keys.sorted() where gene != negativeControl {
            guard let main = fit.mainEffects[gene] else { continue }
            let wells = reagents(of: gene).compactMap { byReagents[Reagents($0, controlReagent)] }
            guard !wells.isEmpty else { continue }
            // Reagents first, as the profiles are averaged.
            singleShift[gene] = plus(main, -1, mean(wells.map { mean($0) }))
            for group in wells where group.count > 1 {
                let centre = mean(group)
                let widen = (Double(group.count) / Double(group.count - 1)).squareRoot()
                residuals += group.map { plus($0, -1, centre).map { widen * $0 } }
            }
        }
        if residuals.isEmpty { residuals = [fit.level.map { _ in 0 }] }
        residualSD = fit.level.indices.map { feature in populationSD(residuals.map { $0[feature] }) }
    }

    func mean(_ rows: [[Double]]) -> [Double] {
        guard let first = rows.first else { return [] }
        return rows.dropFirst().reduce(first) { plus($0, 1, $1) }.map { $0 / Double(rows.count) }
    }

    /// Rewards and severities of all wells at once, in units of the residual SD: the truth of a screen
    /// without a table of record.
    func truth(of genes: [Gene], _ fit: EmulatedFit) -> ScreenTruth {
        let index = PairIndex(genes: genes)
        let rewards = rewards(fit)
        let severities = genes.map { ($0, norm(scaled(fit.mainEffects[$0.symbol] ?? []))) }
        return ScreenTruth(
            index: index,
            rewards: index.pairs.map { rewards[$0] ?? 0 },
            severities: Dictionary(uniqueKeysWithValues: severities)
        )
    }
}
