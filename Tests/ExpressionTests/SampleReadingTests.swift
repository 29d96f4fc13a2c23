import LinearAlgebra
import Screen
import Statistics
import Tables
import TestSupport
import Testing

@testable import Expression

@Suite struct SampleReadingTests {
    private let genes = ["A", "B", "C", "D"].map { Gene($0) }

    /// The mean of the model's genes is 2, and their least value 0.
    private func read(_ text: String, _ genes: [Gene]? = nil, least: Double = 0) throws -> SampleBatch {
        let genes = genes ?? self.genes
        let training = TrainingDistribution(
            means: genes.map { _ in 2 },
            sds: genes.map { _ in 1 },
            least: least
        )
        return try readSamples(table(text: text), genes: genes, training: training)
    }

    private func refused(_ text: String) throws -> Rejection? { try rejection { _ = try read(text) } }

    @Test(
        arguments: [
            ",A (1),B (2),C (3),D (4),E (5)\nS1,0.5,1.5,2.5,0,7\nS2,1,2,,4,8\n",
            "sample\tD\tC\tB\tA\nS1\t0\t2.5\t1.5\t0.5\nS2\t4\tNA\t2\t1\n",
            "gene,S1,S2\nA (1),0.5,1\nZ,7,8\nB,1.5,2\nC,2.5,NaN\nD,0,4\n",
            "gene_id,gene_name,length,S1,S2\nENSG00000000001,A,900,0.5,1\nENSG00000000002,B,900,1.5,2\n"
                + "ENSG00000000003,C,900,2.5,\nENSG00000000004,D,900,0,4\n",
            "\u{FEFF};A;B;C;D\r\nS1;0.5;1.5;2.5;0\r\nS2;1;2;n/a;4\r\n",
        ]
    )
    func `samples as rows and samples as columns read to the same`(text: String) throws {
        let batch = try read(text)
        #expect(batch.names == ["S1", "S2"] && batch.genes == genes)
        #expect(batch.values.row(0) == [0.5, 1.5, 2.5, 0])
        #expect(batch.missing == [[], [2]])
        #expect(batch.values[1, 2].isNaN)
        #expect([0, 1, 3].map { batch.values[1, $0] } == [1, 2, 4])
        #expect(batch.unit == .log2TPM && batch.renamed.isEmpty)
        #expect(batch.sample(1).missing == [Gene("C")])
    }

    @Test func `the newest DepMap file can be dropped as it is`() throws {
        let matrix = try readExpression(table("toy_expression.csv"))
        let samples = try readSamples(
            table("toy_expression.csv"),
            genes: matrix.genes,
            training: TrainingDistribution(matrix)
        )
        #expect(samples.names == matrix.lines)
        #expect(samples.values == matrix.values)
        let profiles = "SequencingID,ModelID,IsDefaultEntryForModel,A (1),B (2),C (3),D (4)\n"
        let kept = try read(profiles + "CDS-1,ACH-1,No,9,9,9,9\nCDS-2,ACH-1,Yes,1,2,3,4.5\n")
        #expect(kept.names == ["ACH-1"])
        #expect(kept.values[0, 3] == 4.5)
    }

