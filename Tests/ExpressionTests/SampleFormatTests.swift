import LinearAlgebra
import RealModule
import Screen
import Statistics
import Tables
import Testing

@testable import Expression

@Suite struct SampleFormatTests {
    private let genes = ["SOX10", "NRAS", "TP53"].map { Gene($0) }
    private let names = GeneNames([
        .init(symbol: "SOX10", ensembl: "ENSG00000100146"), .init(symbol: "NRAS", ensembl: "ENSG00000213281"),
        .init(symbol: "TP53", ensembl: "ENSG00000141510"),
    ])

    private func read(
        _ text: String,
        unit: DeclaredUnit? = nil,
        fileName: String? = nil,
        transcripts: TranscriptGenes? = nil
    ) throws -> SampleBatch {
        try readSamples(
            table(text: text),
            genes: genes,
            training: TrainingDistribution(means: [2, 2, 2], sds: [1, 1, 1]),
            names: names,
            unit: unit,
            fileName: fileName,
            transcripts: transcripts
        )
    }

    private func refused(_ text: String, unit: DeclaredUnit? = nil) throws -> Rejection? {
        try rejection { _ = try read(text, unit: unit) }
    }

    /// Relative to the last bits of two logarithms.
    private func isNear(_ values: some Sequence<Double>, _ expected: [Double]) -> Bool {
        zip(Array(values), expected).allSatisfy { $0.isApproximatelyEqual(to: $1, relativeTolerance: 1e-14) }
    }

    private static let salmon = "Name\tLength\tEffectiveLength\tTPM\tNumReads\n"

    @Test func `a Salmon file of genes is one sample, in log2`() throws {
        let text =
            Self.salmon + "ENSG00000100146.17\t2000\t1800\t7\t100\nENSG00000213281.5\t900\t700\t0\t0\n"
            + "ENSG00000141510.18\t900\t700\t1023\t9\n"
        let batch = try read(text, fileName: "runs/P12.quant.genes.sf.gz")
        #expect(batch.names == ["P12"] && batch.format == .salmon && batch.unit == .tpm)
        #expect(isNear(batch.values.row(0), [3, 0, 10]))
        #expect(batch.renamed.count == 3)
    }

    private static let transcripts =
        salmon + "ENST00000396884.8\t2000\t1800\t3\t100\nENST00000360880.6\t900\t700\t4\t0\n"
        + "ENST00000369535.5\t900\t700\t15\t9\nENST00000999999.1\t900\t700\t15\t9\n"

    @Test func `transcripts are refused unless their genes are known, and then summed`() throws {
        let found = try refused(Self.transcripts)
        #expect(found?.rule == "transcript-level" && found?.value == "ENST00000396884.8")
        #expect(found?.remedy.contains("tx2gene") == true)
        let map = try TranscriptGenes(
            table(
                text: "TXNAME\tGENEID\nENST00000396884.1\tENSG00000100146\nENST00000360880\tENSG00000100146\n"
                    + "ENST00000369535\tNRAS\n"
            )
        )
        let batch = try read(Self.transcripts, transcripts: map)
        #expect(isNear(batch.values.row(0).prefix(2), [3, 4]))
        #expect(batch.missing == [[2]])
        let none = try rejection {
            _ = try read(Self.transcripts, transcripts: TranscriptGenes(["X": "SOX10"]))
        }
        #expect(none?.rule == "transcript-level")
    }

    @Test func `GENCODE's names with bars tell the gene themselves`() throws {
        let bars = "|OTTHUMG1|OTTHUMT1|SOX10-201|SOX10|2000|protein_coding|"
        let text =
            Self.salmon + "ENST00000396884.8|ENSG00000100146.17\(bars)\t2000\t1800\t3\t100\n"
            + "ENST00000360880.6|ENSG00000100146.17\(bars)\t2000\t1800\t4\t100\n"
            + "ENST00000369535.5|ENSG00000213281.5|-|-|NRAS-201|NRAS|900|protein_coding|\t900\t700\t15\t9\n"
        #expect(isNear(try read(text).values.row(0).prefix(2), [3, 4]))
    }

