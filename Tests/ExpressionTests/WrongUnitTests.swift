import LinearAlgebra
import RealModule
import Screen
import Statistics
import Tables
import Testing

@testable import Expression

/// Files whose values are not of the unit that was declared.
@Suite struct WrongUnitTests {
    /// TPM of a transcriptome, which sum to a million.
    private func transcriptome(_ genes: Int, sample: Int = 0) -> [Double] {
        // the same genes are high in every sample
        var levels = SeededGenerator(Seed(1))
        var noise = SeededGenerator(Seed(100 + UInt64(sample)))
        let values = (0..<genes).map { _ in
            let level = levels.normal()
            return level < -0.5 ? 0 : Double.exp(2.2 * level + 0.3 * noise.normal())
        }
        let sum = values.reduce(0, +)
        return values.map { $0 / sum * 1e6 }
    }

    private func text(_ samples: [[Double]]) -> String {
        let genes = samples[0].indices.map { "G\($0)" }
        var text = "," + genes.joined(separator: ",") + "\n"
        for (number, values) in samples.enumerated() {
            text += "S\(number)," + values.map { decimal($0, 4) }.joined(separator: ",") + "\n"
        }
        return text
    }

    private func samples(_ genes: Int, _ transform: (Double) -> Double) -> [[Double]] {
        (0..<3).map { transcriptome(genes, sample: $0).map(transform) }
    }

    /// The model has the first genes, trained on log2(TPM + 1) times `scale`.
    private func read(
        _ values: [[Double]],
        _ unit: DeclaredUnit?,
        modelGenes: Int = 200,
        trained scale: Double = 1
    ) throws -> SampleBatch {
        let training = transcriptome(values[0].count, sample: 9).prefix(modelGenes)
            .map { scale * log2OfTPM($0) }
        return try readSamples(
            table(text: text(values)),
            genes: (0..<modelGenes).map { Gene("G\($0)") },
            training: TrainingDistribution(means: Array(training), sds: training.map { _ in 1 }),
            unit: unit
        )
    }

    private func log2(_ tpm: Double) -> Double { log2OfTPM(tpm) }
    private func natural(_ tpm: Double) -> Double { .log(onePlus: tpm) }
    private func decimalLog(_ tpm: Double) -> Double { .log(onePlus: tpm) / .log(10) }

    private func refused(
        _ values: [[Double]],
        _ unit: DeclaredUnit?,
        modelGenes: Int = 200
    ) throws
        -> Rejection?
    {
        try rejection { _ = try read(values, unit, modelGenes: modelGenes) }
    }

    @Test func `what is declared rightly is taken without a doubt`() throws {
        for genes in [300, 9_000] {
            #expect(try read(samples(genes, log2), .log2TPM).doubts.isEmpty)
            #expect(try read(samples(genes, log2), nil).doubts.isEmpty)
            #expect(try read(samples(genes, natural), .naturalLogTPM).doubts.isEmpty)
            #expect(try read(samples(genes, decimalLog), .log10TPM).doubts.isEmpty)
            #expect(try read(samples(genes) { $0 }, .tpm).doubts.isEmpty)
        }
        // Forty genes of the model are too few to compare logarithms by, and the sum alone agrees.
        #expect(try read(samples(9_000, log2), .log2TPM, modelGenes: 40).doubts.isEmpty)
    }

    @Test func `another logarithm of a transcriptome is told by its sum, and the right one named`() throws {
        for modelGenes in [40, 200] {
            let natural = try refused(samples(9_000, natural), .log2TPM, modelGenes: modelGenes)
            #expect(natural?.rule == "unit-contradicted")
            #expect(natural?.remedy == "Declare the unit ln(TPM+1).")
            let decimal = try refused(samples(9_000, decimalLog), .log2TPM, modelGenes: modelGenes)
            #expect(decimal?.remedy == "Declare the unit log10(TPM+1).")
            let other = try refused(samples(9_000, decimalLog), .naturalLogTPM, modelGenes: modelGenes)
            #expect(other?.remedy == "Declare the unit log10(TPM+1).")
        }
        // Logarithms of counts, of twenty million reads.
        let counts = try refused(samples(9_000) { log2OfTPM(20 * $0) }, .log2TPM)
        #expect(counts?.rule == "unit-contradicted")
    }

    @Test func `log2 declared as another logarithm passes what a million TPM can be`() throws {
        // Some genes of many, none with more than a thousandth of all transcripts.
        var values = samples(300) { log2OfTPM(min($0 / 10, 1_000)) }
        values[1][3] = 14.5
        let natural = try refused(values, .naturalLogTPM)
        #expect(natural?.rule == "unit-contradicted" && natural?.column == "G3" && natural?.row == 3)
        #expect(natural?.value == "14.5000")
        #expect(try refused(values, .log10TPM)?.rule == "unit-contradicted")
    }

    @Test func `values that lie as in the model's lines are taken whatever they sum to`() throws {
        let scaled = samples(9_000) { 0.693 * log2OfTPM($0) }
        #expect(try read(scaled, .log2TPM, trained: 0.693).doubts.isEmpty)
    }

