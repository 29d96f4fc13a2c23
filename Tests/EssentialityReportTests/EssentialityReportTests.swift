import Essentiality
import Expression
import Interpretation
import LinearAlgebra
import Modifiers
import Regression
import Screen
import Statistics
import Testing

@testable import EssentialityReport

@Suite struct EssentialityReportTests {
    private static let families = GeneFamilies([
        (gene: Gene("LINKED"), family: "F1"), (gene: Gene("G0"), family: "F1"),
        (gene: Gene("GAPS"), family: "F2"), (gene: Gene("G33"), family: "F2"),
    ])
    private static let pathways = GeneSetLibrary([
        GeneSet("tissue <&> genes", genes: (31..<40).map { Gene("G\($0)") }),
        GeneSet("others", genes: (3..<20).map { Gene("G\($0)") }),
    ])

    private func settings(_ targets: [String] = []) -> EssentialityReportSettings {
        EssentialityReportSettings(
            targets: targets.map { Gene($0) },
            folds: SmallModel.folds,
            permutations: 200
        )
    }

    private func report(
        _ small: SmallModel,
        hasData: Bool = true,
        targets: [String] = [],
        workers: some Workers = OneWorker()
    ) -> EssentialityReport {
        essentialityReport(
            model: small.model,
            data: hasData ? small.data : nil,
            families: Self.families,
            pathways: Self.pathways,
            seed: SmallModel.seed,
            settings: settings(targets),
            workers: workers
        )
    }

    private func table(_ report: EssentialityReport, _ name: String) -> [[String: String]] {
        rows(report.files.first { $0.name == name }?.text ?? "")
    }

    private func number(_ text: String?) -> Double { text.flatMap(Double.init) ?? .nan }

