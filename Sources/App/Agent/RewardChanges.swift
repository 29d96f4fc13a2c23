package import Cycle
import Layouts
import Screen
package import Store

/// Rewards that moved by more than their error since they were computed last, by pair, and what moved them.
///
/// Every well of a single is in all pairs of its gene, so that one late reading moves many; most by little.
package func rewardChanges(
    from old: [RewardRecord],
    to new: [RewardRecord],
    round: Int
) -> [RewardChange] {
    let known = Dictionary(uniqueKeysWithValues: old.map { ($0.pair, $0) })
    return new.compactMap { record in
        // R with its noise and R without are two numbers
        guard let last = known[record.pair], (last.estimate == nil) == (record.estimate == nil),
            let before = last.bestKnown, let after = record.bestKnown
        else { return nil }
        let sd = [last, record].compactMap { $0.estimate?.sd }.max()
        // Without an error a fifth counts as much.
        guard (after - before).magnitude > sd ?? 0.2 * max(before.magnitude, after.magnitude) else {
            return nil
        }
        var because: [String] = []
        if last.severityFirst != record.severityFirst { because.append("single \(record.pair.first)") }
        if last.severitySecond != record.severitySecond { because.append("single \(record.pair.second)") }
        if last.wells != record.wells || last.severityDouble != record.severityDouble {
            because.append("double")
        }
        return RewardChange(
            pair: record.pair,
            before: before,
            after: after,
            sd: sd,
            because: because.isEmpty ? ["noise of the screen"] : because,
            round: round
        )
    }
}

extension RewardRecord {
    /// Without noise where that is known.
    fileprivate var bestKnown: Double? { estimate?.debiased ?? reward }
}

/// `changes.csv`: a line a change, oldest first.
func changeTable(_ changes: [RewardChange]) -> String {
    reportTable(
        ["round", "gene_a", "gene_b", "before", "after", "sd", "because"],
        changes.map { change in
            [
                "\(change.round)", change.geneA.symbol, change.geneB.symbol, "\(change.before)",
                "\(change.after)",
                change.sd?.description ?? "", change.because.joined(separator: "; "),
            ]
        }
    )
}
