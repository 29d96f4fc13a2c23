import CScores
import LinearAlgebra

/// The modifier genes of a block of targets.
///
/// For each target every gene is tested by the rule's tests, each corrected over all genes that are not
/// constant; the strongest significant genes of each test are taken, and their union is returned in order of
/// first appearance: Pearson's, then Spearman's, then those of the chi-squared test (Rosenski et al. 2023,
/// "Feature selection"). A target that misses lines is tested in the lines it has; targets that miss the same
/// lines are screened together, and the expression is narrowed to their lines once for each such set.
///
/// Pure, and the same for any division into blocks: scores and p-values are in double precision, sums in a
/// fixed order, and no single-precision result decides.
/// - Parameters:
///   - responses: for each target a value for each of the preparation's rows, NaN where missing.
///   - prepared: the expression of the lines, ready for the tests.
///   - rule: how many genes, and how sure.
///   - scratch: memory to work in, one a thread.
/// - Returns: for each target its modifier genes; none where it has fewer than three values or no spread.
package func modifiers(
    of responses: [[Double]],
    in prepared: PreparedExpression,
    rule: SelectionRule,
    scratch: inout ScreenScratch
) -> [[ModifierGene]] {
    var result = [[ModifierGene]](repeating: [], count: responses.count)
    // Of targets that miss as many lines one after the other, because these share their tables of p-values.
    let blocks = targetBlocks(responses, most: ScreenScratch.tile).map { block in
        (targets: block, known: responses[block[0]].count(where: \.isFinite))
    }.enumerated().sorted { ($0.element.known, $0.offset) < ($1.element.known, $1.offset) }.map(\.element)
    var part: PreparedExpression?
    var order = ValueOrder(most: prepared.rows.count)
    for (block, known) in blocks {
        let first = responses[block[0]]
        precondition(block.allSatisfy { responses[$0].count == prepared.rows.count }, "a value a line")
        if known == first.count {
            screen(responses, block, in: prepared, rule: rule, scratch: &scratch, into: &result)
            continue
        }
        let places = first.indices.filter { first[$0].isFinite }
        let kept = block.map { target in places.map { responses[target][$0] } }
        var found = [[ModifierGene]](repeating: [], count: block.count)
        var narrowed = part.take() ?? prepared
        narrowed.narrow(prepared, to: places, order: &order)
        screen(kept, Array(block.indices), in: narrowed, rule: rule, scratch: &scratch, into: &found)
        part = narrowed
        for (place, target) in block.enumerated() { result[target] = found[place] }
    }
    return result
}

/// The modifier genes of a block of targets, in memory of its own.
package func modifiers(
    of responses: [[Double]],
    in prepared: PreparedExpression,
    rule: SelectionRule
) -> [[ModifierGene]] {
    var scratch = ScreenScratch()
    return modifiers(of: responses, in: prepared, rule: rule, scratch: &scratch)
}

/// Targets in blocks of at most `most` that miss the same lines, in order of first appearance.
package func targetBlocks(_ responses: [[Double]], most: Int) -> [[Int]] {
    precondition(most > 0, "a block holds at least one target")
    var groups: [[Int]] = []
    var places: [[Int]: Int] = [:]
    for (target, values) in responses.enumerated() {
        let missing = values.indices.filter { !values[$0].isFinite }
        if let group = places[missing] {
            groups[group].append(target)
        } else {
            places[missing] = groups.count
            groups.append([target])
        }
    }
    return groups.flatMap { group in
        stride(from: 0, to: group.count, by: most).map { Array(group[$0..<min($0 + most, group.count)]) }
    }
}

/// Screens at most a tile of targets without missing values.
private func screen(
    _ responses: [[Double]],
    _ targets: [Int],
    in prepared: PreparedExpression,
    rule: SelectionRule,
    scratch: inout ScreenScratch,
    into result: inout [[ModifierGene]]
) {
    let block = prepared.complete
    let lines = block.lines
    guard lines >= 3 else { return }
    if let tables = prepared.tables { scratch.tables = tables }
    scratch.makeRoom(lines: lines, genes: block.columns.count, targets: targets.count)
    for (place, target) in targets.enumerated() {
        let values = responses[target]
        scratch.responses[place].fill(sorting: &scratch.order) { values[$0] }
    }
    score(block, targets.count, rule, &scratch)
    for (place, target) in targets.enumerated() where scratch.responses[place].isTestable {
        let response = scratch.responses[place]
        let partials = PartialGenes(of: responses[target], in: prepared, rule: rule)
        result[target] = choose(place, response, partials, in: prepared, rule: rule, scratch: &scratch)
    }
}

