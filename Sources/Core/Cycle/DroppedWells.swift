package import Screen

/// What became of a file's wells, as far as it is not that they count.
package struct DroppedWells: Sendable, Hashable {
    private var reasons: [Barcode: [WellDrop.Reason: Int]] = [:]
    /// Whether one of them holds a knockout that will be laid out again.
    private var isRepeated = false
    private var kept = 0
    /// Wells of earlier files that count again, and that do no longer.
    private var restored = 0
    private var withdrawn = 0
    /// Of the knockouts with few cells, those that the line is predicted to need.
    private var explained: [NeededGenes.Entry] = []

    package init() {}

    /// - Parameters:
    ///   - own: The verdict on each well of the file that is not plainly usable.
    ///   - restored: Wells of earlier files that count again because of this one.
    ///   - withdrawn: Wells of earlier files that count no longer.
    ///   - repeats: Whether lost knockouts are laid out again.
    ///   - needed: Genes that the line is predicted to need, where that is known.
    package init(
        own: [(well: WellID, content: WellContent, verdict: ReadingVerdict)],
        restored: Int,
        withdrawn: Int,
        repeats: Bool,
        needed: NeededGenes? = nil
    ) {
        for entry in own {
            switch entry.verdict {
            case .usable: break
            case .kept: kept += 1
            case .dropped(let drop):
                reasons[entry.well.plate, default: [:]][drop.reason, default: 0] += 1
                if repeats, !entry.content.role.isControl, entry.content.role != .anchor { isRepeated = true }
            }
        }
        let few = own.filter { $0.verdict.remark?.reason == .fewCells }
        explained = needed?.among(few.flatMap(\.content.genes)) ?? []
        self.restored = restored
        self.withdrawn = withdrawn
    }

    package var count: Int { reasons.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

    /// `, 12 of them dropped: 9 with too few cells, 3 outlying controls`, or nothing.
    func phrase(on plate: Barcode) -> String {
        guard let own = reasons[plate] else { return "" }
        let parts = WellDrop.Reason.allCases.compactMap { reason -> String? in
            guard let count = own[reason] else { return nil }
            switch reason {
            case .failedDispense: return "\(counted(count, "failed dispense"))"
            case .fewCells: return "\(count) with too few cells"
            case .outlyingControl: return "\(counted(count, "outlying control"))"
            }
        }
        return ", \(own.values.reduce(0, +)) of them dropped: \(parts.joined(separator: ", "))"
    }

    /// Sentences for the foot of a notice.
    var remarks: [String] {
        var lines: [String] = []
        if isRepeated { lines.append(DroppedWells.repeatSentence) }
        if kept > 0 {
            lines.append(
                "Few cells, but kept, as all replicates agree that the knockout leaves few: \(counted(kept, "well"))"
            )
        }
        if !explained.isEmpty {
            let shown = explained.prefix(10).map(\.words).joined(separator: ", ")
            lines.append(
                "Few cells are no surprise where a gene is lost that the line is predicted to need: \(shown)"
            )
        }
        if restored > 0 { lines.append("Wells of earlier files that count again: \(restored)") }
        if withdrawn > 0 { lines.append("Wells of earlier files that count no longer: \(withdrawn)") }
        if count > 0 { lines.append(DroppedWells.tableSentence) }
        return lines
    }

    static let repeatSentence = "Knockouts that lack wells are laid out again in a later batch."
    static let tableSentence = "All dropped wells: dropped-wells.csv"
}
