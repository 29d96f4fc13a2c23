import LinearAlgebra
import Screen
import Tables
import TestSupport
import Testing

@testable import Expression

@Suite struct MatrixReadingTests {
    @Test func `the three conventions of DepMap read to the same values`() throws {
        let effects = try effectFiles.map { try readEffect(table($0)) }
        let expressions = try expressionFiles.map { try readExpression(table($0)) }
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
            (",A (1),A (2)\nL,1,2\n", "duplicate-gene"),
            ("ModelID,A\nL,1\nL,2\n", "duplicate-line"),
            ("ModelID,A\n,1\n", "empty-line-name"),
            ("ModelID,IsDefaultEntryForModel,A\nL,No,1\n", "no-default-entry"),
            ("ModelID,IsDefaultEntryForModel,A\nL,perhaps,1\n", "not-a-default-entry"),
            ("ModelID,lineage_1\nL,skin\n", "no-genes"),
            ("A,B\n1,2\n", "no-line-names"),
            (",A\nK,1\nL,high\n", "not-a-number"),
            (",A\nK,1\nL,inf\n", "not-a-number"),
            (",A\nK,1\nL,1e999\n", "not-a-number"),
            (",A\nL,\"1,500\"\n", "ambiguous-decimals"),
            (",A,B\nK,1,1\nL,1,512.5\n", "not-log-scale"),
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
        let text = "\u{FEFF}\tA (1)\t\"B (2)\"\r\nL1\t1\t\"2.5\"\r\nL2\t3\t4.5\r\n"
        #expect(
            try readExpression(table(text: text)).values
                == Matrix(rows: 2, columns: 2, storage: [1, 2.5, 3, 4.5])
        )
    }

    @Test func `genes that do not vary, or have no value, stay and are reported`() throws {
        let read = try readExpressionMatrix(table(text: ",A,B,C,D\nL1,1,2.5,,0\nL2,1.5,2.5,NA,0\nL3,2,,,0\n"))
        #expect(read.matrix.genes.map(\.symbol) == ["A", "B", "C", "D"])
        #expect(read.report.constantGenes.map(\.symbol) == ["B", "D"])
        #expect(read.report.emptyGenes.map(\.symbol) == ["C"])
        #expect(read.report.missingValues == 4)
        #expect(read.report.least == 0 && read.report.greatest == 2.5)
    }

    @Test func `rows that are not their model's default entry are counted`() throws {
        let read = try readExpressionMatrix(table(expressionFiles[2]), fileName: expressionFiles[2])
        let lines = try table(expressionFiles[2]).rowCount
        #expect(read.report.skippedRows == lines - 14)
        #expect(read.report.skippedRows > 0)
        #expect(read.dialect.eras == [.from25Q2])
    }

    @Test func `values are the same with gaps and without, and whichever columns stand between`() throws {
        let whole = try readExpression(table(text: ",A,B\nL1,1.25,2\nL2,3,4.5\n"))
        let between = try readExpression(
            table(text: "lineage_1,ModelID,B,SequencingID,A\nskin,L1,2,7,1.25\nlung,L2,4.5,8,3\n")
        )
        #expect(between.column(1) == whole.column(0) && between.column(0) == whole.column(1))
        let gaps = try readExpression(table(text: ",A,B\nL1,1.25,\nL2,3,4.5\n"))
        #expect(gaps.column(0) == whole.column(0))
        #expect(gaps.values[0, 1].isNaN && gaps.values[1, 1] == 4.5)
    }

    @Test func `a synonym is brought to the approved symbol unless that has a column of its own`() throws {
        let names = GeneNames([
            .init(symbol: "TIGAR", previous: ["C12orf5"], entrez: 57103),
            .init(symbol: "MARCHF1", previous: ["MARCH1"]), .init(symbol: "X1", aliases: ["SHARED"]),
            .init(symbol: "X2", aliases: ["SHARED"]),
        ])
        let read = try readExpressionMatrix(
            table(text: ",C12orf5 (57103),MARCH1,MARCHF1,SHARED,ODD\nL1,1,2,3,4,5.5\nL2,1,2,3,4,5\n"),
            names: names
        )
        #expect(read.matrix.genes.map(\.symbol) == ["TIGAR", "MARCH1", "MARCHF1", "SHARED", "ODD"])
        #expect(read.report.renamed == [Renaming(label: "C12orf5 (57103)", gene: Gene("TIGAR"))])
        #expect(read.report.ambiguous == ["MARCH1", "SHARED"])
    }

    @Test func `Ensembl identifiers lose their version`() throws {
        let matrix = try readExpression(table(text: ",ENSG00000100146.17\nL1,1.5\nL2,2\n"))
        #expect(matrix.genes == [Gene("ENSG00000100146")])
    }
}