/// Scores all targets of a tile by both correlations.
private func score(
    _ block: GeneBlock,
    _ targets: Int,
    _ rule: SelectionRule,
    _ scratch: inout ScreenScratch
) {
    let lines = block.lines
    let input = scratch.targets.start
    func product(_ genes: [Float], into output: UnsafeMutablePointer<Float>) {
        genes.withUnsafeBufferPointer { genes in
            guard let genes = genes.baseAddress else { return }
            multiplySingle(
                input,
                rows: targets,
                byRowsOf: genes,
                rows: block.columns.count,
                inner: lines,
                into: output
            )
        }
    }
    if rule.tests.contains(.pearson) {
        for target in 0..<targets {
            let unit = scratch.responses[target].unit
            for line in 0..<lines { input[target * lines + line] = Float(unit[line]) }
        }
        product(block.unit, into: scratch.pearson.start)
    }
    if rule.tests.contains(.spearman) {
        for target in 0..<targets {
            let ranks = scratch.responses[target].ranks
            let scale = scratch.responses[target].rankScale
            for line in 0..<lines { input[target * lines + line] = Float(ranks[line] * scale) }
        }
        product(block.ranks, into: scratch.spearman.start)
    }
}

/// The union of what each test chooses for one target.
private func choose(
    _ place: Int,
    _ response: Response,
    _ partials: PartialGenes,
    in prepared: PreparedExpression,
    rule: SelectionRule,
    scratch: inout ScreenScratch
) -> [ModifierGene] {
    let block = prepared.complete
    let genes = block.columns.count
    var order: [TestedGene] = []
    var chosenBy: [Int: [AssociationTest: Double?]] = [:]
    for test in AssociationTest.allCases where rule.tests.contains(test) {
        let screen = TargetScreen(
            test: test,
            block: block,
            response: response,
            table: scratch.tables.table(test, lines: block.lines, degrees: response.degrees),
            scores: magnitudes(test, place, block, response, &scratch),
            places: scratch.places.start,
            others: partials.tested(test, firstGene: genes),
            rule: rule
        )
        let discoveries = screen.discoveries()
        let (chosen, scored) = screen.strongest(of: discoveries)
        guard !chosen.isEmpty else { continue }
        let adjusted: [Double?] =
            rule.isCorrected
            ? screen.adjusted(chosen, scored: scored, discoveries: discoveries) : chosen.map { _ in nil }
        for (gene, q) in zip(chosen, adjusted) {
            if chosenBy[gene.column] == nil { order.append(gene) }
            chosenBy[gene.column, default: [:]][test] = .some(q)
        }
    }
    return order.map { gene in
        let found = chosenBy[gene.column] ?? [:]
        func association(_ test: AssociationTest) -> Association {
            let q = found[test] ?? nil
            guard gene.gene < genes else { return partials.association(test, gene.gene - genes, q: q) }
            let statistic = block.statistic(test, of: gene.gene, with: response)
            let p = block.pValue(test, statistic, with: response)
            return Association(statistic: statistic, p: p, q: q)
        }
        return ModifierGene(
            column: gene.column,
            by: AssociationTest.allCases.filter { found[$0] != nil },
            pearson: association(.pearson),
            spearman: association(.spearman),
            chiSquared: association(.chiSquared)
        )
    }
}

/// The absolute scores of one target in one test.
private func magnitudes(
    _ test: AssociationTest,
    _ place: Int,
    _ block: GeneBlock,
    _ response: Response,
    _ scratch: inout ScreenScratch
) -> UnsafePointer<Float> {
    let genes = block.columns.count
    func scaled(_ scores: UnsafeMutablePointer<Float>, _ scales: [Float]) -> UnsafePointer<Float> {
        scales.withUnsafeBufferPointer { scales in
            if let scales = scales.baseAddress { pairwell_magnitudes(scores, scales, genes) }
        }
        return UnsafePointer(scores)
    }
    switch test {
    case .pearson: return scaled(scratch.pearson.start + place * genes, block.unitScale)
    case .spearman: return scaled(scratch.spearman.start + place * genes, block.singleRankScale)
    case .chiSquared:
        let output = scratch.chiSquared.start
        block.bits.withUnsafeBufferPointer { bits in
            block.set.withUnsafeBufferPointer { set in
                block.inverse.withUnsafeBufferPointer { inverse in
                    response.bins.withUnsafeBufferPointer { bins in
                        response.counts.withUnsafeBufferPointer { counts in
                            guard let bits = bits.baseAddress, let set = set.baseAddress,
                                let inverse = inverse.baseAddress, let bins = bins.baseAddress,
                                let counts = counts.baseAddress
                            else { return }
                            pairwell_chi_squared(
                                bits,
                                set,
                                inverse,
                                block.octets,
                                block.words,
                                bins,
                                counts,
                                Int32(block.lines),
                                output
                            )
                        }
                    }
                }
            }
        }
        return UnsafePointer(output)
    }
}