    @Test func `another logarithm of some genes is a doubt and not refused`() throws {
        let batch = try read(samples(300, natural), .log2TPM)
        #expect(batch.doubts.count == 1)
        // ln 2 is 0.69; the samples differ from the model's lines by a little noise.
        let ratios = ["0.67", "0.68", "0.69", "0.70", "0.71"]
        let doubt = batch.doubts.first ?? ""
        #expect(ratios.contains { doubt.contains("at \($0) of what they were") })
        #expect(batch.unit == .log2TPM)
    }

    @Test func `TPM and counts that are logarithms, and counts that are TPM, are refused`() throws {
        #expect(try refused(samples(300, log2), .tpm)?.rule == "not-tpm")
        #expect(try refused(samples(9_000, natural), .tpm)?.rule == "not-tpm")
        func tall(_ values: [Double]) -> String {
            var text = "gene,length,S1\n"
            for (gene, value) in values.enumerated() { text += "G\(gene),1000,\(decimal(value, 3))\n" }
            return text
        }
        func counts(_ values: [Double]) throws -> Rejection? {
            let genes = (0..<100).map { Gene("G\($0)") }
            let training = TrainingDistribution(means: genes.map { _ in 2 }, sds: genes.map { _ in 1 })
            return try rejection {
                _ = try readSamples(
                    table(text: tall(values)),
                    genes: genes,
                    training: training,
                    unit: .counts
                )
            }
        }
        let tpm = transcriptome(6_000)
        #expect(try counts(tpm)?.remedy == "Declare the unit TPM.")
        #expect(try counts(tpm.map(log2))?.remedy == "Declare the unit log2(TPM+1).")
        #expect(try counts(tpm.map { ($0 * 20).rounded() }) == nil)
        // Reads shared out between genes have fractions, and a library of its own size.
        #expect(try counts(tpm.map { $0 * 20 }) == nil)
    }

    @Test func `raw TPM, counts and z-scores are no log2(TPM+1) although it is declared`() throws {
        #expect(try refused(samples(9_000) { $0 }, .log2TPM)?.rule == "not-log-scale")
        #expect(try refused(samples(9_000) { ($0 * 20).rounded() }, .log2TPM)?.rule == "not-log-scale")
        var generator = SeededGenerator(Seed(4))
        let scores = (0..<3).map { _ in (0..<300).map { _ in generator.normal() } }
        #expect(try refused(scores, .log2TPM)?.rule == "negative-expression")
    }

    @Test func `hundreds of genes within 0 to 1 are no expression, of samples or of lines`() throws {
        var generator = SeededGenerator(Seed(6))
        let values = (0..<12).map { _ in (0..<150).map { _ in generator.uniform() } }
        for unit in [nil, DeclaredUnit.log2TPM, .naturalLogTPM] {
            #expect(try refused(values, unit, modelGenes: 60)?.rule == "not-expression")
        }
        let found = try rejection { _ = try readExpressionMatrix(table(text: text(values))) }
        #expect(found?.rule == "not-expression")
        // A handful of genes may all be low.
        let few = values.map { Array($0.prefix(20)) }
        #expect(try readExpressionMatrix(table(text: text(few))).report.doubts.isEmpty)
    }

    @Test func `z-scores and another logarithm are refused for training, and an odd sum is a doubt`() throws {
        var generator = SeededGenerator(Seed(7))
        let scores = (0..<40).map { _ in (0..<120).map { _ in generator.normal() } }
        let found = try rejection { _ = try readExpressionMatrix(table(text: text(scores))) }
        #expect(found?.rule == "negative-expression")
        func read(_ transform: (Double) -> Double) throws -> MatrixReport {
            try readExpressionMatrix(table(text: text(samples(9_000, transform)))).report
        }
        #expect(try read(log2).doubts.isEmpty)
        #expect(try rejection { _ = try read(natural) }?.rule == "natural-log")
        #expect(try rejection { _ = try read(decimalLog) }?.rule == "log10")
        #expect(try read { log2OfTPM(20 * $0) }.doubts.count == 1)
        // Half of a transcriptome sums to less, and corrected values may be below 0.
        #expect(try read { log2OfTPM(0.5 * $0) - 0.05 }.doubts.isEmpty)
    }

    @Test(arguments: [EffectScale.geneEffect, .demeter2])
    func `probabilities declared as gene effects are refused`(scale: EffectScale) throws {
        var generator = SeededGenerator(Seed(8))
        func effect(_ value: (Double) -> Double) -> LabelledMatrix {
            LabelledMatrix(
                lines: (0..<20).map { "L\($0)" },
                genes: (0..<10).map { Gene("T\($0)") },
                values: Matrix(
                    rows: 20,
                    columns: 10,
                    storage: (0..<200).map { _ in value(generator.uniform()) }
                )
            )
        }
        let found = try rejection { _ = try effectScale(of: effect { $0 }, declared: scale) }
        #expect(found?.rule == "outside-effect-scale")
        #expect(found?.remedy.contains("dependency-probability") == true)
        let positive = try rejection { _ = try effectScale(of: effect { 2 * $0 }, declared: scale) }
        #expect(positive?.remedy.contains("sign") == true)
        #expect(try effectScale(of: effect { 0.4 - $0 }, declared: scale) == scale)
    }
}
