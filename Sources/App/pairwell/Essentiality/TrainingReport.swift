import Essentiality
import Expression
import Modifiers
import Screen
import Statistics

/// The figures of a training, to be printed.
struct TrainingReport: Sendable, Encodable {
    struct Modifier: Sendable, Encodable {
        let gene: Gene
        let by: [String]
        let r: Double
        let rho: Double
        let chiSquared: Double
        let q: Double?
    }

    struct Target: Sendable, Encodable {
        let gene: Gene
        let model: String
        let weights: [String: Double]?
        let lines: Int
        let modifiers: [Modifier]
        let sd: Double
        let r: Double
        /// The standard error of r, and the least r that is likely (90 %, one-sided).
        let rError: Double
        let rLeast: Double
        /// Absent where too few lines have others of their lineage.
        let rWithinLineages: Double?
        let rmse: Double
        let relativeRmse: Double
        let p: Double
        let q: Double
        /// The share of measured values within their 90 % interval.
        let coverage: Double
        let verdict: Verdict
        let reason: String
        /// Lines that need the gene; absent on a scale that does not tell.
        let needing: Int?
    }

    let lines: Int
    let scale: String
    let expressionGenes: Int
    let remarks: [String]
    let skipped: [SkippedTarget]
    let targets: [Target]

    init(_ input: TrainingSource.Input, _ trained: [StackedTarget], models: [String] = []) {
        lines = input.data.lines.count
        scale = input.scale.rawValue
        expressionGenes = input.data.genes.count
        remarks = input.remarks
        skipped = input.data.skipped
        let q = benjaminiHochberg(trained.map(\.accuracy.p))
        targets = trained.enumerated().map { place, target in
            let accuracy = target.accuracy
            let known = target.measured.indices.filter { !target.measured[$0].isNaN }
            let held = known.count {
                target.lows[$0] <= target.measured[$0] && target.measured[$0] <= target.highs[$0]
            }
            let judgement = target.judgement(on: input.scale)
            let isStack = models.isEmpty
            return Target(
                gene: target.gene,
                model: isStack ? (target.modifiers.isEmpty ? "kernel" : "stack") : models[place],
                weights: isStack
                    ? ["kernel": target.weights[0], "ridge": target.weights[1], "trees": target.weights[2]]
                    : nil,
                lines: accuracy.lines,
                modifiers: target.modifiers.map { gene in
                    Modifier(
                        gene: input.data.genes[gene.column],
                        by: gene.by.map(\.rawValue),
                        r: gene.pearson.statistic,
                        rho: gene.spearman.statistic,
                        chiSquared: gene.chiSquared.statistic,
                        q: gene.by.compactMap { gene[$0].q }.min()
                    )
                },
                sd: accuracy.sd,
                r: accuracy.r,
                rError: accuracy.error,
                rLeast: accuracy.leastR,
                rWithinLineages: accuracy.within,
                rmse: accuracy.rmse,
                relativeRmse: accuracy.relativeRMSE,
                p: accuracy.p,
                q: q[place],
                coverage: known.isEmpty ? 0 : Double(held) / Double(known.count),
                verdict: judgement.verdict,
                reason: judgement.reason.rawValue,
                needing: target.agreement(on: input.scale)?.needing
            )
        }
    }

    var text: String {
        let r = targets.map(\.r)
        func share(_ share: Double) -> String { decimal(100 * share, 1) + " %" }
        var rows = [
            "effect scale     \(scale)",
            "cell lines       \(lines) in both files",
            "expression       \(expressionGenes) genes",
            "targets          \(targets.count): \(targets.count { !$0.modifiers.isEmpty }) with modifier genes"
                + (skipped.isEmpty ? "" : ", \(skipped.count) not trained"),
            "held-out r       mean \(decimal(mean(r), 3)), median \(decimal(quantile(r, 0.5), 3)); above 0.2: "
                + "\(r.count { $0 > 0.2 }), above 0.4: \(r.count { $0 > 0.4 })",
            "held-out RMSE    \(decimal(mean(targets.map(\.relativeRmse)), 3)) of the target's SD on average (1 is the mean's)",
            "90 % intervals   hold \(share(mean(targets.map(\.coverage)))) of the lines held out",
            "verdicts         use \(targets.count { $0.verdict == .use }), caution "
                + "\(targets.count { $0.verdict == .caution }), not predictable \(targets.count { $0.verdict == .notPredictable })",
        ]
        let reasons = VerdictReason.allCases.compactMap { reason -> String? in
            let count = targets.count { $0.reason == reason.rawValue }
            return count > 0 ? "\(count) \(reason.rawValue)" : nil
        }
        rows.append("because          \(reasons.joined(separator: "; "))")
        rows += remarks
        let best = targets.filter { $0.r > 0 }.sorted { $0.r != $1.r ? $0.r > $1.r : $0.gene < $1.gene }
            .prefix(10)
        if !best.isEmpty { rows += ["", "best predicted   r      RMSE   model   modifier genes"] }
        for target in best {
            let name = Rejection.shortened(target.gene.symbol)
            let shown = target.modifiers.prefix(6).map { Rejection.shortened($0.gene.symbol) }
                .joined(separator: ", ")
            let more = target.modifiers.count > 6 ? ", … (\(target.modifiers.count))" : ""
            rows.append(
                "\(name)\(String(repeating: " ", count: max(1, 17 - name.count)))\(decimal(target.r, 3))  "
                    + "\(decimal(target.rmse, 3))  \(target.model)\(String(repeating: " ", count: max(1, 8 - target.model.count)))\(shown)\(more)"
            )
        }
        if !skipped.isEmpty {
            rows += ["", "not trained"] + skipped.prefix(20).map { "  \($0)" }
            if skipped.count > 20 { rows.append("  … and \(skipped.count - 20) more") }
        }
        return rows.joined(separator: "\n") + "\n"
    }
}
