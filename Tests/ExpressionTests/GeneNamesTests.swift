import LinearAlgebra
import Screen
import Tables
import Testing

@testable import Expression

@Suite struct GeneLabelTests {
    @Test(
        arguments: [
            ("SOX10 (6663)", "SOX10"), ("SOX10", "SOX10"), ("PALM2AKAP2 (445815&11217)", "PALM2AKAP2"),
            ("HLA-A..3105.", "HLA-A"), ("SOX10 (nan)", "SOX10"), (" SOX10 ", "SOX10"), ("(6663)", "(6663)"),
            ("", ""), (".", "."), ("..1.", "..1."), ("AC004.1", "AC004.1"), (")", ")"), ("6663", "6663"),
            ("ENSG00000100146.17", "ENSG00000100146"), ("ENSG00000182378.14_PAR_Y", "ENSG00000182378"),
            ("ENSG00000100146.17_SOX10", "SOX10"), ("ENSG00000100146|SOX10", "SOX10"), ("ENSA", "ENSA"),
            ("ENSG0000010014", "ENSG0000010014"), ("ENSMUSG00000033006.5", "ENSMUSG00000033006"),
        ]
    )
    func `a label is stripped to its symbol, or to an identifier without version`(
        label: String,
        symbol: String
    ) {
        #expect(gene(labelled: label) == Gene(symbol))
    }

    @Test func `numbers and Ensembl identifiers are read beside the symbol`() {
        #expect(GeneLabel("SOX10 (6663)").entrez == 6663)
        #expect(GeneLabel("HLA-A..3105.").entrez == 3105)
        #expect(GeneLabel("6663").entrez == 6663)
        #expect(GeneLabel("PALM2AKAP2 (445815&11217)").entrez == nil)
        #expect(GeneLabel("ENSG00000100146.17_SOX10").ensembl == "ENSG00000100146")
        #expect(GeneLabel("99999999999999999999").entrez == nil)
    }
}

@Suite struct GeneNamesTests {
    private let text = """
        hgnc_id\tsymbol\tstatus\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id
        HGNC:1\tTIGAR\tApproved\t"FR2BP|SHARED"\tC12orf5\t57103\tENSG00000078237
        HGNC:2\tSOX10\tApproved\t"SHARED|DOM"\t\t6663\tENSG00000100146
        HGNC:3\tMARCHF1\tApproved\t"RNF171|SOX10"\t"MARCH1|WAS"\t55016\tENSG00000145416
        HGNC:4\tWASP1\tApproved\tWAS\t\t\t
        HGNC:5\tGONE\tEntry Withdrawn\t\tSOX11\t1\t
        """

    private func names() throws -> GeneNames { try GeneNames(hgnc: table(text: text)) }

    @Test(
        arguments: [
            ("SOX10", "SOX10"), ("sox10", "SOX10"), ("C12orf5", "TIGAR"), ("C12ORF5 (57103)", "TIGAR"),
            ("57103", "TIGAR"), ("ENSG00000100146.99", "SOX10"), ("dom", "SOX10"), ("RNF171", "MARCHF1"),
            // the number goes before the symbol
            ("WRONG (6663)", "SOX10"),
            // a previous symbol goes before an alias
            ("WAS", "MARCHF1"),
        ]
    )
    func `any identifier leads to the approved symbol`(label: String, symbol: String) throws {
        #expect(try names().meaning(of: label) == .approved(Gene(symbol)))
    }

    @Test func `what two genes share stands for neither, and what none has is unknown`() throws {
        let names = try names()
        #expect(names.count == 4)
        #expect(names.meaning(of: "SHARED") == .ambiguous([Gene("SOX10"), Gene("TIGAR")]))
        for label in ["SOX11", "GONE", "", "ENSG00000000000", "1"] {
            #expect(names.meaning(of: label) == .unknown)
        }
    }

    @Test(
        arguments: [
            ("name\tentrez_id\nSOX10\t1\n", "no-symbols"),
            ("symbol\tstatus\nSOX10\tWithdrawn\n", "no-symbols"),
            ("symbol\nSOX10\nSox10\n", "duplicate-gene"),
        ]
    )
    func `a table without approved symbols is refused`(text: String, rule: String) throws {
        let found = try rejection { _ = try GeneNames(hgnc: table(text: text)) }
        #expect(found?.rule == rule)
    }

    private func samples(_ text: String, _ genes: [String]) throws -> SampleBatch {
        let training = TrainingDistribution(means: genes.map { _ in 2 }, sds: genes.map { _ in 1 })
        return try readSamples(
            table(text: text),
            genes: genes.map { Gene($0) },
            training: training,
            names: names()
        )
    }

    @Test(
        arguments: [
            ",57103,6663\nS1,1.5,2\n", ",ENSG00000078237.3,ENSG00000100146.17\nS1,1.5,2\n",
            "gene_id,S1\nENSG00000078237.3,1.5\nENSG00000100146,2\n", ",FR2BP,DOM\nS1,1.5,2\n",
            ",TIGAR,SOX10\nS1,1.5,2\n", "Gene,S1\nC12orf5 (57103),1.5\nSOX10 (6663),2\n",
        ]
    )
    func `a sample's genes are found under any name, also where the model has the older one`(
        text: String
    )
        throws
    {
        for own in ["TIGAR", "C12orf5"] {
            let batch = try samples(text, [own, "SOX10"])
            #expect(batch.values.storage == [1.5, 2])
            let expected = text.contains(own) ? [] : [Gene(own)]
            #expect(batch.renamed.map(\.gene).filter { $0 != Gene("SOX10") } == expected)
        }
    }

    @Test func `labels of two genes, or two labels of one, are reported and not taken`() throws {
        let shared = try samples(",SHARED,SOX10,X\nS1,1.5,2,3\n", ["TIGAR", "SOX10"])
        #expect(shared.ambiguous == ["SHARED"])
        #expect(shared.missing == [[0]])
        let twice = try samples(",C12orf5,FR2BP,SOX10\nS1,1,7.5,2\n", ["TIGAR", "SOX10"])
        #expect(twice.ambiguous == ["C12orf5", "FR2BP"])
        #expect(twice.missing == [[0]])
        let own = try samples(",C12orf5,TIGAR,SOX10\nS1,7,1.5,2\n", ["TIGAR", "SOX10"])
        #expect(own.values.storage == [1.5, 2] && own.ambiguous == ["C12orf5"])
    }
}
