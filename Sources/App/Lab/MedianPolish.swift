import Statistics

/// Main effects of a symmetric table of gene by gene means, one feature of it (Tukey's median polish).
///
/// A row and the column of the same gene share one effect. Medians, because most pairs do not interact
/// and those that do must not pull on the main effects.
///
/// `table` is n × n and symmetric, NaN where a pair was not measured. The effects are around the level and
/// have median 0.
func medianPolish(_ table: [[Double]], rounds: Int = 50) -> (level: Double, effects: [Double]) {
    var rest = table
    var level = 0.0
    var effects = [Double](repeating: 0, count: table.count)
    for _ in 0..<rounds {
        // Half of each row's median: the other half comes from the column.
        let halves = rest.map { row in
            let known = row.filter { !$0.isNaN }
            return known.isEmpty ? 0 : quantile(known, 0.5) / 2
        }
        for i in rest.indices {
            effects[i] += halves[i]
            for j in rest.indices { rest[i][j] -= halves[i] + halves[j] }
        }
        let centre = quantile(effects, 0.5)
        for i in effects.indices { effects[i] -= centre }
        level += 2 * centre
    }
    return (level, effects)
}
