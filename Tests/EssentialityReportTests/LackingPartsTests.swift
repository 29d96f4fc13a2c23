import Essentiality
import Expression
import Interpretation
import LinearAlgebra
import Screen
import Statistics
import Testing

@testable import EssentialityReport

@Suite struct LackingPartsTests {
    private func page(
        _ small: SmallModel,
        data: TrainingData?,
        targets: [Gene] = [],
        families: GeneFamilies? = nil,
        pathways: GeneSetLibrary? = nil
    ) -> String {
        let report = essentialityReport(
            model: small.model,
            data: data,
            families: families,
            pathways: pathways,
            seed: SmallModel.seed,
            settings: EssentialityReportSettings(targets: targets, folds: SmallModel.folds, permutations: 50)
        )
        let broken = report.files.filter { $0.text.contains("nan") || $0.text.contains("inf,") }.map(\.name)
        #expect(broken == [])
        return report.files.first { $0.name == "index.html" }?.text ?? ""
    }

    @Test func `without the training files the page says to name them`() throws {
        let page = page(try SmallModel(), data: nil)
        #expect(page.contains("Name the training files again with --effect"))
        #expect(page.contains("Name a GMT file"))
        #expect(page.contains("with --paralogs"))
        #expect(page.contains("1A ·"))
        #expect(page.contains("Intervals that promise 90 %"))
    }

    @Test func `other files than the training's are refused in words`() throws {
        let small = try SmallModel()
        let other = try SmallModel(lines: 60)
        #expect(page(small, data: other.data).contains("the training files are not those of the model"))
        let fewer = try SmallModel(targets: ["LINKED"])
        #expect(page(small, data: fewer.data).contains("the effect file lacks"))
    }

    @Test func `one target without modifiers, lineages or luck`() throws {
        let small = try SmallModel(targets: ["NOISE"], isAnnotated: false)
        #expect(small.model.modifiers(of: 0).isEmpty)
        let page = page(
            small,
            data: small.data,
            targets: [Gene("NOISE"), Gene("<NONE>")],
            families: GeneFamilies([(gene: Gene("X"), family: "F")]),
            pathways: GeneSetLibrary([GeneSet("S", genes: [Gene("X")])])
        )
        #expect(page.contains("the model knows no lineages of its lines"))
        #expect(page.contains("no target has modifier genes"))
        #expect(page.contains("NOISE has no modifier genes"))
        #expect(page.contains("the model has no target &lt;NONE&gt;"))
        #expect(page.contains("no gene of the sets is among the model"))
        #expect(page.contains("has a paralogue whose expression is known"))
    }

    @Test
    func `lineages of the files stand in where the model knows none, and the model's where the files do not`()
        throws
    {
        let known = try SmallModel(targets: ["LINKED", "TISSUE"])
        let unknown = try SmallModel(targets: ["LINKED", "TISSUE"], isAnnotated: false)
        let named = page(unknown, data: known.data)
        #expect(!named.contains("the model knows no lineages"))
        #expect(named.contains("fewest in"))
        let full = page(known, data: known.data)
        #expect(page(known, data: unknown.data) == full)
    }

    @Test func `missing values of expression and effect`() throws {
        let small = try SmallModel(targets: ["LINKED", "GAPS"], missing: 0.1)
        let page = page(small, data: small.data)
        #expect(page.contains("5G ·"))
        #expect(!page.contains("not finite"))
    }

    @Test func `few lines with more folds than a tissue has lines`() throws {
        let small = try SmallModel(targets: ["LINKED"], lines: 18)
        let page = page(small, data: small.data)
        #expect(page.contains("fewer than two lineages have 10 lines"))
    }
}
