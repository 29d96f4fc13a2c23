import Essentiality
import Figures
import Interpretation
import Screen
import Statistics

/// What the modifiers of the best targets are known for: paralogues and pathways (figure 1B).
struct BiologyFigures: Sendable {
    private(set) var figures: [ReportFigure] = []
    private(set) var findings: [String] = []
    private let sets: [ModifierSet]
    private let candidates: Set<Gene>

    init(
        _ trained: TrainedTargets,
        families: GeneFamilies?,
        pathways: GeneSetLibrary?,
        settings: EssentialityReportSettings,
        seed: Seed
    ) {
        sets = trained.best.prefix(settings.best).map { ModifierSet($0.gene, $0.modifiers.map(\.gene)) }
        candidates = Set(trained.model.genes)
        let baselines = ("1b-enriched-targets", "1B · Targets with an enriched pathway among their modifiers")
        let bars = ("1b-pathways", "1B · Enriched pathways of the best targets")
        if let pathways {
            addPathways(pathways, baselines, bars, trained, settings, seed)
        } else {
            figures.append(
                ReportFigure(
                    bars.0,
                    bars.1,
                    missing: "no gene sets were given. Name a GMT file, such as KEGG's, with --pathways."
                )
            )
        }
        let name = "1b-paralogues"
        let title = "Paralogues among modifier genes"
        guard let families else {
            figures.append(
                ReportFigure(
                    name,
                    title,
                    missing:
                        "no table of gene families was given. Name one (gene, tab, family) with --paralogs."
                )
            )
            return
        }
        addParalogues(families, name, title, settings, seed)
    }

    private mutating func addPathways(
        _ library: GeneSetLibrary,
        _ baselineName: (String, String),
        _ barName: (String, String),
        _ trained: TrainedTargets,
        _ settings: EssentialityReportSettings,
        _ seed: Seed
    ) {
        let test = EnrichmentTest(library, background: candidates)
        let withModifiers = sets.filter { !$0.modifiers.isEmpty }
        guard test.setCount > 0, !withModifiers.isEmpty else {
            let missing =
                test.setCount == 0
                ? "no gene of the sets is among the model's expression genes. Check that both use the same names."
                : "none of the best targets has modifier genes."
            figures.append(ReportFigure(barName.0, barName.1, missing: missing))
            return
        }
        let all = EnrichmentConvention.allCases.map {
            EnrichmentBaseline(of: sets, test: test, $0, rounds: settings.enrichmentRounds, seed: seed)
        }
        let first = all[0]
        let found = withModifiers.map { ($0.target, test($0.modifiers)) }
        let setHeader = ["target", "set", "shared", "size", "p", "q", "genes"]
        let rows = found.flatMap { target, sets in
            sets.filter { !$0.shared.isEmpty }.map { set in
                [
                    target.symbol, set.name, cell(set.shared.count), cell(set.size), cell(set.p), cell(set.q),
                    set.shared.map(\.symbol).joined(separator: " "),
                ]
            }
        }
        findings.append(
            "\(first.enriched) of the \(counted(first.targets, "best target")) with modifiers have an enriched pathway; of random "
                + "gene sets of the same sizes \(numberText(first.randomMean, places: 1)) on average."
        )
        figures.append(
            ReportFigure(
                baselineName.0,
                baselineName.1,
                caption:
                    "The share of the \(counted(first.targets, "best target")) with modifier genes that have at least one gene set "
                    + "enriched among these (hypergeometric test against the \(candidates.count) genes whose expression is known, false "
                    + "discovery rate 5 %), beside random sets of as many genes (\(counted(settings.enrichmentRounds, "round"))). Adjusted "
                    + "over all \(test.setCount) sets \(first.enriched) are enriched, and \(numberText(first.randomMean, places: 1)) of the "
                    + "random ones. Adjusting only over sets that share a gene, as Enrichr does, finds sets among random genes too: "
                    + "its count means little without the grey bar.",
                svg: Figure.enrichmentBaselines("Targets with an enriched pathway", all).svg,
                table: reportTable(
                    [
                        "adjusted_over", "targets", "enriched", "random_mean", "random_least", "random_most",
                        "rounds", "p",
                    ],
                    all.map { baseline in
                        [
                            baseline.convention == .allSets ? "all sets" : "overlapping sets",
                            cell(baseline.targets),
                            cell(baseline.enriched), cell(baseline.randomMean),
                            baseline.randomCounts.min().map(cell) ?? "",
                            baseline.randomCounts.max().map(cell) ?? "",
                            cell(baseline.randomCounts.count), cell(baseline.p),
                        ]
                    }
                ),
                more: [("sets", reportTable(setHeader, rows))]
            )
        )
        let examples = found.filter { ($0.1.first?.q ?? 1) < 0.05 }.prefix(settings.examples)
        guard !examples.isEmpty else {
            figures.append(
                ReportFigure(
                    barName.0,
                    barName.1,
                    missing:
                        "no gene set is enriched among the modifiers of any of the \(counted(first.targets, "best target")) at a false "
                        + "discovery rate of 5 %."
                )
            )
            return
        }
        for (target, sets) in examples {
            let caption =
                "The gene sets that the modifiers of \(target) share most with; in brackets shared genes and the set's genes "
                + "whose expression is known. The dashed line is an adjusted p of 0.05, adjusted over all \(test.setCount) sets. "
                + "Sets overlap, so that bars beside each other are often one finding."
            figures.append(
                ReportFigure(
                    "\(barName.0)-\(fileText(target))",
                    "1B · Enriched pathways, \(target)",
                    caption: caption,
                    svg: Figure.enrichedPathways(
                        "Enriched pathways among the modifiers of \(target)",
                        sets.filter { !$0.shared.isEmpty }
                    ).svg,
                    table: reportTable(setHeader, rows.filter { $0[0] == target.symbol })
                )
            )
        }
    }

