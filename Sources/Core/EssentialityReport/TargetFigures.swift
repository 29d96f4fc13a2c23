import Essentiality
import Expression
import Figures
import Interpretation
import LinearAlgebra
import Regression
import Screen
import Statistics

/// What the models of single targets look at: weights by tissue, affected tissues, a tree (figure 5).
struct TargetFigures: Sendable {
    var figures: [ReportFigure] = []

    init(
        _ trained: TrainedTargets,
        _ source: MeasuredSource,
        seed: Seed,
        settings: EssentialityReportSettings
    ) {
        let known = Dictionary(uniqueKeysWithValues: trained.targets.map { ($0.gene, $0) })
        var chosen: [TrainedTargets.Target] = []
        for gene in settings.targets {
            guard let target = known[gene] else {
                figures.append(
                    ReportFigure(
                        "5-\(fileText(gene))",
                        gene.symbol,
                        missing: "the model has no target \(gene). Name one of its targets with --targets."
                    )
                )
                continue
            }
            if !chosen.contains(where: { $0.gene == gene }) { chosen.append(target) }
        }
        if settings.targets.isEmpty {
            guard let best = trained.best.first(where: { !$0.modifiers.isEmpty }) else {
                figures.append(
                    ReportFigure(
                        "5-targets",
                        "5 · Weights and trees",
                        missing: "no target with r above 0 has modifier genes. Name a target with --targets."
                    )
                )
                return
            }
            chosen = [best]
        }
        for target in chosen {
            add(target, trained, source, seed: seed.derived("report"), settings)
        }
    }

    private mutating func add(
        _ target: TrainedTargets.Target,
        _ trained: TrainedTargets,
        _ source: MeasuredSource,
        seed: Seed,
        _ settings: EssentialityReportSettings
    ) {
        let file = fileText(target.gene)
        let heading = (
            weights: "5A–F · Weights of \(target.gene)'s modifiers by tissue",
            tree: "5G · A decision tree of \(target.gene)",
            importances: "Importance of \(target.gene)'s modifiers"
        )
        if target.modifiers.isEmpty {
            figures.append(
                ReportFigure(
                    "5-tree-\(file)",
                    heading.tree,
                    missing: "\(target.gene) has no modifier genes; the kernel of all expression predicts it."
                )
            )
        } else if case .success(let lines) = source {
            let effect = lines.data.lines.indices.map { lines.data.effect[$0, lines.columns[target.place]] }
            addWeights("5-weights-\(file)", heading.weights, target, effect, trained, lines, seed, settings)
            addTree(
                ("5-tree-\(file)", heading.tree),
                ("5-importances-\(file)", heading.importances),
                target,
                effect,
                trained,
                lines,
                seed
            )
        } else {
            figures.append(
                ReportFigure("5-weights-\(file)", heading.weights, missing: source.missing.sentence)
            )
            figures.append(ReportFigure("5-tree-\(file)", heading.tree, missing: source.missing.sentence))
        }
        addTissues(("5-tissues-\(file)", "Tissues affected by the loss of \(target.gene)"), target, trained)
    }

    private mutating func addWeights(
        _ name: String,
        _ title: String,
        _ target: TrainedTargets.Target,
        _ effect: [Double],
        _ trained: TrainedTargets,
        _ lines: MeasuredLines,
        _ seed: Seed,
        _ settings: EssentialityReportSettings
    ) {
        guard trained.hasLineages else {
            figures.append(ReportFigure(name, title, missing: lineagesMissing.sentence))
            return
        }
        let genes = target.modifiers.map(\.gene)
        let known = lines.data.lines.indices.filter { !trained.lineages[$0].isEmpty }
        let least = max(settings.tissueLines, 15)
        let weights = TissueWeights(
            expression: lines.design(genes, rows: known),
            modifiers: genes,
            effect: known.map { effect[$0] },
            tissues: known.map { trained.lineages[$0] },
            minimumLines: least,
            seed: seed.derived("weights")
        )
        guard !weights.models.isEmpty else {
            figures.append(
                ReportFigure(
                    name,
                    title,
                    missing: "no lineage has \(least) lines in which \(target.gene) is known."
                )
            )
            return
        }
        let stable = weights.models.map(\.splitHalfCorrelation).filter(\.isFinite)
        let steadiness =
            stable.isEmpty
            ? "With one modifier the halves cannot be compared."
            : "Learnt from random halves of a tissue's lines the weights correlate by \(numberText(mean(stable), places: 2)) on "
                + "average (\(numberText(stable.min() ?? 0, places: 2)) to \(numberText(stable.max() ?? 0, places: 2))): near 0 they are "
                + "noise, and a difference between tissues means something only where this is high."
        let header = ["tissue", "lines", "split_half_r", "intercept"] + genes.map(\.symbol)
        let table = reportTable(
            header,
            weights.models.map {
                [$0.tissue, cell($0.lineCount), cell($0.splitHalfCorrelation), cell($0.intercept)]
                    + $0.weights.map(cell)
            }
        )
        figures.append(
            ReportFigure(
                name,
                title,
                caption:
                    "Ridge weights of the modifiers that weigh most, in the six tissues of most lines: by how much the effect changes "
                    + "with one standard deviation of a modifier's expression within the tissue. \(steadiness)",
                svg: Figure.tissueWeights("Weights of \(target.gene)'s modifiers by tissue", weights).svg,
                table: table
            )
        )
        figures.append(
            ReportFigure(
                name.replacingPrefix("5-weights-", "5-weight-map-"),
                "Weights of \(target.gene)'s modifiers in all tissues",
                caption:
                    "The same weights in each of \(counted(weights.models.count, "tissue")) of at least \(least) lines, at most 24 modifiers; "
                    + "in brackets the lines, and r of the weights of random halves. A column of one colour is an association that "
                    + "holds in every tissue.",
                svg: Figure.tissueWeightMap("Weights of \(target.gene)'s modifiers in all tissues", weights)
                    .svg,
                table: table
            )
        )
    }