    @Test func `kallisto's and RSEM's files are taken as TPM`() throws {
        let kallisto = try read(
            "target_id\tlength\teff_length\test_counts\ttpm\nSOX10\t9\t9\t1\t7\nNRAS\t9\t9\t1\t3\nTP53\t9\t9\t1\t0\n"
        )
        #expect(kallisto.format == .kallisto && isNear(kallisto.values.row(0), [3, 2, 0]))
        let head = "gene_id\ttranscript_id(s)\tlength\teffective_length\texpected_count\tTPM\tFPKM\n"
        let rsem = try read(
            head + "ENSG00000100146.17_SOX10\tENST1\t9\t9\t100.5\t7\t900\nNRAS\tENST2\t9\t9\t1\t3\t900\n"
                + "TP53\tENST3\t9\t9\t1\t0\t0\n",
            fileName: "P7.genes.results"
        )
        #expect(rsem.names == ["P7"] && rsem.format == .rsem && isNear(rsem.values.row(0), [3, 2, 0]))
        let isoforms =
            "transcript_id\tgene_id\tlength\teffective_length\texpected_count\tTPM\tFPKM\tIsoPct\n"
            + "ENST1\tSOX10\t9\t9\t1\t3\t9\t50\nENST2\tSOX10\t9\t9\t1\t4\t9\t50\nENST3\tNRAS\t9\t9\t1\t3\t9\t100\n"
        #expect(isNear(try read(isoforms).values.row(0).prefix(2), [3, 2]))
    }

    private static let counts =
        "# Program:featureCounts v2.0.1; Command:\"featureCounts\" \"-a\" \"x.gtf\"\n"
        + "Geneid\tChr\tStart\tEnd\tStrand\tLength\t/data/run1/P1.bam\t/data/run1/P2.bam\n"
        + "ENSG00000100146.17\tchr22;chr22\t1;5\t2;9\t-;-\t2000\t20\t0\n"
        + "ENSG00000213281.5\tchr1\t1\t2\t-\t1000\t30\t5\nENSG00000999999.1\tchr1\t1\t2\t-\t500\t30\t0\n"

    @Test func `counts of featureCounts become TPM by the lengths of all genes`() throws {
        let batch = try read(Self.counts)
        #expect(batch.names == ["P1", "P2"] && batch.unit == .counts && batch.format == .featureCounts)
        // 20/2000, 30/1000 and 30/500 are a tenth, three and six tenths of 0.1 reads a base.
        let expected = [0.1e6, 0.3e6].map { Double.log2($0 + 1) }
        #expect(isNear(batch.values.row(0).prefix(2), expected))
        #expect(isNear(batch.values.row(1).prefix(2), [0, .log2(1e6 + 1)]))
    }

    @Test func `declared counts need lengths`() throws {
        let text = "gene,S1\nSOX10,20\nNRAS,30\nTP53,7\n"
        #expect(try refused(text, unit: .counts)?.rule == "no-lengths")
        #expect(try refused(",SOX10,NRAS,TP53\nS1,20,30,7\n", unit: .counts)?.rule == "no-lengths")
        let batch = try read("gene,length,S1\nSOX10,2000,20\nNRAS,1000,30\nTP53,500,30\n", unit: .counts)
        #expect(isNear(batch.values.row(0), [0.1e6, 0.3e6, 0.6e6].map { .log2($0 + 1) }))
        let none = try refused("gene,length,S1\nSOX10,2000,0\nNRAS,1000,0\nTP53,500,0\n", unit: .counts)
        #expect(none?.rule == "no-values")
    }

    @Test func `a format with a unit of its own takes no other`() throws {
        #expect(try refused(Self.counts, unit: .log2TPM)?.rule == "unit-contradicted")
        let salmon = Self.salmon + "SOX10\t9\t9\t7\t1\nNRAS\t9\t9\t7\t1\n"
        #expect(try refused(salmon, unit: .counts)?.rule == "unit-contradicted")
        #expect(try read(salmon, unit: .tpm).values[0, 0] == 3)
    }

