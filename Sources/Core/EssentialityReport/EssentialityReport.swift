package import Essentiality
import Figures
package import Interpretation
package import Screen
package import Statistics

/// What a trained set of models shows, as a page, its figures and the numbers behind each.
///
/// In the manner of Rosenski et al. 2023, figures 1 to 5. What cannot be drawn says what to give for it.
package struct EssentialityReport: Sendable {
    /// `index.html`, pictures and tables, by file name.
    package let files: [(name: String, text: String)]
    /// What stands at the head of the page, a sentence each.
    package let findings: [String]

    package init(files: [(name: String, text: String)], findings: [String]) {
        self.files = files
        self.findings = findings
    }
}

/// How a report is made.
package struct EssentialityReportSettings: Sendable {
    /// Targets whose weights and trees are drawn; the best predicted one with modifiers where empty.
    package var targets: [Gene]
    /// Of the training, so that models are compared on the lines it held out.
    package var folds: Int
    /// How many of the best predicted targets are asked for paralogues and pathways.
    package var best: Int
    /// How many of the best predicted targets are drawn by themselves.
    package var examples: Int
    /// Rounds of random gene sets for paralogues.
    package var permutations: Int
    /// Rounds of random gene sets for pathways.
    package var enrichmentRounds: Int
    /// Targets on which ways of predicting are compared; a sample of them where there are more.
    package var comparedTargets: Int
    /// Targets that are predicted without a tissue, the best predicted ones.
    package var tissueTargets: Int
    /// Tissues that are held out, those of most lines.
    package var tissues: Int
    /// Lines a tissue needs to be looked at by itself.
    package var tissueLines: Int

    package init(
        targets: [Gene] = [],
        folds: Int = 5,
        best: Int = 100,
        examples: Int = 4,
        permutations: Int = 1_000,
        enrichmentRounds: Int = 20,
        comparedTargets: Int = 500,
        tissueTargets: Int = 200,
        tissues: Int = 12,
        tissueLines: Int = 10
    ) {
        precondition(folds > 1 && best > 0 && examples > 0 && comparedTargets > 0 && tissueTargets > 0)
        precondition(tissueLines > 1 && tissues > 0, "a tissue has lines")
        self.targets = targets
        self.folds = folds
        self.best = best
        self.examples = examples
        self.permutations = permutations
        self.enrichmentRounds = enrichmentRounds
        self.comparedTargets = comparedTargets
        self.tissueTargets = tissueTargets
        self.tissues = tissues
        self.tissueLines = tissueLines
    }
}

/// Draws what a model shows.
///
/// Pure, and the same on any number of workers.
/// - Parameters:
///   - model: trained.
///   - data: the files it was trained on, read again; `nil` leaves out what needs their values.
///   - families: paralogues.
///   - pathways: gene sets.
///   - seed: of the training's folds, and of all chance in the report.
///   - settings: how many of what.
///   - workers: do independent pieces at once.
///   - progress: told what is being done.
/// - Returns: the page, its pictures and its tables.
package func essentialityReport(
    model: EssentialityModel,
    data: TrainingData?,
    families: GeneFamilies? = nil,
    pathways: GeneSetLibrary? = nil,
    seed: Seed,
    settings: EssentialityReportSettings = EssentialityReportSettings(),
    workers: some Workers = OneWorker(),
    progress: (String) -> Void = { _ in }
) -> EssentialityReport {
    let trained = TrainedTargets(model, data: data)
    let source = MeasuredSource(model: model, data: data)
    progress("how well effects are told")
    let accuracy = AccuracyFigures(trained, settings: settings)
    let biology = BiologyFigures(
        trained,
        families: families,
        pathways: pathways,
        settings: settings,
        seed: seed.derived("report")
    )
    let modifiers = ModifierFigures(trained, source, settings: settings)

    var comparison: Result<ModelComparison, MissingPart> = .failure(source.missing)
    var heldOut: Result<TissuesHeldOut, MissingPart> = .failure(source.missing)
    if case .success(let lines) = source {
        progress("other ways of predicting, on the same folds")
        comparison = ModelComparison.made(lines, trained, seed: seed, settings: settings, workers: workers)
        progress("tissues held out")
        heldOut = TissuesHeldOut.made(lines, trained, seed: seed, settings: settings, workers: workers)
    }
    progress("tissues and trees")
    let comparisons = ComparisonFigures(comparison)
    let tissues = TissueFigures(trained, heldOut, seed: seed, settings: settings)
    let targets = TargetFigures(trained, source, seed: seed, settings: settings)

    let parts = [
        ReportPart(
            title: "1 · Which effects expression foretells, and by what",
            figures: [accuracy.histogram] + biology.figures
        ),
        ReportPart(title: "2 · Modifier genes", figures: modifiers.figures),
        ReportPart(
            title: "3 · Ways of predicting",
            figures: comparisons.figures + [accuracy.predictions]
        ),
        ReportPart(title: "4 · Tissues", figures: tissues.figures),
        ReportPart(title: "5 · What a target's models look at", figures: targets.figures),
        ReportPart(title: "Other platforms", figures: [comparisons.shift]),
    ]
    let findings =
        [accuracy.finding] + comparisons.findings + tissues.findings + biology.findings
    let page = ReportPage(
        title: "Essentiality from expression: what \(counted(trained.targets.count, "model")) show",
        facts: trained.facts + [("training files", source.words)],
        findings: findings,
        parts: parts
    )
    return EssentialityReport(
        files: [("index.html", page.html)] + parts.flatMap { $0.figures.flatMap(\.files) },
        findings: findings
    )
}
