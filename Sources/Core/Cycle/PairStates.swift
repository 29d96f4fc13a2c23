package import Screen

/// Which pairs are measured, out in the lab, or no longer worth a well.
package struct PairStates: Sendable, Hashable {
    /// Pairs with a double well that has a usable reading.
    package var measured: Set<Pair>
    /// Pairs of a batch that is not closed.
    package var pending: Set<Pair>
    /// How often each pair was chosen in a batch that closed without a reading of it.
    package var failures: [Pair: Int]
    /// Genes with a single or anchor well that has a usable reading.
    package var singles: Set<Gene>
    /// What is owed again of rounds that are closed.
    package var repeats: OwedRepeats
    /// Pairs that the lab wants measured, and can.
    package var admissible: AdmissiblePairs

    package init(
        measured: Set<Pair>,
        pending: Set<Pair>,
        failures: [Pair: Int],
        singles: Set<Gene>,
        repeats: OwedRepeats = OwedRepeats(),
        admissible: AdmissiblePairs = .all
    ) {
        self.measured = measured
        self.pending = pending
        self.failures = failures
        self.singles = singles
        self.repeats = repeats
        self.admissible = admissible
    }

    /// A pair whose wells failed this often is not tried again.
    package static let attempts = 2

    package func isAbandoned(_ pair: Pair) -> Bool {
        guard !measured.contains(pair), !repeats.unknownPairs.contains(pair) else { return false }
        return failures[pair, default: 0] >= PairStates.attempts || repeats.exhaustedPairs.contains(pair)
    }

    /// Whether a batch may hold the pair: not excluded, not measured, not out, not owed again, not given up, and both singles
    /// known (a double without its singles has no reward).
    package func isOpen(_ pair: Pair) -> Bool {
        admissible.contains(pair) && !measured.contains(pair) && !pending.contains(pair)
            && !repeats.unknownPairs.contains(pair)
            && !isAbandoned(pair)
            && singles.contains(pair.first) && singles.contains(pair.second)
    }

    /// Pairs of which something is on record.
    package var mentioned: Set<Pair> {
        measured.union(pending).union(failures.keys).union(repeats.unknownPairs).union(repeats.exhaustedPairs)
    }

    /// Where a pair stands, in the words of the reports.
    package func status(of pair: Pair) -> PairReport.Status {
        if measured.contains(pair) {
            return singles.contains(pair.first) && singles.contains(pair.second) ? .measured : .held
        }
        if pending.contains(pair) { return .pending }
        if !admissible.contains(pair) { return .excluded }
        if repeats.unknownPairs.contains(pair) { return .owedAgain }
        return isAbandoned(pair) ? .abandoned : .open
    }

    /// The columns of `index` that a batch may hold, ascending.
    package func openColumns(of index: PairIndex) -> [Int] {
        admissible.columns(of: index, genes: singles.contains, without: closedColumns(of: index))
    }

    /// How many those are, without listing them.
    package func openCount(of index: PairIndex) -> Int {
        admissible.count(in: index, genes: singles.contains, without: closedColumns(of: index))
    }

    private func closedColumns(of index: PairIndex) -> Set<Int> {
        let abandoned = Set(failures.keys).union(repeats.exhaustedPairs).filter(isAbandoned)
        let closed = measured.union(pending).union(repeats.unknownPairs).union(abandoned)
        return Set(closed.compactMap { index.column(of: $0) })
    }
}
