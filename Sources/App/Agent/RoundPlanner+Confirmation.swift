package import Cycle
import Layouts
package import Screen
import Selection
import Settings
import Statistics
package import Store

extension RoundPlanner {
    /// A batch that measures pairs again, with guides or combinations that they have not met and with more
    /// replicates.
    ///
    /// Its wells count towards the pairs' rewards like any others; read by themselves they confirm a hit.
    package func planConfirmation(
        round: Int,
        request: ConfirmationRequest,
        wells: [MeasuredWell],
        facts: [String]
    ) throws -> PlannedRound {
        let layouts = try confirmationLayouts(of: request.pairs, round: round, wells: wells)
        return try planned(
            round: round,
            choices: request.pairs.enumerated().map { ScoredPair(pair: $0.element, rank: $0.offset + 1) },
            repeats: [],
            layouts: layouts,
            diagnostics: nil,
            facts: facts,
            confirming: request.id
        )
    }

    /// The plates that measure `pairs` again.
    func confirmationLayouts(
        of pairs: [Pair],
        round: Int,
        wells: [MeasuredWell]
    ) throws(LayoutFault) -> [PlateLayout] {
        let asked = Set(pairs)
        var used: [Pair: Set<WellContent>] = [:]
        for well in wells {
            guard let pair = well.content.pair, asked.contains(pair) else { continue }
            used[pair, default: []].insert(well.content)
        }
        let confirming = pairs.map { pair in
            confirmationWells(
                of: pair,
                guides: settings.guides.guides,
                used: used[pair, default: []],
                count: combinations(of: pair)
            )
        }
        let replicates = settings.confirmation.replicates
        return try batchLayouts(
            pairs: [],
            repeats: confirming.flatMap(\.contents).map {
                WellRepeat(content: $0, wells: replicates, attempt: 1)
            },
            guides: settings.guides,
            settings: settings.layout,
            campaign: settings.id,
            round: round,
            seed: settings.seed.derived("layout", round)
        )
    }

    /// How many guide combinations a batch gives a pair.
    private func combinations(of pair: Pair) -> Int {
        let first = settings.guides.guides[pair.first, default: []].count
        let second = settings.guides.guides[pair.second, default: []].count
        switch settings.layout.combinations {
        case .matched: return min(first, second)
        case .all: return first * second
        case .listed(let list): return list.count
        }
    }
}