    @Test(
        arguments: [
            (",A,B,C,D\nS1,1.5,812.4,0,3\n", "not-log-scale"),
            ("gene,S1\nA,1.5\nB,812.4\nC,0\nD,3\n", "not-log-scale"),
            (",A,B,C,D\nS1,1.5,-0.4,0,3\n", "negative-expression"),
            (",A,B,C,D\nS1,1.5,high,0,3\n", "not-a-number"),
            (",A,B,C,D\nS1,1.5,inf,0,3\n", "not-a-number"),
            (",A,B,C,D\nS1,1.5,-Infinity,0,3\n", "not-a-number"),
            (",A,B,C,D\nS1,NaN,NaN,NaN,3.5\n", "too-few-genes"),
            (",A,X,Y,Z\nS1,1.5,1,1,3\n", "too-few-genes"),
            ("gene,S1,S2\nA,1.5,1\nB,0.4,\nC,0,\nD,3,\n", "too-few-genes"),
            (",A,A (1),C,D\nS1,1.5,1,1,3\n", "duplicate-gene"),
            ("gene,S1\nA,1.5\nB,0.4\nA,0\nD,3\n", "duplicate-gene"),
            (",A,B,C,D\nS1,1.5,1,1,3\nS1,2.5,1,1,3\n", "duplicate-line"),
            (",A,B,C,D\n,1.5,1,1,3\n", "empty-line-name"),
            (",ENSG00000100146.17,ENSG00000213281\nS1,1.5,1\n", "no-known-genes"),
            (",X,Y\nS1,1.5,1\n", "no-known-genes"),
            ("gene,length\nA,1.5\nB,0.4\nC,0\nD,3\n", "no-samples"),
            (",A,B,C,D\n=HYPERLINK(),1.5,1,1,3\n", "sample-name"),
            (",A,B,C,D\n\"S\u{7}1\",1.5,1,1,3\n", "sample-name"),
            (",A,B,C,D\n\"S\n1\",1.5,1,1,3\n", "sample-name"),
            ("ModelID,IsDefaultEntryForModel,A,B,C,D\nS,No,1.5,1,1,3\n", "no-default-entry"),
        ]
    )
    func `a file that cannot be predicted names its fault`(text: String, rule: String) throws {
        let found = try refused(text)
        #expect(found?.rule == rule)
        #expect(found?.remedy.isEmpty == false)
    }

    @Test func `a value out of scale is named with its line and column whichever way the table lies`() throws
    {
        let across = try refused(",A,B,C,D\nS0,1,1,1,1\nS1,1.5,812.4,0,3\n")
        #expect(across?.row == 3 && across?.column == "B" && across?.value == "812.4")
        let down = try refused("gene,S0,S1\nA,1,1.5\nB,1,812.4\nC,1,0\nD,1,3\n")
        #expect(down?.row == 3 && down?.column == "S1" && down?.value == "812.4")
    }

    @Test func `counts are known by their whole numbers even where they are small`() throws {
        let genes = ["A", "B", "C", "D"] + (0..<60).map { "G\($0)" }
        let values = genes.indices.map { "\($0 % 9)" }
        let text = ",\(genes.joined(separator: ","))\nS1,\(values.joined(separator: ","))\n"
        #expect(try refused(text)?.rule == "not-log-scale")
        #expect(try refused(text)?.reason.contains("whole numbers") == true)
    }

    @Test func `TPM is known by the other genes where those of the model are low`() throws {
        let genes = ["A", "B", "C", "D"] + (0..<60).map { "G\($0)" }
        let values = genes.indices.map { $0 < 4 ? "1.5" : "\(Double($0) * 1.5)" }
        let text = ",\(genes.joined(separator: ","))\nS1,\(values.joined(separator: ","))\n"
        #expect(try refused(text)?.rule == "not-log-scale")
    }

    @Test func `a column that is no gene does not spoil the file`() throws {
        let genes = (0..<30).map { "G\($0)" }
        let head = ",A,B,C,D,age,tissue,\(genes.joined(separator: ","))\n"
        let text = head + "S1,1.5,1,1,3,64,skin,\(genes.map { _ in "2.5" }.joined(separator: ","))\n"
        #expect(try read(text).count == 1)
    }

    @Test func `samples may be named by numbers`() throws {
        #expect(try read("sample,A,B,C,D\n101,1.5,1,1,3\n102,1.5,1,1,3\n").names == ["101", "102"])
    }

