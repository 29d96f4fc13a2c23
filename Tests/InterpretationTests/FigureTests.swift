import Figures
import Interpretation
import Screen
import Statistics
import TestSupport
import Testing

/// Made-up values in the shapes of the paper's figures.
private enum Sample {
    static func normals(_ count: Int, _ seed: UInt64, mean: Double = 0, sd: Double = 1) -> [Double] {
        var generator = SeededGenerator(Seed(seed))
        return (0..<count).map { _ in mean + sd * generator.normal() }
    }

    static let tissues = [
        "Central Nervous System", "Lung", "Skin", "Bowel", "Breast", "Ovary/Fallopian Tube", "Lymphoid",
        "Haematopoietic", "Pancreas", "Oesophagus/Stomach",
    ]

    static let weights: TissueWeights = {
        let modifiers = ["FAM50B", "RPP25", "VRK2", "SNAI1", "PRKAR1B", "CDH1", "ZEB1", "HLA-DRB1", "MAGEA4"]
        let models = tissues.enumerated().map { number, tissue in
            var weights = normals(modifiers.count, UInt64(number + 40), sd: 0.05)
            weights[0] += tissue == "Breast" ? 0 : 0.27
            return TissueModel(
                tissue: tissue,
                lineCount: 120 - 9 * number,
                weights: weights,
                intercept: -0.4,
                splitHalfCorrelation: 0.61 - 0.07 * Double(number)
            )
        }
        return TissueWeights(modifiers: modifiers.map { Gene($0) }, models: models, penalty: 0.3)
    }()

    static let tree: TreeNode = .question(
        gene: "FAM50B",
        threshold: 2.137,
        lines: 690,
        low: .question(
            gene: "FAM50B",
            threshold: 0.41,
            lines: 240,
            low: .question(
                gene: "SNAI1",
                threshold: 1.2,
                lines: 130,
                low: .end(value: -1.012, lines: 88),
                high: .end(value: -0.774, lines: 42)
            ),
            high: .question(
                gene: "LOC105374325-AS1",
                threshold: -3.512,
                lines: 110,
                low: .end(value: -0.61, lines: 70),
                high: .end(value: -0.42, lines: 40)
            )
        ),
        high: .question(
            gene: "CDH1",
            threshold: 5.03,
            lines: 450,
            low: .end(value: -0.114, lines: 380),
            high: .question(
                gene: "VRK2",
                threshold: 3.3,
                lines: 70,
                low: .end(value: -0.21, lines: 30),
                high: .end(value: 0.073, lines: 40)
            )
        )
    )

    static let recovery: ParalogRecovery = {
        let genes = (0..<2_000).map { Gene("G\($0)") }
        var generator = SeededGenerator(Seed(9))
        var pairs: [(gene: Gene, family: String)] = []
        var sets: [ModifierSet] = []
        for number in 0..<70 {
            let members = generator.shuffled(genes)
            for place in 0...(1 + number % 4) { pairs.append((members[place], "F\(number)")) }
            let modifiers = Array(members[60..<80]) + (number % 5 == 0 ? [members[1]] : [])
            sets.append(ModifierSet(members[0], modifiers))
        }
        return ParalogRecovery(of: sets, families: GeneFamilies(pairs), candidates: Set(genes), seed: Seed(1))
    }()

    static let baselines: [EnrichmentBaseline] = {
        let genes = (0..<1_500).map { Gene("G\($0)") }
        var generator = SeededGenerator(Seed(3))
        let sets = (0..<120).map { GeneSet("S\($0)", genes: generator.shuffled(genes).prefix(50)) }
        let test = EnrichmentTest(GeneSetLibrary(sets), background: Set(genes))
        let targets = (0..<50).map { number in
            let planted = number % 2 == 0 ? Array(sets[number].genes.prefix(4)) : []
            return ModifierSet(Gene("T\(number)"), planted + generator.shuffled(genes).prefix(12))
        }
        return EnrichmentConvention.allCases.map {
            EnrichmentBaseline(of: targets, test: test, $0, seed: Seed(5))
        }
    }()
}

struct FigureTests {
    private static let scatter: (measured: [Double], predicted: [Double]) = {
        let measured = Sample.normals(300, 21, mean: -0.6, sd: 0.3)
        let noise = Sample.normals(300, 22, sd: 0.15)
        return (measured, zip(measured, noise).map { -0.2 + 0.6 * $0 + $1 })
    }()

