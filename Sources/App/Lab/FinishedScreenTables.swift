package import FoundationEssentials
package import Screen
import Statistics
import Tables

/// What a finished screen's wells amount to, in units of the SD between its replicates.
package struct FinishedScreenTables: Sendable {
    /// From wells with one knockout and the negative control alone.
    package let singles: [Gene: [Double]]
    /// R of each pair, with the main effects of all wells as its singles.
    package let rewards: [Pair: Double]

    /// Reads the wells of a finished screen; with a `replicate`, only the doubles of that one count.
    ///
    /// Throws ``LabFault`` in words.
    package init(wellsFile: URL, negativeControl: String = "Ctrl_Fluc", replicate: String? = nil) throws {
        let name = wellsFile.lastPathComponent
        let table = try FinishedWells.table(at: wellsFile)
        let screen = try FinishedWells(table, file: name)
        let fit = try EmulatedFit(screen, negativeControl: negativeControl)
        let bench = RealWells(screen, fit, negativeControl: negativeControl)
        singles = bench.singles()
        guard let replicate else {
            rewards = bench.rewards(fit)
            return
        }
        guard let column = table.column(named: "Replicate") else {
            throw LabFault("\(name): there is no column 'Replicate'.")
        }
        let rows = (0..<table.rowCount).filter { table.text(row: $0, column: column) == replicate }
        guard !rows.isEmpty else { throw LabFault("\(name): no well is of replicate '\(replicate)'.") }
        rewards = bench.rewards(fit, wells: rows.map { (screen.wells[$0], fit.values[$0]) })
    }
}

extension RealWells {
    /// The mean of each gene's wells with the negative control, reagents first, in units of the residual SD.
    func singles() -> [Gene: [Double]] {
        var singles: [Gene: [Double]] = [:]
        for gene in Set(genes.values) where gene != negativeControl && !gene.hasPrefix("Ctrl_") {
            let wells = reagents(of: gene).compactMap { byReagents[Reagents($0, controlReagent)] }
            guard !wells.isEmpty else { continue }
            singles[Gene(gene)] = scaled(mean(wells.map { mean($0) }))
        }
        return singles
    }

    /// R of each pair of genes that met.
    func rewards(_ fit: EmulatedFit) -> [Pair: Double] {
        var rewards: [Pair: Double] = [:]
        for (members, wells) in byGenes {
            guard let pair = pair(members), let reward = reward(pair, mean(wells), fit) else { continue }
            rewards[pair] = reward
        }
        return rewards
    }

    /// R of each pair, from some of the wells.
    func rewards(_ fit: EmulatedFit, wells: [(FinishedWells.Well, [Double])]) -> [Pair: Double] {
        var values: [Pair: [[Double]]] = [:]
        for (well, value) in wells {
            guard let pair = pair(Reagents(well.templateGene, well.queryGene)) else { continue }
            values[pair, default: []].append(value)
        }
        var rewards: [Pair: Double] = [:]
        for (pair, values) in values { rewards[pair] = reward(pair, mean(values), fit) }
        return rewards
    }

    private func pair(_ members: Reagents) -> Pair? {
        let names = [members.one, members.other]
        guard !names.contains(where: { $0 == negativeControl || $0.hasPrefix("Ctrl_") }) else { return nil }
        return Pair(Gene(members.one), Gene(members.other))
    }

    private func reward(_ pair: Pair, _ double: [Double], _ fit: EmulatedFit) -> Double? {
        guard let one = fit.mainEffects[pair.first.symbol], let other = fit.mainEffects[pair.second.symbol]
        else {
            return nil
        }
        return scaled(plus(plus(double, -1, one), -1, other)).reduce(0) { $0 + $1 * $1 }
    }

    func scaled(_ vector: [Double]) -> [Double] { zip(vector, residualSD).map { $1 > 0 ? $0 / $1 : $0 } }
}