    @Test func `counts below 0 and words are refused by line and column`() throws {
        let negative = try refused(Self.counts.replacing("\t30\t5\n", with: "\t30\t-5\n"))
        #expect(negative?.rule == "negative-expression" && negative?.row == 4)
        #expect(negative?.column == "/data/run1/P2.bam")
        let word = try refused(Self.counts.replacing("\t30\t5\n", with: "\t30\tmany\n"))
        #expect(word?.rule == "not-a-number" && word?.row == 4)
    }

    @Test func `the copy of a gene on the Y chromosome is not a second gene`() throws {
        let text =
            Self.salmon
            + "ENSG00000100146.17\t9\t9\t3\t1\nENSG00000100146.17_PAR_Y\t9\t9\t0\t1\nNRAS\t9\t9\t7\t1\n"
        #expect(isNear(try read(text).values.row(0).prefix(2), [2, 3]))
        let twice = Self.salmon + "SOX10\t9\t9\t3\t1\nSOX10\t9\t9\t0\t1\nNRAS\t9\t9\t7\t1\n"
        #expect(try refused(twice)?.rule == "duplicate-gene")
    }

    @Test func `a GCT file's first lines are passed over`() throws {
        let text =
            "#1.2\n3\t2\nName\tDescription\tS1\tS2\nENSG00000100146.17\tSOX10\t1.5\t2\n"
            + "ENSG00000213281.5\tNRAS\t2.5\t3\nENSG00000141510.18\tTP53\t0\t1\n"
        let batch = try read(text)
        #expect(batch.names == ["S1", "S2"] && batch.values.row(1) == [2, 3, 1])
    }

    @Test(
        arguments: [
            ("a/quant.sf", "quant"), ("P1.quant.sf", "P1"), ("x/P1.genes.results.gz", "P1"), (nil, "sample"),
            ("P1.tsv", "P1"), ("", "sample"), ("P.1.csv", "P.1"),
        ]
    )
    func `a sample is named by its file`(file: String?, name: String) {
        #expect(sampleName(ofFile: file) == name)
    }
}

/// Files of 300 genes, whose training means run evenly from 0 to 10.
@Suite struct UnitTests {
    private let genes = (0..<300).map { Gene("G\($0)") }
    private let means = (0..<300).map { Double($0) / 30 }

    /// Two samples near the means, drawn with an SD of .5.
    private func levels() -> [[Double]] {
        var generator = SeededGenerator(Seed(5))
        return (0..<2).map { _ in means.map { max(0, $0 + 0.5 * generator.normal()) } }
    }

    private func file(_ transform: (Double) -> Double) -> String {
        ",\(genes.map(\.symbol).joined(separator: ","))\n"
            + levels().enumerated().map { place, values in
                "S\(place),\(values.map { "\(transform($0))" }.joined(separator: ","))\n"
            }.joined()
    }

    private func read(_ text: String, unit: DeclaredUnit? = nil) throws -> SampleBatch {
        try readSamples(
            table(text: text),
            genes: genes,
            training: TrainingDistribution(means: means, sds: means.map { _ in 0.5 }),
            unit: unit
        )
    }

    private func tpm(_ level: Double) -> Double { .exp2(level) - 1 }

    @Test func `a declared unit is brought to log2`() throws {
        let expected = levels().flatMap { $0 }
        let files: [(DeclaredUnit, (Double) -> Double)] = [
            (.log2TPM, { $0 }), (.naturalLogTPM, { .log(2) * $0 }), (.log10TPM, { .log10(2) * $0 }),
            (.tpm, { tpm($0) }),
        ]
        for (unit, transform) in files {
            let batch = try read(file(transform), unit: unit)
            #expect(batch.unit == unit)
            // 2^x − 1 loses the bits below 2^−53 of x near 0.
            let isNear = zip(batch.values.storage, expected).allSatisfy { ($0 - $1).magnitude < 1e-12 }
            #expect(isNear)
        }
    }

