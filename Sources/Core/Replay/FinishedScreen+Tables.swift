import Posterior
import Screen
package import Tables

extension FinishedScreen {
    /// A screen from the embeddings of its single and double knockouts: R(i,j) = ‖h_ij − h_i − h_j‖².
    ///
    /// The first column of `singles` names a gene, the first two of `doubles` name a pair; features are the columns
    /// that hold numbers and stand in both tables by name. What is left out is said in `remarks`: other
    /// columns, genes paired with themselves, pairs of which a single is missing, and rows with a cell that is
    /// no number. A pair that stands more than once, in either order, counts as the mean of its rows.
    package init(singles: Table, doubles: Table) throws(ReplayFault) {
        var remarks: [String] = []
        let names = try FinishedScreen.features(singles, from: 1, "the singles", &remarks)
        let others = try FinishedScreen.features(doubles, from: 2, "the doubles", &remarks)
        let features = others.filter { names.contains($0) }
        let alone = Set(names).symmetricDifference(others).sorted()
        if !alone.isEmpty {
            remarks.append("Columns that stand in one table only are ignored: \(listed(alone)).")
        }
        guard !features.isEmpty else {
            throw ReplayFault("The tables of singles and doubles have no column of numbers in common.")
        }
        let embeddings = FinishedScreen.embeddings(singles, features, &remarks)
        let sums = FinishedScreen.pairs(doubles, features, embeddings, &remarks)
        var rewards: [Pair: Measured] = [:]
        for (pair, sum) in sums {
            guard let one = embeddings[pair.first], let other = embeddings[pair.second] else { continue }
            var reward = 0.0
            for place in features.indices {
                let rest = sum.values[place] / sum.rows - one[place] - other[place]
                reward += rest * rest
            }
            rewards[pair] = Measured(reward: reward)
        }
        let repeated = sums.values.count { $0.rows > 1 }
        if repeated > 0 {
            remarks.append(
                "\(counted(repeated, "pair")) that stand more than once count as the mean of their rows."
            )
        }
        try self.init(rewards: rewards, singles: embeddings, remarks: remarks)
    }

    /// A screen from its table of rewards with the columns `gene_a`, `gene_b`, `R` and perhaps `sd`; and the embeddings of
    /// singles, where they exist.
    package init(rewards table: Table, singles: Table?) throws(ReplayFault) {
        var remarks: [String] = []
        guard let first = table.column(named: "gene_a"), let second = table.column(named: "gene_b"),
            let value = table.column(named: "R") ?? table.column(named: "reward")
        else {
            throw ReplayFault("A table of rewards has the columns gene_a, gene_b and R, and perhaps sd.")
        }
        let spread = table.column(named: "sd")
        var sums: [Pair: (reward: Double, variance: Double, hasSD: Bool, rows: Double)] = [:]
        var (selfs, unread) = (0, 0)
        for row in 0..<table.rowCount {
            let genes = [first, second].map { Gene(table.text(row: row, column: $0)) }
            guard let pair = Pair(genes[0], genes[1]) else {
                selfs += 1
                continue
            }
            let sd = spread.flatMap { table.number(row: row, column: $0) }
            guard let reward = table.number(row: row, column: value), sd.map({ $0 >= 0 }) ?? true else {
                unread += 1
                continue
            }
            let before = sums[pair] ?? (0, 0, true, 0)
            sums[pair] = (
                before.reward + reward, before.variance + (sd ?? 0) * (sd ?? 0), before.hasSD && sd != nil,
                before.rows + 1
            )
        }
        if selfs > 0 { remarks.append("\(counted(selfs, "row")) of a gene with itself are ignored.") }
        if unread > 0 {
            remarks.append("\(counted(unread, "row")) without a reward that is a number are ignored.")
        }
        var embeddings: [Gene: [Double]] = [:]
        if let singles {
            let features = try FinishedScreen.features(singles, from: 1, "the singles", &remarks)
            embeddings = FinishedScreen.embeddings(singles, features, &remarks)
            let missing = Set(sums.keys.flatMap { [$0.first, $0.second] }).subtracting(embeddings.keys)
            if !missing.isEmpty {
                remarks.append("No single is known of \(listed(missing.sorted().map(\.symbol))).")
            }
        }
        let repeated = sums.values.count { $0.rows > 1 }
        if repeated > 0 {
            remarks.append(
                "\(counted(repeated, "pair")) that stand more than once count as the mean of their rows."
            )
        }
        let rewards = sums.mapValues { sum in
            // The variance of a mean of rows, each with its own.
            Measured(
                reward: sum.reward / sum.rows,
                sd: sum.hasSD ? sum.variance.squareRoot() / sum.rows : nil
            )
        }
        try self.init(rewards: rewards, singles: embeddings, remarks: remarks)
    }

