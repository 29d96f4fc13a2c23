import Cycle
package import Essentiality
package import Expression
import FoundationEssentials
import LinearAlgebra
package import Screen

/// Predicts the essentiality of genes from expression tables, by one trained model.
package struct Predictor: Sendable {
    let model: EssentialityModel

    /// The most predictions of a sample that its record holds; its file has all.
    static let mostOnRecord = 1_000

    package init(model: EssentialityModel) { self.model = model }

    /// - throws: `DaemonFault` when the file is missing or is not a model.
    init(modelFile: String) throws { model = try openModel(at: modelFile) }

    /// The predictions of every sample of a table, as a file and as records.
    ///
    /// - Parameters:
    ///   - bytes: of the file.
    ///   - file: its name.
    ///   - genes: those asked for; all of the model's where `nil`.
    /// - Returns: CSV text, and a record a sample.
    /// - Throws: `Rejection` where the table is not one of expression, or the model has no such gene.
    func answer(
        _ bytes: [UInt8],
        file: String,
        genes: [Gene]? = nil
    ) throws(Rejection) -> (csv: String, reports: [SampleReport]) {
        let predictions = try predictions(bytes, file: file, genes: genes)
        return (predictionCSV(predictions, scale: model.scale), predictions.map { report($0, file: file) })
    }

    /// The same as values.
    package func predictions(
        _ bytes: [UInt8],
        file: String,
        genes: [Gene]? = nil,
        unit: DeclaredUnit? = nil,
        names: GeneNames? = nil,
        transcripts: TranscriptGenes? = nil,
        lineages annotations: LineAnnotations? = nil
    ) throws(Rejection) -> [SamplePrediction] {
        let wanted = try genes.map { genes throws(Rejection) in try places(of: genes) }
        let samples = try readSamples(
            try expressionTable(bytes),
            genes: model.genes,
            training: model.distribution,
            names: names,
            unit: unit,
            fileName: file,
            transcripts: transcripts
        )
        for row in 0..<samples.count {
            let values = samples.values.row(row).filter { !$0.isNaN }
            guard let first = values.first, values.contains(where: { $0 != first }) else {
                throw Rejection(
                    rule: "constant-sample",
                    reason:
                        "Sample \(Rejection.shortened(samples.names[row])) has the same expression in every gene.",
                    expected: "expression that differs between genes",
                    remedy: "Check how the sample was quantified."
                )
            }
        }
        var lineages: [String: String] = [:]
        for (name, lineage) in zip(samples.names, annotations?.lineages(of: samples.names) ?? []) {
            lineages[name] = lineage
        }
        do throws(ModelFault) {
            return try model.predictions(samples, targets: wanted, lineages: lineages, decode: paperPredictor)
        } catch {
            throw Rejection(
                rule: "model-damaged",
                reason: error.description,
                expected: "a model made by 'pairwell train'",
                remedy: "Ask the administrator to make the model anew."
            )
        }
    }

    private func places(of genes: [Gene]) throws(Rejection) -> [Int] {
        let known = Dictionary(uniqueKeysWithValues: model.targets.enumerated().map { ($1, $0) })
        let unknown = genes.filter { known[$0] == nil }
        guard unknown.isEmpty else {
            throw Rejection(
                rule: "unknown-target",
                reason:
                    "The model has no target \(unknown.prefix(5).map { Rejection.shortened($0.symbol) }.joined(separator: ", ")).",
                expected: "some of its \(known.count) targets, such as \(model.targets.first?.symbol ?? "")",
                remedy: "Check the spelling, or leave the genes out to get all."
            )
        }
        return genes.compactMap { known[$0] }
    }

    private func report(_ prediction: SamplePrediction, file: String) -> SampleReport {
        var report = SampleReport(sample: prediction.sample, file: file, state: "done")
        report.verdict = prediction.verdict.rawValue
        report.remarks = prediction.remarks
        report.distancePercentile = prediction.distancePercentile
        report.scale = model.scale.rawValue
        report.meaning = model.scale.words
        report.missingModifiers = Set(prediction.genes.flatMap(\.imputed)).sorted()
        report.targets = prediction.genes.count
        let best = prediction.genes.sorted {
            $0.verdict != $1.verdict ? $0.verdict < $1.verdict : $0.heldOutR > $1.heldOutR
        }
        let shown = Array(best.prefix(Self.mostOnRecord)).forReading(on: model.scale)
        report.predictions = shown.map { gene in
            PredictionReport(
                gene: gene.gene,
                value: gene.value,
                low: gene.low,
                high: gene.high,
                verdict: gene.verdict.rawValue,
                reason: gene.reason.rawValue,
                heldOutR: gene.heldOutR,
                missingModifiers: gene.imputed
            )
        }
        return report
    }
}
