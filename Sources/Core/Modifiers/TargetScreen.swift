import CScores

/// One test of one target against all genes: which are significant, and which of those the strongest.
///
/// Exact although its input is in single precision. Every score is within a proven bound of the exact one
/// (`TailTable`), so a threshold splits the genes into those that surely pass, those that surely fail, and a
/// few between, which are scored again in double precision. What is returned follows from double-precision
/// scores and p-values alone.
struct TargetScreen {
    let test: AssociationTest
    let block: GeneBlock
    let response: Response
    let table: TailTable
    /// Absolute scores of the block's genes, NaN for a constant one.
    let scores: UnsafePointer<Float>
    let places: UnsafeMutablePointer<Int32>
    /// Genes that miss lines.
    let others: [TestedGene]
    let rule: SelectionRule

    /// The genes tested, the same number in all three tests.
    var tests: Int { block.tested + others.count }

    private func ratio(_ rank: Int) -> Double { Double(tests) / Double(rank) }

    private func passes(_ p: Double, _ rank: Int) -> Bool { p * ratio(rank) < rule.falseDiscoveryRate }

    private func count(_ threshold: Float) -> Int {
        pairwell_count_at_least(scores, block.columns.count, threshold)
    }

    private func gather(_ threshold: Float) -> UnsafeBufferPointer<Int32> {
        let found = pairwell_places_at_least(scores, block.columns.count, threshold, places)
        return UnsafeBufferPointer(start: places, count: found)
    }

    private func tested(_ gene: Int) -> TestedGene {
        let statistic = block.statistic(test, of: gene, with: response)
        let p = block.pValue(test, statistic, with: response)
        return TestedGene(column: block.columns[gene], gene: gene, statistic: statistic, p: p)
    }

    /// How many genes Benjamini and Hochberg's step-up procedure finds.
    ///
    /// The largest i such that N(i), the number of genes whose p · m / i is below the rate, is at least i. N
    /// rises with i, so from any upper bound i the next is N(i), or any upper bound of it: the first counts
    /// come from single precision, and exact p-values are computed only where the genes between the two
    /// thresholds could decide.
    func discoveries() -> Int {
        guard rule.isCorrected else { return tests }
        var rank = tests
        while rank > 0 {
            let limits = table.thresholds(level: rule.falseDiscoveryRate, ratio: ratio(rank))
            let passing = others.count { passes($0.p, rank) }
            let possible = count(limits.possible) + passing
            if possible < rank {
                rank = possible
                continue
            }
            let certain = count(limits.certain) + passing
            if certain >= rank { return rank }
            var exact = certain
            for place in gather(limits.possible) where scores[Int(place)] < limits.certain {
                if passes(tested(Int(place)).p, rank) { exact += 1 }
            }
            if exact >= rank { return rank }
            rank = exact
        }
        return 0
    }

    /// The strongest of `discoveries` significant genes, and all genes scored to find them.
    ///
    /// The k-th largest exact score is at least the k-th largest of the others less the bound, so genes more
    /// than twice the bound below it cannot be among the k strongest.
    func strongest(of discoveries: Int) -> (chosen: [TestedGene], scored: [TestedGene]) {
        let most = min(rule.most, discoveries)
        guard most > 0 else { return ([], []) }
        var low: Float = 0
        if rule.isCorrected {
            low = table.thresholds(level: rule.falseDiscoveryRate, ratio: ratio(discoveries)).possible
        }
        let floor = low
        var bottom = low
        var passing = count(low)
        if passing > most + 32 {
            var high = test == .chiSquared ? Float(block.lines) * 1.01 : 1.01
            while passing > most + 32 {
                let middle = (low + high) / 2
                guard middle > low, middle < high else { break }
                let here = count(middle)
                if here >= most {
                    low = middle
                    passing = here
                } else {
                    high = middle
                }
            }
            // The last term is for scores that are equal once rounded to ten decimals.
            let reach = 2 * (table.absolute + table.relative * Double(low) * 1.01) + 2e-10
            bottom = max(Float(Double(low) - reach).nextDown, floor)
        }
        var scored = gather(bottom).map { tested(Int($0)) }
        scored.append(contentsOf: others)
        let significant = scored.filter { !rule.isCorrected || passes($0.p, discoveries) }
        return (Array(significant.sorted { $0.precedes($1) }.prefix(most)), scored)
    }
}

extension TargetScreen {
    /// The adjusted p-values of the chosen genes.
    ///
    /// The least p(i) · m / i from the gene's rank up, where i need not exceed the number of discoveries:
    /// beyond it the product is at least the false discovery rate. Each rank's p-value lies between the same
    /// rank of the genes' lower and of their upper bounds; genes are scored exactly where a rank's lower
    /// bound could still be the least.
    func adjusted(_ chosen: [TestedGene], scored: [TestedGene], discoveries: Int) -> [Double] {
        let sorted = scored.map(\.p).sorted()
        var highest = 0.0
        for gene in chosen {
            // Every gene at least as strong is among those scored, so this rank is no more than the true one.
            let rank = sorted.count(where: { $0 <= gene.p })
            highest = max(highest, gene.p * ratio(rank))
        }
        guard highest > 0 else { return chosen.map { _ in 0 } }
        let level = min(highest, rule.falseDiscoveryRate / ratio(discoveries)) * (1 + 1e-6)
        var bounds = PValueBounds(capacity: scored.count)
        var known = scored.makeIterator()
        var next = known.next()
        for place in gather(table.thresholds(level: level, ratio: 1).possible) {
            // Both ascend by gene.
            while let gene = next, gene.gene < Int(place) { next = known.next() }
            if let gene = next, gene.gene == Int(place) {
                bounds.append(gene: gene.gene, low: gene.p, high: gene.p)
            } else {
                let limits = table.bounds(Double(scores[Int(place)]))
                bounds.append(gene: Int(place), low: limits.low, high: limits.high)
            }
        }
        for gene in others where gene.p < level { bounds.append(gene: gene.gene, low: gene.p, high: gene.p) }
        return bounds.adjusted(chosen.map(\.p), tests: tests) { tested($0).p }
    }
}