    @Test func `every figure has its picture and its numbers, and every link of the page leads to a file`()
        throws
    {
        let report = report(try SmallModel(), targets: ["LINKED", "TISSUE"])
        let names = report.files.map(\.name)
        let expected = [
            "index.html", "1a-correlations.svg", "1a-correlations.csv", "1b-enriched-targets.csv",
            "1b-paralogues.csv",
            "2a-tests.svg", "2c-associations.svg", "3a-models.csv", "3b-components.svg", "3c-predictions.svg",
            "1a-one-against-many.csv", "4-tissues-held-out.svg", "4-coverage.csv", "4-within-lineages.csv",
            "5-weights-LINKED.svg", "5-tree-LINKED.svg", "5-importances-LINKED.csv", "5-tissues-TISSUE.svg",
            "5-tree-TISSUE.svg", "platform-shift.csv",
        ]
        #expect(expected.filter { !names.contains($0) } == [])
        #expect(Set(names).count == names.count)
        let page = report.files.first { $0.name == "index.html" }?.text ?? ""
        let links = page.split(separator: "href=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(links.filter { !names.contains($0) } == [])
        let reached = Set(links + ["index.html"])
        #expect(names.filter { !reached.contains($0) } == [])
        let isSafe = !page.contains("<G7>") && !page.contains("tissue <&>")
        #expect(isSafe)
        #expect(!page.contains("Not drawn"))
    }

    @Test func `correlations are those of the model's held-out predictions`() throws {
        let small = try SmallModel()
        let table = table(report(small), "1a-correlations.csv")
        #expect(table.count == 4)
        for row in table {
            let held = small.model.heldOut(small.place(row["gene"] ?? ""))
            let known = held.measured.indices.filter { held.measured[$0].isFinite }
            let r = pearson(known.map { held.predicted[$0] }, known.map { held.measured[$0] })
            // Effects are kept in single precision.
            #expect((number(row["r"]) - r).magnitude < 1e-5)
            #expect(number(row["lines"]) == Double(known.count))
        }
    }

    @Test func `the single best modifier is compared on the folds of the training`() throws {
        let small = try SmallModel()
        let report = report(small)
        let target = small.data.targets.firstIndex(of: Gene("LINKED")) ?? -1
        let count = small.data.lines.count
        var predicted = [Double](repeating: .nan, count: count)
        let effect = (0..<count).map { small.data.effect[$0, target] }
        for fold in KFold(count: count, folds: SmallModel.folds, seed: SmallModel.seed.value).folds {
            var best: (r: Double, gene: Int) = (0, 0)
            for gene in small.data.genes.indices {
                let levels = fold.training.map { small.data.expression[$0, gene] }
                let r = pearson(levels, fold.training.map { effect[$0] }).magnitude
                if r > best.r { best = (r, gene) }
            }
            let x = fold.training.map { small.data.expression[$0, best.gene] }
            let y = fold.training.map { effect[$0] }
            let slope = pearson(x, y) * populationSD(y) / populationSD(x)
            for line in fold.test {
                predicted[line] = mean(y) + slope * (small.data.expression[line, best.gene] - mean(x))
            }
        }
        let row = table(report, "3a-models-targets.csv").first { $0["gene"] == "LINKED" }
        #expect((number(row?["r, single best modifier"]) - pearson(predicted, effect)).magnitude < 1e-5)
        let summary = table(report, "3a-models.csv")
        let all = table(report, "3a-models-targets.csv")
        for way in summary {
            let values = all.map { number($0["r, \(way["way"] ?? "")"]) }
            #expect((number(way["mean_r"]) - mean(values)).magnitude < 1e-12)
            #expect(number(way["above_0.2"]) == Double(values.count { $0 > 0.2 }))
        }
    }

    @Test func `the kernel by itself tells a target without modifiers as the training did`() throws {
        let small = try SmallModel(targets: ["NOISE"])
        #expect(small.model.modifiers(of: 0).isEmpty)
        let ranks = LineRanks(small.data.expression)
        let held = small.model.heldOut(0).predicted
        var compared = 0
        for fold in KFold(count: small.data.lines.count, folds: SmallModel.folds, seed: SmallModel.seed.value)
            .folds
        {
            let training = fold.training.sorted()
            let prepared = PreparedExpression(expression: small.data.expression, rows: training)
            let chosen = modifiers(
                of: [training.map { small.data.effect[$0, 0] }],
                in: prepared,
                rule: .rosenski
            )
            guard chosen[0].isEmpty else { continue }
            compared += 1
            let forecast = try KernelForecast(small.data, targets: [0], ranks: ranks, training: training)
            let told = forecast(ranks, rows: fold.test, lineages: fold.test.map { small.data.lineages[$0] })
            // Held-out predictions are kept in single precision, and so are the kernel's coefficients.
            let worst = fold.test.indices.map { (told[$0, 0] - held[fold.test[$0]]).magnitude }.max() ?? 1
            #expect(worst < 1e-6)
        }
        #expect(compared > 0)
        let page = report(small).files[0].text
        #expect(page.contains("The folds are those of the training"))
    }

    @Test func `other folds than the training's are noticed`() throws {
        let small = try SmallModel(targets: ["LINKED"] + (0..<8).map { "NOISE\($0)" })
        let lines = try MeasuredLines(small.model, small.data)
        func agrees(_ seed: Seed) throws -> Bool? {
            let made = ModelComparison.made(
                lines,
                TrainedTargets(small.model),
                seed: seed,
                settings: settings(),
                workers: OneWorker()
            )
            return try made.get().hasTrainingFolds
        }
        #expect(try agrees(SmallModel.seed) == true)
        #expect(try agrees(Seed(99)) == false)
    }

    @Test func `a tissue is held out of the same fold's lines`() throws {
        let small = try SmallModel()
        let rows = table(report(small), "4-tissues-held-out.csv")
        let target = small.data.targets.firstIndex(of: Gene("TISSUE")) ?? -1
        let targets = TrainedTargets(small.model).best.filter { $0.accuracy.r > 0.2 }
        let columns = targets.map { target in small.data.targets.firstIndex(of: target.gene) ?? -1 }
        let ranks = LineRanks(small.data.expression)
        var squares = 0.0
        var count = 0.0
        let bowel = small.data.lines.indices.filter { small.data.lineages[$0] == "Bowel" }
        for fold in KFold(count: small.data.lines.count, folds: SmallModel.folds, seed: SmallModel.seed.value)
            .folds
        {
            let training = fold.training.filter { !bowel.contains($0) }.sorted()
            let test = fold.test.filter { bowel.contains($0) }.sorted()
            let forecast = try KernelForecast(small.data, targets: columns, ranks: ranks, training: training)
            let told = forecast(ranks, rows: test, lineages: test.map { _ in "Bowel" })
            let column = columns.firstIndex(of: target) ?? -1
            for (place, line) in test.enumerated() {
                let error = told[place, column] - small.data.effect[line, target]
                squares += error * error
                count += 1
            }
        }
        let row = rows.first { $0["target / tissue"] == "TISSUE / Bowel" }
        #expect(number(row?["lines"]) == count)
        #expect((number(row?["rmse_held_out"]) - (squares / count).squareRoot()).magnitude < 1e-6)
        // Only this tissue needs the target: unseen, its lines are told as the others are.
        #expect(number(row?["rmse_held_out"]) > 1.5 * number(row?["rmse_seen"]))
    }

    @Test func `what only the lineage tells is not told within lineages`() throws {
        let small = try SmallModel()
        let rows = table(report(small), "4-within-lineages.csv")
        let tissue = rows.first { $0["gene"] == "TISSUE" }
        let linked = rows.first { $0["gene"] == "LINKED" }
        #expect(number(tissue?["r_lineage_alone"]) > 0.8)
        #expect(number(tissue?["r_overall"]) > 0.6)
        #expect(number(tissue?["r_within_lineages"]).magnitude < 0.35)
        #expect(number(linked?["r_within_lineages"]) > 0.4)
        let held = small.model.heldOut(small.place("LINKED"))
        let folds = KFold(count: held.measured.count, folds: SmallModel.folds, seed: SmallModel.seed.value)
            .folds
        var told: [Double] = []
        var found: [Double] = []
        for fold in folds {
            for lineage in Set(small.model.lineages) {
                let cell = fold.test.filter { small.model.lineages[$0] == lineage }
                told += cell.map { held.predicted[$0] - mean(cell.map { held.predicted[$0] }) }
                found += cell.map { held.measured[$0] - mean(cell.map { held.measured[$0] }) }
            }
        }
        #expect((number(linked?["r_within_lineages"]) - pearson(told, found)).magnitude < 1e-9)
    }

    @Test func `intervals are made in the other folds`() throws {
        let small = try SmallModel()
        let all = table(report(small), "4-coverage.csv").first { $0["lineage"] == "all" }
        var covered = 0
        var count = 0
        for place in small.model.targets.indices {
            let held = small.model.heldOut(place)
            var groups = [Int?](repeating: nil, count: held.measured.count)
            var departures = held.predicted
            let folds = KFold(count: groups.count, folds: SmallModel.folds, seed: SmallModel.seed.value).folds
            for (number, fold) in folds.enumerated() {
                let known = fold.training.map { held.measured[$0] }.filter(\.isFinite)
                for line in fold.test {
                    groups[line] = number
                    departures[line] -= mean(known)
                }
            }
            let ends = heldOutIntervals(
                measured: held.measured,
                heldOut: held.predicted,
                departures: departures,
                groups: groups
            )
            for line in groups.indices where held.measured[line].isFinite {
                count += 1
                if ends.lows[line] <= held.measured[line], held.measured[line] <= ends.highs[line] {
                    covered += 1
                }
            }
        }
        #expect(number(all?["effects"]) == Double(count))
        #expect(number(all?["covered"]) == Double(covered))
        #expect(covered > 0 && covered < count)
    }

    @Test func `paralogues and pathways are counted among the modifiers`() throws {
        let small = try SmallModel()
        let report = report(small)
        let chosen = small.model.modifiers(of: small.place("LINKED")).map(\.gene)
        #expect(chosen.contains(Gene("G0")))
        let row = table(report, "1b-paralogues.csv").first { $0["target"] == "LINKED" }
        #expect(row?["recovered"] == "G0")
        #expect((number(row?["chance"]) - Double(chosen.count) / 40).magnitude < 1e-12)
        let sets = report.files.filter { $0.name.hasPrefix("1b-pathways-") && $0.name.hasSuffix(".csv") }
        let tissue = sets.flatMap { rows($0.text) }.first {
            $0["target"] == "TISSUE" && $0["set"] == "tissue <&> genes"
        }
        #expect(number(tissue?["size"]) == 9)
        #expect(number(tissue?["q"]) < 0.05)
    }

    @Test func `the kernel does not see a library size`() throws {
        let shift = table(report(try SmallModel()), "platform-shift.csv")
        let byName = Dictionary(uniqueKeysWithValues: shift.map { ($0["shift"] ?? "", $0) })
        // Ranks stay; values at 0 tie as before.
        #expect(number(byName["library size"]?["loss, kernel alone"]).magnitude < 1e-9)
        #expect(number(byName["library size"]?["loss, ridge on modifiers"]) > 0.005)
        #expect(number(byName["as measured"]?["loss, ridge on modifiers"]) == 0)
    }

    @Test func `the same on any number of threads`() throws {
        let small = try SmallModel()
        let one = report(small)
        let many = report(small, workers: ManyWorkers())
        #expect(one.findings == many.findings)
        let differing = zip(one.files, many.files).filter { $0.name != $1.name || $0.text != $1.text }.map(
            \.0.name
        )
        #expect(differing == [])
        #expect(one.files.count == many.files.count)
    }
}
