import LinearAlgebra
import Screen
import Statistics
import Testing

@testable import Expression

@Suite struct EffectScaleTests {
    private func effect(_ values: [Double]) -> LabelledMatrix {
        LabelledMatrix(
            lines: values.indices.map { "L\($0)" },
            genes: [Gene("T")],
            values: Matrix(rows: values.count, columns: 1, storage: values)
        )
    }

    @Test func `values within 0 to 1 are probabilities and values below 0 are gene effects`() throws {
        #expect(try effectScale(of: effect([0, 0.5, .nan, 1])) == .dependencyProbability)
        #expect(try effectScale(of: effect([-1.2, 0.5, .nan])) == .geneEffect)
    }

    @Test func `a declared scale wins wherever the values allow it`() throws {
        #expect(try effectScale(of: effect([0, 0.5]), declared: .geneEffect) == .geneEffect)
        let found = try rejection {
            _ = try effectScale(of: effect([0.5, -0.1]), declared: .dependencyProbability)
        }
        #expect(found?.rule == "outside-effect-scale")
        #expect(found?.column == "T")
        #expect(found?.value == "-0.1")
        #expect(found?.reason.contains("L1") == true)
    }

    @Test(arguments: [[1.5, 2.0], [-400, 3], [1e6]])
    func `values of neither scale are refused`(values: [Double]) throws {
        #expect(try rejection { _ = try effectScale(of: effect(values)) }?.rule == "effect-scale-unknown")
    }

    @Test func `a file without a number is refused`() throws {
        #expect(try rejection { _ = try effectScale(of: effect([.nan])) }?.rule == "no-values")
    }

    /// Normal draws of a mean and SD, lines × genes.
    private func draws(_ lines: Int, _ genes: Int, mean: Double, sd: Double) -> LabelledMatrix {
        var generator = SeededGenerator(Seed(3))
        let values = (0..<(lines * genes)).map { _ in mean + sd * generator.normal() }
        return LabelledMatrix(
            lines: (0..<lines).map { "L\($0)" },
            genes: (0..<genes).map { Gene("G\($0)") },
            values: Matrix(rows: lines, columns: genes, storage: values)
        )
    }

    @Test func `z-scores are known by their means and SDs`() throws {
        #expect(try effectScale(of: draws(200, 30, mean: 0, sd: 1)) == .zScore)
        #expect(try effectScale(of: draws(200, 30, mean: -0.1, sd: 0.3)) == .geneEffect)
        // scaled within lines, of which there are too few to tell by genes
        #expect(try effectScale(of: draws(5, 400, mean: 0, sd: 1)) == .zScore)
        #expect(try effectScale(of: draws(200, 30, mean: 0, sd: 1), declared: .zScore) == .zScore)
    }

    @Test(arguments: [(0.3, EffectScale.zScore), (1.0, .geneEffect), (1.0, .demeter2)])
    func `a declared scale that the SDs contradict is refused with the remedy`(
        sd: Double,
        scale: EffectScale
    )
        throws
    {
        let found = try rejection {
            _ = try effectScale(of: draws(200, 30, mean: 0, sd: sd), declared: scale)
        }
        #expect(found?.rule == "outside-effect-scale")
        #expect(found?.remedy.hasPrefix("Declare") == true)
    }

    @Test func `DEMETER2 is told by its file's name or a declaration only`() throws {
        let matrix = draws(200, 30, mean: -0.1, sd: 0.3)
        let name = "downloads/D2_combined_gene_dep_scores.csv"
        #expect(try effectScale(of: matrix, fileName: name) == .demeter2)
        #expect(try effectScale(of: matrix, declared: .demeter2) == .demeter2)
        #expect(try effectScale(of: matrix, declared: .geneEffect, fileName: name) == .geneEffect)
    }

    @Test func `DEMETER2 has genes as rows and is turned`() throws {
        let text = ",127399_SOFT_TISSUE,A375_SKIN\nA1BG (1),-0.5,0.25\nMAGEA2&MAGEA2B (4101&266740),,-1\n"
        let name = "D2_combined_gene_dep_scores.csv"
        let read = try readEffectMatrix(table(text: text), fileName: name)
        #expect(read.scale == .demeter2)
        #expect(read.matrix.lines == ["127399_SOFT_TISSUE", "A375_SKIN"])
        #expect(read.matrix.genes == [Gene("A1BG"), Gene("MAGEA2&MAGEA2B")])
        #expect(read.matrix.column(0) == [-0.5, 0.25])
        #expect(read.matrix.values[0, 1].isNaN && read.matrix.values[1, 1] == -1)
        let undeclared = try rejection { _ = try readEffectMatrix(table(text: text)) }
        #expect(undeclared?.rule == "lines-as-columns")
    }

    @Test func `every scale says which end is essential`() {
        #expect(EffectScale.allCases.filter { !$0.lowIsEssential } == [.dependencyProbability])
        #expect(Set(EffectScale.allCases.map(\.words)).count == EffectScale.allCases.count)
    }

    @Test func `each scale but the z-score says from where on a gene is needed`() {
        #expect(EffectScale.allCases.filter { $0.essentialityThreshold == nil } == [.zScore])
        #expect(EffectScale.zScore.isNeeded(-9) == nil)
        #expect(EffectScale.dependencyProbability.isNeeded(0.5) == true)
        #expect(EffectScale.dependencyProbability.isNeeded(0.5.nextDown) == false)
        for scale in [EffectScale.geneEffect, .demeter2] {
            #expect(scale.isNeeded(-0.5) == true && scale.isNeeded((-0.5).nextUp) == false)
        }
    }

    @Test func `a probability is kept within 0 and 1, an effect as it is`() {
        #expect([-0.2, 0.3, 1.4].map(EffectScale.dependencyProbability.bounded) == [0, 0.3, 1])
        #expect(EffectScale.geneEffect.bounded(-4) == -4 && EffectScale.zScore.bounded(4) == 4)
    }
}