    @Test func `log2 needs no declaration`() throws {
        #expect(try read(file { $0 }).unit == .log2TPM)
    }

    @Test func `other units are recognised and refused with the remedy`() throws {
        let cases: [((Double) -> Double, String, String)] = [
            ({ .log(2) * $0 }, "natural-log", "ln(TPM+1)"), ({ .log10(2) * $0 }, "log10", "log10(TPM+1)"),
            ({ tpm($0) }, "not-log-scale", "TPM"), ({ (tpm($0) * 20).rounded() }, "not-log-scale", "counts"),
            ({ ($0 - 5) / 3 }, "negative-expression", "neither centred nor scaled"),
        ]
        for (transform, rule, remedy) in cases {
            let found = try rejection { _ = try read(file(transform)) }
            #expect(found?.rule == rule)
            #expect(found?.remedy.contains(remedy) == true)
        }
        let standardised = try rejection { _ = try read(file { ($0 - 5) / 3 }) }
        #expect(standardised?.reason.contains("z-scores") == true)
    }

    @Test func `one sample is enough to tell the natural logarithm`() throws {
        let text = file { .log(2) * $0 }.split(separator: "\n").prefix(2).joined(separator: "\n") + "\n"
        #expect(try rejection { _ = try read(text) }?.rule == "natural-log")
        // a declaration overrides what is only likely
        #expect(try read(text, unit: .log2TPM).count == 1)
    }

    @Test func `declared TPM that sum to more than a million are refused`() throws {
        let found = try rejection { _ = try read(file { tpm($0) * 100 + 0.5 }, unit: .tpm) }
        #expect(found?.rule == "not-tpm")
        let counts = try rejection { _ = try read(file { tpm($0).rounded() }, unit: .tpm) }
        #expect(counts?.rule == "not-log-scale")
    }

    @Test func `TPM of a whole transcriptome are known by their sum`() throws {
        let width = 6000
        let rows = (0..<width).map { "G\($0),\(1e6 / Double(width) + 0.25)\n" }
        let found = try rejection { _ = try read("gene,S1\n" + rows.joined()) }
        #expect(found?.reason.contains("sum to about a million") == true)
        #expect(found?.remedy.contains("Declare the unit TPM") == true)
    }

    @Test func `what sums to a million as log2 is log2, whatever the ratio to the lines`() throws {
        // 6,000 genes of which the model's are low in this sample
        let others = (300..<6000).map { "G\($0),\(Double.log2(1e6 / 5700 + 1))\n" }
        let own = (0..<300).map { "G\($0),\(0.69 * Double($0) / 30)\n" }
        #expect(try read("gene,S1\n" + (own + others).joined()).unit == .log2TPM)
        #expect(try rejection { _ = try read("gene,S1\n" + own.joined()) }?.rule == "natural-log")
    }

    @Test(
        arguments: [
            ("log2(TPM + 1)", DeclaredUnit.log2TPM), ("ln(TPM+1)", .naturalLogTPM), ("log1p", .naturalLogTPM),
            ("LOG10(tpm+1)", .log10TPM), ("tpm", .tpm), ("Counts", .counts), ("FPKM", nil),
        ]
    )
    func `a unit is read by name`(name: String, unit: DeclaredUnit?) {
        #expect(DeclaredUnit(name: name) == unit)
    }

    @Test func `the training distribution leaves missing values out`() throws {
        let matrix = try readExpression(table(text: ",A,B,C\nL1,1,,\nL2,3,4.5,\n"))
        let training = TrainingDistribution(matrix)
        #expect(Array(training.means.prefix(2)) == [2, 4.5] && training.means[2].isNaN)
        #expect(Array(training.sds.prefix(2)) == [1, 0])
        #expect(training.least == 1)
    }
}