    @Test func `no damage to a file does more than have it refused`() throws {
        let files = [
            ",A (1),B (2),C (3),D (4)\nS1,0.5,1.5,2.5,0\nS2,1,2,,4\n",
            "gene_id,gene_name,S1\nENSG1,A,0.5\nENSG2,B,1.5\nENSG3,C,2.5\nENSG4,D,0\n",
            "SequencingID,ModelID,IsDefaultEntryForModel,A,B,C,D\nCDS-1,M,No,9,9,9,9\nCDS-2,M,Yes,1,2,3,4.5\n",
            "Name\tLength\tEffectiveLength\tTPM\tNumReads\nA\t9\t9\t7.5\t1\nB\t9\t9\t0\t1\nC\t9\t9\t3\t1\nD\t9\t9\t3\t1\n",
            "# x\nGeneid\tChr\tStart\tEnd\tStrand\tLength\tP.bam\nA\t1\t1\t1\t+\t9\t5\nB\t1\t1\t1\t+\t9\t5\nC\t1\t1\t1\t+\t9\t5\n",
        ]
        let bytes = Array(",\n\"\t;.-1eE()NaA\0\u{FF} ".utf8)
        var generator = SeededGenerator(Seed(11))
        var taken = 0
        for trial in 0..<3000 {
            var file = Array(files[trial % files.count].utf8)
            for _ in 0...generator.index(below: 4) {
                let place = generator.index(below: file.count)
                switch generator.index(below: 4) {
                case 0: file[place] = bytes[generator.index(below: bytes.count)]
                case 1: file.insert(bytes[generator.index(below: bytes.count)], at: place)
                case 2: file.remove(at: place)
                default: file.removeSubrange(place..<min(place + generator.index(below: 12), file.count))
                }
            }
            let found = try rejection {
                let training = TrainingDistribution(means: [2, 2, 2, 2], sds: [1, 1, 1, 1])
                let batch = try readSamples(expressionTable(file), genes: genes, training: training)
                let isGood = batch.values.storage.allSatisfy { $0.isNaN || (0...30).contains($0) }
                #expect(isGood && batch.values.rows == batch.names.count)
                #expect(batch.missing.allSatisfy { $0.count <= 2 })
                taken += 1
            }
            if let found { #expect(!found.rule.isEmpty && !found.remedy.isEmpty) }
        }
        // Both ways out are taken often.
        #expect(taken > 100 && taken < 2900)
    }

    @Test func `a duplicate gene that no target needs is no reason to refuse`() throws {
        #expect(try read("gene,S1\nA,1.5\nB,0.4\nY_RNA,0\nY_RNA,1\nC,0\nD,3\n").count == 1)
    }

    @Test func `values below 0 are taken where the model learnt from such`() throws {
        #expect(try read(",A,B,C,D\nS1,1.5,-0.4,0,3\n", least: -2).values[0, 1] == -0.4)
    }

    @Test func `a sample with half of the genes is taken and one with fewer is named with what it lacks`()
        throws
    {
        #expect(try read(",A,C\nS1,1.5,1\n").count == 1)
        let found = try refused(",A,C\nS1,1.5,1\nS2,1.5,\n")
        #expect(found?.row == 3)
        #expect(found?.reason == "Sample S2 has 1 of the 4 genes that the model needs; it lacks B, C, D.")
    }

    @Test(arguments: [9, 10])
    func `half of the genes is the line between taken and refused`(count: Int) throws {
        let genes = (0..<count).map { Gene("G\($0)") }
        func file(_ some: Int) -> String {
            ",\(genes.prefix(some).map(\.symbol).joined(separator: ","))\nS,"
                + Array(repeating: "1.5", count: some).joined(separator: ",") + "\n"
        }
        let half = (count + 1) / 2
        #expect(try read(file(half), genes).missing == [Array(half..<count)])
        let found = try rejection { _ = try read(file(half - 1), genes) }
        #expect(found?.rule == "too-few-genes")
    }

    @Test func `Entrez numbers are named in the rejection, and the table that helps`() throws {
        let found = try refused(",6663,4893\nS1,1.5,2\n")
        #expect(found?.rule == "no-known-genes" && found?.reason.contains("Entrez") == true)
        #expect(found?.remedy.contains("hgnc_complete_set.txt") == true)
    }

    @Test func `the rows of genes may stand in any order`() throws {
        let batch = try read("gene,S1,S2\nD,4,8\nB,2,6\nA,1,5\nC,3.5,7\n")
        #expect(batch.values.storage == [1, 2, 3.5, 4, 5, 6, 7, 8])
    }

    @Test func `the model names in its rejection that Ensembl identifiers are not symbols`() throws {
        let found = try refused("gene_id,S1\nENSG00000100146.17,1.5\nENSG00000213281.5,1\n")
        #expect(found?.reason.contains("Ensembl") == true)
    }
}
