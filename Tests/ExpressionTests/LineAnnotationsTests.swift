import FoundationEssentials
import LinearAlgebra
import Screen
import Tables
import TestSupport
import Testing

@testable import Expression

@Suite struct LineAnnotationsTests {
    @Test func `the lines of every release have their lineage`() throws {
        let old = try LineAnnotations(table("depmap_22Q1/sample_info.csv"))
        let new = try LineAnnotations(table("depmap_24Q4/Model.csv"))
        let newest = try LineAnnotations(table("depmap_25Q2/Model.csv"))
        #expect(old.lines == new.lines && new.lines == newest.lines)
        #expect(old.lineageColumn == "lineage" && new.lineageColumn == "OncotreeLineage")
        #expect(old.lineages["ACH-000033"] == "lung" && new.lineages["ACH-000033"] == "Lung")
        let expression = try readExpression(table(expressionFiles[1]))
        #expect(new.lineages(of: expression.lines).allSatisfy { $0 != nil })
    }

    @Test func `a line is found under its other names unless two lines have them`() throws {
        let lines = try LineAnnotations(
            table(
                text: """
                    primary_disease,CCLEName,ModelID,StrippedCellLineName
                    Skin Cancer,A375_SKIN,ACH-1,A375
                    Lung Cancer,A549_LUNG,ACH-2,SAME
                    Unknown,,ACH-3,SAME
                    """
            )
        )
        #expect(lines.line(named: "a375_skin") == "ACH-1")
        #expect(lines.line(named: "ACH-3") == "ACH-3")
        #expect(lines.line(named: "SAME") == nil && lines.line(named: "other") == nil)
        #expect(
            lines.lineages(of: ["A375", "ACH-2", "ACH-3", "x"]) == ["Skin Cancer", "Lung Cancer", nil, nil]
        )
    }

    @Test func `lines named otherwise are brought to their identifiers`() throws {
        let lines = try LineAnnotations(
            table(text: "ModelID,CCLEName,lineage\nACH-1,A375_SKIN,skin\nACH-2,A549_LUNG,lung\n")
        )
        let matrix = try readEffect(table(text: ",A\nA375_SKIN,1\nX,2\nA549_LUNG,3\nACH-2,4\n"))
        let identified = lines.identifying(matrix)
        #expect(identified.lines == ["ACH-1", "X", "A549_LUNG", "ACH-2"])
        #expect(identified.column(0) == [1, 2, 3, 4])
    }

    @Test(
        arguments: [
            ("name2,lineage\nL,skin\n", "no-line-names"), ("ModelID,age\nL,3\n", "no-lineage"),
            ("ModelID,lineage\n,skin\n", "empty-line-name"),
            ("ModelID,lineage\nL,skin\nL,lung\n", "duplicate-line"),
        ]
    )
    func `a table of lines that cannot be used names its fault`(text: String, rule: String) throws {
        let found = try rejection { _ = try LineAnnotations(table(text: text)) }
        #expect(found?.rule == rule)
    }

    @Test(.enabled(if: screensFolder != nil)) func `the lines of the real panel have their lineage`() throws {
        let folder = try #require(screensFolder).appending(path: "depmap_dev")
        func read(_ name: String) throws -> Table {
            try expressionTable(Array(Data(contentsOf: folder.appending(path: name))))
        }
        let lines = try LineAnnotations(read("lines.csv"))
        let expression = try readExpressionMatrix(read("expression.csv.gz"))
        #expect(expression.matrix.lines.count > 400)
        #expect(lines.lineages(of: expression.matrix.lines).allSatisfy { $0 != nil })
        let effect = try readEffectMatrix(read("dependency.csv.gz"))
        #expect(effect.scale == .dependencyProbability)
        let chronos = try readEffectMatrix(read("chronos_effect_50x100.csv.gz"))
        #expect(chronos.scale == .geneEffect)
        try checkReleases(effect: effect.dialect, expression: expression.dialect)
        // the panel's own lines are log2 by the training distribution, and their natural logarithms are not
        let genes = expression.matrix.genes
        let training = TrainingDistribution(expression.matrix)
        let batch = try readSamples(read("expression.csv.gz"), genes: genes, training: training)
        #expect(batch.values.storage.count == expression.matrix.values.storage.count)
        let ratios = batch.names.indices.compactMap { logarithmRatio(batch.values.row($0), training) }
        // in every single line, so that a file of one sample is judged as well
        #expect(ratios.count == batch.count)
        #expect(ratios.allSatisfy { logarithm(ofRatio: $0) == .log2TPM })
        #expect(ratios.allSatisfy { logarithm(ofRatio: $0 * 0.6931) == .naturalLogTPM })
        #expect(ratios.allSatisfy { logarithm(ofRatio: $0 * 0.3010) == .log10TPM })
    }
}
