import Agent
import ArgumentParser
import Essentiality
import Expression
import FoundationEssentials
import LinearAlgebra
import PlateFiles
import Screen
import Settings
import Threads

struct PredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predict how much samples need each gene, from their expression, without the daemon.",
        discussion: """
            Takes samples by genes or genes by samples, Salmon's quant.sf, RSEM's genes.results, kallisto's abundance.tsv and \
            featureCounts' tables. Values are log2(TPM + 1) unless the format or --unit says otherwise. Each prediction has a \
            90 % interval and a verdict: use, caution or not predictable.
            """
    )

    @Option(help: "A model that 'pairwell train' wrote.") var model: String
    @Option(help: "Expression of one or more samples.") var expression: String
    @Option(help: "Genes to predict, separated by commas; all of the model's by default.") var genes: String?
    @Option(help: "Unit of the expression: log2(TPM+1), TPM, counts, ln(TPM+1) or log10(TPM+1).") var unit:
        String?
    @Option(help: "HGNC's table of gene names, to find genes under their other names.") var names: String?
    @Option(help: "Which genes transcripts are of (two columns), for tables of transcripts.")
    var transcripts: String?
    @Option(help: "Lineages of the samples, a table as DepMap's Model.csv.") var lines: String?
    @Option(
        help: "A campaign's configuration: predict its genes, and name those whose loss may kill the cells."
    )
    var config: String?
    @Option(help: "With --config: the campaign; it need not be named where there is only one.") var campaign:
        String?
    @Option(help: "Where to write all predictions (CSV).") var output: String?
    @Flag(help: "Print JSON for programs.") var json = false

    func validate() throws {
        guard genes == nil || config == nil else {
            throw ValidationError("Give --genes or --config, not both.")
        }
        guard campaign == nil || config != nil else { throw ValidationError("--campaign needs --config.") }
        if let genes, genes.split(separator: ",").isEmpty { throw ValidationError("--genes names no gene.") }
    }

    func run() async throws {
        if let output { try checkOutput(output) }
        NumericsKernel.useOneThread()
        let worker = ThreadWorker(name: "prediction")
        let result = await worker.run { Result { try predicted() } }
        let (predictions, trained) = try result.get()
        if let output {
            try writeOutput(Array(predictionCSV(predictions, scale: trained.scale).utf8), to: output)
        }
        if json {
            try printJSON(Answer(model: trained, predictions))
        } else if config != nil {
            for sample in predictions { print(lethalText(sample, scale: trained.scale)) }
        } else if output == nil {
            print(predictionCSV(predictions, scale: trained.scale), terminator: "")
        } else {
            for sample in predictions {
                print(
                    "\(sample.sample): \(sample.verdict.rawValue)\(sample.remarks.map { " " + $0 }.joined())"
                )
            }
        }
    }

    private func predicted() throws -> ([SamplePrediction], EssentialityModel) {
        let trained: EssentialityModel
        do {
            trained = try openModel(at: model)
        } catch {
            throw Failure(FileManager.default.fileExists(atPath: model) ? .dataError : .noInput, "\(error)")
        }
        let predictor = Predictor(model: trained)
        let known = try names.map { path in
            try about(path) { bytes throws(Rejection) in try GeneNames(hgnc: try expressionTable(bytes)) }
                .value
        }
        let genesOf = try transcripts.map { path in
            try about(path) { bytes throws(Rejection) in try TranscriptGenes(try expressionTable(bytes)) }
                .value
        }
        let annotations = try lines.map { path in
            try about(path) { bytes throws(Rejection) in try LineAnnotations(try expressionTable(bytes)) }
                .value
        }
        let declared = try declaredUnit()
        let wanted = try wantedGenes(of: trained)
        let predictions = try about(expression) { bytes throws(Rejection) in
            try predictor.predictions(
                bytes,
                file: fileName(expression),
                genes: wanted,
                unit: declared,
                names: known,
                transcripts: genesOf,
                lineages: annotations
            )
        }.value
        return (predictions, trained)
    }

    /// The genes named, or those of a campaign that the model has.
    private func wantedGenes(of trained: EssentialityModel) throws -> [Gene]? {
        guard let config else { return genes.map(geneList) }
        let option = try ConfigurationOption.parse(["--config", config])
        let settings = try option.onlyCampaign(campaign, in: try option.load())
        let known = Set(trained.targets)
        let found = settings.genes.filter(known.contains).sorted()
        guard !found.isEmpty else {
            throw Failure(.dataError, "the model has none of the genes of campaign \(settings.id).")
        }
        if found.count < settings.genes.count {
            standardError(
                "\(settings.genes.count - found.count) of \(settings.genes.count) genes of the campaign have no model."
            )
        }
        return found
    }

    /// Each gene once, in the order named.
    private func geneList(_ text: String) -> [Gene] {
        var seen: Set<Gene> = []
        return text.split(separator: ",").map { gene(labelled: String($0)) }.filter {
            seen.insert($0).inserted
        }
    }

    private func declaredUnit() throws -> DeclaredUnit? {
        guard let unit else { return nil }
        guard let known = DeclaredUnit(name: unit) else {
            throw Failure(
                .dataError,
                "there is no unit '\(unit)'. The units are log2(TPM+1), TPM, counts, ln(TPM+1) and log10(TPM+1)."
            )
        }
        return known
    }
}

/// What `predict --json` prints.
private struct Answer: Encodable {
    struct Sample: Encodable {
        let id: String
        let verdict: Verdict
        let remarks: [String]
        let distancePercentile: Double
        let genes: [Prediction]
    }

    struct Prediction: Encodable {
        let gene: Gene
        let value: Double
        let low: Double
        let high: Double
        let verdict: Verdict
        let reason: String
        let heldOutR: Double
        let modifiers: Int
        let imputed: [Gene]
    }

    let scale: String
    let trainedBy: String
    let lines: Int
    let samples: [Sample]

    init(model: EssentialityModel, _ predictions: [SamplePrediction]) {
        scale = model.scale.rawValue
        trainedBy = model.trainedBy
        lines = model.lines.count
        samples = predictions.map { sample in
            Sample(
                id: sample.sample,
                verdict: sample.verdict,
                remarks: sample.remarks,
                distancePercentile: sample.distancePercentile,
                genes: sample.genes.map { gene in
                    Prediction(
                        gene: gene.gene,
                        value: gene.value,
                        low: gene.low,
                        high: gene.high,
                        verdict: gene.verdict,
                        reason: gene.reason.rawValue,
                        heldOutR: gene.heldOutR,
                        modifiers: gene.modifiers,
                        imputed: gene.imputed
                    )
                }
            )
        }
    }
}