    private mutating func addTree(
        _ name: (String, String),
        _ importanceName: (String, String),
        _ target: TrainedTargets.Target,
        _ effect: [Double],
        _ trained: TrainedTargets,
        _ lines: MeasuredLines,
        _ seed: Seed
    ) {
        let genes = target.modifiers.map(\.gene)
        let known = effect.indices.filter { effect[$0].isFinite }
        let design = lines.design(genes, rows: known)
        let response = known.map { effect[$0] }
        guard design.storage.allSatisfy(\.isFinite),
            let tree = RegressionTree(design: design, response: response, depth: 4, leastLines: 5),
            let ridge = Ridge(design: design, response: response)
        else {
            figures.append(
                ReportFigure(
                    name.0,
                    name.1,
                    missing: "the expression of a modifier of \(target.gene) is not finite."
                )
            )
            return
        }
        var boosting = SmallBoostedTrees()
        boosting.rounds = 100
        boosting.lineShare = 0.5
        boosting.penalty = 10
        let forest = boosting.fit(design, response, seed: seed.derived("importances")).importances
        let weights = ridge.equation.standardisedCoefficients
        let total = weights.reduce(0) { $0 + $1.magnitude }
        let told = pearson(tree.predict(design), response)
        figures.append(
            ReportFigure(
                name.0,
                name.1,
                caption:
                    "A regression tree of depth 4 on \(counted(genes.count, "modifier")), learnt from all \(known.count) lines: each question "
                    + "sends lines with an expression up to the number upwards; an end gives the mean effect of its lines, at least 5. It "
                    + "is a picture of the strongest splits and not the model: on the lines it was learnt from r is "
                    + "\(numberText(told, places: 2)), which says nothing of others, where the model's is \(numberText(target.accuracy.r, places: 2)). "
                    + "Another sample of lines would ask other genes further down.",
                svg: Diagram.tree(
                    "A decision tree of \(target.gene)",
                    scale: trained.scale,
                    treeNode(tree, 0, genes)
                ).svg,
                table: reportTable(
                    ["node", "gene", "threshold", "low", "high", "lines", "mean", "variance"],
                    tree.nodes.enumerated().map { place, node in
                        [
                            cell(place), node.isLeaf ? "" : genes[node.column].symbol,
                            node.isLeaf ? "" : cell(node.threshold),
                            node.isLeaf ? "" : cell(node.left), node.isLeaf ? "" : cell(node.right),
                            cell(node.count),
                            cell(node.value), cell(node.impurity),
                        ]
                    }
                )
            )
        )
        figures.append(
            ReportFigure(
                importanceName.0,
                importanceName.1,
                caption:
                    "How much each modifier lowers the error of small boosted trees on all \(known.count) lines, in percent of what all "
                    + "\(genes.count) do; the 15 greatest. Modifiers that go together share what they explain, so that a low bar does not "
                    + "make a gene unimportant. The table gives the shares in the tree above and the ridge's weights too.",
                svg: Figure.importances(
                    "Importance of \(target.gene)'s modifiers",
                    zip(genes, forest).map { ($0.symbol, $1) }
                ).svg,
                table: reportTable(
                    ["modifier", "boosted_trees", "decision_tree", "ridge_weight", "ridge_share"],
                    genes.indices.map { place in
                        [
                            genes[place].symbol, cell(forest[place]), cell(tree.importances[place]),
                            cell(weights[place]),
                            cell(total > 0 ? weights[place].magnitude / total : 0),
                        ]
                    }
                )
            )
        )
    }
}

/// A tree as it is drawn.
private func treeNode(_ tree: RegressionTree, _ place: Int, _ genes: [Gene]) -> TreeNode {
    let node = tree.nodes[place]
    guard !node.isLeaf else { return .end(value: node.value, lines: node.count) }
    return .question(
        gene: genes[node.column].symbol,
        threshold: node.threshold,
        lines: node.count,
        low: treeNode(tree, node.left, genes),
        high: treeNode(tree, node.right, genes)
    )
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, _ other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