    private static let panels: [PredictionPanel] = ["1 modifier", "5 modifiers", "32 modifiers", "trees"].map
    {
        let spots = zip(scatter.measured, scatter.predicted).map { Spot($0, $1) }
        return PredictionPanel("RPP25L, \($0)", training: Array(spots[..<225]), heldOut: Array(spots[225...]))
    }

    private static let many = Sample.normals(3_000, 31, mean: 0.1, sd: 0.14).map { min(0.95, $0) }
    private static let one = zip(many, Sample.normals(3_000, 32, sd: 0.08)).map { 0.8 * $0 + $1 }

    static let drawn: [(name: String, svg: String)] = [
        (
            "correlations",
            Figure.correlations(
                "One modifier gene against many",
                [("many modifiers", many), ("one modifier", one)]
            ).svg
        ),
        (
            "families",
            Figure.correlations(
                "Families of models",
                [
                    ("linear", many), ("boosted trees", one), ("network", many.map { 0.7 * $0 }),
                    ("Gaussian process", one.map { $0 - 0.05 }),
                ]
            ).svg
        ),
        (
            "pathways",
            Figure.enrichedPathways(
                "WRAP73",
                [
                    ("Ribosome biogenesis in eukaryotes", 9, 109, 2e-7), ("Cell cycle", 6, 124, 3e-4),
                    ("Herpes simplex virus 1 infection and a very long name of a pathway", 5, 498, 8e-3),
                    ("RNA transport", 3, 186, 0.04), ("Spliceosome", 2, 150, 0.2), ("not shown", 1, 10, 0.9),
                ].map { name, shared, size, q in
                    EnrichedSet(
                        name: name,
                        shared: (0..<shared).map { Gene("G\($0)") },
                        size: size,
                        p: q / 10,
                        q: q
                    )
                }
            ).svg
        ),
        ("paralogues", Figure.paralogRecovery("Paralogue recovery", Sample.recovery).svg),
        ("enrichment", Figure.enrichmentBaselines("Pathway enrichment", Sample.baselines).svg),
        (
            "overlap",
            Diagram.selectionOverlap(
                "Modifiers of RPP25L by test",
                pearson: Set((0..<20).map { Gene("G\($0)") }),
                spearman: Set((8..<28).map { Gene("G\($0)") }),
                chiSquared: Set([0, 1, 2, 9, 10, 11, 12, 25, 30, 31, 32].map { Gene("G\($0)") })
            ).svg
        ),
        (
            "association",
            Figure.association(
                "RPP25 and the need for RPP25L",
                x: ("Expression of RPP25, log2(TPM + 1)", scatter.measured.map { 3 + 2 * $0 }),
                y: ("Gene effect of RPP25L", scatter.predicted)
            ).svg
        ),
        (
            "importances",
            Figure.importances(
                "Importances for RPP25L",
                [("RPP25", 0.62)] + (0..<20).map { ("GENE\($0)", 0.02 / Double($0 + 1)) }
            ).svg
        ),
        (
            "comparison",
            Figure.comparison(
                "Against components of the whole expression",
                across: "components (PCA and CCA)",
                upright: "modifier genes",
                (0..<86).map { ("GENE\($0)", one[$0] + 0.2, many[$0] + 0.3) }
            ).svg
        ),
        ("predictions", Figure.predictions("RPP25L", panels).svg),
        (
            "tissues-held-out",
            Figure.heldOutTissues(
                "Errors in unseen tissues",
                ["VRK1", "RPP25L", "PRKAR1A", "SNAI2"].enumerated().map { number, gene in
                    let seed = UInt64(100 * (number + 1))
                    return DeviationPanel(
                        gene,
                        global: Sample.normals(400, seed, sd: 0.3).map(\.magnitude),
                        groups: Sample.tissues.enumerated().map { place, tissue in
                            DeviationPanel.Group(
                                tissue,
                                Sample.normals(50, seed + UInt64(place + 1), sd: 0.2 + 0.03 * Double(place))
                                    .map(
                                        \.magnitude
                                    )
                            )
                        }
                    )
                }
            ).svg
        ),
        ("weights", Figure.tissueWeights("FAM50A by tissue", Sample.weights).svg),
        ("weight-map", Figure.tissueWeightMap("FAM50A by tissue", Sample.weights).svg),
        ("tree", Diagram.tree("A tree for FAM50A", Sample.tree).svg),
        (
            "affected",
            Figure.affectedTissues(
                "FGFR2 by tissue",
                affectedTissues(
                    Sample.tissues.enumerated().map { place, name in
                        let count = place == 9 ? 1 : 12
                        let shift = Double(place - 4) / 20
                        return (name, Sample.normals(count, UInt64(place) + 60, mean: -0.3 + shift, sd: 0.1))
                    }
                ),
                rule: AffectedTissueRule()
            ).svg
        ),
        (
            "coverage",
            Figure.coverage(
                "Intervals by tissue",
                CoverageReport(
                    Sample.normals(800, 77).enumerated().map { place, value in
                        let tissue = Sample.tissues[place % 10]
                        let half = tissue == "Lymphoid" ? 1.3 : 1.645
                        return IntervalOutcome(group: tissue, measured: value, low: -half, high: half)
                    }
                )
            ).svg
        ),
    ]

