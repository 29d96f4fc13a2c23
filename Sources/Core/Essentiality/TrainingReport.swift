package import Screen
import Statistics

/// The figures of a training, to be printed.
package struct TrainingReport: Sendable, Hashable, Codable {
    package let scale: EffectScale
    package let lines: Int
    package let trainingLines: Int
    package let testLines: Int
    package let expressionGenes: Int
    package let sparseGenes: Int
    package let targets: Int
    package let withModifiers: Int
    package let skipped: [SkippedTarget]
    /// Of the held-out r over all targets; 0 counts for a target that only its mean predicts.
    package let meanR: Double
    package let medianR: Double
    package let rAbove02: Int
    package let rAbove04: Int
    /// Mean of RMSE over the SD of the target's effect: below 1 is better than the mean.
    package let meanRelativeRMSE: Double
    /// The best predicted first; none whose held-out r is not above 0.
    package let best: [Line]

    /// One target of the list of the best.
    package struct Line: Sendable, Hashable, Codable {
        package let gene: Gene
        package let r: Double
        package let rmse: Double
        package let modifiers: [Gene]
    }

    /// The figures of `training`, with the `count` best targets listed.
    package init(_ training: Training, listing count: Int = 10) {
        let model = training.model
        let r = model.targets.map(\.heldOut.r)
        let relative = model.targets.filter { $0.sd > 0 }.map { $0.heldOut.rmse / $0.sd }
        let ranked = model.targets.filter { !$0.predictsMean }.sorted { left, right in
            left.heldOut.r != right.heldOut.r ? left.heldOut.r > right.heldOut.r : left.gene < right.gene
        }
        scale = model.scale
        lines = model.lines
        trainingLines = training.trainingLines
        testLines = training.testLines
        expressionGenes = model.expressionGenes
        sparseGenes = training.sparseGenes.count
        targets = model.targets.count
        withModifiers = ranked.count
        skipped = training.skipped
        meanR = mean(r)
        medianR = quantile(r, 0.5)
        rAbove02 = r.count { $0 > 0.2 }
        rAbove04 = r.count { $0 > 0.4 }
        meanRelativeRMSE = relative.isEmpty ? 1 : mean(relative)
        best = ranked.prefix(count).filter { $0.heldOut.r > 0 }.map { target in
            Line(
                gene: target.gene,
                r: target.heldOut.r,
                rmse: target.heldOut.rmse,
                modifiers: target.modifiers.map(\.gene)
            )
        }
    }
}

extension TrainingReport: CustomStringConvertible {
    package var description: String {
        var rows = [
            "effect scale     \(scale.words)",
            "cell lines       \(lines) in both files: \(trainingLines) to learn from, \(testLines) held out",
            "expression       \(expressionGenes) genes"
                + (sparseGenes > 0 ? "; \(sparseGenes) left out, known in less than half of the lines" : ""),
            "targets          \(targets): \(withModifiers) with modifier genes, "
                + "\(targets - withModifiers) predicted by their mean"
                + (skipped.isEmpty ? "" : ", \(skipped.count) not trained"),
            "held-out r       mean \(decimal(meanR, 3)), median \(decimal(medianR, 3)); "
                + "above 0.2: \(rAbove02), above 0.4: \(rAbove04)",
            "held-out RMSE    \(decimal(meanRelativeRMSE, 3)) of the target's SD on average (1 is the mean's)",
        ]
        if !best.isEmpty { rows += ["", "best predicted   r      RMSE   modifier genes"] }
        for line in best {
            let name = Rejection.shortened(line.gene.symbol)
            let shown = line.modifiers.prefix(6).map { Rejection.shortened($0.symbol) }.joined(
                separator: ", "
            )
            let more = line.modifiers.count > 6 ? ", … (\(line.modifiers.count))" : ""
            let padding = String(repeating: " ", count: max(1, 17 - name.count))
            rows.append("\(name)\(padding)\(decimal(line.r, 3))  \(decimal(line.rmse, 3))  \(shown)\(more)")
        }
        if !skipped.isEmpty {
            rows += ["", "not trained"] + skipped.prefix(20).map { "  \($0)" }
            if skipped.count > 20 { rows.append("  … and \(skipped.count - 20) more") }
        }
        return rows.joined(separator: "\n") + "\n"
    }
}