    private mutating func addParalogues(
        _ families: GeneFamilies,
        _ name: String,
        _ title: String,
        _ settings: EssentialityReportSettings,
        _ seed: Seed
    ) {
        let recovery = ParalogRecovery(
            of: sets,
            families: families,
            candidates: candidates,
            permutations: settings.permutations,
            seed: seed
        )
        guard !recovery.targets.isEmpty else {
            figures.append(
                ReportFigure(
                    name,
                    title,
                    missing:
                        "none of the \(counted(sets.count, "best target")) has a paralogue whose expression is known. Check that the table "
                        + "uses the same gene names."
                )
            )
            return
        }
        let sentence =
            "\(recovery.observed) of \(counted(recovery.targets.count, "target")) with a paralogue have one among their modifier genes, "
            + "where chance gives \(shortNumber(recovery.expected)) (exact p = \(shortNumber(recovery.exactP)))"
        findings.append("\(sentence).")
        figures.append(
            ReportFigure(
                name,
                title,
                caption:
                    "\(sentence); in \(settings.permutations) rounds of random gene sets of the same sizes p = "
                    + "\(shortNumber(recovery.permutationP)), of which a permutation cannot say less than 1 in \(settings.permutations + 1). "
                    + "Looked at are the \(counted(sets.count, "best predicted target")) (r above 0, at most \(settings.best)); paralogues "
                    + "without known expression do not count. Paralogues share sequence: guides that cut both and reads that fit both may "
                    + "make such pairs by themselves.",
                svg: Figure.paralogRecovery("Paralogues among modifier genes", recovery).svg,
                table: reportTable(
                    ["target", "paralogues", "modifiers", "recovered", "chance"],
                    recovery.targets.map { target in
                        [
                            target.gene.symbol, cell(target.paralogCount), cell(target.modifierCount),
                            target.recovered.map(\.symbol).joined(separator: " "), cell(target.chance),
                        ]
                    }
                ),
                more: [
                    (
                        "test",
                        reportTable(
                            ["observed", "targets", "expected", "exact_p", "permutation_p", "permutations"],
                            [
                                [
                                    cell(recovery.observed), cell(recovery.targets.count),
                                    cell(recovery.expected),
                                    cell(recovery.exactP), cell(recovery.permutationP),
                                    cell(recovery.permutations),
                                ]
                            ]
                        )
                    )
                ]
            )
        )
    }
}

/// A gene's symbol as part of a file's name.
func fileText(_ gene: Gene) -> String {
    String(gene.symbol.prefix(60).map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
}