    /// The columns of numbers beyond those that name genes.
    private static func features(
        _ table: Table,
        from first: Int,
        _ name: String,
        _ remarks: inout [String]
    ) throws(ReplayFault) -> [String] {
        guard table.header.count > first else {
            throw ReplayFault("The table of \(name) has no columns beside the names of genes.")
        }
        var features: [String] = []
        var others: [String] = []
        for column in first..<table.header.count {
            // A column is of numbers where most of its cells are: one bad cell must not take a feature away.
            let numbers = (0..<table.rowCount).count { table.number(row: $0, column: column) != nil }
            if 2 * numbers > table.rowCount {
                features.append(table.header[column])
            } else {
                others.append(table.header[column])
            }
        }
        if !others.isEmpty {
            remarks.append("In the table of \(name), columns without numbers are ignored: \(listed(others)).")
        }
        guard !features.isEmpty else { throw ReplayFault("The table of \(name) has no column of numbers.") }
        return features
    }

    private static func embeddings(
        _ table: Table,
        _ features: [String],
        _ remarks: inout [String]
    ) -> [Gene: [Double]] {
        let columns = features.compactMap { table.column(named: $0) }
        var sums: [Gene: (values: [Double], rows: Double)] = [:]
        var unread: [String] = []
        for row in 0..<table.rowCount {
            let gene = Gene(table.text(row: row, column: 0))
            guard let values = try? table.numbers(row: row, columns: columns) else {
                unread.append(gene.symbol)
                continue
            }
            let before = sums[gene] ?? (values.map { _ in 0 }, 0)
            sums[gene] = (zip(before.values, values).map { $0 + $1 }, before.rows + 1)
        }
        if !unread.isEmpty {
            remarks.append("Singles with a cell that is no number are ignored: \(listed(unread)).")
        }
        return sums.mapValues { sum in sum.values.map { $0 / sum.rows } }
    }

    private static func pairs(
        _ table: Table,
        _ features: [String],
        _ singles: [Gene: [Double]],
        _ remarks: inout [String]
    ) -> [Pair: (values: [Double], rows: Double)] {
        let columns = features.compactMap { table.column(named: $0) }
        var sums: [Pair: (values: [Double], rows: Double)] = [:]
        var (selfs, unread, orphans) = (0, 0, 0)
        var missing: Set<String> = []
        for row in 0..<table.rowCount {
            let genes = [0, 1].map { Gene(table.text(row: row, column: $0)) }
            guard let pair = Pair(genes[0], genes[1]) else {
                selfs += 1
                continue
            }
            let without = genes.filter { singles[$0] == nil }
            guard without.isEmpty else {
                orphans += 1
                missing.formUnion(without.map(\.symbol))
                continue
            }
            guard let values = try? table.numbers(row: row, columns: columns) else {
                unread += 1
                continue
            }
            let before = sums[pair] ?? (values.map { _ in 0 }, 0)
            sums[pair] = (zip(before.values, values).map { $0 + $1 }, before.rows + 1)
        }
        if selfs > 0 { remarks.append("\(counted(selfs, "row")) of a gene with itself are ignored.") }
        if orphans > 0 {
            remarks.append(
                "\(counted(orphans, "row")) are ignored because a gene has no single: \(listed(missing.sorted()))."
            )
        }
        if unread > 0 {
            remarks.append("\(counted(unread, "row")) with a cell that is no number are ignored.")
        }
        return sums
    }
}

/// Some names, and how many more there are.
func listed(_ names: [String]) -> String {
    names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
}