    @Test(arguments: FigureTests.drawn.indices)
    func `figures are drawn as recorded`(number: Int) throws {
        let (name, svg) = FigureTests.drawn[number]
        try expectGolden(svg, "\(name).svg")
    }

    @Test func `figures of nothing, and of values that are not numbers, are drawn all the same`() {
        let nothing = TissueWeights(modifiers: [], models: [], penalty: 0.3)
        let flat = TissueWeights(
            modifiers: [Gene("A")],
            models: [
                TissueModel(
                    tissue: "Lung",
                    lineCount: 20,
                    weights: [0],
                    intercept: 0,
                    splitHalfCorrelation: .nan
                )
            ],
            penalty: 0.3
        )
        let families = GeneFamilies([(gene: Gene, family: String)]())
        let recovery = ParalogRecovery(of: [], families: families, candidates: [], seed: Seed(1))
        let pictures = [
            Figure.correlations("t", []).svg, Figure.correlations("t", [("a", [.nan, 1, -1, 0.2])]).svg,
            Figure.comparison("t", across: "a", upright: "b", []).svg,
            Figure.comparison("t", across: "a", upright: "b", [("G", .nan, 0.1), ("H", 1, 1)]).svg,
            Figure.association("t", x: ("x", []), y: ("y", [])).svg,
            Figure.predictions("t", []).svg,
            Figure.predictions("t", [PredictionPanel("p", heldOut: [Spot(.nan, 1), Spot(1, 1)])]).svg,
            Figure.enrichedPathways("t", []).svg,
            Figure.enrichedPathways("t", [EnrichedSet(name: "<&>", shared: [], size: 1, p: 0, q: 0)]).svg,
            Figure.importances("t", []).svg, Figure.importances("t", [("G", .nan), ("H", 0)]).svg,
            Figure.paralogRecovery("t", recovery).svg, Figure.enrichmentBaselines("t", []).svg,
            Figure.heldOutTissues("t", []).svg,
            Figure.heldOutTissues(
                "t",
                [DeviationPanel("G", global: [], groups: [DeviationPanel.Group("x", [0, .nan, 0])])]
            ).svg,
            Figure.tissueWeights("t", nothing).svg, Figure.tissueWeights("t", flat).svg,
            Figure.tissueWeightMap("t", nothing).svg, Figure.tissueWeightMap("t", flat).svg,
            Figure.affectedTissues("t", affectedTissues([]), rule: .plain).svg,
            Figure.affectedTissues("t", affectedTissues([("x", [.nan])]), rule: .plain).svg,
            Figure.coverage("t", CoverageReport([])).svg,
            Diagram.tree("t", .end(value: 0.5, lines: 0)).svg,
            Diagram.selectionOverlap("t", pearson: [], spearman: [], chiSquared: []).svg,
        ]
        for (number, picture) in pictures.enumerated() {
            #expect(picture.hasSuffix("</svg>\n"), "picture \(number)")
            let isClean = !picture.contains("nan") && !picture.contains("inf") && !picture.contains("<&>")
            #expect(isClean, "picture \(number)")
        }
    }
}
