import LinearAlgebra
import Modifiers
import Regression
import Statistics

/// Ridge and trees on modifier genes, chosen and fitted on each set of lines.
extension StackTrainer {
    func outcomesOf(
        set number: Int,
        _ members: TrainingSets.Members,
        _ blocks: [Range<Int>],
        names: [Int],
        workers: some Workers,
        record: some TrainingRecord
    ) throws -> [SetOutcome] {
        let label = members.leftOut.map(String.init).joined(separator: "-")
        func name(_ place: Int) -> String { "block-\(names[place])-without-\(label)" }
        let known = blocks.indices.map { place in
            record.part(name(place)).flatMap { SetOutcome(bytes: $0) }
                .flatMap { $0.fits(targets: blocks[place].count, held: members.held) ? $0 : nil }
        }
        guard known.contains(where: { $0 == nil }) else { return known.compactMap(\.self) }
        let prepared = PreparedExpression(expression: data.expression, rows: members.training)
        let found = workers.map(blocks.count) { place in
            known[place] ?? outcome(of: blocks[place], members, prepared: prepared)
        }
        for place in blocks.indices where known[place] == nil {
            try record.keep(name(place), found[place].bytes)
        }
        return found
    }

    private func fits(
        _ block: Range<Int>,
        _ members: TrainingSets.Members,
        prepared: PreparedExpression
    ) -> [ModifierFit] {
        let responses = block.map { target in members.training.map { data.effect[$0, target] } }
        let chosen = modifiers(of: responses, in: prepared, rule: .rosenski)
        return block.indices.map { target in
            let place = target - block.lowerBound
            let known = members.training.indices.filter { !responses[place][$0].isNaN }
            return ModifierFit(
                chosen[place],
                expression: data.expression,
                rows: known.map { members.training[$0] },
                response: known.map { responses[place][$0] },
                seed: seed.derived("trees")
            )
        }
    }

    /// A penalty of the ridge for each target, pooled over those with modifiers.
    private func ridgePenalties(_ fits: [ModifierFit]) -> [Int] {
        let none = [Double](repeating: 1, count: ModifierRidge.grid.count)
        return pooledPenalties(fits.map { $0.ridge?.errors ?? none }, counts: fits.map(\.hasModifiers))
    }

    private func outcome(
        of block: Range<Int>,
        _ members: TrainingSets.Members,
        prepared: PreparedExpression
    ) -> SetOutcome {
        let fits = fits(block, members, prepared: prepared)
        let penalties = ridgePenalties(fits)
        var outcome = SetOutcome(hasModifiers: fits.map(\.hasModifiers), ridge: [], trees: [])
        for rows in members.held {
            var ridge: [[Float]] = []
            var trees: [[Float]] = []
            for (place, fit) in fits.enumerated() {
                guard let line = fit.ridge, let forest = fit.trees else {
                    let mean = [Float](repeating: Float(fit.mean), count: rows.count)
                    ridge.append(mean)
                    trees.append(mean)
                    continue
                }
                let design = fit.design(data.expression, rows: rows)
                ridge.append(line.predictions(design, penalty: penalties[place]).map { Float($0) })
                trees.append(forest.predict(design).map { Float($0) })
            }
            outcome.ridge.append(ridge)
            outcome.trees.append(trees)
        }
        return outcome
    }

    /// The modifier models of all lines, with their penalties.
    struct FinalFits: Sendable {
        let fits: [ModifierFit]
        let penalties: [Int]
    }

    func finalFits(
        _ members: TrainingSets.Members,
        _ blocks: [Range<Int>],
        workers: some Workers
    ) -> [FinalFits] {
        let prepared = PreparedExpression(expression: data.expression, rows: members.training)
        return workers.map(blocks.count) { place in
            let fits = fits(blocks[place], members, prepared: prepared)
            return FinalFits(fits: fits, penalties: ridgePenalties(fits))
        }
    }
}
