import Statistics

/// How many genes a target may be predicted from, and how sure they must be.
struct SelectionRule: Sendable, Hashable {
    /// The false discovery rate over all genes tested (Benjamini and Hochberg).
    let falseDiscoveryRate: Double
    /// The most genes taken.
    let most: Int

    init(falseDiscoveryRate: Double, most: Int) {
        precondition(
            falseDiscoveryRate > 0 && falseDiscoveryRate <= 1,
            "a false discovery rate is above 0, up to 1"
        )
        precondition(most >= 0, "no negative number of genes can be taken")
        self.falseDiscoveryRate = falseDiscoveryRate
        self.most = most
    }
}

/// The modifier genes of a target: significant after correction for all genes, the strongest first.
///
/// Strength is |r| rounded to 10 decimals, then the column, so that the last bits of a matrix product never
/// choose a gene (Rosenski et al. 2023, "Feature selection", Pearson part). The target's own gene may be
/// among them, as in the paper.
/// - Returns: columns of the expression matrix.
func modifierColumns(_ correlations: GeneCorrelations, rule: SelectionRule) -> [Int] {
    let tested = correlations.r.indices.filter { !correlations.r[$0].isNaN }
    if tested.contains(where: { correlations.linesOfIncomplete[$0] != nil }) {
        let adjusted = benjaminiHochberg(correlations.pValues)
        let significant = tested.filter { adjusted[$0] < rule.falseDiscoveryRate }
        return Array(ranked(significant, by: correlations.r).prefix(rule.most))
    }
    let order = ranked(tested, by: correlations.r)
    return Array(order.prefix(significantCount(of: order, in: correlations, rule: rule)))
}

private func ranked(_ columns: [Int], by r: [Double]) -> [Int] {
    let keyed = columns.map { (strength: (r[$0].magnitude * 1e10).rounded(.toNearestOrEven), column: $0) }
    return keyed.sorted { left, right in
        left.strength != right.strength ? left.strength > right.strength : left.column < right.column
    }.map(\.column)
}

/// How many genes, from the strongest down, pass the step-up procedure; no more than the rule takes.
///
/// With one number of lines for all genes the order of |r| is the order of p, and a p-value that fails at
/// its rank fails at every rank up to p m / q: few are ever computed, where computing all would take most
/// of the training time.
private func significantCount(of order: [Int], in correlations: GeneCorrelations, rule: SelectionRule) -> Int
{
    let tests = Double(order.count)
    var passed = 0
    var rank = 1
    while rank <= order.count, passed < rule.most {
        let p = pearsonPValue(r: correlations.r[order[rank - 1]], n: correlations.lines)
        if p * (tests / Double(rank)) < rule.falseDiscoveryRate {
            passed = rank
            rank += 1
        } else {
            rank = max(rank + 1, Int((p * tests / rule.falseDiscoveryRate).rounded(.down)))
        }
    }
    return min(passed, rule.most)
}
