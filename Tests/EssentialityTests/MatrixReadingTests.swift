import LinearAlgebra
import Screen
import TestSupport
import Testing

@testable import Essentiality

@Suite struct MatrixReadingTests {
    @Test func `the three conventions of DepMap read to the same values`() throws {
        let effects = try [
            "depmap_22Q1/CRISPR_gene_effect.csv", "depmap_24Q4/CRISPRGeneEffect.csv",
            "depmap_25Q2/CRISPRGeneEffect.csv",
        ].map { try readEffect(table($0)) }
        let expressions = try [
            "depmap_22Q1/CCLE_expression.csv", "depmap_24Q4/OmicsExpressionProteinCodingGenesTPMLogp1.csv",
            "depmap_25Q2/OmicsExpressionTPMLogp1HumanProteinCodingGenes.csv",
        ].map { try readExpression(table($0)) }
        for matrices in [effects, expressions] {
            for other in matrices.dropFirst() {
                #expect(other.lines == matrices[0].lines && other.genes == matrices[0].genes)
                // Bit patterns, since a missing value is NaN and equals nothing.
                let bits = [other, matrices[0]].map { $0.values.storage.map(\.bitPattern) }
                #expect(bits[0] == bits[1])
            }
        }
        #expect(effects[0].values.storage.contains { $0.isNaN })
        #expect(expressions[0].lines.count == 14 && expressions[0].genes.count == 16)
        #expect(effects[0].genes.first == Gene("RPP25L"))
        #expect(effects[0].values[0, 0] == -0.302_075_74)
        #expect(try effectScale(of: effects[0]) == .geneEffect)
    }

    @Test func `columns of metadata are found by name in any order`() throws {
        let expression = try readExpression(
            table(
                text: """
                    ProfileID,SOX10 (6663),IsDefaultEntryForMC,ModelID,NRAS (4893),IsDefaultEntryForModel
                    PR-1,1.5,Yes,ACH-1,2.5,Yes
                    PR-2,9,Yes,ACH-1,9,No
                    PR-3,,No,ACH-2,NA,Yes
                    """
            )
        )
        #expect(expression.lines == ["ACH-1", "ACH-2"])
        #expect(expression.genes == [Gene("SOX10"), Gene("NRAS")])
        #expect(expression.values.row(0) == [1.5, 2.5])
        #expect(expression.values.row(1).allSatisfy { $0.isNaN })
    }

    @Test(
        arguments: [
            ("SOX10 (6663)", "SOX10"), ("SOX10", "SOX10"), ("PALM2AKAP2 (445815&11217)", "PALM2AKAP2"),
            ("HLA-A..3105.", "HLA-A"), ("SOX10 (nan)", "SOX10"), (" SOX10 ", "SOX10"), ("(6663)", "(6663)"),
            ("", ""), (".", "."), ("..1.", "..1."), ("AC004.1", "AC004.1"), (")", ")"),
        ]
    )
    func `a label is stripped to its symbol`(label: String, symbol: String) {
        #expect(gene(labelled: label) == Gene(symbol))
    }

    @Test(
        arguments: [
            (",A (1),A (2)\nL,1,2\n", "duplicate-gene"),
            ("ModelID,A\nL,1\nL,2\n", "duplicate-line"),
            ("ModelID,A\n,1\n", "empty-line-name"),
            ("ModelID,IsDefaultEntryForModel,A\nL,No,1\n", "no-default-entry"),
            ("ModelID,IsDefaultEntryForModel,A\nL,perhaps,1\n", "not-a-default-entry"),
            ("ModelID,lineage_1\nL,skin\n", "no-genes"),
            ("A,B\n1,2\n", "no-line-names"),
            (",A\nL,high\n", "not-a-number"),
            (",A\nL,inf\n", "not-a-number"),
            (",A\nL,1e999\n", "not-a-number"),
            (",A\nL,\"1,500\"\n", "ambiguous-decimals"),
            (",A,B\nL,1,512.5\n", "not-log-scale"),
            ("gene,ACH-000001,ACH-000002\nA,1,2\n", "lines-as-columns"),
        ]
    )
    func `a table that cannot be trained on names its fault`(text: String, rule: String) throws {
        let found = try rejection { _ = try readExpression(table(text: text)) }
        #expect(found?.rule == rule)
    }

    @Test func `a word where a number should be is named with its line and column`() throws {
        let found = try rejection {
            _ = try readEffect(table(text: "DepMap_ID,A (1),B (2)\nL1,1,2\nL2,1,bad\n"))
        }
        #expect(found?.row == 3)
        #expect(found?.column == "B (2)")
        #expect(found?.value == "bad")
    }

    @Test func `a byte order mark, CRLF, quotes and tabs do not matter`() throws {
        let text = "\u{FEFF}\tA (1)\t\"B (2)\"\r\nL1\t1\t\"2.5\"\r\n"
        #expect(
            try readExpression(table(text: text)).values == Matrix(rows: 1, columns: 2, storage: [1, 2.5])
        )
    }
}

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
}
