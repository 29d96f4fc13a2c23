import LinearAlgebra
import Statistics

/// The modifier genes as the code published with the paper chooses them, for comparison.
///
/// It departs from the text of Rosenski et al. 2023: no p-value and no correction, so that no target is without modifiers;
/// the strongest `most` of each test after leaving out each gene that correlates with a stronger one at
/// `redundancy` or more; essentiality in six bins of equal count (the rest in the last) against expression
/// above its mean. Of equal scores the later column comes first. Genes that miss lines are not considered.
/// About 50 ms a target at 900 lines × 19,000 genes.
/// - Parameters:
///   - responses: for each target a finite value for each of the preparation's rows.
///   - prepared: the expression of their lines.
///   - most: genes taken by each test.
///   - redundancy: |r| of two genes.
/// - Returns: for each target the union, by column; `q` is nil, the chi-squared p-value has five degrees of
///   freedom or those of the filled bins.
package func publishedCodeModifiers(
    of responses: [[Double]],
    in prepared: PreparedExpression,
    most: Int = 20,
    redundancy: Double = 0.95
) -> [[ModifierGene]] {
    let block = prepared.complete
    let means = columnMeans(prepared)
    var order = ValueOrder(most: block.lines)
    var response = Response(lines: block.lines)
    return responses.map { values in
        precondition(values.count == block.lines && values.allSatisfy(\.isFinite), "a value a line")
        response.fill(sorting: &order) { values[$0] }
        guard response.isTestable else { return [] }
        var bins = [Int](repeating: 0, count: values.count)
        let width = max(1, values.count / 6)
        let ascending = values.indices.sorted { values[$0] != values[$1] ? values[$0] < values[$1] : $0 < $1 }
        for (rank, line) in ascending.enumerated() { bins[line] = min(rank / width, 5) }
        let tables = meanTables(prepared, means, bins)
        func association(_ test: AssociationTest, _ gene: Int) -> Association {
            guard !block.isConstant(gene) else { return Association(statistic: 0, p: 1, q: nil) }
            guard test != .chiSquared else {
                let (statistic, degrees) = contingency(below: tables[gene].below, above: tables[gene].above)
                return Association(
                    statistic: statistic,
                    p: chiSquaredTail(statistic, degrees: degrees),
                    q: nil
                )
            }
            let r = block.statistic(test, of: gene, with: response)
            return Association(statistic: r, p: block.pValue(test, r, with: response), q: nil)
        }
        var by: [Int: [AssociationTest]] = [:]
        for test in AssociationTest.allCases {
            let genes = block.columns.indices.map { gene in
                TestedGene(
                    column: block.columns[gene],
                    gene: gene,
                    statistic: association(test, gene).statistic,
                    p: .nan
                )
            }
            let ranked = genes.sorted {
                $0.strength != $1.strength ? $0.strength > $1.strength : $0.column > $1.column
            }
            // The published code looks no further than the 400 strongest.
            for gene in distinct(ranked.prefix(400).map(\.gene), block, most, redundancy) {
                by[gene, default: []].append(test)
            }
        }
        return by.keys.sorted().map { gene in
            ModifierGene(
                column: block.columns[gene],
                by: by[gene] ?? [],
                pearson: association(.pearson, gene),
                spearman: association(.spearman, gene),
                chiSquared: association(.chiSquared, gene)
            )
        }
    }
}

private func columnMeans(_ prepared: PreparedExpression) -> [Double] {
    let genes = prepared.expression.columns
    var sums = [Double](repeating: 0, count: genes)
    for row in prepared.rows {
        for column in 0..<genes { sums[column] += prepared.expression.storage[row * genes + column] }
    }
    return prepared.complete.columns.map { sums[$0] / Double(prepared.rows.count) }
}

/// Lines in each bin, with expression up to the mean and above it, for each complete gene.
private func meanTables(
    _ prepared: PreparedExpression,
    _ means: [Double],
    _ bins: [Int]
) -> [(below: [Int], above: [Int])] {
    let columns = prepared.complete.columns
    let width = prepared.expression.columns
    var totals = [Int](repeating: 0, count: 6)
    var counts = [Int](repeating: 0, count: 6 * columns.count)
    for (line, row) in prepared.rows.enumerated() {
        totals[bins[line]] += 1
        for (gene, column) in columns.enumerated()
        where prepared.expression.storage[row * width + column] > means[gene] {
            counts[gene * 6 + bins[line]] += 1
        }
    }
    return columns.indices.map { gene in
        let above = Array(counts[(gene * 6)..<(gene * 6 + 6)])
        return (zip(totals, above).map { $0 - $1 }, above)
    }
}

/// The first genes that do not nearly repeat an earlier one.
private func distinct(_ ranked: [Int], _ block: GeneBlock, _ most: Int, _ redundancy: Double) -> [Int] {
    var taken: [Int] = []
    for gene in ranked where taken.count < most {
        let repeats = taken.contains { block.correlation(of: gene, with: $0).magnitude >= redundancy }
        if !repeats { taken.append(gene) }
    }
    return taken
}

extension GeneBlock {
    /// Pearson's correlation of two genes; 0 where one is constant.
    fileprivate func correlation(of gene: Int, with other: Int) -> Double {
        var sum = 0.0
        for line in 0..<lines {
            let x = Double(unit[gene * lines + line]) + Double(remainder[gene * lines + line])
            let y = Double(unit[other * lines + line]) + Double(remainder[other * lines + line])
            sum += x * y
        }
        return sum
    }
}
